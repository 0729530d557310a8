from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """allauth's limits end here; each of them is over within some minutes."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "300"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without our cookie: cookies are off, or the page is from before a sign-in."""
    return render(request, "portal/csrf_failure.html", status=403)
