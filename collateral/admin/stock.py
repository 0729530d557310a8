from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from collateral.forms import BookForm
from collateral.models import Edition, Order, OrderLine, StockEntry
from collateral.workflows import stock_entries
from portal.errors import Refusal
from portal.paginators import CappedPaginator

MAY_BOOK = "collateral.book_stockentry"
# So many of its newest entries stand on an edition's own page.
NEWEST = 15


class LowFilter(admin.SimpleListFilter):
    title = gettext_lazy("stock")
    parameter_name = "stock"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("low", _("Low"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.low() if self.value() == "low" else queryset


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    """Stock: what is available, what lies there for orders; and the way to book packs in and out."""

    list_display = ["name", "available", "aside", "on_shelf", "low", "is_offered"]
    list_display_links = ["name"]
    list_filter = [LowFilter, "is_offered", "material", "language"]
    list_select_related = ["material", "language"]
    list_per_page = 50
    search_fields = ["material__name", "material__name_es", "language__name", "language__name_es"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fields = ["material", "language", "available", "aside", "low_at", "pdf_link", "is_offered"]
    change_form_template = "admin/edition_change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        waiting = (
            OrderLine.objects.filter(
                edition=OuterRef("pk"), order__in=Order.objects.unfinished().order_by()
            )
            .order_by()
            .values("edition")
            .annotate(sum=Sum("packs"))
            .values("sum")
        )
        found = super().get_queryset(request).select_related("material", "language")
        return found.annotate(waiting=Coalesce(Subquery(waiting), Value(0)))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        always = ["available", "aside"]
        return [*always, "material", "language"] if obj else always

    @admin.display(description=gettext_lazy("edition"), ordering="material__name")
    def name(self, edition: Edition) -> str:
        return str(edition)

    @admin.display(description=gettext_lazy("set aside for orders"), ordering="waiting")
    def aside(self, edition: Any) -> int:
        return getattr(edition, "waiting", 0)

    @admin.display(description=gettext_lazy("on the shelf"))
    def on_shelf(self, edition: Any) -> int:
        """What a count of the shelf should find."""
        return edition.available + edition.waiting

    @admin.display(description=gettext_lazy("low"))
    def low(self, edition: Edition) -> str:
        return _("low") if edition.is_low else "–"

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<path:object_id>/book/",
            self.admin_site.admin_view(require_POST(self.book)),
            name="collateral_edition_book",
        )
        return [own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        edition = kwargs.get("obj")
        if edition is not None:
            entries = edition.entries.select_related("order", "by")[:NEWEST]
            context |= {
                "edition": edition,
                "entries": entries,
                "may_book": request.user.has_perm(MAY_BOOK),
                "book_form": context.get("book_form") or BookForm(prefix="book"),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def book(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not request.user.has_perm(MAY_BOOK):
            raise PermissionDenied
        edition = self.get_object(request, unquote(object_id))
        if edition is None:
            raise Http404
        form = BookForm(request.POST, prefix="book")
        if form.is_valid():
            try:
                stock_entries.book(edition=edition.pk, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except Refusal as refusal:
                form.add_error("packs", str(refusal))
            else:
                messages.success(request, _("It stands in the ledger."))
                return redirect(reverse("admin:collateral_edition_change", args=[edition.pk]))
        request.method = "GET"  # shown, not changed: the admin's own form has nothing to save
        return self.change_view(request, str(edition.pk), extra_context={"book_form": form})


@admin.register(StockEntry)
class StockEntryAdmin(admin.ModelAdmin):
    """The whole ledger, to read."""

    list_display = ["at", "edition", "packs", "left", "reason", "order", "note", "by_name"]
    list_display_links = ["at"]
    list_filter = ["reason", ("edition__material", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["edition__material", "edition__language", "order", "by"]
    list_per_page = 50
    show_full_result_count = False
    paginator = CappedPaginator
    sortable_by = ()
    fields = ["edition", "packs", "left", "reason", "note", "order", "at", "by_name"]

    @admin.display(description=gettext_lazy("by"))
    def by_name(self, entry: StockEntry) -> str:
        return entry.by.username

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
