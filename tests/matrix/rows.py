"""What a row of the matrix says: who gets which answer from one address, on GET and on POST.

An answer is written as "200", "403", "404", "405", or "302 <name of the URL it leads to>", with
"?next" where one is to come back from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.matrix.people import EVERYONE, OUTSIDERS, SIGNED_IN, Group

if TYPE_CHECKING:
    from tests.matrix.world import Visit

OK, FORBIDDEN, NOT_FOUND, NO_SUCH_VERB = "200", "403", "404", "405"
SIGN_IN, ADMIN_DOOR = "302 account_login?next", "302 admin:login?next"
REAUTHENTICATE = "302 account_reauthenticate?next"
REFUSALS = {FORBIDDEN, NOT_FOUND, NO_SUCH_VERB, SIGN_IN, ADMIN_DOOR, REAUTHENTICATE, "429"}

Answers = dict[str, str]
Facts = Callable[["Visit"], object]


def to(name: str) -> str:
    return f"302 {name}"


def everyone(answer: str) -> Answers:
    return dict.fromkeys(EVERYONE, answer)


def signed_in(answer: str) -> Answers:
    """All who have a session; the others are sent to sign in first."""
    return {**dict.fromkeys(OUTSIDERS, SIGN_IN), **dict.fromkeys(SIGNED_IN, answer)}


def but(answers: Answers, group: Group, answer: str) -> Answers:
    return {**answers, **dict.fromkeys(group, answer)}


@dataclass(frozen=True, eq=False)
class Row:
    """One address in one situation.

    ``on`` gives the arguments of the URL; ``given`` makes what has to be there first, such as rows
    of the visitor's own or something held in their session; ``data`` is what is posted. Where
    ``writes`` is set, whoever is answered on POST with anything but a refusal must have changed
    the database: so the data are known to be good, and the refusals to be earned.
    ``asks_again`` names the methods for which who signed in more than five minutes ago must confirm
    that it is still they; what is ``recently`` given only comes of a fresh confirmation.
    ``traces`` are tables that even a GET may write, each with its reason beside the row.
    ``when`` tells rows of one URL apart.
    """

    name: str
    get: Answers
    post: Answers
    when: str = ""
    on: Facts | None = None
    given: Facts | None = None
    data: Facts | None = None
    query: str = ""
    writes: bool = False
    asks_again: tuple[str, ...] = ()
    traces: frozenset[str] = frozenset()
    recently: bool = False

    def __str__(self) -> str:
        return f"{self.name} ({self.when})" if self.when else self.name


def page(name: str, get: Answers, post: Answers | None = None, **more) -> Row:
    """A page and its form: an empty POST is answered like GET, with errors, or refused alike."""
    return Row(name, get, get if post is None else post, **more)


def verb(name: str, post: Answers, **more) -> Row:
    """POST only: whoever gets in with GET is told so."""
    told = {who: answer if answer in REFUSALS else NO_SUCH_VERB for who, answer in post.items()}
    return Row(name, told, post, **more)
