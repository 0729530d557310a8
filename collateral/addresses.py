"""Which street addresses are no street: what is too large for a box cannot be sent there."""

import re

# As Python and PostgreSQL both read it, case aside: without word boundaries, which each writes otherwise.
# “PO Box 12”, “P. O. Box”, “P.O.B. 12”, “Post Office Box 12”, “Box 12”, “Apartado postal 12”, “Apdo. 12”.
PO_BOX = (
    r"(^|[^[:alnum:]])("
    r"p[.[:space:]]*[o0][.[:space:]]*(box([^[:alpha:]]|$)|bx?[.[:space:]#]*[0-9])"
    r"|post(al)?([[:space:]]+office)?[[:space:]]+box([^[:alpha:]]|$)"
    r"|apartado([[:space:]]+de[[:space:]]+correos?|[[:space:]]+postal|[[:space:]#]*[0-9])"
    r"|apdo[.[:space:]#]*(postal|[0-9])"
    r"|casilla[[:space:]]+(postal|de[[:space:]]+correos?)"
    r")|^box[[:space:]#]*[0-9]"
)
# Python has no names for classes of letters inside brackets.
_CLASSES = {"[:alnum:]": r"0-9a-zA-Z", "[:alpha:]": r"a-zA-Z", "[:space:]": r"\s"}


def _for_python(pattern: str) -> re.Pattern[str]:
    for name, letters in _CLASSES.items():
        pattern = pattern.replace(name, letters)
    return re.compile(pattern, re.IGNORECASE)


_PO_BOX = _for_python(PO_BOX)


def is_po_box(street: str) -> bool:
    """The same as the constraint `order_street_is_no_po_box` asks, in English and in Spanish."""
    return _PO_BOX.search(street) is not None
