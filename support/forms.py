from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import uploads
from portal.fields import LineField, clean_text
from portal.one_time import KeyField
from support.models import ProblemReport

LONGEST_WORDS = 4000


class WordsField(forms.CharField):
    """Text of several lines, without what nobody sees."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


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


class ReportForm(CrispyForm):
    """What happened, filled in with what the portal knows; everything may be changed."""

    key = KeyField()
    step = LineField(
        label=gettext_lazy("Step or page"),
        help_text=gettext_lazy("Where you were, as the page calls it."),
        max_length=200,
        required=False,
    )
    message = LineField(
        label=gettext_lazy("Message that was shown"),
        help_text=gettext_lazy("As it stood on the page, if there was one."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    words = WordsField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy(
            "What did you do, and what did you expect? Leave out passwords, codes and Social "
            "Security numbers."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_WORDS,
        required=False,
    )
    screenshot = forms.FileField(
        label=gettext_lazy("Screenshot"),
        help_text=gettext_lazy("A PNG or JPEG image of up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(uploads.IMAGE_ENDINGS)}),
        required=False,
        allow_empty_file=True,  # what is wrong with it is said by whoever reads it
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy(
            "We write to you when there is an answer. It is used for nothing else."
        ),
        max_length=254,
        required=False,
        error_messages={
            "invalid": gettext_lazy("Enter an e-mail address like name@example.org, or none.")
        },
    )
    role = forms.ChoiceField(
        label=gettext_lazy("You are"),
        choices=ProblemReport.Role.choices,
        error_messages={"required": gettext_lazy("Choose who you are.")},
    )
    page = LineField(label=gettext_lazy("Page"), max_length=200, required=False)
    browser = LineField(label=gettext_lazy("Browser"), max_length=400, required=False)
    request_id = LineField(
        label=gettext_lazy("Request number"),
        help_text=gettext_lazy("By it we find what the portal noted at that moment."),
        max_length=40,
        required=False,
    )

    def __init__(self, *args: Any, asks_email: bool, **kwargs: Any) -> None:
        self.asks_email = asks_email
        super().__init__(*args, **kwargs)
        if not asks_email:
            del self.fields["email"]

    def layout(self) -> Layout:
        plain = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        email = [Field("email", autocomplete="email")] if self.asks_email else []
        return Layout(
            "step",
            "message",
            "words",
            "screenshot",
            *email,
            "role",
            "key",
            Fieldset(
                _("What the portal filled in"),
                Field("page", **plain),
                Field("browser", **plain),
                Field("request_id", **plain),
            ),
        )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        told = facts.get("message") or facts.get("words")
        if not told and not {"message", "words"} & self.errors.keys():
            self.add_error("words", _("Say what happened, or copy the message that was shown."))
        return facts

    def facts(self) -> dict[str, str]:
        """The fields of the report itself."""
        others = {"key", "screenshot"}
        return {name: told for name, told in self.cleaned_data.items() if name not in others}


class WordsForm(CrispyForm):
    text = WordsField(
        label=gettext_lazy("Anything to add?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Write what you want to add.")},
    )


class AnswerForm(forms.Form):
    text = WordsField(
        label=gettext_lazy("Answer to the reporter"),
        widget=forms.Textarea(attrs={"rows": 5, "cols": 80}),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Write the answer first.")},
    )


class CloseForm(forms.Form):
    cause = forms.ChoiceField(
        label=gettext_lazy("Cause"),
        choices=[("", gettext_lazy("Choose one")), *ProblemReport.Cause.choices],
        error_messages={"required": gettext_lazy("Choose the cause.")},
    )
    text = WordsField(
        label=gettext_lazy("Last word to the reporter (optional)"),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        max_length=LONGEST_WORDS,
        required=False,
    )


class FollowForm(CrispyForm):
    """Whom to tell when a known issue is fixed; who is signed in need not say."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("For one message, when it is fixed. Then we delete it."),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Enter your e-mail address."),
            "invalid": gettext_lazy("Enter an e-mail address like name@example.org."),
        },
    )

    def __init__(self, *args: Any, asks_email: bool, **kwargs: Any) -> None:
        self.asks_email = asks_email
        super().__init__(*args, **kwargs)
        if not asks_email:
            del self.fields["email"]

    def layout(self) -> Layout:
        return Layout(*([Field("email", autocomplete="email")] if self.asks_email else []))


class LinkForm(forms.Form):
    shown = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
