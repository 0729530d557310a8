from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from limiter.http import with_status_of
from portal import bilingual
from portal.errors import Refusal
from support.forms import FollowForm
from support.models import KnownIssue
from support.workflows import known_issues


@login_not_required
@never_cache
def known_issue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What does not work, the way around it, and “tell me when it is fixed”."""
    issue = get_object_or_404(KnownIssue.objects.begun(), pk=pk)
    by = request.user if isinstance(request.user, User) else None
    form = FollowForm(request.POST if request.method == "POST" else None, asks_email=by is None)
    refused = None
    if form.is_valid():
        try:
            known_issues.follow(
                issue=issue.pk, language=bilingual.language(), by=by, **form.cleaned_data
            )
        except Refusal as refusal:
            refused = refusal
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("We will write to you once, when it is fixed."))
            return redirect(issue)
    page = render(request, "support/known_issue.html", {"issue": issue, "form": form})
    return with_status_of(page, refused)
