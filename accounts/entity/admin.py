"""What entities ask for: the certification desk's queue, and the page on which it is decided."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.entity.forms import NoteField
from accounts.errors import RequestDecided
from accounts.models import EntityRequest
from accounts.workflows import entity_requests
from portal.errors import Refusal
from portal.fields import DigitsField

MAY_HANDLE = "accounts.handle_entityrequest"


class AnswerForm(forms.Form):
    answer = NoteField(
        label=gettext_lazy("Words to the contact"),
        required=False,
        help_text=gettext_lazy("They read this on the page of the request."),
    )


class AddedForm(AnswerForm):
    certification_number = DigitsField(
        label=gettext_lazy("Certification number"),
        help_text=gettext_lazy("9 digits, a new one. Spaces and dashes do not matter."),
        validators=[RegexValidator(r"^\d{9}\Z", gettext_lazy("Enter the nine digits."))],
        error_messages={"required": gettext_lazy("Enter the certification number.")},
    )
    is_on_record = forms.BooleanField(
        label=gettext_lazy(
            "This is the number of somebody who worked for another entity before: put this one on "
            "their record"
        ),
        required=False,
    )

    field_order = ["certification_number", "is_on_record", "answer"]


class RefuseForm(AnswerForm):
    field_order = ["answer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True
        self.fields["answer"].error_messages["required"] = _("Say why not: the contact reads it.")


class StateFilter(admin.SimpleListFilter):
    """The queue is what is open; the rest is a click away."""

    title = gettext_lazy("state")
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("due", _("To be done today")), ("all", _("All, decided ones too"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": _("With the certification desk")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        waiting = queryset.filter(state=EntityRequest.State.OPEN)
        if self.value() == "due":
            return waiting.filter(wanted_on__lte=timezone.localdate())
        return waiting


@admin.register(EntityRequest)
class EntityRequestAdmin(admin.ModelAdmin):
    """Everything the desk does to a request is a verb of its own."""

    list_display = ["person", "what", "entity", "wanted_on", "state", "waiting"]
    list_select_related = ["entity", "assister"]
    list_filter = [StateFilter, "what", "entity__kind"]
    list_per_page = 50
    ordering = ["wanted_on", "asked_at", "pk"]
    search_fields = [
        "entity__legal_name",
        "first_name",
        "last_name",
        "email",
        "assister__first_name",
        "assister__last_name",
        "assister__certification_number",
    ]
    show_full_result_count = False
    view_on_site = False
    change_form_template = "admin/entityrequest_change_form.html"
    fields = [
        "what",
        "entity",
        "person",
        "email_shown",
        "language",
        "wanted_on",
        "reason",
        "note",
        "asked_by_name",
        "asked_at",
        "state",
        "decided_at",
        "answer",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[EntityRequest]:
        return EntityRequest.objects.select_related("entity", "assister__entity", "asked_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("person"))
    def person(self, asked: EntityRequest) -> str:
        return asked.person

    @admin.display(description=gettext_lazy("e-mail address"))
    def email_shown(self, asked: EntityRequest) -> str:
        return asked.email or (asked.assister.email if asked.assister else "")

    @admin.display(description=gettext_lazy("asked by"))
    def asked_by_name(self, asked: EntityRequest) -> str:
        return asked.asked_by.get_full_name() or asked.asked_by.username

    @admin.display(description=gettext_lazy("days waiting"), ordering="-asked_at")
    def waiting(self, asked: EntityRequest) -> int:
        return asked.days_waiting

    # --- one request, and what is decided

    def get_urls(self) -> list[URLPattern]:
        verbs: dict[str, Callable[..., HttpResponse]] = {
            "add": self.add,
            "remove": self.remove,
            "refuse": self.refuse,
        }
        own = [
            path(
                f"<path:object_id>/{name}-it/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"accounts_entityrequest_{name}_it",
            )
            for name, view in verbs.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        asked = kwargs["obj"]
        entity_requests.read(request=asked, by=request.user)  # type: ignore[arg-type]
        context |= {
            "title": asked.get_what_display(),
            "subtitle": None,
            "asked": asked,
            "is_early": asked.wanted_on > timezone.localdate(),
            "may_handle": request.user.has_perm(MAY_HANDLE),
            "add_form": context.get("add_form") or AddedForm(prefix="add"),
            "remove_form": context.get("remove_form") or AnswerForm(prefix="remove"),
            "refuse_form": context.get("refuse_form") or RefuseForm(prefix="refuse"),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def add(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Registered, or put on the record they have; the next step is the code, on their page."""
        done = _("They are on record with the entity. Next, issue a delegation code.")
        return self._with(request, object_id, entity_requests.add, AddedForm, "add", done)

    def remove(self, request: HttpRequest, object_id: str) -> HttpResponse:
        done = _("They no longer work for the entity.")
        return self._with(request, object_id, entity_requests.remove, AnswerForm, "remove", done)

    def refuse(self, request: HttpRequest, object_id: str) -> HttpResponse:
        done = _("The request is refused.")
        return self._with(request, object_id, entity_requests.refuse, RefuseForm, "refuse", done)

    def _with(
        self,
        request: HttpRequest,
        object_id: str,
        act: Callable[..., object],
        form_class: type[forms.Form],
        name: str,
        done: str,
    ) -> HttpResponse:
        """One verb; what is not filled in, or refused, comes back with what was typed."""
        asked = self._asked(request, object_id)
        form = form_class(request.POST, prefix=name)
        if form.is_valid():
            try:
                act(request=asked, **form.cleaned_data, by=request.user)
            except RequestDecided as refusal:  # its page has no form any more to say it at
                messages.error(request, str(refusal))
                return redirect("admin:accounts_entityrequest_change", asked.pk)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, done)
                return redirect("admin:accounts_entityrequest_change", asked.pk)
        request.method = "GET"  # shown, not changed: the admin's own form has nothing to save
        return self.change_view(request, str(asked.pk), extra_context={f"{name}_form": form})

    def _asked(self, request: HttpRequest, object_id: str) -> EntityRequest:
        if not request.user.has_perm(MAY_HANDLE):
            raise PermissionDenied
        asked = self.get_object(request, unquote(object_id))
        if asked is None:
            raise Http404
        return asked
