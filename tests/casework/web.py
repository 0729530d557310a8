"""Sending documents in tests: as a browser sends them, and as the worker takes them on."""

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase

from audit.models import AuditEvent
from casework import tasks
from casework.models import DocumentFile
from tests.casework import papers


def paper(name="letter.png", content=papers.PNG):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def form(*files, **more):
    """What the form of a new document posts."""
    return {
        "key": str(uuid4()),
        "type": "income",
        "people": ["contact"],
        "note": "",
        "uploads": list(files or [paper()]),
        **more,
    }


def answer_form(*files, **more):
    return {"key": str(uuid4()), "note": "", "uploads": list(files or [paper()]), **more}


def check_all():
    """As a worker does, whose transactions are its own."""
    for pk in list(DocumentFile.objects.unchecked().values_list("pk", flat=True)):
        with TestCase.captureOnCommitCallbacks(execute=True):
            tasks.check_file(str(pk))


def verbs():
    """What was put on record, in order, without what signing in leaves."""
    events = AuditEvent.objects.exclude(verb__startswith="session").order_by("pk")
    return [
        event.verb if event.outcome == "done" else f"{event.verb} {event.outcome}: {event.reason}"
        for event in events
    ]
