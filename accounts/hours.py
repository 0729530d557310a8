"""Opening hours of one day as people write them: “9-12, 1-5:30 pm”, “9:00–17:30”, “closed”."""

import re
from collections.abc import Iterable, Sequence
from datetime import time
from itertools import pairwise

from django.utils.translation import gettext as _

Stretch = tuple[time, time]
# After a break, nobody means an hour before this one in the morning.
EARLIEST = 8
# And nobody opens before this one without saying that it is the morning.
DAWN = 6
_CLOSED = {"", "closed", "cerrado", "-"}
_TIME = re.compile(r"(\d{1,2})(?::?(\d{2}))?\s*([ap])?m?")
_DASH = re.compile(r"\s*(?:-|\bto\b|\ba\b)\s*")
_BETWEEN = re.compile(r"[,;/]|\band\b|\by\b")


class NotHours(ValueError):
    """The text is for the user."""


def parse(text: str) -> list[Stretch]:
    """The stretches of one day, in order; none for a day that is closed.

    Without am or pm a closing that would lie before the opening is one of the afternoon, and a stretch that
    would lie before the one before it as well; so is “1-5”, with pm or without. Raises NotHours.
    """
    plain = re.sub(r"[–—−‑]", "-", text.casefold().replace(".", "").strip())
    plain = re.sub(r"([ap])\s*m\b", r"\1m", plain)
    if plain in _CLOSED:
        return []
    found: list[Stretch] = []
    for part in _BETWEEN.split(plain):
        found.append(_stretch(part.strip(), after=found[-1][1] if found else None))
    for before, following in pairwise(found):
        if following[0] < before[1]:
            raise NotHours(_("Two of these hours overlap. Write them one after the other."))
    return found


def _stretch(text: str, after: time | None) -> Stretch:
    ends = _DASH.split(text)
    if len(ends) != 2:
        raise NotHours(_("Write the hours like 9:00 am - 5:00 pm, or leave them empty if closed."))
    (opens, opens_said), (closes, closes_said) = _time(ends[0]), _time(ends[1])
    if after is not None and not opens_said and opens < after and opens.hour < EARLIEST:
        opens = _in_the_afternoon(opens)
    if not closes_said and closes <= opens:
        closes = _in_the_afternoon(closes)
    if after is None and not opens_said and opens.hour < DAWN:
        opens, closes = _of_the_afternoon(opens, closes, closes_said)
    if closes <= opens:
        raise NotHours(_("Closing is later than opening, on the same day."))
    return opens, closes


def _of_the_afternoon(opens: time, closes: time, closes_said: bool) -> Stretch:
    """Both in the afternoon, unless what is said of the closing speaks against it."""
    later = _in_the_afternoon(opens), closes if closes_said else _in_the_afternoon(closes)
    return later if later[0] < later[1] else (opens, closes)


def _in_the_afternoon(early: time) -> time:
    return early.replace(hour=early.hour + 12) if early.hour < 12 else early


def _time(text: str) -> tuple[time, bool]:
    """And whether it says am or pm, or can only mean one of them."""
    found = _TIME.fullmatch(text.replace(" ", ""))
    if found is None:
        raise NotHours(_("Write the hours like 9:00 am - 5:00 pm, or leave them empty if closed."))
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        hour = 99
    elif half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise NotHours(_("There is no such time of day. Write it like 9:00 am or 5:30 pm."))
    return time(hour, minute), bool(half) or hour > 12 or hour == 0


def as_text(stretches: Iterable[Stretch] | Sequence[Stretch]) -> str:
    """As parse reads it."""
    return ", ".join(f"{_said(opens)} - {_said(closes)}" for opens, closes in stretches)


def _said(at: time) -> str:
    return f"{at.hour % 12 or 12}:{at.minute:02} {'am' if at.hour < 12 else 'pm'}"
