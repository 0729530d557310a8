from datetime import date

import pytest
from django import forms

from portal.forms import MemorableDateField


class BirthForm(forms.Form):
    born_on = MemorableDateField(autocomplete="bday")


class MaybeForm(forms.Form):
    born_on = MemorableDateField(required=False)


def typed(month="", day="", year="", form_class=BirthForm):
    return form_class({"born_on_month": month, "born_on_day": day, "born_on_year": year})


class TestMemorableDate:
    @pytest.mark.parametrize(
        "parts",
        [
            ("4", "28", "1986"),
            ("04", "28", "1986"),
            (" 4 ", "28\t", "1986"),
            ("４", "２８", "１９８６"),
        ],
    )
    def test_takes_a_date_as_people_write_it(self, parts):
        form = typed(*parts)

        assert form.is_valid()
        assert form.cleaned_data["born_on"] == date(1986, 4, 28)

    @pytest.mark.parametrize(
        ("parts", "words"),
        [
            (("", "", ""), "Enter the month, day and year."),
            (("4", "", "1986"), "Enter the month, day and year."),
            (("13", "1", "1986"), "Enter a month from 1 to 12."),
            (("0", "1", "1986"), "Enter a month from 1 to 12."),
            (("April", "1", "1986"), "Enter a month from 1 to 12."),
            (("2", "30", "1986"), "Enter a day that this month has."),
            (("2", "29", "1987"), "Enter a day that this month has."),
            (("4", "-1", "1986"), "Enter a day that this month has."),
            (("4", "28", "86"), "Enter the year with four digits, for example 1986."),
            (("4", "28", "0000"), "Enter the year with four digits, for example 1986."),
            (("4", "28", "19861"), "Enter the year with four digits, for example 1986."),
            (("²", "1", "1986"), None),
            (("٤", "1", "1986"), "Enter a month from 1 to 12."),
            (("4" * 10_000, "1", "1986"), "Enter a month from 1 to 12."),
            (("\x00", "1", "1986"), "Enter a month from 1 to 12."),
        ],
    )
    def test_says_what_to_mend(self, parts, words):
        form = typed(*parts)

        assert form.errors.get("born_on") == ([words] if words else None)

    def test_keeps_what_was_typed(self):
        form = typed("13", "1", "86")

        assert form["born_on"].value() == ["13", "1", "86"]

    def test_may_be_left_out_when_it_is_optional(self):
        form = typed(form_class=MaybeForm)

        assert form.is_valid()
        assert form.cleaned_data["born_on"] is None

    def test_optional_or_not_a_date_is_whole_or_none(self):
        assert not typed("4", form_class=MaybeForm).is_valid()

    def test_knows_whether_it_changed(self):
        unchanged = BirthForm(
            {"born_on_month": "4", "born_on_day": "28", "born_on_year": "1986"},
            initial={"born_on": date(1986, 4, 28)},
        )

        assert not unchanged.has_changed()

    def test_lets_the_browser_fill_a_birth_date(self):
        html = str(BirthForm()["born_on"])

        assert 'autocomplete="bday-month"' in html
        assert 'autocomplete="bday-year"' in html
