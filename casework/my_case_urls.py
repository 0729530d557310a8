"""The consumer's own page, under the name by which lower floors link to it."""

from django.urls import path

from casework.views import overview

app_name = "cases"

urlpatterns = [path("", overview.my_case, name="my_case")]
