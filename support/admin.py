from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from portal.errors import Refusal
from support import timeline
from support.forms import AnswerForm, CloseForm, LinkForm
from support.handing_out import as_attachment
from support.models import ProblemReport
from support.workflows import reports

MAY_HANDLE = "support.handle_problemreport"


class UnfinishedFilter(admin.SimpleListFilter):
    """The queue is what is not closed; what is closed is a click away."""

    title = gettext_lazy("progress")
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("nobodys", _("Nobody’s, not closed")),
            ("mine", _("Mine, not closed")),
            ("all", _("All, closed ones too")),
        ]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": _("Not closed")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all" or "state__exact" in request.GET:
            return queryset
        unfinished = queryset.exclude(state=ProblemReport.State.CLOSED)
        owners = {"nobodys": None, "mine": request.user.pk}
        chosen = self.value()
        return unfinished.filter(owner=owners[chosen]) if chosen in owners else unfinished


@admin.register(ProblemReport)
class ProblemReportAdmin(admin.ModelAdmin):
    """The queue of the EAS help desk. Everything it does to a report is a verb of its own."""

    list_display = ["name", "state", "owner_name", "age", "step", "role", "same"]
    list_display_links = ["name"]
    list_filter = [UnfinishedFilter, "state", "role"]
    list_per_page = 50
    search_fields = ["number"]
    show_full_result_count = False
    view_on_site = False  # that would be the reporter's secret link
    change_form_template = "admin/problemreport_change_form.html"
    fields = [
        "name",
        "state",
        "owner_name",
        "sent_at",
        "role",
        "language",
        "step",
        "message",
        "words",
        "page",
        "browser",
        "request_id",
        "cause",
        "closed_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProblemReport]:
        found = ProblemReport.objects.with_same_problem()
        return found.select_related("owner", "reporter", "closed_by", "screenshot")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A number, as people write it."""
        if not search_term.strip():
            return queryset, False
        digits = "".join(letter for letter in search_term if letter in "0123456789")
        if not digits or len(digits) > 15:
            return queryset.none(), False
        return queryset.filter(number=int(digits)), False

    # --- columns

    @admin.display(description=gettext_lazy("number"), ordering="number")
    def name(self, report: ProblemReport) -> str:
        return report.name

    @admin.display(description=gettext_lazy("owner"), ordering="owner__username", empty_value="–")
    def owner_name(self, report: ProblemReport) -> str | None:
        return report.owner.username if report.owner else None

    @admin.display(description=gettext_lazy("age"), ordering="-sent_at")
    def age(self, report: ProblemReport) -> str:
        return timesince(report.sent_at, timezone.now(), depth=1)

    @admin.display(description=gettext_lazy("same step and message"), ordering="same_problem")
    def same(self, report: Any) -> str | SafeString:
        if report.same_problem < 2:
            return "–"
        words = ngettext("%(n)d report", "%(n)d reports", report.same_problem)
        url = reverse("admin:support_problemreport_changelist")
        return format_html(
            '<a href="{}?problem={}&amp;progress=all">{}</a>',
            url,
            report.problem,
            words % {"n": report.same_problem},
        )

    # --- one report, and what is done to it

    def get_urls(self) -> list[URLPattern]:
        verbs: dict[str, Callable[..., HttpResponse]] = {
            "take": self.take,
            "put-back": self.put_back,
            "answer": self.answer,
            "close": self.close,
            "renew-link": self.renew_link,
        }
        own = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"support_problemreport_{name.replace('-', '_')}",
            )
            for name, view in verbs.items()
        ]
        picture = path(
            "<path:object_id>/screenshot/",
            self.admin_site.admin_view(require_safe(self.screenshot)),
            name="support_problemreport_screenshot",
        )
        return [*own, picture, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        report = kwargs["obj"]
        reports.read(report=report, by=request.user)  # type: ignore[arg-type]
        context |= {
            "title": report.name,
            "subtitle": None,
            "report": report,
            "screenshot": getattr(report, "screenshot", None),
            "answers": report.answers.all(),
            "timeline": timeline.of(report),
            "may_handle": request.user.has_perm(MAY_HANDLE),
            "answer_form": context.get("answer_form") or AnswerForm(prefix="answer"),
            "close_form": context.get("close_form") or CloseForm(prefix="close"),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def _report(self, request: HttpRequest, object_id: str) -> ProblemReport:
        if not request.user.has_perm(MAY_HANDLE):
            raise PermissionDenied
        report = self.get_object(request, unquote(object_id))
        if report is None:
            raise Http404
        return report

    def _do(
        self, request: HttpRequest, report: ProblemReport, act: Callable[..., object], done: str
    ) -> HttpResponse:
        """One verb; what a rule says against it becomes a message."""
        try:
            act(report=report.pk, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect(reverse("admin:support_problemreport_change", args=[report.pk]))

    def take(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self._report(request, object_id)
        return self._do(request, report, reports.take, _("This report is yours now."))

    def put_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self._report(request, object_id)
        return self._do(request, report, reports.put_back, _("Anybody can take it now."))

    def answer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self._report(request, object_id)
        form = AnswerForm(request.POST, prefix="answer")
        if not form.is_valid():
            return self._again(request, report.pk, answer_form=form)

        def act(*, report: UUID, by: User) -> None:
            reports.answer(report=report, by=by, **form.cleaned_data)

        return self._do(request, report, act, _("Your answer is on its way."))

    def close(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self._report(request, object_id)
        form = CloseForm(request.POST, prefix="close")
        if not form.is_valid():
            return self._again(request, report.pk, close_form=form)

        def act(*, report: UUID, by: User) -> None:
            reports.close(report=report, by=by, **form.cleaned_data)

        return self._do(request, report, act, _("The report is closed."))

    def renew_link(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self._report(request, object_id)
        done = (
            _("The old links open nothing any more; a new one is on its way to the reporter.")
            if report.address
            else _("The old links open nothing any more. There is no address to mail a new one to.")
        )
        form = LinkForm(request.POST)
        if not form.is_valid():
            return self._again(request, report.pk)

        def act(*, report: UUID, by: User) -> None:
            reports.renew_link(report=report, by=by, **form.cleaned_data)

        return self._do(request, report, act, done)

    def _again(self, request: HttpRequest, report: UUID, **form: forms.Form) -> HttpResponse:
        """The report's page with what was typed, and what is wrong with it."""
        request.method = "GET"  # shown, not changed: the admin's own form has nothing to save
        return self.change_view(request, str(report), extra_context=form)

    def screenshot(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self._report(request, object_id)
        return as_attachment(report, by=request.user)  # type: ignore[arg-type]
