"""How staff change the rules: a new policy for a time to come, with kind words about gaps."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from shop import formats
from shop.models import ShopPolicy


class PolicyForm(forms.ModelForm):
    """A policy without an end makes way: it ends when one that begins later is saved."""

    class Meta:
        model = ShopPolicy
        exclude: list[str] = []

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in ("window_opens_month", "window_closes_month", "window_coverage_month"):
            if told.get(name) is not None and not 1 <= told[name] <= 12:
                self.add_error(name, _("Enter a month from 1 to 12."))
        begins, ends = told.get("valid_from"), told.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("The last day lies before the first."))
        elif begins and self._is_taken(begins, ends):
            text = _(
                "Another policy is valid in this time. End that one first, or choose other days."
            )
            self.add_error("valid_from", text)
        return told

    def _is_taken(self, begins: date, ends: date | None) -> bool:
        others = ShopPolicy.objects.exclude(pk=self.instance.pk)
        makes_way = others.without_end_before(begins)
        return others.exclude(pk__in=makes_way).overlapping(begins, ends).exists()


def gaps() -> list[str]:
    """Days between two policies, and after the last one, for which nobody has told the rules."""
    known = list(ShopPolicy.objects.order_by("valid_from"))
    found = []
    for one, other in pairwise(known):
        if one.valid_to and one.valid_to + timedelta(days=1) < other.valid_from:
            found.append((one.valid_to + timedelta(days=1), other.valid_from - timedelta(days=1)))
    words_of = [
        _("From %(first)s to %(last)s no policy is valid: nobody can check then.")
        % {"first": formats.day(first), "last": formats.day(last)}
        for first, last in found
    ]
    if known and known[-1].valid_to:
        text = _("After %(day)s no policy is valid: add the next one in time.")
        words_of.append(text % {"day": formats.day(known[-1].valid_to)})
    return words_of
