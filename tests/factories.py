"""Rows for tests: one factory for each model, each making a valid row."""

from datetime import timedelta

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Assister, Entity, EntityContact, SignUp, Site, User
from accounts.models.sign_up import CODE_LIFETIME
from audit.models import AuditEvent, AuditSeal
from delegation import cleaning
from delegation.models import ActivationDraft, Consent, DelegationCode, LegalText
from delegation.models.codes import PURPOSE
from limiter.models import AttemptLog
from notifications.models import Notice
from portal import codes, secret_box
from portal.models import JobRun
from support.models import IssueFollower, KnownIssue, ProblemReport, ReportAnswer, Screenshot
from tests.accesscodes.factories import (  # noqa: F401
    AccessCodeFactory,
    HelpLineCallFactory,
    IdentityCheckFactory,
)
from tests.cases.factories import CaseFactory, HouseholdMemberFactory  # noqa: F401
from tests.delegation.factories import DelegationFactory  # noqa: F401
from tests.shop.factories import (  # noqa: F401
    QuoteNoteFactory,
    QuoteRequestFactory,
    ShopCheckFactory,
    ShopPolicyFactory,
)
from tests.training.factories import (  # noqa: F401
    ChapterFactory,
    ChapterPassFactory,
    CourseFactory,
    JobAidFactory,
    JobAidStepFactory,
    JobAidVersionFactory,
    NewsItemFactory,
    ProgressFactory,
    QuestionFactory,
    ReminderFactory,
    SectionFactory,
    TraineeFactory,
    TrainingFileFactory,
)


class AuditEventFactory(DjangoModelFactory):
    class Meta:
        model = AuditEvent

    verb = "invitation.accept"


class AuditSealFactory(DjangoModelFactory):
    """Of no real event: for what the database says of seals."""

    class Meta:
        model = AuditSeal

    number = factory.Sequence(lambda n: n + 1)
    after_id = factory.LazyAttribute(lambda seal: (seal.number - 1) * 10)
    upto_id = factory.LazyAttribute(lambda seal: seal.number * 10)
    form = 1
    rows = b""
    previous_hash = factory.LazyAttribute(lambda seal: f"{seal.number - 1:064x}")
    hash = factory.LazyAttribute(lambda seal: f"{seal.number:064x}")


class JobRunFactory(DjangoModelFactory):
    class Meta:
        model = JobRun

    name = "audit.tasks.seal_events"
    ran_at = factory.LazyFunction(timezone.now)
    seconds = 0.2


class AttemptLogFactory(DjangoModelFactory):
    class Meta:
        model = AttemptLog

    key = factory.Sequence(lambda n: f"{n:064x}")
    name = "a-limit"
    most = 3
    within = timedelta(minutes=15)
    attempts = factory.LazyFunction(lambda: [timezone.now()])


class NoticeFactory(DjangoModelFactory):
    """Due now, about a group of the name "Pat & Dee’s", unless ``about`` says otherwise."""

    class Meta:
        model = Notice
        exclude = ["about", "secret"]

    class Params:
        sent = factory.Trait(
            state="sent",
            sent_at=factory.LazyFunction(timezone.now),
            next_attempt_at=None,
            secrets=None,
        )
        dead = factory.Trait(
            state="dead", last_error="SMTPDataError", next_attempt_at=None, secrets=None
        )

    about = factory.SubFactory("tests.factories.GroupFactory")
    secret = "XK7-2F"
    kind = "probe"
    to = factory.Sequence(lambda n: f"pat{n}@example.org")
    language = "en"
    about_type = factory.LazyAttribute(lambda notice: notice.about._meta.label_lower)
    about_id = factory.LazyAttribute(lambda notice: str(notice.about.pk))
    secrets = factory.LazyAttribute(lambda notice: secret_box.seal({"code": notice.secret}))
    carried_secrets = True


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = "auth.Group"
        django_get_or_create = ["name"]

    name = "Pat & Dee’s"


PASSWORD = "three green kettles sing"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def verified(self, create, extracted, **kwargs):
        """The address is confirmed, unless ``verified=False``."""
        if create:
            EmailAddress.objects.create(
                user=self, email=self.email, primary=True, verified=extracted is not False
            )


class StaffFactory(UserFactory):
    """Kim, who works in one role: StaffFactory(role="Certification desk")."""

    is_staff = True
    role = ""

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        role = kwargs.pop("role", "")
        user = super()._create(model_class, *args, **kwargs)
        if role:
            user.groups.add(GroupFactory(name=role))
        return user


class SignUpFactory(DjangoModelFactory):
    """Whose code is "PATGIVES"."""

    class Meta:
        model = SignUp

    first_name, last_name = "Pat", "Gives"
    email = factory.Sequence(lambda n: f"pat{n}@example.org")
    username = factory.Sequence(lambda n: f"pat.gives{n}")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    language = "en"
    digest = factory.LazyFunction(lambda: codes.digest("PATGIVES", purpose="sign-up"))
    code_expires_at = factory.LazyFunction(lambda: timezone.now() + CODE_LIFETIME)


class EntityFactory(DjangoModelFactory):
    class Meta:
        model = Entity

    kind = "cee"
    legal_name = factory.Sequence(lambda n: f"Smith & O'Brien Co. {n}")


class EntityContactFactory(DjangoModelFactory):
    class Meta:
        model = EntityContact

    entity = factory.SubFactory(EntityFactory)
    user = factory.SubFactory(UserFactory)


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    entity = factory.SubFactory(EntityFactory)
    street = factory.Sequence(lambda n: f"{n} Main Street")
    city = "Fresno"
    zip_code = "93650"


class AssisterFactory(DjangoModelFactory):
    """Registered, and with the entity; ``ready`` for one who may help consumers.

    Others: ``ready=True`` and what differs, as in ``badge=None`` or ``certification__suspended=True``.
    """

    class Meta:
        model = Assister
        skip_postgeneration_save = True

    class Params:
        activated = factory.Trait(
            user=factory.SubFactory(UserFactory), activated_at=factory.LazyFunction(timezone.now)
        )
        certified = factory.Trait(
            certification=factory.RelatedFactory(
                "tests.accounts.factories.CertificationFactory", "assister"
            )
        )
        badged = factory.Trait(
            badge=factory.RelatedFactory("tests.accounts.factories.BadgeFactory", "assister")
        )
        ready = factory.Trait(activated=True, certified=True, badged=True)
        suspended = factory.Trait(ready=True, certification__suspended=True)
        revoked = factory.Trait(activated=True, certified=True, certification__revoked=True)
        expired = factory.Trait(ready=True, certification__expired=True)
        unbadged = factory.Trait(activated=True, certified=True)

    affiliation = factory.RelatedFactory("tests.accounts.factories.AffiliationFactory", "assister")

    entity = factory.SubFactory(EntityFactory)
    # None that the demo or a test gives: which come here depends on the order of tests.
    certification_number = factory.Sequence(lambda n: f"{510_000_000 + n}")
    first_name = "Dee"
    last_name = "Acts"
    email = factory.Sequence(lambda n: f"dee{n}@example.org")


class DelegationCodeFactory(DjangoModelFactory):
    """A live code; its text is ``code``."""

    class Meta:
        model = DelegationCode

    class Params:
        code = factory.Sequence(lambda n: f"{n:06d}")
        expired = factory.Trait(
            issued_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=31)),
            expires_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=1)),
        )
        revoked = factory.Trait(revoked_at=factory.LazyFunction(timezone.now))
        used = factory.Trait(used_at=factory.LazyFunction(timezone.now))

    assister = factory.SubFactory(AssisterFactory)
    digest = factory.LazyAttribute(
        lambda row: codes.digest(cleaning.code_key(row.code), purpose=PURPOSE)
    )
    sent_to = factory.LazyAttribute(lambda row: row.assister.email)
    issued_by = factory.SubFactory(UserFactory, is_staff=True)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


class LegalTextFactory(DjangoModelFactory):
    class Meta:
        model = LegalText

    kind = LegalText.Kind.TERMS_OF_USE
    version = factory.Sequence(lambda n: n + 100)
    language = "en"
    body = "# Be kind\n\nAlways."
    sha256 = factory.LazyAttribute(lambda text: LegalText.hash_of(text.body))
    valid_from = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    user = factory.SubFactory(UserFactory)
    text = factory.SubFactory(LegalTextFactory)
    sha256 = factory.LazyAttribute(lambda consent: consent.text.sha256)
    opened_at = factory.LazyFunction(timezone.now)
    agreed_at = factory.LazyFunction(timezone.now)


def current_terms():
    return LegalText.objects.current(LegalText.Kind.TERMS_OF_USE, "en")


class ActivationDraftFactory(DjangoModelFactory):
    """Just begun; ``filled`` for one that needs only the confirmation."""

    class Meta:
        model = ActivationDraft

    class Params:
        filled = factory.Trait(
            terms=factory.LazyFunction(current_terms),
            terms_opened_at=factory.LazyFunction(timezone.now),
            terms_agreed_at=factory.LazyFunction(timezone.now),
            first_name="Dee",
            last_name="Acts",
            phone="9165550123",
            spoken_languages=["en", "es"],
            street="12 Main Street",
            city="Fresno",
            zip_code="93650",
            username=factory.Sequence(lambda n: f"dee.acts{n}"),
            password=factory.LazyFunction(lambda: make_password(PASSWORD)),
        )

    code = factory.SubFactory(DelegationCodeFactory)
    assister = factory.SelfAttribute("code.assister")


class ProblemReportFactory(DjangoModelFactory):
    """New, by a visitor with an address; ``taken``, ``closed`` by an owner of their own."""

    class Meta:
        model = ProblemReport

    class Params:
        taken = factory.Trait(
            state="open",
            owner=factory.SubFactory(UserFactory, is_staff=True),
            taken_at=factory.LazyFunction(timezone.now),
        )
        closed = factory.Trait(
            taken=True,
            state="closed",
            closed_by=factory.SelfAttribute("owner"),
            closed_at=factory.LazyFunction(timezone.now),
            cause="mended",
        )

    number = factory.Sequence(lambda n: 900_000 + n)
    email = factory.Sequence(lambda n: f"sam{n}@example.org")
    language = "en"
    role = "other"
    step = "Delegation code"
    message = "These three facts do not belong together."
    page = "/activate/"

    @factory.lazy_attribute
    def sent_at(self):
        return timezone.now() - timedelta(minutes=5)


class ReportAnswerFactory(DjangoModelFactory):
    class Meta:
        model = ReportAnswer

    report = factory.SubFactory(ProblemReportFactory, taken=True)
    text = "Try it once more, it is mended."
    by = factory.SelfAttribute("report.owner")
    is_from_help_desk = True


class ScreenshotFactory(DjangoModelFactory):
    """A row without a file, clean unless ``waiting``."""

    class Meta:
        model = Screenshot

    class Params:
        waiting = factory.Trait(state="waiting", checked_at=None)

    report = factory.SubFactory(ProblemReportFactory)
    kind = "PNG"
    size = 100
    width = 10
    height = 10
    state = "clean"
    checked_at = factory.LazyFunction(timezone.now)


class KnownIssueFactory(DjangoModelFactory):
    """Shown now, on the first page of the activation; ``closed`` by somebody of its own."""

    class Meta:
        model = KnownIssue

    class Params:
        closed = factory.Trait(
            closed_at=factory.LazyFunction(timezone.now),
            closed_by=factory.SubFactory(UserFactory, is_staff=True),
        )

    title_en = "The e-mail cannot be pasted"
    title_es = "No se puede pegar el correo"
    workaround_en = "Type the three facts."
    workaround_es = "Escriba los tres datos."
    pages = factory.LazyFunction(lambda: ["delegation:activation_start"])
    since = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))


class IssueFollowerFactory(DjangoModelFactory):
    class Meta:
        model = IssueFollower

    issue = factory.SubFactory(KnownIssueFactory)
    email = factory.Sequence(lambda n: f"sam{n}@example.org")
    language = "en"
