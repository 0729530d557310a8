from django.urls import path

from notifications import dev_views

urlpatterns = [
    path("", dev_views.mail_list, name="dev_mail"),
    path("<slug:name>/", dev_views.mail_detail, name="dev_mail_detail"),
    path("<slug:name>/html/", dev_views.mail_html, name="dev_mail_html"),
]
