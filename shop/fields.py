"""Form fields for people, money and hours; each says one clear thing about what it cannot take."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop import reading

MOST_PEOPLE = 99_999
MOST_CENTS = 99_999_99
MOST_ITEMS = 1_000


class NumberField(forms.CharField):
    """One number in a box of text, so that what was typed comes back as it was typed."""

    read: Callable[[str], int]  # raises ValueError, BelowZero
    most: int
    default_error_messages = {"negative": _("Enter 0 or more.")}

    def __init__(self, *, least: int = 0, **kwargs: Any) -> None:
        self.least = least
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = self.read(text)
        except reading.BelowZero:
            raise self._refusal("negative") from None
        except ValueError:
            raise self._refusal("invalid") from None
        if number > self.most:
            raise self._refusal("too_many")
        if number < self.least:
            raise self._refusal("too_few")
        return number

    def _refusal(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)


class PeopleField(NumberField):
    read = staticmethod(reading.whole)
    most = MOST_PEOPLE
    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "class": "portal-short"}
    )
    default_error_messages = {
        "invalid": _("Enter a whole number in digits, for example 12."),
        "too_many": _("Enter a number up to 99,999."),
        "too_few": _("Enter 1 or more."),
    }


class DollarsField(NumberField):
    """An amount as whole cents."""

    read = staticmethod(reading.cents)
    most = MOST_CENTS
    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "autocomplete": "off", "class": "portal-short"}
    )
    default_error_messages = {
        "invalid": _("Enter an amount in dollars and cents, for example 287.33."),
        "too_many": _("Enter an amount up to $99,999.99 for one employee and month."),
        "too_few": _("Enter the premium; it cannot be zero."),
    }


class ListField(forms.CharField):
    """One item a line; the first that cannot be read is named."""

    read: Callable[[str], int | Fraction]  # raises ValueError
    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})
    default_error_messages = {"too_many_items": _("Enter at most 1,000 of them.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20_000, required=False, **kwargs)

    def clean(self, value: Any) -> list[Any]:
        found = reading.items(super().clean(value))
        if len(found) > MOST_ITEMS:
            raise ValidationError(self.error_messages["too_many_items"], code="too_many_items")
        return [self._one(item) for item in found]

    def _one(self, item: str) -> Any:
        try:
            return self.read(item)
        except ValueError:
            message = self.error_messages["invalid"] % {"item": item[:20]}
            raise ValidationError(message, code="invalid") from None


def _amount(item: str) -> int:
    amount = reading.cents(item)
    if amount > MOST_CENTS:
        raise ValueError(item)
    return amount


class DollarsListField(ListField):
    read = staticmethod(_amount)
    default_error_messages = {
        "invalid": _("“%(item)s” is no amount. Write one amount on each line, for example 150.00."),
    }


def _hours(item: str) -> Fraction:
    if not reading.HOURS.fullmatch(item):
        raise ValueError(item)
    return Fraction(item)


class HoursListField(ListField):
    read = staticmethod(_hours)
    default_error_messages = {
        "invalid": _("“%(item)s” are no hours. Write one number on each line, for example 22.5."),
    }


class YesNoField(forms.TypedChoiceField):
    """Yes or no; nobody's answer is assumed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda answer: answer == "yes",
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose yes or no.")},
            **kwargs,
        )
