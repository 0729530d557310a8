"""When a site is open, in words, by the clock of California."""

from collections.abc import Sequence
from datetime import datetime, time

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from accounts.models import OpeningHours

Weekday = OpeningHours.Weekday


def now(rows: Sequence[OpeningHours], at: datetime | None = None) -> tuple[bool, str]:
    """Whether it is open, and until when, or when it opens next. ``rows`` in the order of the week."""
    local = timezone.localtime(at)
    until = next((row.closes_at for row in rows if row.hold(at)), None)
    if until is not None:
        return True, _("Open now, until {time}").format(time=_clock(until))
    if not rows:
        return False, _("Opening hours not known: call first")
    return False, _opens_next(rows, local)


def _opens_next(rows: Sequence[OpeningHours], local: datetime) -> str:
    """The first of this week that is still to come, else the first of the next."""
    this_moment = (local.weekday(), local.time())
    coming = [row for row in rows if (row.weekday, row.opens_at) > this_moment]
    opens = (coming or list(rows))[0]
    if coming and opens.weekday == local.weekday():
        return _("Closed now, opens today at {time}").format(time=_clock(opens.opens_at))
    return _("Closed now, opens {day} at {time}").format(
        day=Weekday(opens.weekday).label, time=_clock(opens.opens_at)
    )


def week(rows: Sequence[OpeningHours]) -> list[tuple[str, str]]:
    """Each day with its hours, “9 a.m. to noon, 1 p.m. to 5 p.m.”; empty where none are known."""
    if not rows:
        return []
    return [(str(Weekday(day).label), _day(rows, day)) for day in Weekday.values]


def _day(rows: Sequence[OpeningHours], day: int) -> str:
    spans = [
        _("{opens} to {closes}").format(opens=_clock(row.opens_at), closes=_clock(row.closes_at))
        for row in rows
        if row.weekday == day
    ]
    return ", ".join(spans) or _("Closed")


def _clock(moment: time) -> str:
    return time_format(moment, "TIME_FORMAT")
