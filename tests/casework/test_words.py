"""Whatever is recorded of a case has words on the activity page: held over the sources."""

import ast
import re
from functools import cache

import pytest
from django.conf import settings

from casework.activity import words

# The apps that act on cases, and what their events are about.
APPS = ["cases", "delegation", "accesscodes", "casework"]
NOUNS = {
    "access_code",
    "activity",
    "case",
    "change",
    "delegation",
    "document",
    "document_file",
    "help_line_call",
    "history",
    "identity_check",
    "objection",
    "question",
    "renewal",
}
# Never of one case: before there is one, of many at once, or only what a refusal of nothing is called.
OF_NO_CASE = {
    "access_code.alert",
    "case.import_file",
    "casework.desk_list",
    "casework.desk_read",
    "casework.read",
    "delegation.tell_assister",
    "help_line_call.export",
    "renewal.board",
}
OTHER_NOUNS = {"activation", "delegation_code", "entity_request", "invitation", "take_up_code"}
# Of the same form, and no verbs: permissions, salts, names of models, keys of a session.
NO_VERBS = {
    "delegation.delegation",
    "delegation.invitation",
    "delegation.issue_delegationcode",
    "delegation.receipt",
    "delegation.whose",
}
VERB = re.compile(r"[a-z_]+\.[a-z_]+")
RECORDING = {"record", "record_many", "record_selected", "workflow", "note", "note_listed"}


def sources():
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if "migrations" not in path.parts and path.name != "words.py":
                yield path


@cache
def verbs():
    """Those that something is recorded by; and every text that has the form of one about a case."""
    found = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            for text, is_recorded in texts(node):
                if VERB.fullmatch(text) and (is_recorded or text.partition(".")[0] in NOUNS):
                    found[text] = f"{path.relative_to(settings.BASE_DIR)}:{node.lineno}"
    return found


def texts(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, False
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in RECORDING and isinstance(node.args[0].value, str):
            yield node.args[0].value, True


def test_every_verb_of_a_case_has_words():
    without = {
        f"{verb} ({place})"
        for verb, place in verbs().items()
        if verb not in words.WORDS
        and verb not in OF_NO_CASE | NO_VERBS
        and verb.partition(".")[0] not in OTHER_NOUNS
    }
    assert without == set()


def test_the_search_finds_them():
    """In calls, in tables of verbs, and as an admin's own."""
    assert {"document.send", "delegation.withdraw", "change.desk_list", "case.import"} <= set(
        verbs()
    )


def test_no_verb_is_put_together_from_pieces():
    """Then nobody, and no test, could look for it."""
    pieced = [
        f"{path.name}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") in RECORDING
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert pieced == []


@pytest.mark.parametrize("verb", ["thing.do", "question.unknown"])
def test_an_unknown_verb_is_shown_with_general_words_and_counts_as_done(verb):
    assert words.of(verb) is words.UNKNOWN
    assert not words.of(verb).looks
