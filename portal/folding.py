"""Names as they are compared: what people spell in several ways, in one."""

import re
import unicodedata

# Letters that are no letter with a mark, to Unicode; cases_fold() in the database has the same ones.
LETTERS = ("ĐđØøŁłıß", "DdOoLlis")


def fold(text: str) -> str:
    """Without case and accents, letters and digits only, single spaces: “  Peña-O’Neal” is “pena oneal”."""
    plain = unicodedata.normalize("NFKD", text).translate(str.maketrans(*LETTERS))
    letters = re.sub(r"['’‘`´ʼ]|[\u0300-\u036f]", "", plain)
    return " ".join(re.sub(r"[\W_]+", " ", letters.lower()).split())
