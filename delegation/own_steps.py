"""What the dashboard says of delegations: to the consumer, the assister, the entity's contact."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, F, Min, Q
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
    if user.is_consumer:
        case = Case.objects.of(user).first()
        if case is not None:
            yield _consumer(case)


def _assister(user: User) -> Iterable[NextStep]:
    week = timezone.now() - timedelta(days=7)
    counts = Delegation.objects.filter(assister__user=user).aggregate(
        waiting=Count("pk", filter=Q(state=Delegation.State.PENDING)),
        new=Count("pk", filter=Q(state=Delegation.State.ACTIVE, accepted_at__gt=week)),
    )
    if counts["waiting"]:
        yield NextStep(
            role=user.assister.role_name,
            title=_("Consumers ask for your help"),
            text=_("Accept or decline. A request that nobody answers expires."),
            url=reverse("consent:request_list"),
            action=_("Answer the requests"),
            count=counts["waiting"],
            order=3,
        )
    yield NextStep(
        role=user.assister.role_name,
        title=_("Your cases"),
        text=_chosen(counts["new"]),
        url=reverse("casework:book"),
        action=_("Open your book of cases"),
        order=5,
    )


def _chosen(new: int) -> str:
    if not new:
        return _("What is due on each, and what to do first. Nobody new chose you this week.")
    return ngettext(
        "What is due on each, and what to do first. %(new)d consumer chose you this week.",
        "What is due on each, and what to do first. %(new)d consumers chose you this week.",
        new,
    ) % {"new": new}


def _contact(user: User) -> NextStep:
    waiting = Delegation.objects.pending().filter(entity=user.entity_contact.entity_id)
    found = waiting.aggregate(count=Count("pk"), oldest=Min("asked_at"))
    text = _("How many consumers have chosen your assisters, and how many wait for an answer.")
    if found["oldest"]:
        days = (timezone.now() - found["oldest"]).days
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
        count=found["count"] or None,
        order=20,
    )


def _consumer(case: Case) -> NextStep:
    # Open ones first: of many requests each may be newer, and declined.
    newest = case.delegations.with_people().order_by(F("closed_at").desc(nulls_first=True), "pk")
    title, text, order = _consumer_words(list(newest[:3]))
    return NextStep(
        role=CONSUMER,
        title=title,
        text=text,
        url=reverse("consent:my_delegation"),
        action=_("See who has access"),
        order=order,
    )


def _consumer_words(newest: list[Delegation]) -> tuple[str, str, int]:
    """Of what is open, of which there are at most two, and of what was over last."""
    if active := next((row for row in newest if row.is_active), None):
        if active.until_on - settings.DELEGATION_RENEWAL_OPENS <= timezone.localdate():
            text = _("The year is nearly over. Sign again if you want to keep this help.")
            return _("Help with your case ends soon"), text, 5
        name = active.assister.full_name
        text = _("%(name)s can help you with it. You can end that at any time.") % {"name": name}
        return _("Who has access to your case"), text, 15
    if any(row.is_pending for row in newest):
        text = _("You asked an assister for help. They have not answered yet.")
        return _("Your request waits for an answer"), text, 15
    if newest and newest[0].follows_the_assister:
        text = _("The person who helped you is no longer there. Nobody has taken their place.")
        return _("Choose somebody to help you again"), text, 5
    text = _("Nobody has access but you. Help is free; you can choose somebody near you.")
    return _("Get help with your case"), text, 20
