"""The case desk's questions: asked for a case by its number, their answers read, done with or withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cases.models import Case
from casework.desk_admin import DeskAdmin
from casework.desk_forms import NumberForm
from casework.errors import SentAlready
from casework.models import Question
from casework.question_forms import AskForm
from casework.workflows import desk, questions
from limiter.http import with_status_of
from portal.errors import Refusal

MAY_HANDLE = "casework.handle_question"
LIST = "admin:casework_question_changelist"


class AnsweredFilter(admin.SimpleListFilter):
    """The queue is the answers that nobody has read yet; the rest is a click away."""

    title = gettext_lazy("progress")
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("household", _("Waiting for the household")), ("all", _("Show all"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": _("Answers to read")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        if self.value() == "household":
            return queryset.open()  # type: ignore[attr-defined]
        return queryset.queued()  # type: ignore[attr-defined]


@admin.register(Question)
class QuestionAdmin(DeskAdmin):
    listed = "question.desk_list"
    list_display = ["case_number", "state", "asked_at", "answered_at"]
    list_filter = [AnsweredFilter]
    ordering = ["answered_at", "asked_at", "pk"]  # who waits longest comes first
    change_form_template = "admin/question_change_form.html"
    change_list_template = "admin/question_change_list.html"
    fields = [
        "case_number",
        "state",
        "asked_at",
        "words",
        "answered_at",
        "answer",
        "withdrawn_at",
        "settled_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """Its own questions; nobody of the case desk works on their own case."""
        found = Question.objects.of_desk().exclude(case__user=request.user.pk)
        return found.select_related("case")

    def get_urls(self) -> list[URLPattern]:
        wrap, base = self.admin_site.admin_view, "casework_question"
        verbs = {"withdraw": self.withdraw, "settle": self.settle}
        return [
            path("ask/", wrap(self.find_case), name=f"{base}_find_case"),
            path("ask/<uuid:case>/", wrap(self.ask), name=f"{base}_ask"),
            *(
                path(f"<path:object_id>/{name}/", wrap(require_POST(view)), name=f"{base}_{name}")
                for name, view in verbs.items()
            ),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        question: Question = kwargs["obj"]
        questions.desk_read(question=question, by=request.user)  # type: ignore[arg-type]
        may_handle = request.user.has_perm(MAY_HANDLE)
        context |= {
            "title": _("Question"),
            "subtitle": None,
            "question": question,
            "may_handle": may_handle,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        done = _("It is withdrawn. Nobody needs to answer it.")
        return self._do(request, object_id, questions.withdraw_for_desk, done)

    def settle(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._do(request, object_id, questions.settle, _("It is done with."))

    def _do(
        self, request: HttpRequest, object_id: str, act: Callable[..., object], done: str
    ) -> HttpResponse:
        """One verb; what a rule says against it becomes a message."""
        _refuse_others(request)
        question = self.get_object(request, unquote(object_id))
        if question is None:
            raise Http404
        try:
            act(question=question.pk, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect("admin:casework_question_change", question.pk)

    # --- asking

    def find_case(self, request: HttpRequest) -> HttpResponse:
        """By POST: a case number must stand in no address."""
        _refuse_others(request)
        form = NumberForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                case = questions.find_case(number=form.cleaned_data["number"], by=request.user)  # type: ignore[arg-type]
            except Refusal as refusal:
                form.add_error("number", str(refusal))
            else:
                if case:
                    return redirect("admin:casework_question_ask", case.pk)
                form.add_error("number", _("No case has this number. Compare each digit."))
        return self._page(request, form, button=_("Find the case"))

    def ask(self, request: HttpRequest, case: UUID) -> HttpResponse:
        _refuse_others(request)
        others = Case.objects.exclude(user=request.user.pk)
        found = get_object_or_404(others.select_related("user"), pk=case)
        form = AskForm(request.POST if request.method == "POST" else None)
        refused = None
        if form.is_valid():
            try:
                questions.ask_for_desk(case=found.pk, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except SentAlready as refusal:
                messages.info(request, str(refusal))
                return redirect(LIST)
            except Refusal as refusal:
                refused = refusal
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("It is asked; they are told."))
                return redirect("admin:casework_question_change", form.cleaned_data["key"])
        return with_status_of(self._page(request, form, button=_("Ask it"), case=found), refused)

    def _page(self, request: HttpRequest, form: Any, **more: Any) -> HttpResponse:
        if case := more.get("case"):
            desk.read_case(case=case, by=request.user)  # type: ignore[arg-type]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Ask a question"),
            "opts": self.opts,
            "list_url": LIST,
            "form": form,
            **more,
        }
        return render(request, "admin/document_request.html", context)


def _refuse_others(request: HttpRequest) -> None:
    if not request.user.has_perm(MAY_HANDLE):
        raise PermissionDenied
