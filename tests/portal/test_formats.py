"""Dates and numbers read the same way in both languages: as in the United States."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation
from django.utils.formats import date_format, number_format, time_format

LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])


@LANGUAGES
def test_a_date_in_figures_has_the_month_first(language):
    with translation.override(language):
        assert date_format(date(2026, 4, 5), "SHORT_DATE_FORMAT") == "04/05/2026"
        assert forms.DateField().clean("04/05/2026") == date(2026, 4, 5)
        assert forms.DateField().clean("2026-04-05") == date(2026, 4, 5)


@pytest.mark.parametrize(
    ("language", "words", "moment"),
    [
        ("en", "April 5, 2026", "April 5, 2026, 1:40 p.m."),
        ("es", "5 de abril de 2026", "5 de abril de 2026, 1:40 p.m."),
    ],
)
def test_a_date_in_words(language, words, moment):
    with translation.override(language):
        assert date_format(date(2026, 4, 5)) == words
        assert date_format(datetime(2026, 4, 5, 13, 40), "DATETIME_FORMAT") == moment  # noqa: DTZ001


@LANGUAGES
def test_the_clock_has_twelve_hours(language):
    with translation.override(language):
        assert time_format(time(13, 40)) == "1:40 p.m."


@LANGUAGES
def test_cents_follow_a_point(language):
    with translation.override(language):
        assert number_format(Decimal("1287.33"), use_l10n=True, force_grouping=True) == "1,287.33"
        assert forms.DecimalField(localize=True).clean("1287.33") == Decimal("1287.33")
