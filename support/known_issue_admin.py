from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from portal import guides, page_notes
from portal.errors import Refusal
from portal.forms import moment_in_admin
from portal.page_names import PagesField
from support.models import KnownIssue
from support.workflows import known_issues

MAY_CLOSE = "support.close_knownissue"


class KnownIssueForm(forms.ModelForm):
    pages = PagesField(
        label=gettext_lazy("Pages where the banner is shown"),
        error_messages={"required": gettext_lazy("Choose at least one page.")},
    )
    job_aid = forms.ChoiceField(
        label=gettext_lazy("Job aid"),
        choices=lambda: [("", _("No job aid")), *guides.choices()],
        required=False,
    )

    class Meta:
        model = KnownIssue
        fields = [
            "title_en",
            "title_es",
            "workaround_en",
            "workaround_es",
            "job_aid",
            "since",
            "until",
            "pages",
        ]


@admin.register(KnownIssue)
class KnownIssueAdmin(admin.ModelAdmin):
    """What the help desk knows to be broken. A banner until it is closed, or until its end."""

    form = KnownIssueForm
    formfield_overrides = {models.DateTimeField: moment_in_admin()}
    list_display = ["title_en", "since", "until", "closed_at", "followers_count"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter)]
    search_fields = ["title_en", "title_es", "workaround_en", "workaround_es"]
    list_per_page = 50
    view_on_site = False
    change_form_template = "admin/knownissue_change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[KnownIssue]:
        return super().get_queryset(request).annotate(asked=Count("followers"))

    @admin.display(description=gettext_lazy("want to be told"), ordering="asked")
    def followers_count(self, issue: Any) -> int:
        return issue.asked

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is closed stays as it was."""
        is_open = obj is None or not obj.is_closed
        return is_open and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # Only what was edited: one that is closed meanwhile must not be opened again.
        obj.save(update_fields=form.changed_data if change else None)
        page_notes.forget_on_commit()

    # --- closing it

    def get_urls(self) -> list[URLPattern]:
        close = path(
            "<path:object_id>/close/",
            self.admin_site.admin_view(require_POST(self.close)),
            name="support_knownissue_close",
        )
        return [close, *super().get_urls()]

    def close(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not request.user.has_perm(MAY_CLOSE):
            raise PermissionDenied
        issue = self.get_object(request, unquote(object_id))
        if issue is None:
            raise Http404
        try:
            told = known_issues.close(issue=issue.pk, by=request.user)  # type: ignore[arg-type]
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            said = ngettext(
                "It is closed. %(told)d person is told by mail.",
                "It is closed. %(told)d people are told by mail.",
                told,
            )
            messages.success(request, said % {"told": told})
        return redirect(reverse("admin:support_knownissue_change", args=[issue.pk]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        issue = kwargs.get("obj")
        may_close = request.user.has_perm(MAY_CLOSE)
        context["may_close"] = issue is not None and not issue.is_closed and may_close
        return super().render_change_form(request, context, *args, **kwargs)
