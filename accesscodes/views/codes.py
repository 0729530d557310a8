"""The code's pages: shown once, in the answer to the press that issues it; from then on its state."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accesscodes import code_text
from accesscodes.errors import AlreadyIssued
from accesscodes.forms import KeyForm, ReadBackForm
from accesscodes.models import HelpLineCall
from accesscodes.views.call_pages import last_check, on_own_call, page, takes_calls
from accesscodes.workflows import access_codes
from accounts.http import AuthenticatedRequest
from limiter.http import with_status_of
from portal.errors import Refusal


@on_own_call
def call_code(request: AuthenticatedRequest, call: HelpLineCall) -> HttpResponse:
    """Issues by POST, and answers with the code; the same form again leads to the code's state."""
    check = last_check(call)
    if check is None or not check.is_passed:
        return redirect("accesscodes:call_identity", call.pk)
    key = KeyForm(request.POST)
    if request.method != "POST":
        return _status(request, call)
    if not key.is_valid():
        return redirect("accesscodes:call_code", call.pk)
    try:
        code, text = access_codes.issue(call=call.pk, key=key.cleaned_data["key"], by=request.user)
    except AlreadyIssued as refusal:
        messages.info(request, str(refusal))
        return redirect("accesscodes:call_code", call.pk)
    except Refusal as refusal:
        return with_status_of(_status(request, call, problem=str(refusal)), refusal)
    context = {
        "code": code,
        "grouped": code_text.grouped(text),
        "letters": code_text.spelled(text),
        "form": ReadBackForm(),
        **page(call, "code"),
    }
    return render(request, "accesscodes/code_shown.html", context)


def _status(request: AuthenticatedRequest, call: HelpLineCall, problem: str = "") -> HttpResponse:
    context = {
        "code": call.codes.filter(case=call.case_id).first(),
        "key": uuid4(),
        "problem": problem,
        **page(call, "code"),
    }
    return render(request, "accesscodes/call_code.html", context)


@on_own_call
@require_POST
def code_read_back(request: AuthenticatedRequest, call: HelpLineCall) -> HttpResponse:
    """Whether the consumer has the code right. To a script in a word, else on the next page."""
    form = ReadBackForm(request.POST)
    is_right, said, refused = False, "", None
    if form.is_valid():
        try:
            access_codes.read_back(call=call.pk, typed=form.cleaned_data["typed"], by=request.user)
            is_right, said = True, _("That is the code. The consumer has it right.")
        except Refusal as refusal:
            said, refused = str(refusal), refusal
    else:
        said = str(next(iter(form.errors.values()))[0])
    if "application/json" in request.headers.get("Accept", ""):
        return with_status_of(JsonResponse({"right": is_right, "text": said}), refused)
    (messages.success if is_right else messages.warning)(request, said)
    return redirect("accesscodes:call_code", call.pk)


@takes_calls
@require_POST
def code_revoke(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """By who issued it, or by a supervisor, also after the call."""
    call = get_object_or_404(HelpLineCall.objects.visible_to(request.user), pk=pk)
    try:
        access_codes.revoke(call=call.pk, by=request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The code is revoked. It opens nothing any more."))
    return redirect(call)
