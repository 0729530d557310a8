"""The whole e-mail, pasted: the original example's words, ours in both languages, CEC and PBE."""

import pytest

from delegation.cleaning import Facts
from delegation.pasted import read_facts

ORIGINAL = """
CEC Delegation code:       SJ5Nen
CEE Business Legal Name:   UAT 4.4 American Traders 3
CEC Certification #:       500000142
"""
MEANT = Facts(code="SJ5Nen", legal_name="UAT 4.4 American Traders 3", number="500000142")


@pytest.mark.parametrize(
    "mail",
    [
        ORIGINAL,
        ORIGINAL.replace("CEC", "PBE").replace("CEE", "PBEE"),
        ORIGINAL.replace("\n", "\r\n"),
        ORIGINAL.replace("\n", "\n> "),
        ORIGINAL.replace("\n", "\n> > "),
        ORIGINAL.replace("\n", " "),
        ORIGINAL.replace(": ", ":\n"),
        ORIGINAL.replace(": ", ":\n\n"),
        ORIGINAL.replace("\n", "\n\n"),
        ORIGINAL.replace(" ", "\u00a0"),
        ORIGINAL.replace(":", ":\u200b"),
        ORIGINAL.upper()
        .replace("SJ5NEN", "SJ5Nen")
        .replace("UAT 4.4 AMERICAN TRADERS", "UAT 4.4 American Traders"),
        ORIGINAL.replace("500000142", "500 000-142"),
        "*" + ORIGINAL.strip().replace(":", ":*").replace("\n", "\n*"),
        f"Hello Dee,\n\nyou are invited.\n{ORIGINAL}\nOpen this link: https://example.org/?code=no\n",
        "CEC Certification #: 500000142\nCEC Delegation code: SJ5Nen\n"
        "CEE Business Legal Name: UAT 4.4 American Traders 3",
        "Código de delegación de CEC: SJ5Nen\nNombre legal de la CEE: UAT 4.4 American Traders 3\n"
        "Número de certificación de CEC: 500000142",
        "Delegation code: SJ5Nen\nEntity legal name (CEE or PBEE): UAT 4.4 American Traders 3\n"
        "Certification number: 500000142",
    ],
)
def test_finds_the_three_facts(mail):
    facts, _notes = read_facts(mail)

    assert facts == MEANT


def test_says_what_it_did_not_find():
    facts, notes = read_facts("CEC Delegation code: SJ5Nen")

    assert facts == Facts(code="SJ5Nen", legal_name="", number="")
    assert len(notes) == 2


def test_says_what_it_cleaned():
    _facts, notes = read_facts(ORIGINAL.replace("500000142", "500 000 142"))

    assert notes == ["We took stray spaces and marks out of the certification number."]


@pytest.mark.parametrize(
    "mail", ["", "\x00", "Buy now!", "code " * 5000, "Delegation code:" * 2000]
)
def test_finds_nothing_in_what_is_no_invitation(mail):
    facts, _notes = read_facts(mail)

    assert facts == Facts(code="", legal_name="", number="")
