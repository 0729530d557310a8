from django.urls import path

from shop import views

app_name = "shop"

urlpatterns = [
    path("", views.check, name="check"),
    path("what-if/", views.what_if, name="what_if"),
    path("result/<uuid:pk>/", views.result, name="result"),
    path("result/<uuid:pk>/reminder.ics", views.window_reminder, name="window_reminder"),
    path("quote/", views.quote, name="quote"),
    path("quote/sent/", views.quote_sent, name="quote_sent"),
]
