"""What the dashboard says of delegations: to the consumer, the assister, the entity's contact."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.next_steps import NextStep
from cases.models import Case
from delegation.models import Delegation

CONSUMER = gettext_lazy("Consumer")


def of(user: User) -> Iterable[NextStep]:
    if user.is_assister:
        yield from _assister(user)
    if user.is_contact:
        yield _contact(user)
    if not user.is_staff:
        case = Case.objects.of(user).first()
        if case is not None:
            yield _consumer(case)


def _assister(user: User) -> Iterable[NextStep]:
    theirs = Delegation.objects.filter(assister__user=user)
    waiting = theirs.pending().count()
    if waiting:
        yield NextStep(
            role=user.assister.role_name,
            title=_("Consumers ask for your help"),
            text=_("Accept or decline. A request that nobody answers expires."),
            url=reverse("consent:request_list"),
            action=_("Answer the requests"),
            count=waiting,
            order=3,
        )
    week = timezone.now() - timedelta(days=7)
    new = theirs.holding().filter(accepted_at__gt=week).count()
    yield NextStep(
        role=user.assister.role_name,
        title=_("Consumers who chose you"),
        text=ngettext(
            "%(new)d chose you within the last week.",
            "%(new)d chose you within the last week.",
            new,
        )
        % {"new": new},
        url=reverse("consent:consumer_list"),
        action=_("See them"),
        order=20,
    )


def _contact(user: User) -> NextStep:
    entity = user.entity_contact.entity
    waiting = Delegation.objects.pending().filter(entity=entity).order_by("asked_at")
    oldest = waiting.values_list("asked_at", flat=True).first()
    text = _("How many consumers have chosen your assisters, and how many wait for an answer.")
    if oldest:
        days = (timezone.now() - oldest).days
        text = ngettext(
            "The oldest request has waited for %(days)d day.",
            "The oldest request has waited for %(days)d days.",
            days,
        ) % {"days": days}
    return NextStep(
        role=gettext_lazy("Entity contact"),
        title=_("Consumers of your assisters"),
        text=text,
        url=reverse("consent:entity_consumers"),
        action=_("See the numbers"),
        count=waiting.count() or None,
        order=20,
    )


def _consumer(case: Case) -> NextStep:
    title, text, order = _consumer_words(case)
    return NextStep(
        role=CONSUMER,
        title=title,
        text=text,
        url=reverse("consent:my_delegation"),
        action=_("See who has access"),
        order=order,
    )


def _consumer_words(case: Case) -> tuple[str, str, int]:
    rows = case.delegations.with_people()
    if active := rows.active().first():
        if active.until_on - settings.DELEGATION_RENEWAL_OPENS <= timezone.localdate():
            text = _("The year is nearly over. Sign again if you want to keep this help.")
            return _("Help with your case ends soon"), text, 5
        name = active.assister.full_name
        text = _("%(name)s can help you with it. You can end that at any time.") % {"name": name}
        return _("Who has access to your case"), text, 15
    if rows.pending().exists():
        text = _("You asked an assister for help. They have not answered yet.")
        return _("Your request waits for an answer"), text, 15
    if case.delegations.orphaned().exists():
        text = _("The person who helped you is no longer there. Nobody has taken their place.")
        return _("Choose somebody to help you again"), text, 5
    text = _("Nobody has access but you. Help is free; you can choose somebody near you.")
    return _("Get help with your case"), text, 20
