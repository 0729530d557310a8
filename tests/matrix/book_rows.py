"""The assister's lists of cases: the book, its file, the board of renewals."""

from tests.matrix.casework_rows import document_of, of_case
from tests.matrix.people import ASSISTERS
from tests.matrix.rows import FORBIDDEN, NO_SUCH_VERB, OK, Answers, Row, but, signed_in, to
from tests.matrix.world import Visit

BOOK, BOARD = "casework:book", "casework:renewal_board"


def assisters(answer: str) -> Answers:
    return but(signed_in(FORBIDDEN), ASSISTERS, answer)


def words(here: Visit) -> dict:
    return {"q": "Pat"}


ROWS: list[Row] = [
    *(
        row
        for name in (BOOK, BOARD)
        for row in (
            Row(name, assisters(OK), assisters(to(name)), data=words),
            Row(
                name,
                assisters(OK),
                assisters(to(name)),
                when="with a case",
                given=document_of(requested=True),
                query="?q=nonsense",
            ),
        )
    ),
    Row(
        "casework:book_export",
        assisters(NO_SUCH_VERB),
        assisters(OK),
        asks_again=("post",),
        given=of_case,
    ),
]
