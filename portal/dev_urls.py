"""Pages for those who build the portal; portal/urls.py takes them in when DEMO is on only."""

from django.urls import URLPattern, URLResolver, include, path

from portal import dev_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("mail/", include("notifications.dev_urls")),
    path("style/", dev_views.style, name="dev_style"),
    path("style/dialog/", dev_views.style_dialog, name="dev_style_dialog"),
]
