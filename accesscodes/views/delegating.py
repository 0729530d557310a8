"""The consumer on the line chooses who helps them, or ends it; the script is read to them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accesscodes.delegating_forms import AssisterForm, SpokenConsentForm
from accesscodes.models import HelpLineCall
from accesscodes.views.call_pages import READING, last_check, on_own_call, page
from accesscodes.workflows import delegating, reads
from accounts.http import AuthenticatedRequest
from accounts.models import Assister
from delegation.errors import SignedAlready
from delegation.models import Delegation, LegalText
from portal.errors import Refusal


@on_own_call
def call_delegation(request: AuthenticatedRequest, call: HelpLineCall) -> HttpResponse:
    """Who has access now; and, once an assister is named, the script to be read out."""
    if not _is_verified(call):
        return redirect("accesscodes:call_identity", call.pk)
    if request.method not in READING:
        reads.note_call(call=call, by=request.user)  # it asks, and shows who has access
    known = {"number": call.assister.certification_number} if call.assister else {}
    form = AssisterForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        chosen = form.assister
        return _script(request, call, chosen, SpokenConsentForm(initial={"assister": chosen.pk}))
    rows = Delegation.objects.filter(case=call.case_id).with_people()
    context = {
        "form": form,
        "active": rows.active().first(),
        "waiting": rows.pending().first(),
        **page(call, "code"),
    }
    return render(request, "accesscodes/call_delegation.html", context)


@on_own_call
@require_POST
def call_delegation_sign(request: AuthenticatedRequest, call: HelpLineCall) -> HttpResponse:
    if not _is_verified(call):
        return redirect("accesscodes:call_identity", call.pk)
    form = SpokenConsentForm(request.POST)
    chosen = form.chosen()
    if chosen is None:
        return redirect("accesscodes:call_delegation", call.pk)
    if form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("key", "version", "name")}
        try:
            row = delegating.delegate(
                call=call.pk,
                assister=chosen.pk,
                language=_language(call),
                by=request.user,
                **wanted,
            )
        except SignedAlready as refusal:
            messages.info(request, str(refusal))
            return redirect("accesscodes:call_delegation", call.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said(row))
            return redirect("accesscodes:call_delegation", call.pk)
    return _script(request, call, chosen, form)


@on_own_call
@require_POST
def call_delegation_end(request: AuthenticatedRequest, call: HelpLineCall) -> HttpResponse:
    try:
        wanted = UUID(request.POST.get("delegation", ""))
        delegating.end(call=call.pk, delegation=wanted, by=request.user)
    except (ValueError, Delegation.DoesNotExist):
        raise Http404 from None
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("It has ended. The assister has no access any more."))
    return redirect("accesscodes:call_delegation", call.pk)


def _script(
    request: AuthenticatedRequest, call: HelpLineCall, chosen: Assister, form: SpokenConsentForm
) -> HttpResponse:
    text = LegalText.objects.current(LegalText.Kind.DELEGATION_SCRIPT, _language(call))
    form.show_version(text.version)
    others = Delegation.objects.filter(case=call.case_id).active().with_people()
    context: dict[str, Any] = {
        "form": form,
        "assister": chosen,
        "text": text,
        "replaced": others.exclude(assister=chosen).first(),
        **page(call, "code"),
    }
    return render(request, "accesscodes/call_delegation_sign.html", context)


def _is_verified(call: HelpLineCall) -> bool:
    check = last_check(call)
    return check is not None and check.is_passed


def _language(call: HelpLineCall) -> str:
    """The consumer's, as far as the portal speaks it."""
    return call.case.mail_language if call.case else "en"


def _said(row: Delegation) -> str:
    name = row.assister.full_name
    if row.is_pending:
        return _("The request is with %(name)s, who answers each one.") % {"name": name}
    return _("Done. %(name)s can help the consumer now.") % {"name": name}
