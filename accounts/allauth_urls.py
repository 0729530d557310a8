"""allauth's other pages. Its own list has those too that are ours, or live elsewhere here."""

from allauth.account import urls

ELSEWHERE = {"account_login", "account_signup", "account_logout", "account_reset_password"}
urlpatterns = [pattern for pattern in urls.urlpatterns if pattern.name not in ELSEWHERE]
