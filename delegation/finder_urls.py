"""Find Help Near You, and what an assister chooses about being found there."""

from django.urls import path

from delegation.finder import own_views, views

app_name = "finder"

urlpatterns = [
    path("find-help/", views.search, name="search"),
    path("find-help/<uuid:assister_id>/", views.assister, name="assister"),
    path("account/find-help/", own_views.own_choices, name="own_choices"),
    path("account/find-help/link/", own_views.own_link, name="own_link"),
]
