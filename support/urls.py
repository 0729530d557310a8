from django.urls import path

from support import views

app_name = "support"

urlpatterns = [
    path("", views.report_send, name="report_send"),
    path("<str:token>/", views.report_status, name="report_status"),
    path("<str:token>/screenshot/", views.report_screenshot, name="report_screenshot"),
]
