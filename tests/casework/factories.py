"""Documents for tests: Pat’s, sent by Pat."""

from datetime import timedelta
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from audit.models import AuditEvent
from casework.models import (
    ChangeReport,
    CoverageReminder,
    Document,
    DocumentFile,
    DocumentType,
    Objection,
    Question,
    Renewal,
)
from casework.shelves import DOCUMENTS, QUARANTINE, THUMBNAILS
from tests.cases.factories import CaseFactory

CASE_DESK = "Case desk"


def now():
    return factory.LazyFunction(timezone.now)


def desk():
    return factory.SubFactory("tests.factories.StaffFactory", role=CASE_DESK)


class DocumentTypeFactory(DjangoModelFactory):
    class Meta:
        model = DocumentType

    code = factory.Sequence(lambda n: f"type-{n}")
    order = 50
    name_en, name_es = "Proof of something", "Comprobante de algo"
    coach_en, coach_es = "All of it.", "Todo."


class DocumentFactory(DjangoModelFactory):
    """Checked, waiting for the case desk; or ``requested``, ``uploaded``, ``taken``, ``rejected`` …"""

    class Meta:
        model = Document

    class Params:
        asked = factory.Trait(
            asked_by=desk(),
            asked_at=now(),
            due_on=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=90)),
        )
        requested = factory.Trait(asked=True, state="requested", sent_by=None, sent_at=None)
        uploaded = factory.Trait(state="uploaded")
        taken = factory.Trait(state="desk", taken_by=desk(), taken_at=now())
        decided = factory.Trait(taken=True, decided_by=desk(), decided_at=now())
        accepted = factory.Trait(decided=True, state="accepted")
        rejected = factory.Trait(decided=True, state="rejected", words="Send all pages.")
        unfit = factory.Trait(state="rejected", decided_at=now())
        waived = factory.Trait(asked=True, decided=True, state="waived", words="Found elsewhere.")

    case = factory.SubFactory(CaseFactory, linked=True)
    type_id = "income"
    for_contact = True
    state = "checked"
    sent_by = factory.SelfAttribute("case.user")
    sent_at = now()


class DocumentFileFactory(DjangoModelFactory):
    """Clean, and on its shelf, unless ``waiting`` or ``refused``; ``content`` is what lies there."""

    class Meta:
        model = DocumentFile
        skip_postgeneration_save = True

    class Params:
        waiting = factory.Trait(state="waiting", checked_at=None, pages=0)
        refused = factory.Trait(state="refused", reason="scripts", pages=0)

    document = factory.SubFactory(DocumentFactory)
    form_key = factory.LazyFunction(uuid4)
    position = 0
    name = "page.png"
    kind = "PNG"
    size = 100
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    added_by = factory.LazyAttribute(lambda file: file.document.sent_by or file.document.case.user)
    added_at = factory.LazyAttribute(lambda file: file.document.sent_at or timezone.now())
    state = "clean"
    checked_at = now()
    pages = 1

    @factory.post_generation
    def content(self, create, extracted, **kwargs):
        if create and self.state == "clean":
            DOCUMENTS.put(self.pk, extracted or b"as we wrote it")
            THUMBNAILS.put(self.pk, b"small")
        elif create and self.state == "waiting":
            QUARANTINE.put(self.pk, extracted or b"as it came")


class StatementFactory(DjangoModelFactory):
    """A draft; or ``sent``, ``returned``, ``applied``, ``withdrawn``. By the consumer unless ``by`` says."""

    class Meta:
        abstract = True
        exclude = ["by"]

    class Params:
        sent = factory.Trait(
            state="sent",
            sent_by=factory.SelfAttribute("by"),
            sent_at=now(),
            facts=factory.SelfAttribute("told"),
        )
        decided = factory.Trait(sent=True, decided_by=desk(), decided_at=now())
        applied = factory.Trait(decided=True, state="applied")
        returned = factory.Trait(decided=True, state="returned", words="Which apartment?")
        withdrawn = factory.Trait(
            state="withdrawn", decided_by=factory.SelfAttribute("by"), decided_at=now()
        )

    case = factory.SubFactory(CaseFactory, linked=True)
    by = factory.SelfAttribute("case.user")
    begun_by = factory.SelfAttribute("by")
    edited_by = factory.SelfAttribute("by")


def typed_address(day):
    return {
        "street": ["9 Elm Street"],
        "city": ["Fresno"],
        "zip_code": ["93701"],
        "from_on_month": [str(day.month)],
        "from_on_day": [str(day.day)],
        "from_on_year": [str(day.year)],
    }


class ChangeReportFactory(StatementFactory):
    """Of a new address, from yesterday on, complete."""

    class Meta:
        model = ChangeReport
        exclude = ["by", "told", "day"]

    day = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1))
    kind = "address"
    answers = factory.LazyAttribute(lambda change: typed_address(change.day))
    told = factory.LazyAttribute(
        lambda change: {
            "street": "9 Elm Street",
            "city": "Fresno",
            "zip_code": "93701",
            "from_on": change.day.isoformat(),
        }
    )
    from_on = factory.LazyAttribute(lambda change: change.day if change.facts else None)


COMPLETE = {
    "household": {"household": ["same"], "household_words": [""]},
    "income": {"income_is": ["other"], "income": ["45,000"]},
    "consent": {"consent": ["yes"]},
    "plan": {"plan_is": ["same"], "plan": [""]},
}


class RenewalFactory(StatementFactory):
    """Begun; ``complete`` with all its answers."""

    class Meta:
        model = Renewal
        exclude = ["by", "told"]

    class Params:
        complete = factory.Trait(answers=COMPLETE)

    year = factory.LazyAttribute(lambda renewal: renewal.case.coverage_year + 1)
    answers = factory.LazyFunction(dict)
    told = factory.LazyFunction(
        lambda: {
            "household": "same",
            "household_words": "",
            "income_is": "other",
            "income": 45_000_00,
            "consent": "yes",
            "plan_is": "same",
            "plan": "",
        }
    )


class CoverageReminderFactory(DjangoModelFactory):
    class Meta:
        model = CoverageReminder

    case = factory.SubFactory(CaseFactory, linked=True)
    year = 2027
    days = 30


class QuestionFactory(DjangoModelFactory):
    """Of the case desk, open; or ``delegates`` (by whom says ``asked_by``), ``answered``, ``withdrawn`` …"""

    class Meta:
        model = Question

    class Params:
        delegates = factory.Trait(asked_as="delegate")
        answered = factory.Trait(
            state="answered",
            answer="The one of April.",
            answered_by=factory.SelfAttribute("case.user"),
            answered_at=now(),
        )
        withdrawn = factory.Trait(
            state="withdrawn", withdrawn_by=factory.SelfAttribute("asked_by"), withdrawn_at=now()
        )
        settled = factory.Trait(answered=True, settled_by=desk(), settled_at=now())

    case = factory.SubFactory(CaseFactory, linked=True)
    asked_as = "desk"
    asked_by = desk()
    words = "Which pay stub is the latest?"


class ObjectionFactory(DjangoModelFactory):
    """Of the case’s consumer against an assister’s look at the case; or ``answered``."""

    class Meta:
        model = Objection
        exclude = ["done"]

    class Params:
        answered = factory.Trait(
            answer="We spoke with them.", answered_by=desk(), answered_at=now()
        )

    case = factory.SubFactory(CaseFactory, linked=True)
    by = factory.SelfAttribute("case.user")
    against = factory.SubFactory("tests.factories.UserFactory")
    done = factory.LazyAttribute(
        lambda it: AuditEvent.objects.create(
            verb="document.read", actor_id=it.against and it.against.pk, case_id=it.case.pk
        )
    )
    event = factory.LazyAttribute(lambda it: it.done.pk)
    made_at = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=5))
