from django.urls import include, path

from portal import error_pages
from portal.urls import urlpatterns as of_the_portal

urlpatterns = [path("dev/mail/", include("notifications.dev_urls")), *of_the_portal]

handler404 = error_pages.not_found
