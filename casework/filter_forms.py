"""What lists of cases are narrowed to. They are posted: a name must stand in no address."""

from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import plain_helper
from casework import board, book
from portal.fields import LineField


class FilterForm(forms.Form):
    """``standing`` is what each choice is where nothing is chosen."""

    standing: dict[str, str] = {}

    q = LineField(
        label=_("Name, or end of the case number"),
        required=False,
        max_length=100,
        error_messages={"max_length": _("Type a part of the name: at most 100 letters.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        search = Field("q", autocomplete="off", type="search")
        self.helper = plain_helper(Div(search, *self.standing, css_class="portal-filter"))

    @classmethod
    def chosen(cls, told: dict[str, str]) -> dict[str, str]:
        """Of each choice what an address says, if there is such a thing."""
        fields: dict[str, Any] = cls.base_fields
        return {
            name: told[name] if told.get(name) in dict(fields[name].choices) else standing
            for name, standing in cls.standing.items()
        }


class BookForm(FilterForm):
    standing = {"show": "all", "order": "first"}

    show = forms.ChoiceField(label=_("Show"), choices=list(book.SHOWN.items()), required=False)
    order = forms.ChoiceField(label=_("Sort by"), choices=list(book.ORDERS.items()), required=False)


class BoardForm(FilterForm):
    standing = {"progress": "todo"}

    progress = forms.ChoiceField(
        label=_("Show"),
        choices=[(key, label) for key, (label, _q) in board.FILTERS.items()],
        required=False,
    )
