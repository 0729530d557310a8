from django.urls import path

from delegation.views import invitations

app_name = "invitations"

urlpatterns = [
    path("", invitations.InvitationList.as_view(), name="invitation_list"),
    path("<uuid:pk>/send/", invitations.invitation_send, name="invitation_send"),
]
