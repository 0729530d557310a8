"""The order of the activation's steps, which a draft has behind it, and what its pages show of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.languages import SpokenLanguage
from delegation.models import ActivationDraft, LegalText

# Label and value, as the review shows them.
Rows = list[tuple[str | Promise, str | Promise]]


@dataclass(frozen=True)
class Step:
    name: str  # also the URL's name, with "activation_" before it
    label: str | Promise
    is_complete: Callable[[ActivationDraft], bool]

    @property
    def url(self) -> str:
        return reverse(f"delegation:activation_{self.name}")


STEPS = [
    Step("start", _("Delegation code"), lambda draft: True),
    Step("terms", _("Use of the Website"), lambda draft: draft.terms_agreed_at is not None),
    Step("information", _("User Information"), lambda draft: bool(draft.last_name)),
    Step(
        "sign_in",
        _("Username & Password"),
        lambda draft: bool(draft.username or draft.attach_to_id),
    ),
    Step("review", _("Review and confirm"), lambda draft: draft.completed_at is not None),
]
_BY_NAME = {step.name: step for step in STEPS}


def next_step(draft: ActivationDraft) -> Step:
    """The first step that is not complete; the review once all others are."""
    return next((step for step in STEPS if not step.is_complete(draft)), STEPS[-1])


def is_reachable(name: str, draft: ActivationDraft) -> bool:
    """A step opens when all before it are complete; those behind stay open."""
    return STEPS.index(_BY_NAME[name]) <= STEPS.index(next_step(draft))


def page(name: str, draft: ActivationDraft | None = None) -> dict[str, Any]:
    """What the step indicator and the Back link need."""
    here = STEPS.index(_BY_NAME[name])
    return {
        "steps": [
            {
                "label": step.label,
                "state": "current" if n == here else "complete" if n < here else "pending",
            }
            for n, step in enumerate(STEPS)
        ],
        "step_number": here + 1,
        "step_label": STEPS[here].label,
        "back_url": STEPS[here - 1].url if here else "",
        "draft": draft,
        "whose": whose(draft) if draft else "",
    }


def whose(draft: ActivationDraft) -> str:
    """A mark in the forms that says, without naming anyone, whose answers they hold."""
    return salted_hmac("delegation.whose", str(draft.assister_id)).hexdigest()


def sections(draft: ActivationDraft) -> list[dict[str, Any]]:
    """Everything that was filled in, by step, as the review shows it. The password is never shown."""
    agreed = _("Agreed on %(day)s") % {"day": day(draft.terms_agreed_at)}
    return [
        _section(_("Invitation"), "", _invitation(draft)),
        _section(_("Use of the Website"), "terms", [(_("Terms and Conditions of Use"), agreed)]),
        _section(_("User Information"), "information", _information(draft)),
        _section(_("Username & Password"), "sign_in", _sign_in(draft)),
    ]


def _section(heading: str | Promise, step: str, rows: Rows) -> dict[str, Any]:
    return {
        "heading": heading,
        "rows": [{"label": label, "value": value} for label, value in rows],
        "edit_url": step_url(step) if step else "",
    }


def _invitation(draft: ActivationDraft) -> Rows:
    return [
        (_("Entity legal name"), draft.assister.entity.legal_name),
        (_("Certification number"), draft.assister.certification_number),
        (_("E-mail address on file"), masked(draft.code.sent_to)),
    ]


def _information(draft: ActivationDraft) -> Rows:
    languages = [str(SpokenLanguage(code).label) for code in draft.spoken_languages]
    return [
        (_("Name"), f"{draft.first_name} {draft.last_name}"),
        (_("Work phone number"), readable_phone(draft.phone)),
        (_("Languages"), ", ".join(languages)),
        (_("Work site"), f"{draft.street}\n{draft.city}, CA {draft.zip_code}"),
    ]


def _sign_in(draft: ActivationDraft) -> Rows:
    if draft.attach_to:
        return [
            (_("Username"), draft.attach_to.username),
            (_("Password"), _("That of the account you have")),
        ]
    return [(_("Username"), draft.username), (_("Password"), _("Set; it is not shown"))]


def step_url(name: str) -> str:
    return _BY_NAME[name].url


def day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""


def readable_phone(digits: str) -> str:
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def terms(language: str) -> LegalText:
    return LegalText.objects.current(LegalText.Kind.TERMS_OF_USE, language)


def masked(email: str) -> str:
    """Enough of an address for its owner to know it, too little for anyone else."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"
