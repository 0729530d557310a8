from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Layout
from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.languages import SpokenLanguage
from accounts.models import Assister, Entity
from delegation.finder.places import Place
from delegation.finder.search import Wanted
from portal.fields import LineField
from portal.folding import fold

ANY = "any"
MILES = ["5", "10", "15", "25", "50"]
DISTANCES = [
    *((miles, format_lazy(gettext_lazy("{miles} miles"), miles=miles)) for miles in MILES),
    (ANY, gettext_lazy("Any distance")),
]
CHOOSE = gettext_lazy("Choose one of the list.")
# What one need not look at first.
MORE = ["name", "kind", "after_hours", "wheelchair", "takes_new"]


class FinderForm(forms.Form):
    """What is looked for, in the address of the page; good for passing on."""

    where = LineField(
        label=gettext_lazy("ZIP code or city"),
        max_length=80,
        error_messages={
            "required": gettext_lazy("Enter a ZIP code or a city of California."),
            "max_length": gettext_lazy("Enter only a ZIP code or a city."),
        },
    )
    within = forms.ChoiceField(
        label=gettext_lazy("How far"),
        choices=DISTANCES,
        initial="25",
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("", gettext_lazy("Any language")), *SpokenLanguage.choices],
        required=False,
        error_messages={"invalid_choice": CHOOSE},
    )
    name = LineField(
        label=gettext_lazy("Name of a person or an organization"),
        required=False,
        max_length=80,
        error_messages={"max_length": gettext_lazy("Enter only a name.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Who helps"),
        choices=[
            ("", gettext_lazy("Anyone")),
            (Entity.Kind.CEE, gettext_lazy("Certified Enrollment Counselors: for every plan")),
            (Entity.Kind.PBEE, gettext_lazy("Plan-Based Enrollers: for one health plan")),
        ],
        required=False,
        error_messages={"invalid_choice": CHOOSE},
    )
    after_hours = forms.BooleanField(
        label=gettext_lazy("Open after 5 p.m. or on weekends"), required=False
    )
    wheelchair = forms.BooleanField(label=gettext_lazy("Wheelchair access"), required=False)
    takes_new = forms.BooleanField(label=gettext_lazy("Takes new people"), required=False)

    def __init__(self, asked: QueryDict) -> None:
        """Filled in from the address; empty when that asks for nothing."""
        self.at_home = "home" in asked
        super().__init__(
            self._with_defaults(asked) if self.at_home or "where" in asked else None,
            use_required_attribute=False,
        )
        self.fields["where"].required = not self.at_home
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Field("where", autocomplete="postal-code"),
            "within",
            "language",
            HTML("{% include 'delegation/_finder_more.html' %}"),
        )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name and not fold(name):
            raise forms.ValidationError(_("Enter letters of a name, or leave it out."))
        return name

    def _with_defaults(self, asked: QueryDict) -> QueryDict:
        data = asked.copy()
        data.setdefault("within", self.base_fields["within"].initial)
        return data

    @property
    def has_more(self) -> bool:
        """Something is chosen, or wrong, among what is folded away."""
        return any(self[name].errors or (self.is_bound and self[name].value()) for name in MORE)

    def wanted(self, place: Place) -> Wanted:
        facts: dict[str, Any] = {**self.cleaned_data, "place": place}
        del facts["where"]
        facts["within"] = None if facts["within"] == ANY else int(facts["within"])
        return Wanted(**facts)

    def wider(self) -> str:
        """The next distance that can be chosen; empty behind the last."""
        order = [value for value, _label in DISTANCES]
        chosen = order.index(self.cleaned_data["within"])
        return str(order[chosen + 1]) if chosen + 1 < len(order) else ""

    def wider_words(self) -> str:
        label = dict(DISTANCES).get(self.wider())
        if self.wider() == ANY:
            return _("Look at any distance")
        return _("Look within {distance}").format(distance=label)


class ChoicesForm(forms.ModelForm):
    """How an assister is found."""

    class Meta:
        model = Assister
        fields = ["is_listed", "takes_new_consumers"]
        labels = {
            "is_listed": gettext_lazy("List me in Find Help Near You"),
            "takes_new_consumers": gettext_lazy("I take new consumers"),
        }
        help_texts = {
            "is_listed": gettext_lazy(
                "If you are not listed, consumers reach you by your own link and QR code only."
            ),
            "takes_new_consumers": gettext_lazy(
                "If you take none, nobody new can choose you. Those who have chosen you keep you."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
