"""The wizard's pages between the three facts and the account. Public: a held draft opens them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.passwords import password_rules
from delegation import wizard
from delegation.errors import AlreadyActivated, DelegationError, DraftGone, TermsChanged
from delegation.forms import TermsForm, UserInformationForm, UsernamePasswordForm
from delegation.models import ActivationDraft
from delegation.views.activation_session import (
    INTERRUPTED,
    held_draft,
    initial_values,
    step,
)
from delegation.workflows import activation_steps, activations
from limiter.http import with_status_of
from limiter.limits import client_network
from portal.errors import Refusal


@step("terms")
def activation_terms(request: HttpRequest, draft: ActivationDraft) -> HttpResponse:
    text = wizard.terms(get_language() or "en")
    opened = draft.terms is not None and draft.terms.version == text.version
    data = request.POST if request.method == "POST" else None
    initial = {"version": text.version, "agree": opened and draft.terms_agreed_at is not None}
    form = TermsForm(data, opened=opened, initial=initial)
    if form.is_valid():
        try:
            activation_steps.agree(draft=draft.pk, version=form.cleaned_data["version"] or 0)
            return _next(draft)
        except TermsChanged as refusal:
            messages.warning(request, str(refusal))
            return redirect("delegation:activation_terms")
        except DelegationError as refusal:
            form.add_error("agree", str(refusal))
    context = {"form": form, "text": text, "opened": opened, **wizard.page("terms", draft)}
    return render(request, "delegation/activation_terms.html", context)


@step("terms")
def activation_terms_read(request: HttpRequest, draft: ActivationDraft) -> HttpResponse:
    """The words on a page of their own; Close, here and in the dialog, records the opening."""
    text = wizard.terms(get_language() or "en")
    if request.method == "POST":
        activation_steps.open_terms(draft=draft.pk, text=text)
        return redirect(reverse("delegation:activation_terms") + "#id_agree")
    context = {"text": text, **wizard.page("terms", draft)}
    return render(request, "delegation/activation_terms_read.html", context)


@step("information")
def activation_information(request: HttpRequest, draft: ActivationDraft) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = UserInformationForm(data, initial=initial_values(request, UserInformationForm, draft))
    if form.is_valid():
        activation_steps.save_user_information(draft=draft.pk, **form.cleaned_data)
        request.session.pop(INTERRUPTED, None)
        return _next(draft)
    context = {
        "form": form,
        "address": wizard.masked(draft.code.sent_to),
        **wizard.page("information", draft),
    }
    return render(request, "delegation/activation_information.html", context)


@sensitive_post_parameters("password")
@step("sign_in")
def activation_sign_in(request: HttpRequest, draft: ActivationDraft) -> HttpResponse:
    existing = activation_steps.existing_account(draft)
    if existing:
        return _attach_page(request, draft, existing)
    data = request.POST if request.method == "POST" else None
    form = UsernamePasswordForm(
        data,
        initial=initial_values(request, UsernamePasswordForm, draft),
        person=_person(draft),
        keep_password=bool(draft.password),
    )
    refused = None
    if form.is_valid():
        try:
            activation_steps.choose_sign_in(
                draft=draft.pk, address=client_network(), **form.cleaned_data
            )
            request.session.pop(INTERRUPTED, None)
            return _next(draft)
        except Refusal as refusal:
            refused = refusal
            form.add_error("username", str(refusal))
    context = {
        "form": form,
        "password_rules": password_rules(_person(draft)),
        **wizard.page("sign_in", draft),
    }
    page = render(request, "delegation/activation_sign_in.html", context)
    return with_status_of(page, refused)


def _person(draft: ActivationDraft) -> User:
    """Whose password it will be, for the rules that look at names."""
    person = User(first_name=draft.first_name, last_name=draft.last_name, email=draft.code.sent_to)
    person.entity_name = draft.assister.entity.legal_name  # type: ignore[attr-defined]
    return person


def _attach_page(request: HttpRequest, draft: ActivationDraft, existing: User) -> HttpResponse:
    context = {
        "address": wizard.masked(existing.email),
        "is_signed_in": request.user == existing,
        "is_other": request.user.is_authenticated and request.user != existing,
        **wizard.page("sign_in", draft),
    }
    return render(request, "delegation/activation_attach.html", context)


@require_POST
@step("sign_in")
def activation_attach(request: HttpRequest, draft: ActivationDraft) -> HttpResponse:
    if not isinstance(request.user, User):
        return redirect("delegation:activation_sign_in")
    try:
        activation_steps.attach(draft=draft.pk, by=request.user)
    except DelegationError as refusal:
        messages.error(request, str(refusal))
        return redirect("delegation:activation_sign_in")
    return _next(draft)


@step("review")
def activation_review(request: HttpRequest, draft: ActivationDraft) -> HttpResponse:
    if request.method == "POST":
        by = request.user if isinstance(request.user, User) else None
        try:
            activations.confirm(draft=draft.pk, by=by, language=get_language() or "en")
            return redirect("delegation:activation_done")
        except (AlreadyActivated, DraftGone):
            raise
        except DelegationError as refusal:
            messages.error(request, str(refusal))
            mend = wizard.step_url(refusal.step) if refusal.step else wizard.next_step(draft).url
            return redirect(mend)
    context = {"sections": wizard.sections(draft), **wizard.page("review", draft)}
    return render(request, "delegation/activation_review.html", context)


@login_not_required
@never_cache
def activation_done(request: HttpRequest) -> HttpResponse:
    draft = held_draft(request)
    if draft is None or draft.assister.user is None or not draft.completed_at:
        return redirect("delegation:activation_start")
    user = draft.assister.user
    request.session["sign_in_as"] = user.username
    context = {"assister": draft.assister, "is_signed_in": request.user == user}
    return render(request, "delegation/activation_done.html", context)


def _next(draft: ActivationDraft) -> HttpResponse:
    """On to what is still open: the review, when an answer was only edited."""
    return redirect(wizard.next_step(ActivationDraft.objects.get(pk=draft.pk)).url)
