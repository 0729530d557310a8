"""Opening hours as people write them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import hours

MINUTES = st.integers(0, 24 * 60 - 1)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9-5", "9:00 am - 5:00 pm"),
        ("9:00 a. m. – 5:30 p. m.", "9:00 am - 5:30 pm"),
        ("9 AM to 12, 1-5:30 pm", "9:00 am - 12:00 pm, 1:00 pm - 5:30 pm"),
        ("8-12; 13-17", "8:00 am - 12:00 pm, 1:00 pm - 5:00 pm"),
        ("de 9 a 17", None),
        ("9 a 17", "9:00 am - 5:00 pm"),
        ("9.30-17.00", "9:30 am - 5:00 pm"),
        ("  ", ""),
        ("Closed", ""),
        ("cerrado.", ""),
        ("12-4", "12:00 pm - 4:00 pm"),
        ("1-5 pm", "1:00 pm - 5:00 pm"),
        ("1-5", "1:00 pm - 5:00 pm"),
        ("1:30-4, 5-7", "1:30 pm - 4:00 pm, 5:00 pm - 7:00 pm"),
        ("7-3", "7:00 am - 3:00 pm"),
        ("5 am - 11 am", "5:00 am - 11:00 am"),
        ("5-11 am", "5:00 am - 11:00 am"),
        ("12 am - 6 am", "12:00 am - 6:00 am"),
        ("9", None),
        ("nine to five", None),
        ("25-26", None),
        ("13 pm - 2 pm", None),
        ("9:75-10", None),
        ("5 pm - 9 am", None),
        ("9-12, 11-3", None),
        ("9-12-15", None),
        ("٩-٥", "9:00 am - 5:00 pm"),
    ],
)
def test_reads_what_people_write(typed, read):
    if read is None:
        with pytest.raises(hours.NotHours):
            hours.parse(typed)
    else:
        assert hours.as_text(hours.parse(typed)) == read


@given(st.lists(MINUTES, min_size=2, max_size=6, unique=True))
def test_reads_what_it_wrote(minutes):
    times = [time(*divmod(one, 60)) for one in sorted(minutes)]
    written = list(zip(times[::2], times[1::2], strict=False))
    assert hours.parse(hours.as_text(written)) == written


@given(st.text(max_size=40) | st.from_regex(r"[0-9apm:., -]{1,30}"))
def test_reads_anything_or_says_that_it_cannot(text):
    try:
        found = hours.parse(text)
    except hours.NotHours:
        return
    assert all(opens < closes for opens, closes in found)
    assert found == sorted(found)
