"""The case desk's queues of reported changes and of renewals: read, taken in, or given back with words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from casework.change_forms import sent_rows
from casework.desk_forms import ReturnForm
from casework.models import ChangeReport, Renewal, Statement
from casework.renewal_forms import sent_sections
from casework.workflows import changes, reads, renewals
from portal.errors import Refusal


class WaitingFilter(admin.SimpleListFilter):
    """The queue is what waits for the case desk; the rest is a click away. Drafts are nobody's but theirs."""

    title = gettext_lazy("progress")
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("household", _("Waiting for the household")),
            ("all", _("Show all")),
        ]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": _("To look at")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all" or "state__exact" in request.GET:
            return queryset
        if self.value() == "household":
            return queryset.filter(state=Statement.State.RETURNED)
        return queryset.queued()  # type: ignore[attr-defined]


class StatementAdmin(admin.ModelAdmin):
    """Nothing is edited here; taking in and giving back are verbs of their own."""

    workflow: Any  # the module whose ``apply`` and ``give_back`` these are
    noun: str  # of the model, and of its verbs in the audit trail
    list_per_page = 50
    ordering = ["sent_at", "pk"]  # who waits longest comes first
    search_fields = ["case__number"]
    show_full_result_count = False
    view_on_site = False
    change_form_template = "admin/statement_change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What was sent at least once; of others than the one who looks."""
        sent = self.model._default_manager.filter(sent_at__isnull=False)
        found = sent.exclude(case__user=request.user.pk)
        return found.select_related("case__user", "sent_by", "decided_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A whole number, as people write it."""
        if not search_term.strip():
            return queryset, False
        digits = "".join(letter for letter in search_term if letter in "0123456789")
        return queryset.filter(case__number=digits), False

    @admin.display(description=gettext_lazy("case number"), ordering="case__number")
    def case_number(self, statement: Statement) -> str:
        return statement.case.number

    @admin.display(description=gettext_lazy("sent by"))
    def sender(self, statement: Statement) -> str:
        by_consumer = statement.was_sent_by_the_consumer
        return _("the consumer") if by_consumer else _("the assister")

    def sections(self, statement: Any) -> list[dict[str, Any]]:
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        wrap, base = self.admin_site.admin_view, f"casework_{self.opts.model_name}"
        own = [
            path(f"<path:object_id>/{name}/", wrap(require_POST(view)), name=f"{base}_{name}")
            for name, view in {"apply": self.apply, "return": self.give_back}.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        statement: Statement = kwargs["obj"]
        reads.note(f"{self.noun}.read", about=statement, case=statement.case, by=request.user)  # type: ignore[arg-type]
        base = f"admin:casework_{self.opts.model_name}"
        context |= {
            "title": self.heading(statement),
            "subtitle": None,
            "statement": statement,
            "sections": self.sections(statement),
            "may_decide": self._may_handle(request) and statement.may_be_decided_by(request.user),  # type: ignore[arg-type]
            "return_form": context.get("return_form") or ReturnForm(),
            "apply_url": f"{base}_apply",
            "return_url": f"{base}_return",
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def heading(self, statement: Any) -> str:
        return str(self.opts.verbose_name)

    def apply(self, request: HttpRequest, object_id: str) -> HttpResponse:
        done = _("It is taken in; they are told.")
        return self._do(request, object_id, self.workflow.apply, done)

    def give_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        form = ReturnForm(request.POST)
        if form.is_valid():
            done, words = _("It is returned; they are told what to correct."), form.cleaned_data
            return self._do(
                request, object_id, lambda **who: self.workflow.give_back(**who, **words), done
            )
        statement = self._statement(request, object_id)
        request.method = "GET"  # shown, not changed: the admin's own form has nothing to save
        return self.change_view(request, str(statement.pk), extra_context={"return_form": form})

    def _do(
        self, request: HttpRequest, object_id: str, act: Callable[..., object], done: str
    ) -> HttpResponse:
        """One verb; what a rule says against it becomes a message."""
        statement = self._statement(request, object_id)
        try:
            act(**{self.noun: statement.pk}, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect(f"admin:casework_{self.opts.model_name}_change", statement.pk)

    def _statement(self, request: HttpRequest, object_id: str) -> Any:
        if not self._may_handle(request):
            raise PermissionDenied
        statement = self.get_object(request, unquote(object_id))
        if statement is None:
            raise Http404
        return statement

    def _may_handle(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"casework.handle_{self.opts.model_name}")


@admin.register(ChangeReport)
class ChangeReportAdmin(StatementAdmin):
    workflow, noun = changes, "change"
    list_display = ["kind", "case_number", "state", "from_on", "sent_at", "sender"]
    list_filter = [WaitingFilter, "state", "kind"]
    fields = ["kind", "case_number", "state", "sender", "sent_at", "from_on", "words", "decided_at"]

    def heading(self, statement: ChangeReport) -> str:
        return str(statement.get_kind_display())

    def sections(self, statement: ChangeReport) -> list[dict[str, Any]]:
        return [{"heading": _("What was sent"), "rows": sent_rows(statement)}]


@admin.register(Renewal)
class RenewalAdmin(StatementAdmin):
    workflow, noun = renewals, "renewal"
    list_display = ["year", "case_number", "state", "sent_at", "sender"]
    list_filter = [WaitingFilter, "state", "year"]
    fields = ["year", "case_number", "state", "sender", "sent_at", "words", "decided_at"]

    def sections(self, statement: Renewal) -> list[dict[str, Any]]:
        return sent_sections(statement)
