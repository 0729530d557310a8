from typing import Any

from allauth.account.forms import LoginForm
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("Username or e-mail address")
        login.error_messages["required"] = _("Enter your username or e-mail address.")
        password.label = _("Password")
        password.error_messages["required"] = _("Enter your password.")
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(Field("login"), Field("password"))
