"""A document that is sent, rejected and sent again, with marked data; part of everything a person can do."""

import re
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from casework.models import Document
from tests.casework.web import check_all, paper
from tests.factories import StaffFactory

PLANTED = {
    "name of a file": "Markerscan of my lease.png",
    "name of a refused file": "Markervirus.exe",
    "note with a file": "Markernote: of both jobs",
    "words of a rejection": "Markerpage three is missing",
    "what is wanted": "Every markerstub of May",
}
MEANT = {
    "name of a file": {"casework_documentfile.name"},
    "note with a file": {"casework_document.note"},
    "words of a rejection": {"casework_document.words"},
    "what is wanted": {"casework_document.wanted"},
}
QUEUE = "/admin/casework/document/"


def walk(roads, *, consumer, number):
    """By username and case number."""
    pat, kim = roads.browser(), roads.browser()
    pat.client.force_login(User.objects.get(username=consumer))
    kim.client.force_login(StaffFactory(role="Case desk"))
    asks(kim, number)
    sends(pat)
    [document] = Document.objects.filter(state="checked")
    kim.goes(f"{QUEUE}?q={number}")
    kim.goes(f"{QUEUE}{document.pk}/change/")
    kim.sends(f"{QUEUE}{document.pk}/reject/", **{"reject-words": PLANTED["words of a rejection"]})
    pat.goes("/my-case/documents/")
    pat.sends(
        f"/my-case/documents/{document.pk}/send/", **files(), note=PLANTED["note with a file"]
    )
    check_all()
    shown = pat.goes(f"/my-case/documents/{document.pk}/").content.decode()
    for address in re.findall(r"/my-case/documents/files/[0-9a-f-]{36}/(?:preview/)?", shown):
        pat.client.get(address)


def asks(kim, number):
    found = kim.sends(f"{QUEUE}request/", number=number).redirect_chain[-1][0]
    kim.sends(
        found,
        document_type="income",
        people="contact",
        due_on=f"{timezone.localdate() + timedelta(days=60):%Y-%m-%d}",
        wanted=PLANTED["what is wanted"],
    )


def sends(pat):
    address, note = "/my-case/documents/send/", PLANTED["note with a file"]
    facts = {"type": "other", "people": "contact", "note": note}
    pat.sends(address, key=uuid4(), **facts, uploads=paper(PLANTED["name of a refused file"]))
    pat.sends(address, **facts, **files())
    check_all()


def files():
    return {"key": uuid4(), "uploads": paper(PLANTED["name of a file"])}
