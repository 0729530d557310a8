"""Days, hours and dollars as people read them."""

from datetime import date
from fractions import Fraction

from django.utils.formats import date_format


def day(of: date) -> str:
    return date_format(of, "DATE_FORMAT")


def hours(of: Fraction) -> str:
    """With as many digits as it has; people give two at most."""
    hundredths = of.numerator * 100 // of.denominator
    return f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")


def dollars(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02d}"
