"""What a page's forms would send, and what somebody would send who means ill."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import quote_from_bytes

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT
from hypothesis import strategies as st

ODD: list[str | bytes] = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "💥👩‍👩‍👧",
    "e\u0301\u200b\u202e",
    "ı",
    "NaN",
    "-Infinity",
    "1e400",
    "-1",
    "99999999999999999999",
    "٣",
    "9999-12-31",
    "0000-00-00",
    "9999-12-31T23:59:59",
    "null",
    "[]",
    "{}",
    '{"response": {"userHandle": 1}, "id": []}',
    "../../../etc/passwd",
    "//example.org",
    "http://[",
    "%00",
    "' OR 1=1 --",
    "<script>",
    "a@b",
    f"{'a' * 64}@{'b' * 190}.org",
    "00000000-0000-4000-8000-000000000000",
    "x" * 5_000,
    b"\xff\xfe",
    b"\xed\xa0\x80",  # half of a pair
]
WRONG_TYPES = [
    "application/json",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary",
]


class Fields(HTMLParser):
    """The names that a page's forms send, each with the values that the page offers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.offered: dict[str, list[str]] = {}
        self._name = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag in {"input", "select", "textarea", "button"} and facts.get("name"):
            self._name = facts["name"] or ""
            self.offered.setdefault(self._name, []).append(facts.get("value") or "")
        elif tag == "option":
            self.offered[self._name].append(facts.get("value") or "")


def values(offered: list[str]) -> st.SearchStrategy[list[str | bytes]]:
    """One value mostly; none or several where one is expected, too."""
    odd = st.sampled_from(ODD) | st.text(max_size=40, alphabet=st.characters(codec="utf-8"))
    one = st.sampled_from(offered) | odd if offered else odd
    return one.map(lambda value: [value]) | st.lists(one, max_size=3)


def answers(offered: dict[str, list[str]]) -> st.SearchStrategy[dict[str, list[str | bytes]]]:
    return st.fixed_dictionaries({name: values(choices) for name, choices in offered.items()})


def urlencoded(answer: dict[str, list[str | bytes]]) -> str:
    """Even what is no text."""

    def quoted(value: str | bytes) -> str:
        return quote_from_bytes(value.encode() if isinstance(value, str) else value)

    return "&".join(f"{quoted(k)}={quoted(v)}" for k, each in answer.items() for v in each)


def as_files(answer: dict[str, list[str | bytes]]) -> dict[str, SimpleUploadedFile]:
    """A file for every answer."""
    return {name: SimpleUploadedFile("a\u202e.pdf", b"%PDF\x00") for name in answer}


def bodies(answer: dict[str, list[str | bytes]]) -> st.SearchStrategy[tuple[object, str]]:
    """What is sent and as which type of content; as a form sends it, mostly."""
    form = (urlencoded(answer), "application/x-www-form-urlencoded")
    return st.sampled_from(
        [form] * 8
        + [(as_files(answer), MULTIPART_CONTENT)]
        + [(form[0], wrong) for wrong in WRONG_TYPES]
    )
