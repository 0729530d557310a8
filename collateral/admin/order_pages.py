"""The desk's pages over many orders: for the printer, as a chart, as files."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audit import trail
from collateral import export, picking, use
from portal.asking_again import asked_again

MAY_HANDLE, MAY_EXPORT = "collateral.handle_order", "collateral.export_order"


def must(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


class OrderPages(admin.ModelAdmin):
    """What the admin of orders has beside its list and its one order."""

    def get_urls(self) -> list[URLPattern]:
        pages = {"pick-list": self.pick_list, "labels": self.labels, "use": self.use}
        posts = {"export": self.export, "use/export": self.export_use}
        return [
            *(self.own(f"{it}/", require_safe(pages[it]), it) for it in pages),
            *(self.own(f"{it}/", require_POST(posts[it]), it) for it in posts),
            *super().get_urls(),
        ]

    def own(self, route: str, view: Any, name: str) -> URLPattern:
        name = name.replace("-", "_").replace("/", "_")
        return path(route, self.admin_site.admin_view(view), name=f"collateral_order_{name}")

    # --- on paper

    def pick_list(self, request: HttpRequest) -> HttpResponse:
        """What to take from the shelves, then how to divide it."""
        must(request, MAY_HANDLE)
        found = picking.orders_to_print(request.GET.getlist("number"))
        facts = {"orders": found, "shelves": picking.by_edition(found)}
        return self._page(request, "admin/order_pick_list.html", _("Pick list"), **facts)

    def labels(self, request: HttpRequest) -> HttpResponse:
        """Where the parcels go. That names were read is put on record."""
        must(request, MAY_HANDLE)
        found = picking.orders_to_print(request.GET.getlist("number"))
        with transaction.atomic():
            for order in found:
                trail.record("order.print_label", by=request.user, about=order)
        return self._page(request, "admin/order_labels.html", _("Labels"), orders=found)

    def use(self, request: HttpRequest) -> HttpResponse:
        """How much was ordered of what, month by month."""
        must(request, "collateral.view_order")
        months, rows = use.by_month()
        facts = {
            "months": months,
            "rows": [(row, row.bars(months)) for row in rows],
            "width": len(months) * use.STEP,
            "height": use.HEIGHT,
            "bar": use.BAR,
            "may_export": request.user.has_perm(MAY_EXPORT),
        }
        return self._page(request, "admin/order_use.html", _("Use by item and month"), **facts)

    def _page(
        self, request: HttpRequest, template: str, title: str, **facts: Any
    ) -> TemplateResponse:
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, template, {**context, **facts})

    # --- as a file

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        more = {
            "may_export": request.user.has_perm(MAY_EXPORT),
            "may_handle": request.user.has_perm(MAY_HANDLE),
            "filtered_by": request.GET.urlencode(),
        }
        return super().changelist_view(request, {**(extra_context or {}), **more})

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """What the list is filtered to, as CSV."""
        must(request, MAY_EXPORT)
        return self._export(request, "orders")

    def export_use(self, request: HttpRequest) -> HttpResponseBase:
        must(request, MAY_EXPORT)
        return self._export(request, "use")

    @method_decorator(asked_again)
    def _export(self, request: HttpRequest, what: str) -> HttpResponseBase:
        if what == "orders":
            lines = export.order_lines(self.get_changelist_instance(request).get_queryset(request))
        else:
            lines = export.use_by_month()
        with transaction.atomic():
            trail.record("order.export", by=request.user, reason=what)
        name = f"materials-{what}-{timezone.localdate().isoformat()}.csv"
        return StreamingHttpResponse(
            lines,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
