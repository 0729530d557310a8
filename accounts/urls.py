from allauth.account.views import LogoutView
from django.urls import include, path

from accounts import views

own = [path("language/", views.language, name="language")]

# allauth looks its pages up by these names.
urlpatterns = [
    path("", include((own, "accounts"))),
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-out/", LogoutView.as_view(), name="account_logout"),
]
