"""Searching for a person without their name in the address.

The form is posted; the answer leads to an address that carries the words encrypted, for whoever searched
and for a day’s work. So pages, the way back and a second window hold the search, and no log learns a name.
"""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.http import AuthenticatedRequest
from accounts.models import User
from casework.filter_forms import FilterForm
from portal import secret_box

# As long as a session lasts at most.
GOOD_FOR = timedelta(hours=12)
PURPOSE = "search"


@dataclass(frozen=True)
class Search:
    words: str = ""
    # The address carries something, and it is not this person’s, or too old, or nonsense.
    is_lost: bool = False


def of(request: AuthenticatedRequest) -> Search:
    """What the address carries."""
    token = request.GET.get("q", "")
    if not token:
        return Search()
    try:
        told = secret_box.unseal(token.encode(), within=GOOD_FOR)
    except (secret_box.InvalidToken, UnicodeError):
        return Search(is_lost=True)
    is_theirs = told.get("for") == PURPOSE and told.get("by") == str(request.user.pk)
    return Search(told["words"]) if is_theirs else Search(is_lost=True)


def sealed(words: str, user: User) -> str:
    return secret_box.seal({"for": PURPOSE, "by": str(user.pk), "words": words}).decode()


def chosen(request: HttpRequest, form: type[FilterForm]) -> dict[str, str]:
    return form.chosen(request.GET.dict())


def led(request: AuthenticatedRequest, form: FilterForm) -> HttpResponse:
    """To the address of what was filled in; ``form`` is valid."""
    asked = {
        name: value
        for name, value in form.cleaned_data.items()
        if value and value != form.standing.get(name, value)
    }
    if words := form.cleaned_data["q"]:
        asked["q"] = sealed(words, request.user)
    return redirect(f"{request.path}?{urlencode(asked)}" if asked else request.path)
