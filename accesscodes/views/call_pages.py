"""What the pages of a call share: whose call it is, where in it one is, what is known so far."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accesscodes.models import HelpLineCall, IdentityCheck
from accesscodes.workflows import reads
from accounts.http import AuthenticatedRequest

View = Callable[..., HttpResponseBase]
READING = {"GET", "HEAD"}
takes_calls = permission_required("accesscodes.take_calls", raise_exception=True)
overrides_holds = permission_required("accesscodes.override_hold", raise_exception=True)
STEPS: list[tuple[str, Promise]] = [
    ("caller", gettext_lazy("Caller")),
    ("case", gettext_lazy("Case")),
    ("identity", gettext_lazy("Identity")),
    ("code", gettext_lazy("Access code")),
]


def on_own_call(view: View) -> View:
    """For pages on which a representative works: their own call, as long as it lasts.

    A form that was filled in for another case says so by ``shown``, and does nothing.
    """

    @takes_calls
    @never_cache
    @wraps(view)
    def run(request: AuthenticatedRequest, pk: UUID) -> HttpResponseBase:
        calls = HelpLineCall.objects.of(request.user).select_related(
            "assister__entity", "assister__user", "case"
        )
        call = get_object_or_404(calls, pk=pk)
        if not call.is_open:
            return redirect(call)
        if request.POST.get("shown", str(call.case_id)) != str(call.case_id):
            messages.warning(
                request,
                _("In another window this call turned to another case. Go on with this one."),
            )
            return redirect(next_step(call), call.pk)
        if request.method in READING and call.case_id:
            reads.note_call(call=call, by=request.user)  # each of its pages names the case
        return view(request, call)

    return run


def last_check(call: HelpLineCall) -> IdentityCheck | None:
    """Of the call's case, in this call."""
    if call.case_id is None:
        return None
    return IdentityCheck.objects.filter(call=call, case=call.case_id).first()


def next_step(call: HelpLineCall) -> str:
    """The name of the URL where the call goes on."""
    if not call.caller:
        return "accesscodes:call_caller"
    if call.case_id is None:
        return "accesscodes:call_case"
    check = last_check(call)
    if check is None or not check.is_passed:
        return "accesscodes:call_identity"
    return "accesscodes:call_code"


def page(call: HelpLineCall, step: str) -> dict[str, Any]:
    """For _call.html."""
    number = [name for name, _label in STEPS].index(step) + 1
    states = ["complete"] * (number - 1) + ["current"] + ["pending"] * (len(STEPS) - number)
    return {
        "call": call,
        "steps": [
            {"label": label, "state": state}
            for (_name, label), state in zip(STEPS, states, strict=True)
        ],
        "step_number": number,
        "standing": call.assister.standing() if call.assister else None,
    }
