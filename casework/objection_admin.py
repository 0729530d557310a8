"""The objections of consumers, for the desks that can act: they suspend assisters, or switch accounts off."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from audit.models import AuditEvent
from casework.activity import entries
from casework.desk_forms import AnswerForm
from casework.desk_trail import OnRecord
from casework.models import Objection
from casework.workflows import desk_reads, objections
from portal.errors import Refusal

MAY_HANDLE = "casework.handle_objection"


class WaitingFilter(admin.SimpleListFilter):
    """The queue is what nobody has answered; the rest is a click away."""

    title = gettext_lazy("progress")
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", _("All objections"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": _("To answer")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if self.value() == "all" else queryset.waiting()  # type: ignore[attr-defined]


@admin.register(Objection)
class ObjectionAdmin(OnRecord, admin.ModelAdmin):
    """What a consumer says was not OK. It is answered, and nothing else is done to it here."""

    listed = "objection.desk_list"
    list_display = ["name", "case_number", "made_at", "about", "has_ended", "answered_at"]
    list_filter = [WaitingFilter]
    list_per_page = 50
    ordering = ["made_at", "pk"]  # who waits longest comes first
    show_full_result_count = False
    view_on_site = False
    change_form_template = "admin/objection_change_form.html"
    fields = ["case_number", "made_at", "words", "has_ended", "answer", "answered_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Objection]:
        """Nobody judges what they did themselves, or what they said."""
        found = Objection.objects.exclude(case__user=request.user.pk)
        found = found.exclude(against__isnull=False, against=request.user.pk)
        return found.select_related("case__user", "by", "against__assister", "ended")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("number"), ordering="number")
    def name(self, objection: Objection) -> str:
        return objection.name

    @admin.display(description=gettext_lazy("case number"), ordering="case__number")
    def case_number(self, objection: Objection) -> str:
        return objection.case.number

    @admin.display(description=gettext_lazy("about"))
    def about(self, objection: Objection) -> str:
        if objection.against is None:
            return _("somebody")
        return _("an assister") if objection.against.is_assister else _("staff")

    @admin.display(description=gettext_lazy("access ended by it"), boolean=True)
    def has_ended(self, objection: Objection) -> bool:
        return objection.ended is not None

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.answer))
        own = path("<path:object_id>/answer/", view, name="casework_objection_answer")
        return [own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        objection: Objection = kwargs["obj"]
        desk_reads.note("objection.desk_read", about=objection, by=_user(request))
        context |= {
            "title": objection.name,
            "subtitle": None,
            "objection": objection,
            "rows": _rows(objection),
            "assister": getattr(objection.against, "assister", None),
            "may_answer": request.user.has_perm(MAY_HANDLE) and not objection.is_answered,
            "answer_form": context.get("answer_form") or AnswerForm(),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def answer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not request.user.has_perm(MAY_HANDLE):
            raise PermissionDenied
        objection = self.get_object(request, unquote(object_id))
        if objection is None:
            raise Http404
        form = AnswerForm(request.POST)
        if not form.is_valid():
            request.method = "GET"  # shown, not changed: the admin's own form has nothing to save
            return self.change_view(request, str(objection.pk), extra_context={"answer_form": form})
        try:
            objections.answer(objection=objection.pk, by=_user(request), **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("It is answered; the consumer is told."))
        return redirect("admin:casework_objection_change", objection.pk)


def _rows(objection: Objection) -> list[dict[str, Any]]:
    """Who did what, when: from the trail, with the name of whoever it was."""
    done = AuditEvent.objects.filter(pk=objection.event)
    [(_day, [entry])] = entries.by_day(done, objection.by)
    against = objection.against
    who = [entry.person.name, entry.person.of]
    if against is not None and not against.is_assister:
        desk = entry.person.of or entry.person.name
        who = [f"{against.get_full_name()} ({against.username})", desk]
    what = f"{entry.text}: {entry.about}" if entry.about else entry.text
    return [
        {"label": _("Who"), "value": "\n".join(filter(None, who))},
        {"label": _("What"), "value": what},
        {
            "label": _("When"),
            "value": date_format(timezone.localtime(entry.newest.at), "DATETIME_FORMAT"),
        },
        {"label": _("Consumer"), "value": objection.by.get_full_name()},
    ]


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]
