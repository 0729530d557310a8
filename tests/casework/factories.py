"""Documents for tests: Pat’s, sent by Pat."""

from datetime import timedelta
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from casework.models import Document, DocumentFile, DocumentType
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
