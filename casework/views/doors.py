"""Who gets in to the work on a case, and where from: the consumer to their own, a delegate to theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts import refusal_trail
from accounts.http import AuthenticatedRequest
from cases.models import Case
from delegation import access

View = Callable[..., HttpResponse]
# What somebody may have written at length, to be shown once more when the case has closed meanwhile.
WRITTEN = ["note", "words", "street", "city", "plan", "household_words"]


def case_url(case: UUID) -> str:
    """Where a list of cases leads to."""
    return reverse("casework:document_list", args=[case])


@dataclass(frozen=True)
class Door:
    """The case that somebody works on here. It is in the address, never in the session."""

    case: Case
    is_own: bool

    def url(self, name: str, *args: object) -> str:
        """Of a page of this case, on this side of it."""
        if self.is_own:
            return reverse(f"casework:own_{name}", args=args)
        return reverse(f"casework:{name}", args=[self.case.pk, *args])

    @property
    def list_url(self) -> str:
        return self.url("document_list")

    @property
    def send_url(self) -> str:
        return self.url("document_send")


def through_own_door(view: View) -> View:
    """For the consumer; who has no case yet reads how to link one."""

    @never_cache
    @wraps(view)
    def opened(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        case = Case.objects.of(request.user).first()
        if case is None:
            return redirect("cases:my_case")
        return view(request, Door(case, is_own=True), *args, **kwargs)

    return opened


def through_delegates_door(view: View) -> View:
    """For the assister it is delegated to; asked of live rows, on every request."""

    @never_cache
    @wraps(view)
    def opened(
        request: AuthenticatedRequest, case: UUID, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        found = access.delegated_to(request.user).filter(pk=case).first()
        if found is None:
            return closed(request, case)
        return view(request, Door(found, is_own=False), *args, **kwargs)

    return opened


def closed(
    request: AuthenticatedRequest, case: UUID, typed: list[str] | None = None
) -> HttpResponse:
    """Why they do not get in, and who can mend it, with nothing of the case; 404 if it was never theirs."""
    missing = access.why_closed(request.user, case)
    if missing is None:
        raise Http404
    refusal_trail.record(request, "CaseClosed")
    if typed is None and request.method == "POST":
        typed = [words for name in WRITTEN if (words := request.POST.get(name, "").strip())]
    context = {"missing": missing, "typed": typed}
    return render(request, "casework/closed.html", context, status=403)
