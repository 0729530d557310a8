"""Find Help Near You: everybody's search, and the page of one assister."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Assister, Badge, User
from cases.models import Case
from delegation.finder import cards, places
from delegation.finder.forms import FinderForm
from delegation.finder.places import Place, PlaceUnknown
from delegation.finder.search import MOST, load, nearest, shown

A_PAGE = 10


@login_not_required
@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The questions; and when the address has answers, who is near."""
    form = FinderForm(request.GET)
    context: dict[str, Any] = {"form": form, "suggestions": [], "has_case": _case(request)}
    if form.is_valid():
        try:
            place = _home(request) if form.at_home else places.find(form.cleaned_data["where"])
        except PlaceUnknown as refusal:
            form.add_error("where", str(refusal))
            context["suggestions"] = refusal.suggestions
        else:
            context |= _found(request, form, place)
    return render(request, "delegation/finder_search.html", context)


def _found(request: HttpRequest, form: FinderForm, place: Place) -> dict[str, Any]:
    near, has_more = nearest(form.wanted(place))
    page = Paginator(near, A_PAGE).get_page(request.GET.get("page"))
    return {
        "place": place,
        "page_obj": page,
        "cards": [cards.of(assister, one) for one, assister in load(page.object_list)],
        "most": MOST if has_more else None,
        "within": form.cleaned_data["within"],
    }


def _case(request: HttpRequest) -> Case | None:
    user = request.user
    return Case.objects.of(user).first() if isinstance(user, User) else None


def _home(request: HttpRequest) -> Place:
    """Around the address on file, which stands in no address of a page."""
    case = _case(request)
    found = places.of_zip_code(case.zip_code) if case else None
    if found is None:
        raise PlaceUnknown(
            _(
                "We have no address of yours on file in California. Enter a ZIP code or a city "
                "instead."
            )
        )
    return Place(_("your address on file"), found.latitude, found.longitude)


@login_not_required
@never_cache
@require_safe
def assister(request: HttpRequest, assister_id: UUID) -> HttpResponse:
    """Who they are and how to go on with them. Whoever cannot help today looks like nobody.

    Listed or not: an assister gives the address of this page to those who should choose them.
    """
    found = shown().filter(pk__in=Assister.objects.ready().filter(pk=assister_id)).first()
    if found is None:
        return render(request, "delegation/finder_gone.html", status=404)
    context = {
        "card": cards.of(found),
        "badge": Badge.objects.live(timezone.localdate()).filter(assister=found).first(),
        "way": _way_on(request, found),
        "here": reverse("finder:assister", args=[found.pk]),
        "continue_to": delegate_address(found),
    }
    return render(request, "delegation/finder_assister.html", context)


def delegate_address(assister: Assister) -> str:
    """Where a consumer signs that this assister may help."""
    return reverse("finder:assister", args=[assister.pk]) + "delegate/"


def _way_on(request: HttpRequest, found: Assister) -> str:
    """What stands between this visitor and the delegation; “sign” when nothing does."""
    user = request.user
    if isinstance(user, User) and found.user_id == user.pk:
        return "own"
    if not found.takes_new_consumers:
        return "full"
    if not isinstance(user, User):
        return "sign_in"
    if Case.objects.of(user).exists():
        return "sign"
    return "link" if user.is_consumer else "hand_over"
