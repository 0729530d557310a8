"""The next steps that follow from the account itself."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import second_factors
from accounts.models import User
from accounts.next_steps import NextStep


def of(user: User) -> Iterable[NextStep]:
    if user.is_staff:
        yield from _staff(user)
    if user.is_assister:
        yield from _assister(user)
    if user.is_contact:
        yield _contact(user)
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
    yield NextStep(
        role=user.assister.role_name,
        title=_("Wait for your badge"),
        text=_(
            "Your account is active. Before you can enroll anyone you also need a badge; "
            "the certification desk issues it. There is nothing you need to do."
        ),
        order=10,
    )


def _contact(user: User) -> NextStep:
    return NextStep(
        role=_("Entity contact"),
        title=user.entity_contact.entity.legal_name,
        text=_("You speak for this entity."),
    )
