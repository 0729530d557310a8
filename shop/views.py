from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from limiter.http import with_status_of
from portal.errors import Refusal
from shop import formats, reminder, words
from shop.forms import CheckForm, typed, worked_out
from shop.models import ShopCheck, ShopPolicy
from shop.policies import NoPolicy, Policy, in_force, pacific_day
from shop.quote_forms import QuoteForm
from shop.rules import Assessment, Verdict, assess
from shop.workflows import checks, quotes


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _no_rules(gap: NoPolicy) -> str:
    text = _(
        "The portal does not know the rules for %(day)s yet. Call the SHOP Sales Team at %(phone)s."
    )
    return text % {"day": formats.day(gap.day), "phone": settings.SHOP_SALES_NUMBER}


# --- the check -----------------------------------------------------------------------------------------


@login_not_required
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """The questions; good answers are kept under an address of their own, which shows the verdict."""
    policies = ShopPolicy.objects.as_rules()
    try:
        about = _about(policies)
    except NoPolicy as gap:
        return render(request, "shop/no_rules.html", {"text": _no_rules(gap)})
    if request.method != "POST":
        last = _last_check(request)
        form = CheckForm(initial=typed(last) if last else None, **about)
        return render(request, "shop/check.html", {"form": form, "last": last})
    if "work_out" in request.POST:
        form = worked_out(request.POST, **about)
        return render(request, "shop/check.html", {"form": form, "last": None})
    form, refused = CheckForm(request.POST, **about), None
    if form.is_valid() and _judged(form, policies):
        try:
            return redirect(checks.make(facts=form.facts(), by=_user(request)))
        except Refusal as refusal:
            refused = refusal
            form.add_error(None, str(refusal))
    return with_status_of(render(request, "shop/check.html", {"form": form, "last": None}), refused)


def _about(policies: list[Policy]) -> dict[str, Any]:
    """What the questions depend on: today, and its policy."""
    today = pacific_day(timezone.now())
    return {"today": today, "policy": in_force(policies, today)}


def _judged(form: CheckForm, policies: list[Policy]) -> Assessment | None:
    """The assessment; or none, and the form says that there are no rules for a day that matters."""
    try:
        return assess(form.facts(), policies, timezone.now())
    except NoPolicy as gap:
        form.add_error("start" if form.cleaned_data["start"] else None, _no_rules(gap))
        return None


def _last_check(request: HttpRequest) -> ShopCheck | None:
    """The one to go on from: the one that is named, else the last of who is signed in."""
    if "empty" in request.GET:
        return None
    named = _uuid(request.GET.get("from", ""))
    if named:
        return ShopCheck.objects.filter(pk=named).first()
    user = _user(request)
    return ShopCheck.objects.made_by_user(user).first() if user else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@login_not_required
@never_cache
@require_POST
def what_if(request: HttpRequest) -> HttpResponse:
    """The verdict on the answers so far, as a part of the page; nothing is kept."""
    policies = ShopPolicy.objects.as_rules()
    shown = None
    try:
        form = CheckForm(request.POST, **_about(policies))
        found = _judged(form, policies) if form.is_valid() else None
        shown = words.show(found) if found else None
    except NoPolicy:
        pass
    return render(request, "shop/_what_if.html", {"shown": shown})


# --- its result ------------------------------------------------------------------------------------------


@login_not_required
@never_cache
@require_safe
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For whoever has the address: it is made of numbers and names nobody."""
    found = get_object_or_404(ShopCheck, pk=pk)
    try:
        assessment = assess(found.facts, ShopPolicy.objects.as_rules(), found.at)
    except NoPolicy as gap:
        return render(request, "shop/no_rules.html", {"text": _no_rules(gap)})
    context = {
        "check": found,
        "address": request.build_absolute_uri(found.get_absolute_url()),
        "shown": words.show(assessment),
        "has_reminder": _has_reminder(assessment),
        "is_of_today": found.day == pacific_day(timezone.now()),
    }
    return render(request, "shop/result.html", context)


def _has_reminder(found: Assessment) -> bool:
    return found.verdict in {Verdict.WAIT, Verdict.SPECIAL_WINDOW} and found.window is not None


@login_not_required
@never_cache
@require_safe
def window_reminder(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Opening and closing of the window that helps, for a calendar."""
    found = get_object_or_404(ShopCheck, pk=pk)
    try:
        assessment = assess(found.facts, ShopPolicy.objects.as_rules(), found.at)
    except NoPolicy as gap:
        raise Http404 from gap
    if not _has_reminder(assessment) or assessment.window is None:
        raise Http404
    content = reminder.calendar(found, assessment.window)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="shop-window.ics"'
    return response


# --- a quote ----------------------------------------------------------------------------------------------


@login_not_required
@never_cache
def quote(request: HttpRequest) -> HttpResponse:
    """Ask to be called, with the numbers of a check where one is named."""
    named = _uuid(request.GET.get("check", ""))
    found = ShopCheck.objects.filter(pk=named).first() if named else None
    form = QuoteForm(request.POST if request.method == "POST" else None)
    refused = None
    if form.is_valid():
        try:
            asked = quotes.ask(
                whom=form.whom(),
                key=form.cleaned_data["key"],
                language=(get_language() or "en")[:2],
                shop_check=found,
                by=_user(request),
            )
        except Refusal as refusal:
            refused = refusal
            form.add_error(None, str(refusal))
        else:
            text = _("The SHOP Sales Team has your request %(number)s.")
            messages.success(request, text % {"number": asked.label})
            return redirect("shop:quote_sent")
    page = render(request, "shop/quote.html", {"form": form, "check": found})
    return with_status_of(page, refused)


@login_not_required
@never_cache
@require_safe
def quote_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "shop/quote_sent.html")
