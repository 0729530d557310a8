"""Renewing coverage for another year: five steps, one at a time, the last a look at all of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import AuthenticatedRequest
from casework import renewal_forms
from casework.errors import CaseClosed, EditedElsewhere, NotEditable, SentAlready
from casework.models import Renewal
from casework.renewal_forms import NAMES, REVIEW, STEPS, Step
from casework.views.doors import Door, closed, through_delegates_door, through_own_door
from casework.views.drafts import saved, version_of
from casework.workflows import reads, renewals
from delegation.models import Scope


@require_safe
def _detail(request: AuthenticatedRequest, door: Door) -> HttpResponse:
    """How the renewal stands, and the way on."""
    renewal = _renewal(door)
    reads.note("renewal.read", about=renewal or door.case, case=door.case, by=request.user)
    editable = renewal is not None and renewal.is_editable
    context = {
        "door": door,
        "renewal": renewal,
        "year": door.case.coverage_year + 1,
        "sections": renewal_forms.sent_sections(renewal) if renewal and renewal.facts else [],
        "begin_url": door.url("renewal_begin"),
        "take_back_url": door.url("renewal_take_back"),
        "next_url": _url(door, renewal_forms.next_step(renewal)) if renewal and editable else "",
    }
    return render(request, "casework/renewal_detail.html", context)


@require_POST
def _begin(request: AuthenticatedRequest, door: Door) -> HttpResponse:
    try:
        renewals.begin(case=door.case.pk, by=request.user)
    except CaseClosed:
        return closed(request, door.case.pk, part=door.part)
    except SentAlready as refusal:
        messages.info(request, str(refusal))
        return redirect(door.url("renewal_detail"))
    return redirect(_url(door, NAMES[0]))


@require_POST
def _take_back(request: AuthenticatedRequest, door: Door) -> HttpResponse:
    renewal = _renewal(door)
    if renewal is None:
        raise Http404
    try:
        renewals.take_back(case=door.case.pk, renewal=renewal.pk, by=request.user)
    except CaseClosed:
        return closed(request, door.case.pk, part=door.part)
    except NotEditable as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(
            request, _("It is taken back. Correct what you want, and submit it again.")
        )
    return redirect(door.url("renewal_detail"))


def _step(request: AuthenticatedRequest, door: Door, step: str) -> HttpResponse:
    if step not in STEPS:
        raise Http404
    renewal = _renewal(door)
    if renewal is None:
        return redirect(door.url("renewal_detail"))
    if request.method == "POST":
        return _step_saved(request, door, step, renewal)
    if not renewal.is_editable:
        return redirect(door.url("renewal_detail"))
    furthest = renewal_forms.next_step(renewal)
    if NAMES.index(step) > NAMES.index(furthest):
        return redirect(_url(door, furthest))
    reads.note("renewal.read", about=renewal, case=door.case, by=request.user)
    return _step_page(request, door, step, renewal_forms.step_form(step, renewal))


def _step_saved(
    request: AuthenticatedRequest, door: Door, step: str, renewal: Renewal
) -> HttpResponse:
    form = renewal_forms.step_form(step, renewal, request.POST)
    answers = {**renewal.answers, step: form.typed()}
    facts: dict[str, Any] = {"case": door.case.pk, "renewal": renewal.pk, "by": request.user}
    return saved(
        request,
        door,
        form,
        save=lambda: renewals.save(version=version_of(request), answers=answers, **facts),
        show=lambda form, **more: _step_page(request, door, step, form, **more),
        detail_url=door.url("renewal_detail"),
        later_url=door.url("renewal_detail"),
        next_url=lambda: _url(door, NAMES[NAMES.index(step) + 1]),
    )


def _step_page(
    request: AuthenticatedRequest, door: Door, step: str, form: Step, **more: Any
) -> HttpResponse:
    renewal = _renewal(door)
    if renewal is None:
        raise Http404
    at = NAMES.index(step)
    context = {
        "door": door,
        "form": form,
        "step": step,
        "renewal": renewal,
        "version": renewal.version,
        "record": renewal_forms.on_record(step, door.case),
        "back_url": _url(door, NAMES[at - 1]) if at else "",
        "elsewhere": False,
        "their_rows": [],
        **renewal_forms.indicator(step),
        **more,
    }
    if more.get("elsewhere"):
        context["their_rows"] = renewal_forms.step_form(step, renewal).typed_rows()
    return render(request, "casework/renewal_step.html", context)


def _review(request: AuthenticatedRequest, door: Door) -> HttpResponse:
    renewal = _renewal(door)
    if renewal is None or not renewal.is_editable:
        return redirect(door.url("renewal_detail"))
    forms = renewal_forms.forms_of(renewal)
    unfinished = [name for name, form in forms.items() if not form.is_valid()]
    if unfinished:
        return redirect(_url(door, unfinished[0]))
    if request.method == "POST":
        return _sent(request, door, renewal, forms)
    reads.note("renewal.read", about=renewal, case=door.case, by=request.user)
    context = {
        "door": door,
        "renewal": renewal,
        "year": renewal.year,
        "refuses": forms["consent"].cleaned_data["consent"] == "no",
        "sections": [
            {"heading": form.label, "rows": form.rows(), "edit_url": _url(door, name)}
            for name, form in forms.items()
        ],
        "back_url": _url(door, NAMES[-2]),
        **renewal_forms.indicator(REVIEW),
    }
    return render(request, "casework/renewal_review.html", context)


def _sent(
    request: AuthenticatedRequest, door: Door, renewal: Renewal, forms: dict[str, Step]
) -> HttpResponse:
    facts = {name: fact for form in forms.values() for name, fact in form.facts().items()}
    told: dict[str, Any] = {"renewal": renewal.pk, "facts": facts, "by": request.user}
    try:
        renewals.send(case=door.case.pk, version=version_of(request), **told)
    except CaseClosed:
        return closed(request, door.case.pk, part=door.part)
    except EditedElsewhere as refusal:
        messages.warning(request, _("%(why)s Look at it once more.") % {"why": refusal})
        return redirect(_url(door, REVIEW))
    except NotEditable as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("It is sent. The case desk takes it in."))
    return redirect(door.url("renewal_detail"))


def _renewal(door: Door) -> Renewal | None:
    """Of the year after the one that is covered."""
    year = door.case.coverage_year + 1
    renewal = Renewal.objects.for_lists().filter(case=door.case, year=year).first()
    if renewal:
        renewal.case = door.case
    return renewal


def _url(door: Door, step: str) -> str:
    return door.url("renewal_review") if step == REVIEW else door.url("renewal_step", step)


own_renewal_detail = through_own_door(_detail)
own_renewal_begin = through_own_door(_begin)
own_renewal_take_back = through_own_door(_take_back)
own_renewal_step = through_own_door(_step)
own_renewal_review = through_own_door(_review)
renewal_detail = through_delegates_door(_detail)
renewal_begin = through_delegates_door(_begin, Scope.RENEWAL)
renewal_take_back = through_delegates_door(_take_back, Scope.RENEWAL)
renewal_step = through_delegates_door(_step, Scope.RENEWAL)
renewal_review = through_delegates_door(_review, Scope.RENEWAL)
