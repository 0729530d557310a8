from django.urls import path

from delegation.views import activation_entry as entry
from delegation.views import activation_steps as steps

app_name = "delegation"

urlpatterns = [
    path("", entry.activation_start, name="activation_start"),
    path("paste/", entry.activation_paste, name="activation_paste"),
    path("code/", entry.activation_take_up, name="activation_take_up"),
    path("code/send/", entry.activation_take_up_send, name="activation_take_up_send"),
    path("terms/", steps.activation_terms, name="activation_terms"),
    path("terms/read/", steps.activation_terms_read, name="activation_terms_read"),
    path("user-information/", steps.activation_information, name="activation_information"),
    path("username-password/", steps.activation_sign_in, name="activation_sign_in"),
    path("username-password/attach/", steps.activation_attach, name="activation_attach"),
    path("review/", steps.activation_review, name="activation_review"),
    path("done/", steps.activation_done, name="activation_done"),
]
