"""New versions of job aids: a draft that begins as the last version, published once it is right."""

from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from portal import page_notes
from portal.db import refusing
from training.errors import DraftExists, NothingToPublish, PublishedAlready
from training.models import JobAid, JobAidStep, JobAidVersion

WORDS = ("title_en", "title_es", "summary_en", "summary_es")
OF_A_STEP = (
    "number",
    "text_en",
    "text_es",
    "picture_en_id",
    "picture_es_id",
    "shows_en",
    "shows_es",
)


@trail.workflow("job_aid.draft")
def draft(*, aid: JobAid, by: User) -> JobAidVersion:
    """The next version, with the words, steps and pictures of the last. Raises DraftExists."""
    last = aid.versions.order_by("-number").first()
    words = {name: getattr(last, name) for name in WORDS} if last else {}
    with refusing(
        {"jobaidversion_one_draft_at_most", "jobaidversion_number_unique"},
        DraftExists(_("There is a draft already. Go on with it, and publish it.")),
    ):
        made = JobAidVersion.objects.create(aid=aid, number=last.number + 1 if last else 1, **words)
    steps = last.steps.all() if last else []
    JobAidStep.objects.bulk_create(
        JobAidStep(version=made, **{name: getattr(step, name) for name in OF_A_STEP})
        for step in steps
    )
    trail.record("job_aid.draft", by=by, about=made)
    return made


@trail.workflow("job_aid.publish")
def publish(*, version: JobAidVersion, by: User) -> JobAidVersion:
    """From now on this is what the job aid says, for good. Raises PublishedAlready, NothingToPublish."""
    found = JobAidVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if found.is_published:
        raise PublishedAlready(_("This version is published already. Make a new one to change it."))
    if not found.steps.exists():
        raise NothingToPublish(_("Write at least one step first."))
    found.publish(by=by)
    trail.record("job_aid.publish", by=by, about=found)
    page_notes.forget_on_commit()
    return found
