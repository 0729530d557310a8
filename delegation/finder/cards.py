"""An assister as consumers see them, in words; made once for a page, so that its template only shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext

from accounts.models import Assister, Entity
from delegation.finder import hours
from delegation.finder.search import Near


@dataclass(frozen=True)
class Phone:
    words: str
    address: str


@dataclass(frozen=True)
class Card:
    assister: Assister
    role: str | Promise
    of_one_plan: bool
    languages: str
    phone: Phone | None
    is_open: bool
    hours: str
    week: list[tuple[str, str]]
    url: str
    distance: str = ""


def of(assister: Assister, near: Near | None = None, at: datetime | None = None) -> Card:
    """Of a row that search.shown() found."""
    rows = list(assister.site.opening_hours.all()) if assister.site else []
    is_open, words = hours.now(rows, at)
    return Card(
        assister=assister,
        role=assister.role_name,
        of_one_plan=assister.entity.kind == Entity.Kind.PBEE,
        languages=", ".join(assister.languages_in_words),
        phone=_phone(assister),
        is_open=is_open,
        hours=words,
        week=hours.week(rows),
        url=reverse("finder:assister", args=[assister.pk]),
        distance=_distance(near.band + 1) if near else "",
    )


def _distance(miles: int) -> str:
    """By the whole mile, as the list is ordered: what lies within one mile, within two, and so on."""
    return ngettext("Within {miles} mile", "Within {miles} miles", miles).format(miles=miles)


def _phone(assister: Assister) -> Phone | None:
    """Their own, else the site's, else the entity's."""
    of_site = assister.site.phone if assister.site else ""
    digits = assister.phone or of_site or assister.entity.phone
    if not digits:
        return None
    words = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return Phone(words, f"tel:+1-{words}")
