"""What the record of a case says, in sections for people to read."""

from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from cases.models import Case

Lines = list[tuple[str, Any]]


def sections(case: Case) -> list[dict[str, Any]]:
    """A heading and its rows (label, value) each; one that has no rows is left out."""
    found = [
        (_("Primary contact"), _contact(case)),
        (_("Coverage"), _coverage(case)),
        (_("Household members"), _household(case)),
    ]
    return [
        {
            "heading": heading,
            "rows": [{"label": label, "value": value} for label, value in lines],
        }
        for heading, lines in found
        if lines
    ]


def _contact(case: Case) -> Lines:
    return [
        (_("Name"), case.contact_name),
        (_("Date of birth"), date_format(case.born_on)),
        (_("Address"), f"{case.street}\n{case.city}, CA {case.zip_code}"),
        (_("Phone"), _phone(case.phone)),
        (_("E-mail address"), case.email),
        (_("Language"), case.get_language_display()),
    ]


def _coverage(case: Case) -> Lines:
    return [
        (_("Case number"), case.number),
        (_("Status"), case.get_status_display()),
        (_("Program"), case.get_program_display()),
        (_("Plan"), case.plan_name),
        (_("Monthly premium"), _dollars(case.premium_cents)),
        (_("Yearly household income"), _dollars(case.income_cents)),
        (_("Coverage year"), str(case.coverage_year)),
        (_("Renewal due"), date_format(case.renewal_due_on) if case.renewal_due_on else ""),
        (
            _("Consent to verify income until"),
            date_format(case.consent_until) if case.consent_until else "",
        ),
    ]


def _household(case: Case) -> Lines:
    return [
        (member.full_name, f"{member.get_relation_display()}\n{date_format(member.born_on)}")
        for member in case.members.current()
    ]


def _phone(digits: str) -> str:
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if digits else ""


def _dollars(cents: int | None) -> str:
    return "" if cents is None else "$" + number_format(cents / 100, 2, force_grouping=True)
