"""The next steps that follow from the account itself."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import gates, second_factors
from accounts.models import User
from accounts.next_steps import NextStep


def of(user: User) -> Iterable[NextStep]:
    if user.is_staff:
        yield from _staff(user)
    if user.is_assister:
        yield from _assister(user)


def of_the_account(user: User) -> Iterable[NextStep]:
    """Whatever the role: after what the roles have to do."""
    if not second_factors.has_one(user):
        yield NextStep(
            role=_("Your account"),
            title=_("Set up a second factor"),
            text=_("An authenticator app or a passkey keeps others out, even with your password."),
            url=reverse("mfa_index"),
            action=_("Set it up"),
            order=90,
        )


def _staff(user: User) -> Iterable[NextStep]:
    for name in user.staff_roles:
        yield NextStep(
            role=_(name),
            title=_("Open the administration"),
            text=_("Your lists and your work are there."),
            url=reverse("admin:index"),
            action=_("Open"),
        )


def _assister(user: User) -> Iterable[NextStep]:
    """Ready, as nearly all are, costs one query; what is missing costs three more."""
    assister = user.assister
    if not gates.is_ready(user):
        for order, missing in enumerate(assister.standing().missing, start=10):
            yield NextStep(
                role=assister.role_name,
                title=missing.what,
                text=missing.advice,
                url=reverse("accounts:standing"),
                action=_("See where you stand"),
                order=order,
            )
        return
    yield NextStep(
        role=assister.role_name,
        title=_("You can help consumers"),
        text=_(
            "Your account, certification and badge are good today. Consumers can check your badge "
            "with the code printed on it."
        ),
        url=reverse("accounts:own_badge"),
        action=_("Show your badge"),
        order=60,
    )
