"""A stray space, a curly quote or a capital letter never fails anyone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.cleaning import clean_code, clean_number, clean_text, code_key, name_key

NAME = "UAT 4.4 American Traders 3"


class TestLegalName:
    @pytest.mark.parametrize(
        "typed",
        [
            "  UAT 4.4 American Traders 3  ",
            "uat 4.4 american traders 3",
            "UAT\u00a04.4\u2003American\tTraders  3",
            "UAT 4.4 Ameri\u200bcan Traders\ufeff 3",
            "\u202aUAT 4.4 American Traders 3\u202c",
            "ＵＡＴ 4.4 American Traders 3",
            "UAT 4.4 American\r\nTraders 3",
            "UAT 4.4 AmericanTraders 3",
        ],
    )
    def test_is_the_same_however_it_was_copied(self, typed):
        assert name_key(typed) == name_key(NAME)

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("O’Brien & Sons", "O'Brien & Sons"),
            ("O´Brien & Sons", "O'Brien & Sons"),
            ("“Salud” – Clínica", '"Salud" - Clínica'),
            ("Cl\u0069\u0301nica", "CLÍNICA"),
        ],
    )
    def test_quotes_dashes_and_accents_are_one_however_typed(self, typed, meant):
        assert name_key(typed) == name_key(meant)

    def test_another_name_stays_another(self):
        assert name_key("UAT 4.4 American Traders 30") != name_key(NAME)
        assert name_key("Clinica") != name_key("Clínica")

    @given(st.text())
    def test_cleaning_twice_changes_nothing_more(self, text):
        assert clean_text(clean_text(text)) == clean_text(text)


class TestNumber:
    @pytest.mark.parametrize(
        "typed", ["500000142", " 500 000 142 ", "500-000-142", "#500000142", "５０００００１４２"]
    )
    def test_is_its_digits(self, typed):
        assert clean_number(typed) == "500000142"


class TestCode:
    @pytest.mark.parametrize("typed", ["SJ5Nen", "sj5nen", " SJ5 Nen ", "SJ5-Nen", "SJ5\u200bNen"])
    def test_is_its_letters_and_digits_in_either_case(self, typed):
        assert code_key(typed) == "sj5nen"

    def test_is_shown_as_typed(self):
        assert clean_code(" SJ5 Nen") == "SJ5Nen"
