"""Finding the three facts in a pasted e-mail, of either kind, in either language, however it was copied."""

import re
from itertools import zip_longest

from django.utils.translation import gettext as _

from delegation.cleaning import Facts, clean_facts, clean_text

_ROLE = r"(?:CEC|PBE)"
_ENTITY = r"(?:CEE|PBEE)"
# Each label as our own e-mails and the original example write it. A label ends in a colon; copying
# may have put blanks anywhere within, and some programs drop the line breaks.
_LABELS = {
    "code": [
        rf"(?:{_ROLE}\s+)?Delegation\s+code",
        rf"Código\s+de\s+delegación(?:\s+(?:de\s+|del\s+)?{_ROLE})?",
    ],
    "legal_name": [
        rf"(?:{_ENTITY}\s+)?(?:Business\s+)?Legal\s+Name",
        rf"Entity\s+legal\s+name(?:\s+\({_ENTITY}[^)]*\))?",
        rf"Nombre\s+legal(?:\s+de\s+(?:la\s+)?(?:entidad|{_ENTITY}))?",
    ],
    "number": [
        rf"(?:{_ROLE}\s+)?Certification\s*(?:#|number|no\.?)",
        rf"(?:Número|N\.?\s*[º°o]\.?)\s+de\s+certificación(?:\s+(?:de\s+|del\s+)?{_ROLE})?",
    ],
}
_LABEL = re.compile(
    "|".join(rf"(?P<{fact}>(?<!\w)(?:{'|'.join(labels)})\s*:)" for fact, labels in _LABELS.items()),
    re.IGNORECASE,
)
_QUOTE_MARK = re.compile(r"^[ \t]*(?:[>|][ \t]*)+", re.MULTILINE)
_SHAPES = {"code": re.compile(r"[^\W_]{6}(?![^\W_])"), "number": re.compile(r"(?:\d[\s-]*){9}")}
LONGEST_PASTE = 20_000


def read_facts(mail: str) -> tuple[Facts, list[str]]:
    """The facts the e-mail names, cleaned, and a word on each that needed cleaning or is missing."""
    found = {"code": "", "legal_name": "", "number": ""}
    lines = (clean_text(line) for line in _QUOTE_MARK.sub("", mail[:LONGEST_PASTE]).splitlines())
    text = "\n".join(lines)
    labels = list(_LABEL.finditer(text))
    for label, following in zip_longest(labels, labels[1:]):
        fact = str(label.lastgroup)
        value = text[label.end() : following.start() if following else len(text)]
        found[fact] = found[fact] or _value(fact, value)
    facts = clean_facts(**found)
    return facts, _notes(found, facts)


def _notes(found: dict[str, str], facts: Facts) -> list[str]:
    names = {
        "code": _("the delegation code"),
        "legal_name": _("the legal name"),
        "number": _("the certification number"),
    }
    notes = []
    for fact, name in names.items():
        cleaned = getattr(facts, fact)
        if not cleaned:
            notes.append(_("We did not find %(fact)s: enter it yourself.") % {"fact": name})
        elif cleaned != found[fact]:
            notes.append(_("We took stray spaces and marks out of %(fact)s.") % {"fact": name})
    return notes


def _value(fact: str, text: str) -> str:
    """What stands behind a label: up to the next empty line, or just as much as has the fact's shape."""
    paragraph = text.strip("\n* ").split("\n\n")[0]
    shape = _SHAPES.get(fact)
    if shape is None:
        return paragraph.strip("* ")
    match = shape.search(paragraph)
    return match.group() if match else ""
