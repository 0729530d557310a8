"""Where a consumer reads what a delegation means, and signs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import handing_over, refusal_trail
from accounts.http import AuthenticatedRequest
from accounts.models import Assister
from cases.models import Case
from delegation import choosing
from delegation.consent_forms import SignForm
from delegation.errors import DelegationError, SignedAlready, TextChanged
from delegation.models import Delegation, LegalText
from delegation.workflows import delegations


@never_cache
def delegate(request: AuthenticatedRequest, assister_id: UUID) -> HttpResponse:
    """Without a case the choice is kept until one is linked; a session for others is handed over first.

    Whoever cannot help today looks like nobody, as on the page before.
    """
    ready = Assister.objects.ready().filter(pk=assister_id)
    chosen = ready.select_related("entity", "site", "user").first()
    if chosen is None:
        return render(request, "delegation/finder_gone.html", status=404)
    case = Case.objects.of(request.user).first()
    if case is None and not request.user.is_consumer:
        return _handed_over_first(request, chosen)
    if case is None:
        choosing.keep(request, chosen)
        return redirect("finder:assister", chosen.pk)
    return _sign(request, case, chosen)


def _sign(request: AuthenticatedRequest, case: Case, chosen: Assister) -> HttpResponse:
    language = (get_language() or "en")[:2]
    text = LegalText.objects.current(LegalText.Kind.DELEGATION, language)
    form = SignForm(request.POST if request.method == "POST" else None, version=text.version)
    if form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("key", "version", "name")}
        try:
            signed = delegations.sign(
                case=case.pk, assister=chosen.pk, language=language, by=request.user, **wanted
            )
        except SignedAlready as refusal:
            messages.info(request, str(refusal))
            return redirect("consent:my_delegation")
        except TextChanged as refusal:
            text = LegalText.objects.current(LegalText.Kind.DELEGATION, language)
            form.show_again(text.version)
            form.add_error(None, str(refusal))
        except DelegationError as refusal:
            form.add_error(None, str(refusal))
        else:
            choosing.forget(request)
            messages.success(request, _said(signed))
            return redirect("consent:receipt", signed.pk)
    context = {"form": form, "text": text, "assister": chosen, **_others(case, chosen)}
    return render(request, "delegation/consent.html", context)


def _said(signed: Delegation) -> str:
    name = signed.assister.full_name
    if signed.is_pending:
        return _("Your request is with %(name)s. You hear by e-mail.") % {"name": name}
    return _("Done. %(name)s can help you now.") % {"name": name}


def _others(case: Case, chosen: Assister) -> dict[str, object]:
    """Who has access, and who was asked: said before anything is confirmed."""
    active = case.delegations.active().with_people().first()
    is_renewal = active is not None and active.assister_id == chosen.pk
    return {
        "is_renewal": is_renewal,
        "replaced": None if is_renewal else active,
        "withdrawn": case.delegations.pending().with_people().first(),
        "waits": not is_renewal and chosen.reviews_requests,
    }


def _handed_over_first(request: AuthenticatedRequest, chosen: Assister) -> HttpResponse:
    page = handing_over.page(request, to="consent:delegate", args=[chosen.pk])
    if request.method == "POST":
        page.status_code = 403
        refusal_trail.record(request, "WorksForOthers")
    return page
