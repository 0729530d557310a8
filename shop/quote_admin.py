from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.errors import Refusal
from shop import words
from shop.models import QuoteRequest, ShopPolicy
from shop.policies import NoPolicy
from shop.quote_forms import CloseForm, NoteForm
from shop.rules import assess
from shop.templatetags.shop_tags import phone
from shop.workflows import quotes

MAY_HANDLE = "shop.handle_quoterequest"


class UnfinishedFilter(admin.SimpleListFilter):
    """The queue is what is not closed; what is closed is a click away."""

    title = gettext_lazy("progress")
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", _("All, closed ones too")), ("mine", _("Mine, not closed"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": _("Not closed")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all" or "state__exact" in request.GET:
            return queryset
        unfinished = queryset.exclude(state=QuoteRequest.State.CLOSED)
        return unfinished.filter(owner=request.user.pk) if self.value() == "mine" else unfinished


@admin.register(QuoteRequest)
class QuoteRequestAdmin(admin.ModelAdmin):
    """The queue of the sales team. Everything it does to a request is a verb of its own."""

    list_display = ["label_shown", "state", "business", "owner_name", "waiting", "language"]
    list_display_links = ["label_shown"]
    list_filter = [UnfinishedFilter, "state", "language", ("owner", admin.EmptyFieldListFilter)]
    list_per_page = 50
    ordering = ["sent_at", "pk"]  # who waits longest comes first
    search_fields = ["number", "business", "name"]
    show_full_result_count = False
    view_on_site = False
    change_form_template = "admin/quoterequest_change_form.html"
    fields = [
        "label_shown",
        "state",
        "owner_name",
        "waiting",
        "name",
        "business",
        "phone_shown",
        "email",
        "language",
        "consented_at",
        "outcome",
        "closed_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuoteRequest]:
        return QuoteRequest.objects.select_related("owner", "shop_check", "closed_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A number as people write it, or words of the name or the business."""
        digits = search_term.upper().replace("SHOP-", "").strip()
        if digits.isascii() and digits.isdigit():
            found = queryset.filter(number=int(digits)) if len(digits) < 16 else queryset.none()
            return found, False
        return super().get_search_results(request, queryset, search_term)

    # --- columns

    @admin.display(description=gettext_lazy("number"), ordering="number")
    def label_shown(self, request: QuoteRequest) -> str:
        return request.label

    @admin.display(description=gettext_lazy("owner"), ordering="owner__username")
    def owner_name(self, request: QuoteRequest) -> str:
        return request.owner.username if request.owner else "–"

    @admin.display(description=gettext_lazy("days waiting"), ordering="-sent_at")
    def waiting(self, request: QuoteRequest) -> int:
        return request.days_waiting

    @admin.display(description=gettext_lazy("phone number"))
    def phone_shown(self, request: QuoteRequest) -> str:
        return phone(request.phone)

    # --- one request, and what is done to it

    def get_urls(self) -> list[URLPattern]:
        verbs: dict[str, Callable[..., HttpResponse]] = {
            "take": self.take,
            "put-back": self.put_back,
            "note": self.note,
            "close": self.close,
        }
        own = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"shop_quoterequest_{name.replace('-', '_')}",
            )
            for name, view in verbs.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        asked = kwargs["obj"]
        quotes.read(request=asked, by=request.user)  # type: ignore[arg-type]
        context |= {
            "title": asked.label,
            "subtitle": None,
            "asked": asked,
            "shown": _shown(asked),
            "notes": asked.notes.select_related("by"),
            "may_handle": request.user.has_perm(MAY_HANDLE),
            "note_form": context.get("note_form") or NoteForm(prefix="note"),
            "close_form": context.get("close_form") or CloseForm(prefix="close"),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def _asked(self, request: HttpRequest, object_id: str) -> QuoteRequest:
        if not request.user.has_perm(MAY_HANDLE):
            raise PermissionDenied
        asked = self.get_object(request, unquote(object_id))
        if asked is None:
            raise Http404
        return asked

    def _do(
        self, request: HttpRequest, asked: QuoteRequest, act: Callable[..., object], done: str
    ) -> HttpResponse:
        """One verb; what a rule says against it becomes a message."""
        try:
            act(request=asked.pk, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect(reverse("admin:shop_quoterequest_change", args=[asked.pk]))

    def take(self, request: HttpRequest, object_id: str) -> HttpResponse:
        asked = self._asked(request, object_id)
        return self._do(request, asked, quotes.take, _("This request is yours now."))

    def put_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        asked = self._asked(request, object_id)
        return self._do(request, asked, quotes.put_back, _("Anybody can take it now."))

    def note(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._with(request, object_id, quotes.note, NoteForm, "note", _("It is noted."))

    def close(self, request: HttpRequest, object_id: str) -> HttpResponse:
        done = _("The request is closed.")
        return self._with(request, object_id, quotes.close, CloseForm, "close", done)

    def _with(
        self,
        request: HttpRequest,
        object_id: str,
        act: Callable[..., object],
        form_class: type[forms.Form],
        name: str,
        done: str,
    ) -> HttpResponse:
        """A verb that takes a form; one that is not filled in comes back with what was typed."""
        asked = self._asked(request, object_id)
        form = form_class(request.POST, prefix=name)
        if form.is_valid():
            return self._do(request, asked, lambda **who: act(**who, **form.cleaned_data), done)
        request.method = "GET"  # shown, not changed: the admin's own form has nothing to save
        return self.change_view(request, str(asked.pk), extra_context={f"{name}_form": form})


def _shown(asked: QuoteRequest) -> words.Shown | None:
    """What the check said on its day."""
    if asked.shop_check is None:
        return None
    rules = ShopPolicy.objects.as_rules()
    try:
        return words.show(assess(asked.shop_check.facts, rules, asked.shop_check.at))
    except NoPolicy:
        return None
