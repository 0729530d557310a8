from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import refusal_trail
from accounts.models import User
from cases.models import Case
from casework.desk_admin import DeskAdmin
from casework.desk_forms import NumberForm, RejectForm, RequestForm, WaiveForm
from casework.errors import OwnCase
from casework.models import Document, DocumentFile
from casework.objection_admin import ObjectionAdmin
from casework.question_admin import QuestionAdmin
from casework.statement_admin import ChangeReportAdmin, RenewalAdmin
from casework.type_admin import DocumentTypeAdmin
from casework.views import files
from casework.workflows import desk
from portal.errors import Refusal

__all__ = [
    "ChangeReportAdmin",
    "DocumentAdmin",
    "DocumentTypeAdmin",
    "ObjectionAdmin",
    "QuestionAdmin",
    "RenewalAdmin",
]
MAY_HANDLE = "casework.handle_document"


class QueueFilter(admin.SimpleListFilter):
    """The queue is what the case desk has to look at; the rest is a click away."""

    title = gettext_lazy("progress")
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("mine", _("Mine")),
            ("household", _("Waiting for the household")),
            ("all", _("All documents")),
        ]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": _("To look at")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen == "all" or "state__exact" in request.GET:
            return queryset
        if chosen == "household":
            return queryset.wanting()  # type: ignore[attr-defined]
        queued = queryset.queued()  # type: ignore[attr-defined]
        return queued.filter(taken_by=request.user.pk) if chosen == "mine" else queued


@admin.register(Document)
class DocumentAdmin(DeskAdmin):
    """The queue of the case desk."""

    listed = "document.desk_list"
    list_display = ["type", "case_number", "state", "owner_name", "sent_at", "due_on"]
    list_display_links = ["type"]
    list_filter = [QueueFilter, "state", "type"]
    ordering = ["sent_at", "asked_at", "pk"]  # who waits longest comes first
    change_form_template = "admin/document_change_form.html"
    change_list_template = "admin/document_change_list.html"
    fields = [
        "type",
        "case_number",
        "household",
        "state",
        "owner_name",
        "asked_at",
        "due_on",
        "wanted",
        "sent_at",
        "note",
        "words",
        "decided_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """Nobody of the case desk works on their own case."""
        found = Document.objects.exclude(case__user=request.user.pk)
        return found.select_related("type", "case", "taken_by")

    # --- columns

    @admin.display(description=gettext_lazy("taken by"), ordering="taken_by__username")
    def owner_name(self, document: Document) -> str:
        return document.taken_by.username if document.taken_by else "–"

    @admin.display(description=gettext_lazy("for"))
    def household(self, document: Document) -> str:
        names = [document.case.contact_name] if document.for_contact else []
        return ", ".join([*names, *(member.full_name for member in document.members.all())])

    # --- one document, and what is done to it

    def get_urls(self) -> list[URLPattern]:
        verbs: dict[str, Callable[..., HttpResponse]] = {
            "take": self.take,
            "put-back": self.put_back,
            "accept": self.accept,
            "reject": self.reject,
            "waive": self.waive,
        }
        wrap, base = self.admin_site.admin_view, "casework_document"
        own = [
            path(
                f"<path:object_id>/{name}/",
                wrap(require_POST(view)),
                name=f"{base}_{name.replace('-', '_')}",
            )
            for name, view in verbs.items()
        ]
        return [
            path("request/", wrap(self.find_case), name=f"{base}_find_case"),
            path("request/<uuid:case>/", wrap(self.request_one), name=f"{base}_request"),
            path("file/<uuid:pk>/", wrap(require_safe(self.file)), name=f"{base}_file"),
            path("preview/<uuid:pk>/", wrap(require_safe(self.preview)), name=f"{base}_preview"),
            *own,
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        document: Document = kwargs["obj"]
        desk.read(document=document, by=request.user)  # type: ignore[arg-type]
        may_handle = request.user.has_perm(MAY_HANDLE)
        is_theirs = document.may_be_decided_by(request.user)  # type: ignore[arg-type]
        context |= {
            "title": str(document.type),
            "subtitle": None,
            "document": document,
            "files": document.files.with_twin(),
            "may_handle": may_handle,
            "may_decide": may_handle and is_theirs and document.is_queued,
            "may_waive": may_handle
            and is_theirs
            and document.was_asked_for
            and not document.is_settled,
            "reject_form": context.get("reject_form") or RejectForm(prefix="reject"),
            "waive_form": context.get("waive_form") or WaiveForm(prefix="waive"),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def take(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._do(request, object_id, desk.take, _("This document is yours now."))

    def put_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._do(request, object_id, desk.put_back, _("Anybody can take it now."))

    def accept(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._do(request, object_id, desk.accept, _("It is accepted; they are told."))

    def reject(self, request: HttpRequest, object_id: str) -> HttpResponse:
        done = _("It is rejected; they are told what to send instead.")
        return self._with(request, object_id, desk.reject, "reject_form", RejectForm, done)

    def waive(self, request: HttpRequest, object_id: str) -> HttpResponse:
        done = _("It is waived; they are told.")
        return self._with(request, object_id, desk.waive, "waive_form", WaiveForm, done)

    def _document(self, request: HttpRequest, object_id: str) -> Document:
        self._refuse_others(request)
        document = self.get_object(request, unquote(object_id))
        if document is None:
            raise Http404
        return document

    def _refuse_others(self, request: HttpRequest) -> None:
        if not request.user.has_perm(MAY_HANDLE):
            raise PermissionDenied

    def _do(
        self, request: HttpRequest, object_id: str, act: Callable[..., object], done: str
    ) -> HttpResponse:
        """One verb; what a rule says against it becomes a message."""
        document = self._document(request, object_id)
        try:
            act(document=document.pk, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect("admin:casework_document_change", document.pk)

    def _with(
        self,
        request: HttpRequest,
        object_id: str,
        act: Callable[..., object],
        name: str,
        form_class: type[forms.Form],
        done: str,
    ) -> HttpResponse:
        """A verb that takes words; without them the page comes back with what is wrong."""
        form = form_class(request.POST, prefix=name.removesuffix("_form"))
        if form.is_valid():
            return self._do(request, object_id, lambda **who: act(**who, **form.cleaned_data), done)
        document = self._document(request, object_id)
        request.method = "GET"  # shown, not changed: the admin's own form has nothing to save
        return self.change_view(request, str(document.pk), extra_context={name: form})

    # --- asking for a document

    def find_case(self, request: HttpRequest) -> HttpResponse:
        """By POST: a case number must stand in no address."""
        self._refuse_others(request)
        form = NumberForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                case = desk.find_case(number=form.cleaned_data["number"], by=request.user)  # type: ignore[arg-type]
            except Refusal as refusal:
                form.add_error("number", str(refusal))
            else:
                if case:
                    return redirect("admin:casework_document_request", case.pk)
                form.add_error("number", _("No case has this number. Compare each digit."))
        title = _("Request a document")
        return self._desk_page(request, form, title=title, button=_("Find the case"))

    def request_one(self, request: HttpRequest, case: UUID) -> HttpResponse:
        self._refuse_others(request)
        found = get_object_or_404(Case.objects.select_related("user"), pk=case)
        if found.user_id == request.user.pk:
            refusal_trail.record(request, OwnCase.__name__, case=case)
            raise Http404
        form = RequestForm(request.POST if request.method == "POST" else None, case=found)
        if form.is_valid():
            try:
                asked = desk.request(case=found, by=request.user, **form.facts())  # type: ignore[arg-type]
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("It is requested; they are told."))
                return redirect("admin:casework_document_change", asked.pk)
        title = _("Request a document")
        return self._desk_page(request, form, title=title, button=_("Request it"), case=found)

    def _desk_page(self, request: HttpRequest, form: forms.Form, **more: Any) -> HttpResponse:
        if case := more.get("case"):
            desk.read_case(case=case, by=_user(request))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "list_url": "admin:casework_document_changelist",
            "form": form,
            **more,
        }
        return render(request, "admin/document_request.html", context)

    # --- the files

    def file(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return files.download(self._file(request, pk), _user(request), at_desk=True)

    def preview(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return files.preview(self._file(request, pk), _user(request), at_desk=True)

    def _file(self, request: HttpRequest, pk: UUID) -> DocumentFile:
        self._refuse_others(request)
        theirs = DocumentFile.objects.exclude(document__case__user=request.user.pk)
        return get_object_or_404(theirs.select_related("document__case__user"), pk=pk)


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]
