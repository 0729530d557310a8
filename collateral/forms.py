from collections.abc import Iterable
from typing import Any
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Assister, Site
from collateral import rules
from collateral.models import Edition, Material, Order, PrintLanguage, StockEntry
from collateral.models.material import MOST_PACKS
from portal.fields import LineField

# A list of so many sites is read at a glance; a longer one is opened.
FEW_SITES = 8


class CrispyForm(forms.Form):
    """The template owns <form>, the token and the buttons."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.layout()

    def layout(self) -> Layout:
        return Layout(*self.fields)


class FilterForm(CrispyForm):
    """What the catalogue is narrowed to. What makes no sense narrows nothing."""

    q = LineField(label=gettext_lazy("Words"), max_length=100, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    audience = forms.ChoiceField(
        label=gettext_lazy("Who it is for"),
        choices=[("", gettext_lazy("Any")), *Material.Audience.choices],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = PrintLanguage.objects.all()
        found = sorted((str(language), language.code) for language in languages)
        field: Any = self.fields["language"]
        field.choices = [("", _("Any")), *((code, name) for name, code in found)]

    def layout(self) -> Layout:
        return Layout(Div(*self.fields, css_class="portal-filter"))

    def facts(self) -> dict[str, str]:
        """What was chosen and makes sense; empty where nothing was."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class OrderFilterForm(CrispyForm):
    q = LineField(label=gettext_lazy("Order number or material"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("Any")), *Order.State.choices],
        required=False,
    )

    def layout(self) -> Layout:
        return Layout(Div(*self.fields, css_class="portal-filter"))

    def facts(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class PacksField(forms.IntegerField):
    """A number of packs; nothing is none."""

    def __init__(self, **kwargs: Any) -> None:
        whole = gettext_lazy("Enter a whole number of packs, or 0.")
        super().__init__(
            min_value=0,
            max_value=MOST_PACKS,
            required=False,
            error_messages={
                "invalid": whole,
                "min_value": whole,
                "max_value": gettext_lazy("Enter a smaller number of packs."),
            },
            **kwargs,
        )

    def clean(self, value: Any) -> int:
        return super().clean(value) or 0


class PacksForm(CrispyForm):
    """How many packs of each edition the cart is to hold."""

    def __init__(
        self,
        *args: Any,
        assister: Assister,
        editions: Iterable[Edition],
        held: dict[UUID, int],
        **kwargs: Any,
    ) -> None:
        self.assister = assister
        self.held = held
        self.editions = {f"packs-{edition.pk}": edition for edition in editions}
        super().__init__(*args, **kwargs)
        for name, edition in self.editions.items():
            self.fields[name] = PacksField(
                label=self.label_of(edition),
                help_text=left_of(edition),
                initial=held.get(edition.pk, 0),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        self.helper.layout = self.layout()

    def label_of(self, edition: Edition) -> str:
        return str(edition.language)

    def layout(self) -> Layout:
        fields = (Field(name, wrapper_class="portal-packs__one") for name in self.editions)
        return Layout(Div(*fields, css_class="portal-packs"))

    def packs(self) -> dict[UUID, int]:
        return {
            edition.pk: self.cleaned_data[name]
            for name, edition in self.editions.items()
            if name in self.cleaned_data
        }

    def wanted(self) -> rules.Wanted:
        packs = self.packs()
        return [(it, packs[it.pk]) for it in self.editions.values() if packs.get(it.pk)]

    def clean(self) -> dict[str, Any]:
        """Kind words early; what counts is asked again when the order is placed."""
        facts = super().clean() or {}
        if self.errors:
            return facts
        names = {edition.pk: name for name, edition in self.editions.items()}
        for problem in rules.problems_of(self.wanted(), self.assister):
            self.add_error(names[problem.edition] if problem.edition else None, problem.text)
        return facts


def left_of(edition: Edition) -> str:
    if not edition.is_offered:
        return _("No longer offered")
    if not edition.available:
        return _("Out of stock")
    words = ngettext("%(count)d pack left", "%(count)d packs left", edition.available)
    return words % {"count": edition.available}


class ItemForm(PacksForm):
    """The editions of one material."""

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if not self.errors and not self.wanted() and not self.held:
            first = next(iter(self.editions), None)
            self.add_error(first, _("Enter how many packs you need, in at least one language."))
        return facts


class CartForm(PacksForm):
    """Everything in the cart, and where it goes."""

    site = forms.ChoiceField(
        label=gettext_lazy("Ship to"),
        error_messages={
            "required": gettext_lazy("Choose the work site to which we ship."),
            "invalid_choice": gettext_lazy("Choose one of the sites of your entity."),
        },
    )

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        self.sites = {str(site.pk): site for site in sites}
        super().__init__(*args, **kwargs)
        field: Any = self.fields.pop("site")
        choices = [(pk, str(site)) for pk, site in self.sites.items()]
        if len(choices) <= FEW_SITES:
            field.widget = forms.RadioSelect()
        else:
            field.widget = forms.Select()
            choices = [("", _("Choose one")), *choices]
        field.choices = choices
        self.fields["site"] = field  # after the packs, as on the page

    def label_of(self, edition: Edition) -> str:
        return str(edition)

    def layout(self) -> Layout:
        return Layout(*super().layout().fields, "site")

    def chosen_site(self) -> Site:
        return self.sites[self.cleaned_data["site"]]

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        site = self.sites.get(facts.get("site", ""))
        if site and (problem := rules.problem_of_site(self.wanted(), site)):
            self.add_error("site", problem)
        return facts


class PlaceForm(CrispyForm):
    """Which cart, and as of when, somebody confirms."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            return super().clean() or {}
        self.errors.clear()  # nobody sees these fields, nor could mend them
        raise forms.ValidationError(_("This page is out of date. Look at your cart once more."))


# --- the desk's -----------------------------------------------------------------------------------


class ShipForm(forms.Form):
    carrier = forms.ChoiceField(
        label=gettext_lazy("Carrier"),
        choices=[("", gettext_lazy("Choose one")), *Order.Carrier.choices],
        error_messages={"required": gettext_lazy("Choose the carrier.")},
    )
    tracking = LineField(
        label=gettext_lazy("Tracking number (optional)"),
        max_length=40,
        required=False,
        error_messages={"max_length": gettext_lazy("Enter only the number, up to 40 letters.")},
    )


class CancelForm(forms.Form):
    cause = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", gettext_lazy("Choose one")), *Order.Cause.choices],
        error_messages={"required": gettext_lazy("Choose the reason.")},
    )


class BookForm(forms.Form):
    """Packs in or out, other than by orders."""

    packs = forms.IntegerField(
        label=gettext_lazy("Packs, more (5) or fewer (-5)"),
        min_value=-MOST_PACKS,
        max_value=MOST_PACKS,
        error_messages={
            "required": gettext_lazy("Enter how many packs came or went."),
            "invalid": gettext_lazy("Enter a whole number, like 20 or -3."),
        },
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[
            ("", gettext_lazy("Choose one")),
            *(
                (it.value, it.label)
                for it in StockEntry.Reason
                if it.value in {"received", "damaged", "counted"}
            ),
        ],
        error_messages={"required": gettext_lazy("Choose the reason.")},
    )
    note = LineField(
        label=gettext_lazy("Note (optional)"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Such as the number of the delivery note. No names."),
    )
