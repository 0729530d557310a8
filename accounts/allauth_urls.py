"""allauth's other pages. Its own list has sign-in, sign-up and sign-out too, which live elsewhere here."""

from allauth.account import urls

ELSEWHERE = {"account_login", "account_signup", "account_logout"}
urlpatterns = [pattern for pattern in urls.urlpatterns if pattern.name not in ELSEWHERE]
