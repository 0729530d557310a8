from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from portal import error_pages, health, views
from support import known_issue_views

handler400 = error_pages.bad_request
handler403 = error_pages.permission_denied
handler404 = error_pages.not_found
handler429 = error_pages.too_many_requests  # allauth looks for it here
handler500 = error_pages.server_error

urlpatterns = [
    path("", include(([path("", views.home, name="home")], "portal"))),
    path("", include("accounts.urls")),
    path("activate/", include("delegation.activation_urls")),
    path("entity/", include("accounts.entity.urls")),
    path("entity/invitations/", include("delegation.invitation_urls")),
    path("materials/", include("collateral.urls")),
    path("", include("casework.urls")),
    path("", include("delegation.consent_urls")),
    path("", include("delegation.finder_urls")),
    path("my-case/", include("casework.my_case_urls")),
    path("", include("accesscodes.urls")),
    path("shop/", include("shop.urls")),
    path("report-a-problem/", include("support.urls")),
    path("known-issues/<uuid:pk>/", known_issue_views.known_issue, name="known_issue"),
    path("training/", include("training.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics_page, name="metrics"),
]

if settings.DEMO:
    from portal import dev_urls

    urlpatterns += [path("dev/", include(dev_urls))]
