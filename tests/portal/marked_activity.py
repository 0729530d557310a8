"""A consumer objects to something, with marked words, and is answered; part of all one can do."""

from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from casework.models import Objection
from tests.factories import StaffFactory

PLANTED = {
    "words of an objection": "Markershame: my neighbour reads my papers",
    "answer to an objection": "Markersorry, it was a mistake",
}
MEANT = {
    "words of an objection": {"casework_objection.words"},
    "answer to an objection": {"casework_objection.answer"},
}
QUEUE = "/admin/casework/objection/"


def walk(roads, *, consumer):
    """By username; the case desk has looked at their documents before."""
    pat, kim = roads.browser(), roads.browser()
    user = User.objects.get(username=consumer)
    pat.client.force_login(user)
    kim.client.force_login(StaffFactory(role="Certification desk"))
    event = AuditEvent.objects.filter(verb="document.desk_read", case_id=user.case.pk).first()
    address = reverse("casework:objection", args=[event.pk])
    pat.goes("/my-case/activity/")
    pat.goes(address)
    pat.sends(address, words=PLANTED["words of an objection"])
    [made] = Objection.objects.all()
    kim.goes(QUEUE)
    kim.goes(f"{QUEUE}{made.pk}/change/")
    kim.sends(f"{QUEUE}{made.pk}/answer/", words=PLANTED["answer to an objection"])
    pat.goes(address)
    pat.goes("/my-case/activity/?print=all")
