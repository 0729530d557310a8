from django.urls import include, path

from portal.urls import urlpatterns as of_the_portal

urlpatterns = [path("dev/mail/", include("notifications.dev_urls")), *of_the_portal]
