"""Text that staff write, taken apart for a page: paragraphs, and lists of lines that begin with a dash."""

from collections.abc import Iterator
from itertools import groupby


def blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """("paragraph" or "list", lines) in order; nothing in it is taken for markup."""
    for piece in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in piece.splitlines() if line.strip()]
        for is_list, group in groupby(lines, lambda line: line.startswith("- ")):
            if is_list:
                yield "list", [line.removeprefix("- ") for line in group]
            else:
                yield "paragraph", list(group)
