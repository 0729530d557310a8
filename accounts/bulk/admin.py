"""The desk's long work: a file is sent, looked through, confirmed; how far it is, and what came of it."""

import csv
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.bulk import kinds, roster
from accounts.bulk.reading import ENDINGS
from accounts.models import BulkJob, BulkRow, Entity
from accounts.tasks import advance_bulk_job
from accounts.workflows import bulk_jobs
from audit.export import cell
from notifications import broker
from portal.errors import Refusal

MOST_BYTES = 10 * 1024**2
ROWS_PER_PAGE = 50


class RosterForm(forms.ModelForm):
    # A plain list: it has a name for screen readers and needs no script, unlike the admin's own.
    entity = forms.ModelChoiceField(
        label=gettext_lazy("Entity"),
        queryset=Entity.objects.exclude(status=Entity.Status.ENDED).order_by("legal_name"),
        empty_label=gettext_lazy("Choose an entity"),
        error_messages={"required": gettext_lazy("Choose the entity they work for.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy(
            "A file that ends in .csv (UTF-8) or .xlsx, at most 10 MB and 50,000 rows. The first row "
            "holds the headings."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": gettext_lazy("Choose the file with the roster."),
            "empty": gettext_lazy("The file is empty."),
        },
    )

    class Meta:
        model = BulkJob
        fields = ["entity"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() not in ENDINGS:
            raise forms.ValidationError(_("Choose a file that ends in .csv or .xlsx."))
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Split it."))
        return file


@admin.register(BulkJob)
class BulkJobAdmin(admin.ModelAdmin):
    list_display = ["begun_at", "kind_label", "entity", "state", "total", "by"]
    list_filter = ["state"]
    list_select_related = ["entity", "by"]
    search_fields = ["entity__legal_name"]
    show_full_result_count = False
    form = RosterForm
    fields = ["entity", "file"]
    add_form_template = "admin/roster_form.html"

    @admin.display(description=gettext_lazy("what"))
    def kind_label(self, job: BulkJob) -> Any:
        return kinds.of(job).label

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, Callable[..., HttpResponseBase]] = {
            "confirm": require_POST(self.confirm),
            "cancel": require_POST(self.cancel),
            "go-on": require_POST(self.go_on),
            "progress": require_GET(self.progress),
            "rejected": require_GET(self.rejected),
            "result": require_GET(self.result),
        }
        own = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"accounts_bulkjob_{name.replace('-', '_')}",
            )
            for name, view in views.items()
        ]
        sample = path(
            "sample/",
            self.admin_site.admin_view(require_GET(self.sample)),
            name="accounts_bulkjob_sample",
        )
        return [sample, *own, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return super().add_view(request, form_url, {"title": _("Import a roster")})

    def save_model(self, request: HttpRequest, obj: BulkJob, form: Any, change: bool) -> None:
        file = form.cleaned_data["file"]
        job = bulk_jobs.begin_with_file(
            kind=roster.ROSTER.name,
            entity=form.cleaned_data["entity"],
            content=file.read(),
            ending=PurePath(file.name).suffix.lower(),
            by=request.user,  # type: ignore[arg-type]
        )
        obj.pk, obj.state = job.pk, job.state

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The trail has it, from the workflow."""

    def response_add(
        self, request: HttpRequest, obj: BulkJob, post_url_continue: str | None = None
    ) -> HttpResponse:
        broker.nudge(advance_bulk_job, obj.pk)
        return self._to(obj)

    def _job(self, request: HttpRequest, object_id: str) -> BulkJob:
        if not request.user.has_perm("accounts.add_bulkjob"):
            raise PermissionDenied
        job = self.get_object(request, unquote(object_id))
        if job is None:
            raise Http404
        return job

    def _to(self, job: BulkJob) -> HttpResponse:
        return redirect("admin:accounts_bulkjob_change", job.pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The preview, the progress or the result, by the job's state."""
        if request.method != "GET":
            raise PermissionDenied
        job = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, job):
            raise PermissionDenied
        if job is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        rejected = Paginator(job.rows.rejected(), ROWS_PER_PAGE)
        planned = Paginator(job.rows.filter(plan__in=BulkRow.TO_DO).select_related("assister"), 20)
        kind = kinds.of(job)
        context = {
            **self.admin_site.each_context(request),
            "title": kind.label,
            "opts": self.opts,
            "job": job,
            "kind": kind,
            "plans": [(plan, count) for plan, count in _counted(job) if count],
            "to_do": planned.count,
            "rejected": rejected.get_page(request.GET.get("page")),
            "first_planned": [kind.cells(row) for row in planned.page(1)],
        }
        return TemplateResponse(request, "admin/bulk_job.html", context)

    def confirm(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._set_to_work(request, object_id, bulk_jobs.confirm)

    def go_on(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._set_to_work(request, object_id, bulk_jobs.go_on)

    def _set_to_work(
        self, request: HttpRequest, object_id: str, act: Callable[..., None]
    ) -> HttpResponse:
        job = self._job(request, object_id)
        try:
            act(job=job, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            broker.nudge(advance_bulk_job, job.pk)
        return self._to(job)

    def cancel(self, request: HttpRequest, object_id: str) -> HttpResponse:
        job = self._job(request, object_id)
        try:
            bulk_jobs.cancel(job=job, by=request.user)  # type: ignore[arg-type]
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Cancelled. Nothing was written."))
        return self._to(job)

    def progress(self, request: HttpRequest, object_id: str) -> HttpResponse:
        job = self._job(request, object_id)
        return JsonResponse({"state": job.state, "done": job.progress, "total": job.total})

    def rejected(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        job = self._job(request, object_id)
        return _file(job, job.rows.rejected(), "rejected")

    def result(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        job = self._job(request, object_id)
        return _file(job, job.rows.all(), "result")

    def sample(self, request: HttpRequest) -> HttpResponse:
        """An empty sheet with the headings."""
        if not request.user.has_perm("accounts.add_bulkjob"):
            raise PermissionDenied
        line = _line([str(column.label) for column in roster.COLUMNS])
        return HttpResponse(
            "\ufeff" + line,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="roster.csv"'},
        )


def _counted(job: BulkJob) -> list[tuple[Any, int]]:
    counts = bulk_jobs.plans(job)
    return [(label, counts[plan]) for plan, label in BulkRow.Plan.choices]


def _file(job: BulkJob, rows: Any, name: str) -> HttpResponseBase:
    """The rows with what was wrong, under the headings they came with: mended, they can be sent again."""
    kind = kinds.of(job)
    heads = [_("Row"), *(str(column.label) for column in kind.columns), _("Result"), _("Why")]
    lines = _lines(kind, heads, rows.select_related("assister__entity").iterator(chunk_size=1000))
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-{job.pk}.csv"'},
    )


def _lines(kind: kinds.Kind, heads: list[str], rows: Iterable[BulkRow]) -> Iterator[str]:
    yield "\ufeff" + _line(heads)
    for row in rows:
        plan = row.get_plan_display() if row.plan else ""
        yield _line([str(row.number), *kind.cells(row), plan, row.words])


def _line(cells: list[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow([cell(value) for value in cells])
    return line.getvalue()
