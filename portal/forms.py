"""Fields that Django lacks and the whole portal uses."""

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DATE_PARTS = ("month", "day", "year")


class MemorableDateWidget(forms.MultiWidget):
    """Month, day and year typed into three boxes: for dates that people know by heart."""

    use_fieldset = True
    part_names = [("month", _("Month")), ("day", _("Day")), ("year", _("Year"))]

    def __init__(self, attrs: dict[str, Any] | None = None, autocomplete: str = "") -> None:
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {}
        for part, size in zip(DATE_PARTS, (2, 2, 4), strict=True):
            own: dict[str, Any] = {"inputmode": "numeric", "maxlength": size}
            if autocomplete:
                own["autocomplete"] = f"{autocomplete}-{part}"
            widgets[part] = forms.TextInput(attrs=own)
        super().__init__(widgets, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, date):
            return [value.month, value.day, value.year]
        return [None, None, None]


def _plain(text: Any) -> str:
    return unicodedata.normalize("NFKC", str(text or "")).strip()


def _number(text: str) -> int:
    """Up to four ASCII digits as a number; -1, which no part of a date is, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1


class MemorableDateField(forms.MultiValueField):
    """A date in three boxes. Says which to mend; `autocomplete="bday"` is for a birth date."""

    widget = MemorableDateWidget
    default_error_messages = {
        "required": _("Enter the month, day and year."),
        "incomplete": _("Enter the month, day and year."),
        "month": _("Enter a month from 1 to 12."),
        "day": _("Enter a day that this month has."),
        "year": _("Enter the year with four digits, for example 1986."),
    }

    def __init__(self, *, autocomplete: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("widget", MemorableDateWidget(autocomplete=autocomplete))
        fields = [forms.CharField(required=False, max_length=10) for _part in DATE_PARTS]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        typed = [_plain(part) for part in value or ["", "", ""]]
        if not any(typed):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if not all(typed):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        found = self.compress(typed)
        self.validate(found)
        self.run_validators(found)
        return found

    def compress(self, data_list: list[str]) -> date:
        month, day, year = (_number(part) for part in data_list)
        if not 1000 <= year <= 9999:
            raise self._refusal("year")
        if not 1 <= month <= 12:
            raise self._refusal("month")
        try:
            return date(year, month, day)
        except ValueError as impossible:
            raise self._refusal("day") from impossible

    def _refusal(self, part: str) -> ValidationError:
        return ValidationError(self.error_messages[part], code=part)


def moment_in_admin() -> dict[str, Any]:
    """A day and time as one field that has a label; Django's own pair of fields has none.

    For ``formfield_overrides`` of an admin: ``{models.DateTimeField: moment_in_admin()}``.
    """
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return {"form_class": forms.DateTimeField, "widget": widget}
