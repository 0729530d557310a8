"""The links to job aids at the foot of the pages that they explain."""

from portal import guides
from portal.page_notes import FOOT, Note
from training.models import JobAidVersion


def of_job_aids() -> list[Note]:
    return [
        Note(
            pages=guides.pages_of(version.aid.slug).union(version.aid.pages),
            place=FOOT,
            template="training/_job_aid_note.html",
            row=version,
        )
        for version in JobAidVersion.objects.current()
    ]


def choices() -> list[tuple[str, str]]:
    """For whoever names a job aid in a form."""
    return [(version.aid.slug, version.title) for version in JobAidVersion.objects.current()]
