from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from notifications.models import Notice
from notifications.workflows import notices
from portal.errors import Refusal
from portal.paginators import CappedPaginator


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    """The outbox: what waits, what was sent, what was given up and why. No secrets, no texts."""

    list_display = ["created_at", "kind", "state", "age", "attempts", "last_error"]
    list_filter = ["state", "kind", "created_at"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each would count the whole table
    paginator = CappedPaginator
    sortable_by = ["created_at", "attempts"]
    change_form_template = "admin/notice_change_form.html"
    fields = [
        "kind",
        "state",
        "to",
        "language",
        "about_type",
        "about_id",
        "attempts",
        "next_attempt_at",
        "last_error",
        "created_at",
        "sent_at",
    ]

    @admin.display(description=gettext_lazy("Age"))
    def age(self, notice: Notice) -> str:
        """How long it has waited, or took until it was sent."""
        return timesince(notice.created_at, notice.sent_at or timezone.now())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        retry = path(
            "<path:object_id>/retry/",
            self.admin_site.admin_view(require_POST(self.retry)),
            name="notifications_notice_retry",
        )
        return [retry, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        notice = kwargs.get("obj")
        context["may_retry"] = (
            notice is not None
            and notice.state == Notice.State.DEAD
            and request.user.has_perm("notifications.retry_notice")
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def retry(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not request.user.has_perm("notifications.retry_notice"):
            raise PermissionDenied
        notice = self.get_object(request, unquote(object_id))
        if notice is None:
            raise Http404
        try:
            notices.retry(notice=notice.pk, by=request.user)  # type: ignore[arg-type]
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The mail is tried again."))
        return redirect(reverse("admin:notifications_notice_change", args=[notice.pk]))
