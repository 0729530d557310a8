from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from limiter.http import with_status_of
from portal import problems
from portal.errors import Refusal
from portal.uploads import BadUpload
from support.forms import ReportForm, WordsForm
from support.handing_out import as_attachment
from support.models import ProblemReport
from support.models.report import role_of
from support.workflows import reports


@login_not_required
@never_cache
def report_send(request: HttpRequest) -> HttpResponse:
    by = _user(request)
    if request.method == "POST":
        form = ReportForm(request.POST, request.FILES, asks_email=by is None)
    else:
        form = ReportForm(initial=_known(request, by), asks_email=by is None)
    refused = None
    if form.is_valid():
        try:
            return _sent(request, form, by)
        except BadUpload as refusal:
            form.add_error("screenshot", str(refusal))
        except Refusal as refusal:
            refused = refusal
            form.add_error(None, str(refusal))
    context = {"form": form, "lost_file": "screenshot" in request.FILES}
    page = render(request, "support/report_send.html", context)
    return with_status_of(page, refused)


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _known(request: HttpRequest, by: User | None) -> dict[str, Any]:
    """What the portal can tell by itself."""
    problem = problems.came_from(request)
    return {
        "step": problem.step,
        "message": problem.message,
        "page": problem.page,
        "request_id": problem.request_id,
        "browser": request.headers.get("User-Agent", "")[:400],
        "role": role_of(by),
    }


def _sent(request: HttpRequest, form: ReportForm, by: User | None) -> HttpResponse:
    file: UploadedFile | None = form.cleaned_data["screenshot"]
    report = reports.send(
        facts=form.facts(),
        key=form.cleaned_data["key"],
        language=_language(),
        by=by,
        screenshot=file,
        screenshot_name=(file.name or "") if file else "",
    )
    messages.success(request, _("Your report is with the EAS help desk. Thank you."))
    return redirect(report)


def _language() -> str:
    return (get_language() or "en")[:2]


@login_not_required
@never_cache
def report_status(request: HttpRequest, token: str) -> HttpResponse:
    """How it goes, for whoever has the link; they may add words until it is closed."""
    reports_of_link = ProblemReport.objects.of_link(token).select_related("screenshot")
    report = get_object_or_404(reports_of_link.prefetch_related("answers"))
    form = WordsForm(request.POST if request.method == "POST" else None)
    refused = None
    reports.read(report=report, by=_user(request))
    if form.is_valid():
        try:
            reports.add_words(report=report.pk, text=form.cleaned_data["text"], by=_user(request))
        except Refusal as refusal:
            refused = refusal
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("We have added it to your report."))
            return redirect(report)
    context = {
        "report": report,
        "form": form,
        "screenshot": getattr(report, "screenshot", None),
        "token": token,
        "link": request.build_absolute_uri(report.get_absolute_url()),
    }
    page = render(request, "support/report_status.html", context)
    return with_status_of(page, refused)


@login_not_required
@never_cache
@require_safe
def report_screenshot(request: HttpRequest, token: str) -> HttpResponse:
    report = get_object_or_404(ProblemReport.objects.of_link(token))
    return as_attachment(report, by=_user(request))
