"""Spanish as written in the United States: month before day in figures, point before cents."""

from django.conf.locale.en import formats as us

DATE_FORMAT = r"j \d\e F \d\e Y"
SHORT_DATE_FORMAT = "m/d/Y"
TIME_FORMAT = "g:i a"
DATETIME_FORMAT = r"j \d\e F \d\e Y, g:i a"
SHORT_DATETIME_FORMAT = "m/d/Y g:i a"
FIRST_DAY_OF_WEEK = us.FIRST_DAY_OF_WEEK
# Django's Spanish would read 04/05/2026 as the fourth of May.
DATE_INPUT_FORMATS = us.DATE_INPUT_FORMATS
DATETIME_INPUT_FORMATS = us.DATETIME_INPUT_FORMATS
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
