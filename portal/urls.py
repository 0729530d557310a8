from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from portal import health, views

handler429 = views.too_many_requests  # allauth looks for it here

urlpatterns = [
    path("", include(([path("", views.home, name="home")], "portal"))),
    path("", include("accounts.urls")),
    path("activate/", include("delegation.activation_urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

if settings.DEMO:
    from portal import dev_urls

    urlpatterns += [path("dev/", include(dev_urls))]
