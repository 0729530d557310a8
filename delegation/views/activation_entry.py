"""The wizard's first page: the three facts, typed or pasted; and the mailed code that takes a draft up."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from delegation import wizard
from delegation.errors import AlreadyActivated, CodeUsed
from delegation.forms import NOTHING_FOUND, FactsForm, PasteForm, TakeUpForm
from delegation.models import ActivationDraft
from delegation.models.codes import code_of_link
from delegation.pasted import read_facts
from delegation.views.activation_session import (
    DRAFT,
    INVITED,
    TAKE_UP,
    held_draft,
    session_uuid,
    start_again,
)
from delegation.workflows import activation_entries
from limiter.http import with_status_of
from limiter.limits import client_network
from portal.errors import Refusal


@login_not_required
@never_cache
def activation_start(request: HttpRequest) -> HttpResponse:
    if "invitation" in request.GET:  # the mailed link: remember it, and clear the address
        request.session[INVITED] = str(code_of_link(request.GET["invitation"]) or "")
        return redirect("delegation:activation_start")
    form = FactsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _enter(request, form)
        except (CodeUsed, AlreadyActivated) as refusal:
            return _start_page(request, form, refusal=refusal, offer_sign_in=True)
        except Refusal as refusal:
            return _start_page(request, form, refusal=refusal)
    return _start_page(request, form)


def _enter(request: HttpRequest, form: FactsForm) -> HttpResponse:
    entry = activation_entries.begin(
        facts=form.facts(),
        address=client_network(),
        invited_code=session_uuid(request, INVITED),
        held_draft=session_uuid(request, DRAFT),
    )
    request.session.cycle_key()
    if entry.must_confirm:
        request.session.pop(DRAFT, None)
        request.session[TAKE_UP] = {"draft": str(entry.draft.pk), "code": str(entry.code.pk)}
        return _send_take_up_code(request, entry.draft.pk)
    return _go_on(request, entry.draft)


def _go_on(request: HttpRequest, draft: ActivationDraft) -> HttpResponse:
    request.session[DRAFT] = str(draft.pk)
    request.session.pop(TAKE_UP, None)
    return redirect(wizard.next_step(draft).url)


def _start_page(
    request: HttpRequest,
    form: FactsForm,
    *,
    paste: PasteForm | None = None,
    refusal: Refusal | None = None,
    offer_sign_in: bool = False,
    cleaned: list[str] | None = None,
) -> HttpResponse:
    if refusal:
        form.add_error(None, str(refusal))
    response = render(
        request,
        "delegation/activation_start.html",
        {
            "form": form,
            "paste_form": paste or PasteForm(),
            "offer_sign_in": offer_sign_in,
            "cleaned": cleaned,
            "begun": _begun(request),
            **wizard.page("start"),
        },
    )
    return with_status_of(response, refusal)


def _begun(request: HttpRequest) -> dict[str, str] | None:
    """The activation this browser is in the middle of: one may come back here, and go on."""
    draft = held_draft(request)
    if draft is None or draft.completed_at:
        return None
    return {
        "entity": draft.assister.entity.legal_name,
        "number": draft.assister.certification_number,
        "url": wizard.next_step(draft).url,
    }


@login_not_required
@never_cache
def activation_paste(request: HttpRequest) -> HttpResponse:
    """Fill the three facts from a pasted e-mail, and say what was cleaned on the way."""
    if request.method != "POST":
        return redirect("delegation:activation_start")
    paste = PasteForm(request.POST)
    paste.is_valid()
    mail = paste.cleaned_data.get("mail", "")
    facts, notes = read_facts(mail)
    if not any([facts.code, facts.legal_name, facts.number]):
        if not paste.errors:
            paste.add_error("mail", NOTHING_FOUND)
        return _start_page(request, FactsForm(), paste=paste)
    found = {"code": facts.code, "legal_name": facts.legal_name, "number": facts.number}
    return _start_page(request, FactsForm(initial=found), cleaned=notes)


@login_not_required
@never_cache
def activation_take_up(request: HttpRequest) -> HttpResponse:
    waiting = request.session.get(TAKE_UP)
    if not waiting:
        return redirect("delegation:activation_start")
    draft = ActivationDraft.objects.select_related("code").filter(pk=waiting["draft"]).first()
    if draft is None:
        return start_again(request)
    form = TakeUpForm(request.POST if request.method == "POST" else None)
    refused = None
    if form.is_valid():
        try:
            taken = activation_entries.take_up(
                draft=draft.pk, code=UUID(waiting["code"]), typed=form.cleaned_data["typed"]
            )
            request.session.cycle_key()
            return _go_on(request, taken)
        except AlreadyActivated:
            return redirect("delegation:activation_start")
        except Refusal as refusal:
            refused = refusal
            form.add_error(None, str(refusal))
    address = wizard.masked(draft.code.sent_to)
    context = {"form": form, "address": address, **wizard.page("start")}
    page = render(request, "delegation/activation_take_up.html", context)
    return with_status_of(page, refused)


@login_not_required
@require_POST
def activation_take_up_send(request: HttpRequest) -> HttpResponse:
    waiting = request.session.get(TAKE_UP)
    if not waiting:
        return redirect("delegation:activation_start")
    return _send_take_up_code(request, UUID(waiting["draft"]))


def _send_take_up_code(request: HttpRequest, draft: UUID) -> HttpResponse:
    try:
        activation_entries.send_take_up_code(draft=draft)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("We have sent an e-mail with a code."))
    return redirect("delegation:activation_take_up")
