"""The consumer's own page. Lower floors link to it by the name it has always had: of the case, not of the work."""

from django.urls import path

from casework.views import overview

app_name = "cases"

urlpatterns = [path("", overview.my_case, name="my_case")]
