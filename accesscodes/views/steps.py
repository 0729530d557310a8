"""From the start of a call to the identity of the consumer."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accesscodes.forms import CallerForm, FindCaseForm, IdentityForm
from accesscodes.models import Fact, HelpLineCall, IdentityCheck
from accesscodes.views.call_pages import on_own_call, page
from accesscodes.workflows import calls, identity_checks
from accounts.http import AuthenticatedRequest
from cases.models import Case
from limiter.http import with_status_of
from portal.errors import Refusal


@on_own_call
def call_caller(request: AuthenticatedRequest, call: HelpLineCall) -> HttpResponse:
    known = {"caller": call.caller or HelpLineCall.Caller.CEC}
    if call.assister:
        known["number"] = call.assister.certification_number
    form = CallerForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        try:
            calls.identify_caller(call=call.pk, by=request.user, **form.cleaned_data)
            return redirect("accesscodes:call_case", call.pk)
        except Refusal as refusal:
            form.add_error("number", str(refusal))
    return render(request, "accesscodes/call_caller.html", {"form": form, **page(call, "caller")})


@on_own_call
def call_case(request: AuthenticatedRequest, call: HelpLineCall) -> HttpResponse:
    """Search by POST: what is typed must stand in no address."""
    if not call.caller:
        return redirect("accesscodes:call_caller", call.pk)
    form = FindCaseForm(request.POST if request.method == "POST" else None)
    found, refused = None, None
    if form.is_valid():
        try:
            found = calls.find_cases(call=call.pk, wanted=form.wanted(), by=request.user)
        except Refusal as refusal:
            refused = refusal
            form.add_error(None, str(refusal))
    context = {"form": form, "found": found, **page(call, "case")}
    return with_status_of(render(request, "accesscodes/call_case.html", context), refused)


@on_own_call
@require_POST
def case_choose(request: AuthenticatedRequest, call: HelpLineCall) -> HttpResponse:
    try:
        calls.choose_case(call=call.pk, case=UUID(request.POST.get("case", "")), by=request.user)
    except (ValueError, Case.DoesNotExist):
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("accesscodes:call_case", call.pk)
    return redirect("accesscodes:call_identity", call.pk)


@on_own_call
def call_identity(request: AuthenticatedRequest, call: HelpLineCall) -> HttpResponse:
    if call.case is None:
        return redirect("accesscodes:call_case", call.pk)
    form = IdentityForm(
        request.POST if request.method == "POST" else None,
        asks_where=call.caller != HelpLineCall.Caller.CONSUMER,
    )
    check, refused = None, None
    if form.is_valid():
        try:
            check = identity_checks.check(
                call=call.pk,
                key=form.cleaned_data["key"],
                said=form.said(),
                consumer_is=form.whereabouts(),
                by=request.user,
            )
        except Refusal as refusal:
            refused = refusal
            form.add_error(None, str(refusal))
    if check and check.is_passed:
        messages.success(request, _("Identity is checked: the facts match."))
        return redirect("accesscodes:call_code", call.pk)
    if check:
        form.renew(uuid4())
        form.add_error(None, _what_now(check))
    context = {
        "form": form,
        "results": _results(check),
        "held": _held(call),
        **page(call, "identity"),
    }
    return with_status_of(render(request, "accesscodes/call_identity.html", context), refused)


def _held(call: HelpLineCall) -> IdentityCheck | None:
    return IdentityCheck.objects.filter(case=call.case_id).holding().first()


def _what_now(check: IdentityCheck) -> str:
    if check.holds_until:
        return _(
            "The facts do not match, for the third time: this case is held. Give no code. A supervisor can "
            "let you check again."
        )
    left = settings.IDENTITY_FAILURES - identity_checks.failures(check.case, at=check.checked_at)
    return ngettext(
        "The facts do not match. Ask again, or ask for another fact: %(left)d more try, then the "
        "case is held.",
        "The facts do not match. Ask again, or ask for another fact: %(left)d more tries, then the "
        "case is held.",
        left,
    ) % {"left": left}


def _results(check: IdentityCheck | None) -> list[dict[str, Any]]:
    """Of each fact that was asked whether it matched, never what it is."""
    if check is None:
        return []
    asked = [*check.matched, *check.missed]
    return [
        {"label": fact.label, "is_match": fact in check.matched} for fact in Fact if fact in asked
    ]
