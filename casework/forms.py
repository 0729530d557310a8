from typing import Any
from uuid import UUID, uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case
from casework.models import Document, DocumentType
from casework.workflows.documents import Sending
from portal.fields import clean_text
from portal.receiving import ENDINGS, Received, receive
from portal.uploads import BadUpload

CONTACT = "contact"
LONGEST_WORDS = 1000


class WordsField(forms.CharField):
    """Text of several lines, without what nobody sees."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class FilesInput(forms.FileInput):
    """One input for one file, or for several."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class FilesField(forms.FileField):
    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """What is wrong with one of them is said by whoever reads it; a photo may come instead."""
        return list(data or [])


def household_of(case: Case) -> list[tuple[str, str]]:
    """For whom a document may be: the primary contact, and who lives with them now."""
    members = [(str(member.pk), member.full_name) for member in case.members.current()]
    return [(CONTACT, case.contact_name), *members]


class PeopleField(forms.MultipleChoiceField):
    """For whom a document is."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("For whom?"),
            error_messages={
                "required": gettext_lazy("Choose for whom the document is."),
                "invalid_choice": gettext_lazy("Choose people of this household."),
            },
            **kwargs,
        )


def people(chosen: list[str]) -> dict[str, Any]:
    """As workflows take it."""
    return {
        "for_contact": CONTACT in chosen,
        "members": [UUID(member) for member in chosen if member != CONTACT],
    }


class SendForm(forms.Form):
    """Files, and what they are; of a document that is requested, only the files."""

    type = forms.ModelChoiceField(
        DocumentType.objects.offered(),
        label=gettext_lazy("What do you send?"),
        empty_label=gettext_lazy("– Choose –"),
        error_messages={
            "required": gettext_lazy("Choose what you send."),
            "invalid_choice": gettext_lazy("Choose one of the list."),
        },
    )
    people = PeopleField()
    uploads = FilesField(
        label=gettext_lazy("Files"),
        widget=FilesInput(attrs={"accept": ",".join(ENDINGS), "multiple": True}),
    )
    photo = FilesField(
        label=gettext_lazy("Or take a photo"),
        widget=FilesInput(attrs={"accept": "image/*", "capture": "environment"}),
        required=False,
    )
    note = WordsField(
        label=gettext_lazy("Note for the case desk"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_WORDS,
        required=False,
    )

    def __init__(self, *args: Any, case: Case, document: Document | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.received: list[Received] = []
        self.fields["uploads"].help_text = _(
            "PDF, JPEG, PNG or HEIC. Up to %(count)d files at once, up to %(size)d MB each."
        ) % {
            "count": settings.DOCUMENT_MAX_FILES,
            "size": settings.UPLOAD_MAX_BYTES // 1024**2,
        }
        if document:
            del self.fields["type"], self.fields["people"]
        else:
            choices = household_of(case)
            self.fields["people"].choices = choices  # type: ignore[attr-defined]
            if len(choices) == 1:
                self.fields["people"].initial = [CONTACT]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        asked = [] if document else ["type", "people"]
        self.helper.layout = Layout(
            *asked, "uploads", Field("photo", wrapper_class="portal-camera"), "note"
        )

    @property
    def key(self) -> UUID:
        """Of this form: sent twice, it counts once. One that nobody gave it begins here."""
        if not hasattr(self, "_key"):
            try:
                self._key = UUID(self.data.get("key", ""))
            except (ValueError, AttributeError):
                self._key = uuid4()
        return self._key

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        files = [*facts.get("uploads", []), *facts.get("photo", [])]
        if not files:
            self.add_error("uploads", _("Choose at least one file."))
        elif len(files) > settings.DOCUMENT_MAX_FILES:
            most = settings.DOCUMENT_MAX_FILES
            self.add_error("uploads", _("Send at most %(count)d files at once.") % {"count": most})
        else:
            self.received = [got for file in files if (got := self._received(file))]
        return facts

    def _received(self, file: UploadedFile) -> Received | None:
        try:
            return receive(file, file.name or "")
        except BadUpload as refusal:
            self.add_error("uploads", ValidationError(str(refusal)))
            return None

    def sending(self) -> Sending:
        return Sending(
            key=self.key,
            files=self.received,
            note=self.cleaned_data["note"],
            **people(self.cleaned_data.get("people", [])),
        )
