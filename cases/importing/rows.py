"""One line of an import file, as the database takes it; or every reason why it cannot be taken.

Reasons name the column and the rule, never the value.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from psycopg.types.json import Json

from accounts.languages import SpokenLanguage
from cases.models import Case, HouseholdMember, ssn_digest
from portal.fields import clean_line

EARLIEST, LATEST = date(1890, 1, 1), date(2200, 1, 1)
MOST_MEMBERS = 30
MEMBER_FACTS = ("first_name", "last_name", "born_on", "relation")


class BadRow(Exception):
    """A line that is not taken in, with its reasons."""


def _text(most: int, *, needed: bool = True) -> Callable[[str], str]:
    def read(text: str) -> str:
        # Most lines have nothing to clean; looking at each letter takes most of an import's time.
        plain = text.isascii() and text.isprintable()
        line = " ".join(text.split()) if plain else clean_line(text)
        if needed and not line:
            raise ValueError("is empty")
        if len(line) > most:
            raise ValueError(f"is longer than {most} characters")
        return line

    return read


def _digits(shape: str, what: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        digits = re.sub(r"[\s().-]", "", text)
        if not re.fullmatch(shape, digits, re.ASCII):
            raise ValueError(f"is not {what}")
        return digits

    return read


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("is not a date such as 1984-05-17") from None
    if not EARLIEST <= day <= LATEST:
        raise ValueError("is a date that cannot be")
    return day


def _birth_date(text: str) -> date:
    day = _day(text)
    if day > date.today():  # noqa: DTZ011  # a day more or less makes no difference
        raise ValueError("lies in the future")
    return day


def _optional_day(text: str) -> date | None:
    return _day(text) if text.strip() else None


def _cents(text: str) -> int | None:
    """Dollars, with or without cents; nothing for an amount that is not known."""
    plain = text.strip().removeprefix("$").replace(",", "")
    if not plain:
        return None
    found = re.fullmatch(r"(\d{1,12})(?:\.(\d{2}))?", plain, re.ASCII)
    if not found:
        raise ValueError("is not an amount such as 41250.00")
    return int(found[1]) * 100 + int(found[2] or 0)


def _year(text: str) -> int:
    if not re.fullmatch(r"20(1[4-9]|[2-9]\d)", text.strip(), re.ASCII):
        raise ValueError("is not a year from 2014 on")
    return int(text)


def _email(text: str) -> str:
    address = text.strip()
    if len(address) > 254:
        raise ValueError("is longer than 254 characters")
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise ValueError("is not an e-mail address") from None
    return address


def _one_of(values: list[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.strip() not in values:
            raise ValueError("is none of " + ", ".join(values))
        return text.strip()

    return read


_first, _last = _text(80, needed=False), _text(80)
_relation = _one_of(HouseholdMember.Relation.values)


def _household(text: str) -> list[dict[str, str]]:
    """“Luis|Gómez|2012-05-04|child; …”: the members besides the primary contact."""
    members = []
    for entry in filter(str.strip, text.split(";")):
        parts = entry.split("|")
        if len(parts) != len(MEMBER_FACTS):
            raise ValueError("needs first name|last name|date of birth|relation for each member")
        first, last, born, relation = parts
        told = (_first(first), _last(last), _birth_date(born).isoformat(), _relation(relation))
        members.append(dict(zip(MEMBER_FACTS, told, strict=True)))
    if len(members) > MOST_MEMBERS:
        raise ValueError(f"has more than {MOST_MEMBERS} members")
    if len({tuple(member.values())[:3] for member in members}) < len(members):
        raise ValueError("names a member twice")
    return members


COLUMNS: dict[str, Callable[[str], Any]] = {
    "number": _digits(r"\d{10}", "a number of 10 digits"),
    "first_name": _first,
    "last_name": _last,
    "born_on": _birth_date,
    "ssn_last4": _digits(r"(\d{4})?", "4 digits, or nothing"),
    "street": _text(120),
    "city": _text(60),
    "zip_code": _digits(r"\d{5}", "a ZIP code of 5 digits"),
    "phone": _digits(r"(\d{10})?", "10 digits, or nothing"),
    "email": _email,
    "language": _one_of(SpokenLanguage.values),
    "program": _one_of(Case.Program.values),
    "status": _one_of(Case.Status.values),
    "income": _cents,
    "plan": _text(120, needed=False),
    "premium": _cents,
    "coverage_year": _year,
    "renewal_due_on": _optional_day,
    "consent_until": _optional_day,
    "household": _household,
}


def read(cells: list[str], order: list[str]) -> list[Any]:
    """The values of a line in the order of COLUMNS. Raises BadRow with all that is wrong."""
    if len(cells) != len(order):
        raise BadRow(f"has {len(cells)} cells, not {len(order)}")
    line = dict(zip(order, cells, strict=True))
    values, reasons = {}, []
    for name, reader in COLUMNS.items():
        try:
            if "\0" in line[name]:
                raise ValueError("has a character that no text has")
            values[name] = reader(line[name])
        except ValueError as reason:
            reasons.append(f"{name} {reason}")
    if reasons:
        raise BadRow("; ".join(reasons))
    values["ssn_last4"] = ssn_digest(values["number"], values["ssn_last4"])
    values["household"] = Json(values["household"])
    return list(values.values())
