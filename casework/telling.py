"""Who is written to about a case: the consumer, and the delegate while they may work on it."""

from accounts.models import Assister, User
from cases.models import Case
from casework.models import Document
from delegation.models import Delegation
from notifications import outbox


def tell(kind: str, document: Document) -> None:
    """In the caller's transaction."""
    for person in people_of(document.case):
        outbox.post(kind, to=person.email, language=person.language, about=document)


def people_of(case: Case) -> list[User]:
    found = [case.user] if case.user else []
    ready = Assister.objects.ready()
    for held in Delegation.objects.holding().filter(case=case, assister__in=ready).with_people():
        if held.assister.user:
            found.append(held.assister.user)
    return found
