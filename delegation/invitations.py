"""How far each of an entity's assisters is with their invitation: sent, opened, activated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.entity.sections import Section
from accounts.models import Assister, Entity, User
from accounts.next_steps import NextStep
from delegation.models import DelegationCode
from delegation.workflows.invitations import DECIDED

SECTION = Section("invitations:invitation_list", gettext_lazy("Invitations"), 20, ("invitations:",))


class State(models.TextChoices):
    """Of the newest code."""

    UNSENT = "unsent", gettext_lazy("Not sent yet")
    SENT = "sent", gettext_lazy("Sent, not opened")
    OPENED = "opened", gettext_lazy("Opened, not finished")
    EXPIRED = "expired", gettext_lazy("Expired")
    ENDED = "ended", gettext_lazy("No longer works")
    ACTIVATED = "activated", gettext_lazy("Account activated")


# What comes next, and by whom.
NEXT: dict[State, str | Promise] = {
    State.UNSENT: gettext_lazy("The certification desk sends it."),
    State.SENT: gettext_lazy("Ask them to look for it, among unwanted e-mails too."),
    State.OPENED: gettext_lazy("They can go on where they stopped, with the same e-mail."),
    State.EXPIRED: gettext_lazy("Send it again."),
    State.ENDED: gettext_lazy("Send it again."),
    State.ACTIVATED: "",
}


@dataclass(frozen=True)
class Invitation:
    """An assister with the newest code that was sent to them, if any."""

    assister: Assister
    code: DelegationCode | None

    @property
    def state(self) -> State:
        if self.assister.is_activated:
            return State.ACTIVATED
        if self.code is None:
            return State.UNSENT
        if self.code.revoked_at:
            return State.ENDED
        if not self.code.is_live():
            return State.EXPIRED
        return State.OPENED if self.code.opened_at else State.SENT

    @property
    def next(self) -> str | Promise:
        if self.is_with_the_desk:
            return _("The certification desk has stopped it; ask there.")
        return NEXT[self.state]

    @property
    def is_with_the_desk(self) -> bool:
        invitable = self.state != State.ACTIVATED
        return invitable and bool(self.assister.standing().lacks & DECIDED)

    @property
    def may_be_sent_again(self) -> bool:
        """The workflow has the last word."""
        stays = {State.UNSENT, State.ACTIVATED}
        return self.state not in stays and not self.is_with_the_desk

    @property
    def facts(self) -> list[str]:
        """What happened when, the newest last."""
        code, activated_at = self.code, self.assister.activated_at
        said = []
        if code is not None:
            said.append(_("Sent {when}").format(when=ago(code.issued_at)))
            if code.opened_at:
                said.append(_("Opened {when}").format(when=ago(code.opened_at)))
            if self.state in {State.SENT, State.OPENED}:
                said.append(_("Good until {day}").format(day=_day(code.expires_at)))
            elif self.state == State.EXPIRED:
                said.append(_("Expired {when}").format(when=ago(code.expires_at)))
        if activated_at:
            said.append(_("Activated {when}").format(when=ago(activated_at)))
        return said


def ago(moment: datetime) -> str:
    """In whole days of California's calendar, with the day itself: “5 days ago (11/17/2026)”."""
    days = (timezone.localdate() - timezone.localdate(moment)).days
    if days <= 0:
        return _("today")
    words = ngettext("{n} day ago ({day})", "{n} days ago ({day})", days)
    return words.format(n=days, day=_day(moment))


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")


def of_entity(entity: Entity) -> QuerySet[Any]:
    """Those who work for it, who has not activated first; ``newest_code`` is the key of the newest."""
    codes = DelegationCode.objects.filter(assister=OuterRef("pk"))
    newest = Subquery(codes.order_by("-issued_at", "-pk").values("pk")[:1])
    found = Assister.objects.working_for(entity).annotate(newest_code=newest)
    first = F("activated_at").desc(nulls_first=True)
    return found.order_by(first, "last_name", "first_name", "pk")


def in_state(found: QuerySet[Any], state: str) -> QuerySet[Any]:
    """As Invitation.state says, in SQL; a test holds the two together."""
    if state == State.ACTIVATED:
        return found.exclude(user=None)
    found = found.filter(user=None)
    if state == State.UNSENT:
        return found.filter(newest_code=None)
    now = timezone.now()
    conditions = {
        State.ENDED: Q(revoked_at__isnull=False),
        State.EXPIRED: Q(revoked_at=None, expires_at__lte=now),
        State.OPENED: Q(revoked_at=None, expires_at__gt=now, opened_at__isnull=False),
        State.SENT: Q(revoked_at=None, expires_at__gt=now, opened_at=None),
    }
    newest = DelegationCode.objects.filter(conditions[State(state)], pk=OuterRef("newest_code"))
    return found.filter(Exists(newest))


def invitations(rows: Any) -> list[Invitation]:
    """Of a page of rows from of_entity, in four queries more however many there are."""
    assisters = list(rows.with_standing())
    codes = DelegationCode.objects.in_bulk(
        [one.newest_code for one in assisters if one.newest_code]
    )
    return [Invitation(one, codes.get(one.newest_code)) for one in assisters]


def next_steps_of(user: User) -> Iterable[NextStep]:
    if not user.is_contact or user.entity_contact.entity.status != Entity.Status.ACTIVE:
        return
    waiting = of_entity(user.entity_contact.entity).filter(user=None)
    if count := waiting.exclude(newest_code=None).count():
        yield NextStep(
            role=gettext_lazy("Entity contact"),
            title=gettext_lazy("Invitations that nobody has finished"),
            text=gettext_lazy("Ask these people to activate their account, or send it again."),
            url=reverse("invitations:invitation_list"),
            action=gettext_lazy("See the invitations"),
            count=count,
            order=15,
        )
