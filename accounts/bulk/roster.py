"""The roster of an entity: who works there, from a spreadsheet.

New numbers are registered with the entity, as by hand; of people on record, names, languages and phone are
corrected. An e-mail address is not: a code sent to the one before has to end, which the assister's page does.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import tablib
from django import forms
from django.core.exceptions import ValidationError
from django.db.models.fields.json import KT
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import resources
from import_export.fields import Field
from import_export.instance_loaders import CachedInstanceLoader
from import_export.results import RowResult
from import_export.widgets import Widget

from accounts import addresses
from accounts.bulk import kinds
from accounts.bulk.reading import Column
from accounts.languages import SpokenLanguage
from accounts.models import Assister, BulkJob, BulkRow
from accounts.workflows import assisters
from portal.errors import Refusal
from portal.fields import DigitsField, LineField


def digits(text: str) -> str:
    """Numbers and phones are compared as digits; a spreadsheet may add a point and a nought."""
    return DigitsField(required=False).clean(re.sub(r"\.0+$", "", text.strip()))


NUMBER = Column(
    "certification_number",
    gettext_lazy("Certification number"),
    ("certification #", "CEC certification #", "PBE certification #", "number", "número"),
    is_required=True,
    clean=digits,
)
EMAIL = Column(
    "email",
    gettext_lazy("E-mail address"),
    ("e-mail", "email", "email address", "correo"),
    is_required=True,
)
COLUMNS = (
    NUMBER,
    Column("first_name", gettext_lazy("First name"), ("given name",), is_required=True),
    Column("last_name", gettext_lazy("Last name"), ("surname", "family name"), is_required=True),
    EMAIL,
    Column("language", gettext_lazy("Language of e-mails"), ("language", "idioma")),
    Column("phone", gettext_lazy("Phone"), ("telephone", "phone number"), clean=digits),
    Column("spoken_languages", gettext_lazy("Languages spoken"), ("languages", "idiomas")),
)
MAIL_LANGUAGES = {
    "en": "en",
    "english": "en",
    "inglés": "en",
    "es": "es",
    "spanish": "es",
    "español": "es",
}
SPOKEN = {
    **{value: value for value in SpokenLanguage.values},
    **{str(one.label).casefold(): one.value for one in SpokenLanguage},
    "español": "es",
    "inglés": "en",
}


class AsInForms(Widget):
    """A cell judged by the field that judges it in a form, and in the same words."""

    def __init__(self, field: forms.Field) -> None:
        super().__init__()
        self.field = field

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            return self.field.clean(value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error


class MailLanguage(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = str(value or "").casefold()
        if text and text not in MAIL_LANGUAGES:
            raise ValueError(_("Write English or Spanish."))
        return MAIL_LANGUAGES.get(text, "")


class SpokenLanguages(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        """Names or codes, with commas, semicolons or slashes between them."""
        texts = str(value or "").replace(";", ",").replace("/", ",").split(",")
        wanted = [text.strip().casefold() for text in texts if text.strip()]
        unknown = [text for text in wanted if text not in SPOKEN]
        if unknown:
            raise ValueError(_("We do not know this language: {}.").format(", ".join(unknown)))
        return list(dict.fromkeys(SPOKEN[text] for text in wanted))


def _column(name: str, widget: Widget) -> Field:
    return Field(attribute=name, column_name=name, widget=widget)


TEN_DIGITS = gettext_lazy("Enter the ten digits of a phone number, with the area code.")
PHONE = forms.RegexField(r"^\d{10}\Z", required=False, error_messages={"invalid": TEN_DIGITS})


class RosterResource(resources.ModelResource):
    """What a row of a roster says of an assister, and by which workflow it comes to be so."""

    # Judged in import_field: whoever looks for the person with a number asks for it first.
    certification_number = _column("certification_number", Widget())
    first_name = _column("first_name", AsInForms(LineField(max_length=80)))
    last_name = _column("last_name", AsInForms(LineField(max_length=80)))
    email = _column("email", AsInForms(forms.EmailField(max_length=254)))
    language = _column("language", MailLanguage())
    phone = _column("phone", AsInForms(PHONE))
    spoken_languages = _column("spoken_languages", SpokenLanguages())

    class Meta:
        model = Assister
        fields = tuple(column.name for column in COLUMNS)
        import_id_fields = ("certification_number",)
        instance_loader_class = CachedInstanceLoader
        report_skipped = True
        skip_diff = True  # what changes is seen while it is read
        skip_html_diff = True
        use_transactions = False  # the chunk's transaction is ours, each workflow has its savepoint

    def __init__(self, job: BulkJob, taken: Mapping[str, str]) -> None:
        """``taken`` has the addresses that are no good for somebody new, and why."""
        super().__init__()
        assert job.entity is not None
        self.entity, self.by, self.taken = job.entity, job.by, taken
        self.changed: set[Any] = set()

    def import_field(
        self, field: Field, instance: Assister, row: Any, *args: Any, **kwargs: Any
    ) -> None:
        """An empty cell says nothing of somebody on record."""
        name, is_known = str(field.attribute), not instance._state.adding
        if name == NUMBER.name and not re.fullmatch(r"\d{9}", row[name]):
            raise ValueError(_("Enter the nine digits of the number."))
        if not row[name] and (is_known or name == "language"):
            return
        before = getattr(instance, name)
        super().import_field(field, instance, row, *args, **kwargs)
        if is_known and name == "email" and instance.email.lower() == before.lower():
            instance.email = before
        elif is_known and name == "email":
            raise ValueError(_("On record is another address. Change it on the assister’s page."))
        if getattr(instance, name) != before:
            self.changed.add(instance.pk)

    def skip_row(self, instance: Assister, original: Any, row: Any, errors: Any = None) -> bool:
        """Somebody who is on record just so."""
        is_known = not instance._state.adding and instance.entity_id == self.entity.pk
        return is_known and not errors and instance.pk not in self.changed

    def validate_instance(self, instance: Assister, errors: Any = None, *args: Any) -> None:
        errors = dict(errors or {})
        is_new = instance._state.adding
        if not is_new and instance.entity_id != self.entity.pk:
            words = _("This person works for another entity. End that affiliation first.")
            errors[NUMBER.name] = [ValidationError(words)]
        if is_new and (why := self.taken.get(instance.email.lower())):
            errors.setdefault(EMAIL.name, [ValidationError(why)])
        super().validate_instance(instance, errors)

    def save_instance(self, instance: Assister, is_create: bool, row: Any, **kwargs: Any) -> None:
        if kwargs["dry_run"]:
            return
        facts: dict[str, Any] = {column.name: getattr(instance, column.name) for column in COLUMNS}
        if is_create:
            assisters.register(entity=self.entity, **facts, by=self.by)
        else:
            del facts[NUMBER.name], facts["email"]
            assisters.correct(assister=instance, **facts, by=self.by)


def check(job: BulkJob, rows: Sequence[BulkRow]) -> None:
    """Say of each row what importing it would do, or all that is wrong with it."""
    _reject_repeated(job, rows, NUMBER, _("Row {} has the same number."))
    words = _("Row {} has the same e-mail address. Each person needs one of their own to activate.")
    _reject_repeated(job, [row for row in rows if not row.plan], EMAIL, words)
    _import(job, [row for row in rows if not row.plan], dry_run=True)


def apply(job: BulkJob, rows: Sequence[BulkRow]) -> None:
    _import(job, rows, dry_run=False)


def _import(job: BulkJob, rows: Sequence[BulkRow], *, dry_run: bool) -> None:
    names = [column.name for column in COLUMNS]
    data = tablib.Dataset(
        *[[row.cells.get(name, "") for name in names] for row in rows], headers=names
    )
    if not rows:
        return
    taken = addresses.taken([row.cells.get(EMAIL.name, "") for row in rows])
    results = RosterResource(job, taken).import_data(data, dry_run=dry_run, raise_errors=False)
    for row, result in zip(rows, results.rows, strict=True):
        _take(row, result)


PLANS = {
    RowResult.IMPORT_TYPE_NEW: BulkRow.Plan.NEW,
    RowResult.IMPORT_TYPE_UPDATE: BulkRow.Plan.CHANGE,
    RowResult.IMPORT_TYPE_SKIP: BulkRow.Plan.SAME,
}


def _take(row: BulkRow, result: Any) -> None:
    if result.errors:
        error = result.errors[0].error
        if not isinstance(error, Refusal):
            raise error
        row.reject("", str(error))
    elif result.validation_error is not None:
        for name, words in result.validation_error.message_dict.items():
            row.reject(_label(name), " ".join(words))
    else:
        row.plan = PLANS[result.import_type]


def _label(name: str) -> str:
    return next((str(column.label) for column in COLUMNS if column.name == name), "")


def _reject_repeated(job: BulkJob, rows: Sequence[BulkRow], column: Column, words: str) -> None:
    """The first row that says so counts; the others say which that was. Letters' case says nothing."""
    said = {row.pk: row.cells.get(column.name, "").lower() for row in rows}
    first: dict[str, int] = {}
    same = job.rows.annotate(said=Lower(KT(f"cells__{column.name}"))).filter(said__in=said.values())
    for text, number in same.order_by("number").values_list("said", "number"):
        first.setdefault(text, number)
    for row in rows:
        text = said[row.pk]
        if text and first[text] != row.number:
            row.reject(str(column.label), words.format(first[text]))


ROSTER = kinds.Kind(
    name="roster",
    label=gettext_lazy("Import of a roster"),
    effect=gettext_lazy(
        "New people are registered with the entity, certification pending; nobody is sent anything."
    ),
    columns=COLUMNS,
    cells=lambda row: [row.cells.get(column.name, "") for column in COLUMNS],
    check=check,
    apply=apply,
)
