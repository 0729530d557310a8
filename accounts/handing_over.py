"""What a consumer does for themselves is not done in a session that works for others.

On an assister's screen the assister's session ends first; or the consumer goes on at their own phone.
"""

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts import qr
from accounts.http import is_own_path


def page(request: HttpRequest, *, to: str, args: Sequence[object] = ()) -> HttpResponse:
    """Offer both ways to the page of that name; one that asks for a consumer's account is fine."""
    path = reverse(to, args=args)
    address = settings.SITE_URL + path
    context = {"address": address, "qr": qr.as_data_uri(address), "to": path}
    return render(request, "accounts/hand_over.html", context)


def finish(request: HttpRequest) -> HttpResponse:
    """End the session, and lead to making an account, from there to where the consumer wanted to go."""
    to = request.POST.get("next", "")
    logout(request)
    sign_up = reverse("account_signup")
    if to == sign_up or not is_own_path(to):
        return redirect(sign_up)
    return redirect(f"{sign_up}?{urlencode({'next': to})}")
