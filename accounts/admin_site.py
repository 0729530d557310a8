from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import TO_FIELD_VAR
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts import admin_parts, admin_trail, second_factors

View = Callable[..., HttpResponseBase]


class PortalAdminSite(AdminSite):
    """The admin, behind the portal's own sign-in and, where forced, a second factor in this session."""

    site_title = site_header = _("Administration")
    index_title = _("What would you like to do?")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Each with the audit trail in it, those of other packages too."""
        own = admin_class or ModelAdmin
        bases = (admin_trail.Recorded, admin_parts.TickedRows, own)
        ours = type(own.__name__, bases, {"__module__": own.__module__})
        super().register(model_or_iterable, ours, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not second_factors.is_missing(request)

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """To the sign-in page; who is signed in but may not enter is sent to their own page."""
        if request.user.is_authenticated and not request.user.is_staff:
            return redirect("accounts:dashboard")
        query = urlencode({"next": request.GET.get("next") or reverse("admin:index")})
        return redirect(f"{reverse('account_login')}?{query}")

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        """Puts refusals on record, and an empty name of a field is one: Django stumbles over it."""

        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if "" in (request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)):
                raise DisallowedModelAdminToField("No field is named.")
            return view(request, *args, **kwargs)

        return super().admin_view(checked, cacheable)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without "view on site": a row's own address is its owner's, an invitation's even a secret."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def password_change(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:  # type: ignore[override]
        """One changes one's password where all do, with its checks, notices and ended sessions."""
        return redirect("account_change_password")

    password_change_done = password_change  # type: ignore[assignment]
