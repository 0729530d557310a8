from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import AuthenticatedRequest
from cases.models import Case
from cases.workflows import reads


@never_cache
@require_GET
def my_case(request: AuthenticatedRequest) -> HttpResponse:
    """What the record says, to its owner; to everybody else how to link one."""
    case = Case.objects.of(request.user).first()
    if case is None:
        return render(request, "cases/my_case_none.html")
    reads.note(case=case, by=request.user)
    context = {"case": case, "sections": _sections(case)}
    return render(request, "cases/my_case.html", context)


def _sections(case: Case) -> list[dict[str, Any]]:
    address = f"{case.street}\n{case.city}, CA {case.zip_code}"
    rows = [
        (
            _("Primary contact"),
            [
                (_("Name"), case.contact_name),
                (_("Date of birth"), date_format(case.born_on)),
                (_("Address"), address),
                (_("Phone"), _phone(case.phone)),
                (_("E-mail address"), case.email),
                (_("Language"), case.get_language_display()),
            ],
        ),
        (
            _("Coverage"),
            [
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
            ],
        ),
        (
            _("Household members"),
            [
                (
                    member.full_name,
                    f"{member.get_relation_display()}\n{date_format(member.born_on)}",
                )
                for member in case.members.current()
            ],
        ),
    ]
    return [
        {
            "heading": heading,
            "rows": [{"label": label, "value": value} for label, value in lines],
        }
        for heading, lines in rows
        if lines
    ]


def _phone(digits: str) -> str:
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if digits else ""


def _dollars(cents: int | None) -> str:
    return "" if cents is None else "$" + number_format(cents / 100, 2, force_grouping=True)
