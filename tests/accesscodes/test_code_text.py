import pytest
from hypothesis import given
from hypothesis import strategies as st

from accesscodes import code_text
from accesscodes.code_text import ALPHABET, clean, mint, offends

CODE = "K1M0Q4XW9D"


@pytest.mark.parametrize(
    "typed",
    [
        "K1M0Q-4XW9D",
        "k1m0q-4xw9d",
        "KIMOQ-4XW9D",
        "klmoq 4xw9d",
        " K1M0Q – 4XW9D ",
        "K 1 M 0 Q 4 X W 9 D",
        "K1M0Q\u20114XW9D",
        "K1M0Q\u00a04XW9D\u200b",
        "Ｋ１Ｍ０Ｑ－４ＸＷ９Ｄ",
        "ｋｌｍｏｑ４ｘｗ９ｄ",
        "K1M0Q.4XW9D",
        "K١M٠Q٤XW٩D",
        "kımoq4xw9d",
    ],
)
def test_every_shape_that_people_type_is_the_code(typed):
    assert clean(typed) == CODE


@given(st.text(alphabet=ALPHABET, min_size=10, max_size=10))
def test_what_is_shown_is_read_as_it_was_meant(text):
    assert clean(code_text.grouped(text)) == clean(text.lower()) == text


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(text):
    assert set(clean(text)) - set(ALPHABET) == {c for c in clean(text) if c not in ALPHABET}
    code_text.digests(text)


def test_a_code_is_ten_characters_that_cannot_be_mistaken():
    codes = {mint() for _ in range(300)}
    assert len(codes) == 300
    assert {len(code) for code in codes} == {10}
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)
    assert not any(map(offends, codes))


@pytest.mark.parametrize("text", ["XXFVCKXXXX", "QQP3N3QQQQ", "XA55XXXXXX", "XXXHE11XXX"])
def test_words_that_offend_are_seen_through_digits(text):
    assert offends(text)
    assert not offends("K1M0Q4XW9D")


def test_every_letter_has_a_word_in_both_languages_that_begins_with_it():
    for letter in ALPHABET:
        if letter.isalpha():
            assert code_text.ENGLISH[letter][0].upper() == letter
            assert code_text.SPANISH[letter][0].upper() == letter
    assert [one.in_english for one in code_text.spelled("K7")] == ["K as in Kilo", "seven"]
    assert [one.in_spanish for one in code_text.spelled("K7")] == ["K de kilo", "siete"]
