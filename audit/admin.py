from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from audit import export, filters, trail
from audit.models import AuditEvent
from portal.asking_again import asked_again
from portal.paginators import CappedPaginator


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    """Who did what: to read, to filter, to take along; nothing else."""

    list_display = [
        "moment",
        "verb",
        "result",
        "who",
        "record",
        "request_id",
        "address",
    ]
    list_filter = [
        filters.SinceFilter,
        filters.UntilFilter,
        filters.ActorFilter,
        filters.RecordFilter,
        filters.RequestFilter,
        "outcome",
        filters.VerbFilter,
    ]
    list_per_page = 50
    list_max_show_all = 50
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each would count the whole table
    paginator = CappedPaginator
    change_list_template = "admin/auditevent_change_list.html"
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        names = get_user_model().objects.filter(pk=OuterRef("actor_id")).values("username")[:1]
        return super().get_queryset(request).annotate(username=Subquery(names))

    @admin.display(description=gettext_lazy("At"), ordering="-at")
    def moment(self, event: AuditEvent) -> str:
        """To the second: what happened before what is what one looks for here."""
        return f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description=gettext_lazy("Outcome"))
    def result(self, event: AuditEvent) -> str:
        said = event.get_outcome_display()
        return f"{said}: {event.reason}" if event.reason else said

    @admin.display(description=gettext_lazy("Record"), empty_value="–")
    def record(self, event: AuditEvent) -> str:
        return f"{event.object_type} {event.object_id}".strip()

    @admin.display(description=gettext_lazy("Who"))
    def who(self, event: AuditEvent) -> str:
        """By name while there is an account of that id; the trail itself has ids only."""
        return getattr(event, "username", None) or str(event.actor_id or "–")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "export/",
            self.admin_site.admin_view(require_POST(self.export)),
            name="audit_auditevent_export",
        )
        return [own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        may_export = request.user.has_perm("audit.export_auditevent")
        more = {
            "may_export": may_export,
            "filtered_by": request.GET.urlencode(),
            "is_nav_sidebar_enabled": False,  # the table needs the room
        }
        return super().changelist_view(request, {**(extra_context or {}), **more})

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """What the list is filtered to, newest first, as CSV."""
        if not request.user.has_perm("audit.export_auditevent"):
            raise PermissionDenied
        return self._export(request)

    @method_decorator(asked_again)
    def _export(self, request: HttpRequest) -> HttpResponseBase:
        found = self.get_changelist_instance(request).get_queryset(request)
        events = found.order_by("-at", "-pk")[: export.MOST_ROWS]
        with transaction.atomic():
            trail.record("audit.export", by=request.user, reason=f"rows:{events.count()}")
        name = f"audit-{timezone.localdate().isoformat()}.csv"
        return StreamingHttpResponse(
            export.lines(events),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
