from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# What our forms send beside what people type.
NOT_TYPED = {"csrfmiddlewaretoken", "next", "language", "version", "agree", "spoken_languages"}


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """allauth's limits end here; each of them is over within some minutes."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "300"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without our cookie: cookies are off, or the page is from before a sign-in.

    What was typed is shown to be copied: nothing of it is kept, and browsers forget it too.
    """
    context = {"typed": _typed(request)}
    return render(request, "portal/csrf_failure.html", context, status=403)


def _typed(request: HttpRequest) -> list[str]:
    """The words in a form of ours, no secrets; nothing from a form on somebody else's site."""
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return []
    return [
        value
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_TYPED and "password" not in name and value.strip()
    ]
