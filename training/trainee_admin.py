import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from audit import trail
from audit.export import cell
from portal.asking_again import asked_again
from training.models import Course, Trainee

MOST_ROWS = 100_000
STATES = {
    "completed": Q(completed_at__isnull=False),
    "begun": Q(completed_at__isnull=True, begun_at__isnull=False),
    "not-begun": Q(begun_at__isnull=True, activated_at__isnull=False),
    "no-account": Q(activated_at__isnull=True),
}


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("how far they are")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("completed", _("Completed")),
            ("begun", _("Begun")),
            ("not-begun", _("Not begun")),
            ("no-account", _("No account yet")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        state = STATES.get(self.value() or "")
        return queryset.filter(state) if state else queryset


class CourseFilter(admin.SimpleListFilter):
    """Of one course at a time: the first, unless another is chosen."""

    title = gettext_lazy("course")
    parameter_name = "course"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(course.slug, course.title) for course in Course.objects.listed()[1:]]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": _("The first course")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset  # chosen before the others look at its columns


@admin.register(Trainee)
class TraineeAdmin(admin.ModelAdmin):
    """Who has learnt what, by entity."""

    list_display = ["entity", "full_name", "certification_number", "state", "passed_count", "on"]
    list_display_links = None
    list_filter = [StateFilter, CourseFilter]
    list_select_related = ["entity"]
    list_per_page = 50
    search_fields = ["entity__legal_name", "certification_number", "first_name", "last_name"]
    ordering = ["entity__legal_name", "certification_number"]
    change_list_template = "admin/trainee_change_list.html"
    actions = None
    fields = ["entity", "full_name", "certification_number", "activated_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Trainee]:
        courses = Course.objects.listed()
        chosen = request.GET.get("course", "")
        course = courses.filter(slug=chosen).first() if chosen else courses.first()
        return Trainee.objects.in_course(course)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- columns

    @admin.display(description=gettext_lazy("state"))
    def state(self, trainee: Any) -> str:
        if trainee.completed_at:
            return _("Completed")
        if trainee.begun_at:
            return _("Begun")
        return _("Not begun") if trainee.activated_at else _("No account yet")

    @admin.display(description=gettext_lazy("chapters passed"), ordering="passed")
    def passed_count(self, trainee: Any) -> int:
        return trainee.passed

    @admin.display(description=gettext_lazy("completed on"), ordering="completed_at")
    def on(self, trainee: Any) -> str:
        done = trainee.completed_at
        return date_format(timezone.localdate(done), "DATE_FORMAT") if done else "–"

    # --- the sums above the list, and the file

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        response = super().changelist_view(request, extra_context)
        shown = getattr(response, "context_data", None) or {}
        if "cl" in shown:
            sums = {name.replace("-", "_"): Count("pk", filter=q) for name, q in STATES.items()}
            shown["sums"] = shown["cl"].queryset.order_by().aggregate(**sums)
            shown["may_export"] = request.user.has_perm("training.export_trainee")
            shown["filtered_by"] = request.GET.urlencode()
        return response

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "export/",
            self.admin_site.admin_view(require_POST(self.export)),
            name="training_trainee_export",
        )
        return [own, *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """What the list is filtered to, as CSV."""
        if not request.user.has_perm("training.export_trainee"):
            raise PermissionDenied
        return self._export(request)

    @method_decorator(asked_again)
    def _export(self, request: HttpRequest) -> HttpResponseBase:
        found = self.get_changelist_instance(request).get_queryset(request)[:MOST_ROWS]
        with transaction.atomic():
            trail.record("training.export", by=request.user, reason=f"rows:{found.count()}")
        return StreamingHttpResponse(
            self._lines(found),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": "attachment; "
                f'filename="training-{timezone.localdate().isoformat()}.csv"'
            },
        )

    def _lines(self, found: QuerySet[Any]) -> Iterator[str]:
        writer = csv.writer(_Line())
        head = [
            "entity",
            "certification_number",
            "name",
            "state",
            "chapters_passed",
            "completed_on",
        ]
        yield writer.writerow(head)
        for trainee in found.iterator(chunk_size=2000):
            done = trainee.completed_at
            row = [
                trainee.entity.legal_name,
                trainee.certification_number,
                trainee.full_name,
                self.state(trainee),
                trainee.passed,
                timezone.localdate(done).isoformat() if done else "",
            ]
            yield writer.writerow([cell(value) for value in row])


class _Line:
    """What csv takes for a file: hands each line back."""

    def write(self, line: str) -> str:
        return line
