from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import Refusal
from shop.formats import day
from shop.models import ShopPolicy
from shop.policies import pacific_day
from shop.policy_forms import PolicyForm, gaps
from shop.workflows import policies


@admin.register(ShopPolicy)
class ShopPolicyAdmin(admin.ModelAdmin):
    """The rules of SHOP by the time in which they hold. A new one begins as the last one was."""

    form = PolicyForm
    list_display = ["period", "max_fte", "participation", "contribution", "valid_to"]
    list_display_links = ["period"]
    search_fields = ["valid_from"]
    fieldsets = [
        (gettext_lazy("When it holds"), {"fields": ["valid_from", "valid_to"]}),
        (
            gettext_lazy("What is asked"),
            {
                "fields": [
                    "max_fte",
                    "participation_percent",
                    "contribution_percent",
                    "contribution_base",
                ]
            },
        ),
        (
            gettext_lazy("The special window, and when coverage starts"),
            {
                "fields": [
                    ("window_opens_month", "window_opens_day"),
                    ("window_closes_month", "window_closes_day"),
                    ("window_coverage_month", "window_coverage_day"),
                    "cutoff_day",
                ]
            },
        ),
        (gettext_lazy("Full-time work"), {"fields": ["full_time_week", "full_time_month"]}),
        (
            gettext_lazy("Sources, as the result shows them"),
            {
                "fields": [
                    "size_source",
                    "employer_source",
                    "participation_source",
                    "contribution_source",
                    "window_source",
                ]
            },
        ),
    ]

    @admin.display(description=gettext_lazy("valid from"), ordering="valid_from")
    def period(self, policy: ShopPolicy) -> str:
        return day(policy.valid_from)

    @admin.display(description=gettext_lazy("participation"), ordering="participation_percent")
    def participation(self, policy: ShopPolicy) -> str:
        return f"{policy.participation_percent} %"

    @admin.display(description=gettext_lazy("contribution"), ordering="contribution_percent")
    def contribution(self, policy: ShopPolicy) -> str:
        return f"{policy.contribution_percent} %"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """As the latest was, from next January on: what changes is typed over."""
        latest = ShopPolicy.objects.order_by("valid_from").last()
        if latest is None:
            return {}
        names = [name for name in PolicyForm.base_fields if name not in {"valid_from", "valid_to"}]
        january = date(pacific_day(timezone.now()).year + 1, 1, 1)
        return {"valid_from": january, **{name: getattr(latest, name) for name in names}}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        ended = policies.save(policy=obj, by=request.user)  # type: ignore[arg-type]
        if ended is not None and ended.valid_to:
            text = _("The policy before it now ends on %(day)s.")
            messages.info(request, text % {"day": day(ended.valid_to)})
        for gap in gaps():
            messages.warning(request, gap)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Somebody who was faster took the time: said, and nothing is lost but this page."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
