"""Names and addresses as they are compared: what people spell in several ways, in one."""

from portal.folding import fold

# As they are read out, and as they stand in records. Both sides are shortened.
SHORT = {
    "street": "st",
    "avenue": "ave",
    "av": "ave",
    "boulevard": "blvd",
    "drive": "dr",
    "road": "rd",
    "lane": "ln",
    "court": "ct",
    "place": "pl",
    "circle": "cir",
    "highway": "hwy",
    "parkway": "pkwy",
    "terrace": "ter",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "apartment": "apt",
    "unit": "apt",
    "suite": "apt",
    "ste": "apt",
    "number": "apt",
    "no": "apt",
}


def words(text: str) -> list[str]:
    """The words of a name, whatever their order."""
    return sorted(fold(text).split())


def fold_street(text: str) -> str:
    """“12 North Main Street #4” and “12 N. Main St., Apt. 4” are one address."""
    folded = fold(text.replace("#", " apt ")).split()
    short = [SHORT.get(word, word) for word in folded]
    return " ".join(
        word for word, before in zip(short, ["", *short], strict=False) if word != before
    )
