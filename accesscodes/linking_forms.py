"""What a consumer types to link their case."""

from crispy_forms.layout import Field, Layout
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accesscodes import code_text
from accesscodes.forms import birth_field
from delegation.forms import CrispyForm
from portal.fields import LineField


class LinkForm(CrispyForm):
    code = LineField(
        label=gettext_lazy("Access code"),
        help_text=gettext_lazy(
            "10 letters and digits, for example K7M2Q-4XW9D. Capitals and dashes make no difference."
        ),
        max_length=100,
        error_messages={
            "required": gettext_lazy("Enter the access code that the Help Line gave you."),
            "max_length": gettext_lazy("Enter only the access code: 10 letters and digits."),
        },
    )
    born_on = birth_field(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("Of the primary contact of the case: the person who got the code."),
        autocomplete="bday",
        error_messages={"required": gettext_lazy("Enter your date of birth.")},
    )

    def layout(self) -> Layout:
        return Layout(
            Field("code", autocomplete="off", autocapitalize="characters", spellcheck="false"),
            "born_on",
        )

    def clean_code(self) -> str:
        code = code_text.clean(self.cleaned_data["code"])
        if len(code) != code_text.LENGTH:
            raise ValidationError(_("Enter all 10 letters and digits of the access code."))
        return code
