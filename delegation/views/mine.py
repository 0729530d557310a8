"""The consumer's own pages: who has access, the receipt, the end."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import qr
from accounts.http import AuthenticatedRequest
from cases.models import Case
from delegation import choosing, nearby, receipts
from delegation.errors import NotOpen
from delegation.models import Delegation
from delegation.models.delegations import DelegationQuerySet
from delegation.workflows import delegations, reads
from portal.paginators import CappedPaginator


@never_cache
@require_GET
def my_delegation(request: AuthenticatedRequest) -> HttpResponse:
    case = Case.objects.of(request.user).first()
    if case is None:
        return render(request, "cases/my_case_none.html")
    reads.note_own(case=case, by=request.user)
    rows = case.delegations.with_people()
    active = rows.active().select_related("assister__site").first()
    left = case.delegations.orphaned().with_people().first()
    context = {
        "active": active,
        "is_dormant": active is not None and active.is_dormant,
        "renewal_opens": active is not None and _renewal_opens(active),
        "waiting": rows.pending().first(),
        "left": left,
        "near": nearby.three(case) if left else [],
        "chosen": None if active else choosing.kept(request),
        "page_obj": CappedPaginator(rows.closed(), 10).get_page(request.GET.get("page")),
    }
    return render(request, "delegation/my_delegation.html", context)


def _renewal_opens(active: Delegation) -> bool:
    return active.until_on - settings.DELEGATION_RENEWAL_OPENS <= timezone.localdate()


@never_cache
@require_GET
def receipt(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    delegation = get_object_or_404(_own(request), pk=pk)
    reads.note(delegation=delegation, by=request.user)
    link = settings.SITE_URL + receipts.link_path(delegation)
    context = {
        "delegation": delegation,
        "rows": _facts(delegation),
        "code": receipts.code_of(delegation),
        "qr": qr.as_data_uri(link),
        "end_address": settings.SITE_URL + "/end-help/",
    }
    return render(request, "delegation/receipt.html", context)


def _facts(delegation: Delegation) -> list[dict[str, object]]:
    """The seven facts of the record."""
    assister = delegation.assister
    who = f"{assister.full_name}\n{assister.role_name}\n{delegation.entity.legal_name}"
    return [
        {"label": _("Who may help"), "value": who},
        {"label": _("Whose case"), "value": delegation.case.contact_name},
        {"label": _("What they may do"), "value": "\n".join(delegation.scope_labels)},
        {"label": _("What for"), "value": delegation.get_purpose_display()},
        {"label": _("Signed"), "value": _signed(delegation)},
        {"label": _("How long"), "value": _how_long(delegation)},
        {"label": _("How to end it"), "value": _how_to_end()},
    ]


def _signed(delegation: Delegation) -> str:
    consent = delegation.consent
    return _("%(day)s, by %(name)s. %(channel)s. Text %(version)s in %(language)s.") % {
        "day": date_format(timezone.localdate(consent.agreed_at)),
        "name": consent.signed_name,
        "channel": consent.get_channel_display(),
        "version": consent.text.version,
        "language": consent.text.get_language_display(),
    }


def _how_long(delegation: Delegation) -> str:
    return _("From %(first)s until %(last)s, or until you end it") % {
        "first": date_format(delegation.from_on),
        "last": date_format(delegation.until_on),
    }


def _how_to_end() -> str:
    return _(
        "At any time, without a reason, at once: in your account under “Who has access”; with the code "
        "below and your date of birth; or by calling the Help Line at %(number)s."
    ) % {"number": settings.HELP_LINE_NUMBER}


@never_cache
def delegation_end(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """Two presses from the page of who has access: this page, and its button."""
    delegation = get_object_or_404(_own(request), pk=pk)
    if request.method != "POST":
        if not delegation.is_open:
            return redirect("consent:my_delegation")
        reads.note(delegation=delegation, by=request.user)
        return render(request, "delegation/delegation_end.html", {"delegation": delegation})
    try:
        delegations.end(delegation=pk, by=request.user)
    except NotOpen as refusal:
        messages.info(request, str(refusal))
    else:
        name = delegation.assister.full_name
        messages.success(
            request, _("It has ended. %(name)s has no access any more.") % {"name": name}
        )
    return redirect("consent:my_delegation")


def _own(request: AuthenticatedRequest) -> DelegationQuerySet:
    return (
        Delegation.objects.filter(case__user=request.user)
        .with_people()
        .select_related("consent__text")
    )
