"""What a browser holds of an activation: the draft's random id, and what was typed when the session ended."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from delegation import wizard
from delegation.errors import AlreadyActivated, DraftGone
from delegation.forms import UserInformationForm
from delegation.models import ActivationDraft

DRAFT = "activation_draft"
TAKE_UP = "activation_take_up"
INVITED = "activation_invited"
INTERRUPTED = "activation_interrupted"

View = Callable[[HttpRequest], HttpResponse]
StepView = Callable[[HttpRequest, ActivationDraft], HttpResponse]


def step(name: str) -> Callable[[StepView], View]:
    """A page of the wizard: for who holds a draft, and has the steps before this one behind them."""

    def decorate(view: StepView) -> View:
        @login_not_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            draft = held_draft(request)
            if draft is None:
                return start_again(request, interrupted=name)
            if draft.completed_at:
                return redirect("delegation:activation_done")
            if not wizard.is_reachable(name, draft):
                messages.info(request, _("Complete this step first."))
                return redirect(wizard.next_step(draft).url)
            try:
                return view(request, draft)
            except DraftGone:
                return start_again(request, interrupted=name)
            except AlreadyActivated:
                return redirect("delegation:activation_done")

        return guarded

    return decorate


def held_draft(request: HttpRequest) -> ActivationDraft | None:
    held = session_uuid(request, DRAFT)
    if held is None:
        return None
    return (
        ActivationDraft.objects.current()
        .select_related("assister__entity", "assister__user", "code", "terms", "attach_to")
        .filter(pk=held)
        .first()
    )


def start_again(request: HttpRequest, interrupted: str = "") -> HttpResponse:
    """Back to the three facts; what was just typed waits in the session until they are given."""
    held_one = request.session.pop(DRAFT, None)
    if request.method == "POST":
        kept = UserInformationForm.base_fields.keys() | {"username", "whose"}
        request.session[INTERRUPTED] = {
            name: [value[:400] for value in values[:20]]
            for name, values in request.POST.lists()
            if name in kept
        }
    if interrupted:
        messages.warning(request, _went_elsewhere() if held_one else _session_ended())
    return redirect("delegation:activation_start")


def _went_elsewhere() -> str:
    return _(
        "This activation went on in another browser. To go on here, enter the three facts again."
    )


def _session_ended() -> str:
    return _(
        "Your session has ended or your browser does not keep cookies. What you filled in "
        "is kept: enter the three facts again and go on where you were."
    )


def initial_values(request: HttpRequest, form: type[Any], draft: ActivationDraft) -> dict[str, Any]:
    """What the draft holds, and over it what its owner typed when the session ended.

    The next person at a shared computer is somebody else's assister, and sees nothing of it.
    """
    saved = {name: getattr(draft, name, None) for name in form.base_fields if name != "password"}
    typed = request.session.get(INTERRUPTED, {})
    if typed.get("whose") != [wizard.whose(draft)]:
        return saved
    for name, values in typed.items():
        if name in saved and values:
            saved[name] = values if name == "spoken_languages" else values[0]
    return saved


def session_uuid(request: HttpRequest, key: str) -> UUID | None:
    try:
        return UUID(request.session.get(key) or "")
    except ValueError:
        return None
