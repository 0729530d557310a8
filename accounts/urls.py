from allauth.account.views import LogoutView
from django.urls import include, path

from accounts import people_views, sign_in_trail, sign_up_views, standing_views, views

own = [
    path("dashboard/", views.dashboard, name="dashboard"),
    path("language/", views.language, name="language"),
    path("account/session/", views.session, name="session"),
    path("account/session/extend/", views.session_extend, name="session_extend"),
    path("account/sessions/<int:pk>/end/", views.session_end, name="session_end"),
    path("account/sessions/end-all/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("account/welcome/<uidb64>/<token>/", people_views.Welcome.as_view(), name="welcome"),
    path("account/standing/", standing_views.standing, name="standing"),
    path("account/badge/", standing_views.own_badge, name="own_badge"),
    path("badge/<uuid:pk>/", standing_views.badge_check, name="badge_check"),
    path("sign-up/hand-over/", sign_up_views.hand_over, name="hand_over"),
    path("sign-up/code/", sign_up_views.sign_up_code, name="sign_up_code"),
    path("sign-up/code/send/", sign_up_views.sign_up_send, name="sign_up_send"),
    path("sign-up/cancel/", sign_up_views.sign_up_cancel, name="sign_up_cancel"),
    path("sign-up/username/", sign_up_views.sign_up_username, name="sign_up_username"),
]

# allauth looks its pages up by these names; ours come first.
urlpatterns = [
    path("", include((own, "accounts"))),
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-up/", sign_up_views.MakeAccount.as_view(), name="account_signup"),
    path("account/password/reset/", views.ResetPassword.as_view(), name="account_reset_password"),
    path("sign-out/", LogoutView.as_view(), name="account_logout"),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/", include("accounts.allauth_urls")),
]

sign_in_trail.in_one_transaction(urlpatterns)
