"""The demo's mail in the browser; portal/urls.py takes these pages in when DEMO is on only."""

from csp.constants import NONE
from csp.decorators import csp
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from notifications import mailbox

# A mail styles itself inline and needs nothing else; links may open, the rest is shut.
CSP_OF_A_MAIL = {
    "default-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
    "sandbox": ["allow-popups", "allow-top-navigation-by-user-activation"],
}


@login_not_required
def mail_list(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/mail_list.html", {"mails": mailbox.newest_first()})


@login_not_required
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "notifications/mail_detail.html", {"mail": _mail_or_404(name)})


@csp(CSP_OF_A_MAIL)  # type: ignore[arg-type]  # its types know views without arguments only
@login_not_required
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(_mail_or_404(name).html)


def _mail_or_404(name: str) -> mailbox.Mail:
    mail = mailbox.find(name)
    if mail is None:
        raise Http404
    return mail
