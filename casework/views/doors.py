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
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts import refusal_trail
from accounts.http import AuthenticatedRequest
from cases.models import Case
from casework.views.typed import rows_of
from delegation import access
from delegation.access import Closed
from delegation.models import Delegation, Scope

View = Callable[..., HttpResponse]
# The pages of a case, in the order of its navigation: from the consumer's side, from the delegate's.
PAGES: list[tuple[str, str, str | Promise]] = [
    ("cases:my_case", "casework:case_page", _("Overview")),
    ("casework:own_document_list", "casework:document_list", _("Documents")),
    ("casework:own_change_list", "casework:change_list", _("Changes")),
    ("casework:own_renewal_detail", "casework:renewal_detail", _("Renewal")),
    ("casework:own_question_list", "casework:question_list", _("Questions")),
    ("casework:activity", "casework:history", _("Who did what")),
]
# How many colours there are for the bar of somebody else's case: .portal-helping--0 and on.
COLOURS = 6


def case_url(case: UUID) -> str:
    """Where a list of cases leads to."""
    return reverse("casework:case_page", args=[case])


@dataclass(frozen=True)
class Door:
    """The case that somebody works on here. It is in the address, never in the session.

    ``delegation`` is what opens somebody else's, and says how far; ``part`` is what the page takes of
    that, ``path`` where one is.
    """

    case: Case
    is_own: bool
    delegation: Delegation | None = None
    part: Scope = Scope.READ
    path: str = ""

    def url(self, name: str, *args: object) -> str:
        """Of a page of this case, on this side of it."""
        if self.is_own:
            return reverse(f"casework:own_{name}", args=args)
        return reverse(f"casework:{name}", args=[self.case.pk, *args])

    def may(self, part: Scope) -> bool:
        """Everything in one's own case; in another's, what its consumer has signed."""
        return self.delegation is None or part in self.delegation.scope

    def lock(self, part: Scope) -> Closed | None:
        """Why this is locked here, and who can open it."""
        return None if self.may(part) else access.lock_of(part)

    @property
    def send_lock(self) -> Closed | None:
        return self.lock(Scope.DOCUMENTS)

    @property
    def report_lock(self) -> Closed | None:
        return self.lock(Scope.CHANGES)

    @property
    def renew_lock(self) -> Closed | None:
        return self.lock(Scope.RENEWAL)

    @property
    def pages(self) -> list[tuple[str | Promise, str, str]]:
        """Label, address, and what aria-current says: “page” on it, “true” on one below it."""
        found = []
        for own, delegates, label in PAGES:
            url = reverse(own) if self.is_own else reverse(delegates, args=[self.case.pk])
            is_above = label != PAGES[0][2] and self.path.startswith(url)
            found.append((label, url, "page" if self.path == url else "true" * is_above))
        return found

    @property
    def colour(self) -> int:
        """The same on every page and day; another case has another one, or else other initials and number."""
        return self.case.pk.int % COLOURS

    @property
    def initials(self) -> str:
        names = [self.case.first_name, self.case.last_name]
        return "".join(name[:1] for name in names).upper()

    @property
    def list_url(self) -> str:
        return self.url("document_list")

    @property
    def send_url(self) -> str:
        return self.url("document_send")


def own_door(request: AuthenticatedRequest) -> Door | None:
    case = Case.objects.of(request.user).first()
    return Door(case, is_own=True, path=request.path) if case else None


def through_own_door(view: View) -> View:
    """For the consumer; who has no case yet reads how to link one."""

    @never_cache
    @wraps(view)
    def opened(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        door = own_door(request)
        if door is None:
            return redirect("cases:my_case")
        return view(request, door, *args, **kwargs)

    return opened


def through_delegates_door(view: View, part: Scope = Scope.READ) -> View:
    """For the assister it is delegated to, if ``part`` is, too; asked of live rows, on every request."""

    @never_cache
    @wraps(view)
    def opened(
        request: AuthenticatedRequest, case: UUID, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        delegations = access.delegations_of(request.user).filter(case=case)
        found = delegations.select_related("case__user").first()
        if found is None:
            return _turned_away(request, case)
        if part not in found.scope:
            return _turned_away(request, case, part=part)
        door = Door(found.case, is_own=False, delegation=found, part=part, path=request.path)
        return view(request, door, *args, **kwargs)

    return opened


def _turned_away(
    request: AuthenticatedRequest, case: UUID, *, part: Scope = Scope.READ
) -> HttpResponse:
    """At the door already, and that is on record."""
    answer = closed(request, case, part=part)
    refusal_trail.record(request, "CaseClosed", case=case)
    return answer


def closed(request: AuthenticatedRequest, case: UUID, *, part: Scope = Scope.READ) -> HttpResponse:
    """Why they do not get in, and who can mend it, with nothing of the case; 404 if it was never theirs.

    What they had typed is shown once more. A workflow that raised CaseClosed has put that on record.
    """
    missing = access.why_closed(request.user, case, part=part)
    if missing is None:
        raise Http404
    is_readable = part != Scope.READ and not access.why_closed(request.user, case)
    context = {
        "missing": missing,
        "typed_rows": rows_of(request.POST),
        "readable": case if is_readable else None,
    }
    return render(request, "casework/closed.html", context, status=403)
