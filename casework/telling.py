"""Who is written to about a case: the consumer, and the delegate while they may work on it."""

from collections.abc import Iterable

from accounts.models import Assister, User
from cases.models import Case
from casework.models import CoverageReminder, Document, Question, Statement
from delegation.models import Delegation
from notifications import outbox


def tell(kind: str, document: Document) -> None:
    """In the caller's transaction."""
    tell_of(kind, document)


def tell_of(
    kind: str,
    about: Document | Statement | CoverageReminder | Question,
    people: Iterable[User] | None = None,
) -> None:
    """In the caller's transaction; these people, or all of the case."""
    for person in people_of(about.case) if people is None else people:
        outbox.post(kind, to=person.email, language=person.language, about=about)


def people_of(case: Case) -> list[User]:
    return [*consumer_of(case), *delegates_of(case)]


def consumer_of(case: Case) -> list[User]:
    """Nobody, while no account is linked."""
    return [case.user] if case.user else []


def delegates_of(case: Case) -> list[User]:
    ready = Assister.objects.ready()
    held = Delegation.objects.holding().filter(case=case, assister__in=ready).with_people()
    return [row.assister.user for row in held if row.assister.user]
