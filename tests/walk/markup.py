"""What a page's HTML owes everybody, whether or not a script runs."""

from html.parser import HTMLParser

from django.http import HttpResponse

from tests.matrix.rows import Row

DATA_BLOCKS = {"application/json", "application/ld+json"}
# A passkey is made by a script; the style page shows fields, and sends nothing.
SCRIPTED = {"mfa_add_webauthn", "dev_style"}


class Markup(HTMLParser):
    """Reads a page and keeps what ``faults`` judges."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang, self.title, self.headings, self.inline = "", "", [], []
        self.forms: list[dict] = []
        self.elsewhere: set[str] = set()  # forms that a button outside of them submits
        self._open = ""
        self._in_form = False
        self._in_svg = 0
        self.feed(html)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attrs = dict(pairs)
        self.inline += [f"{name} on <{tag}>" for name in attrs if name.startswith("on")]
        self.inline += [f"style on <{tag}>"] if "style" in attrs else []
        if any((value or "").lower().startswith("javascript:") for value in attrs.values()):
            self.inline.append(f"javascript: on <{tag}>")
        self._note(tag, attrs)

    def _note(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "html":
            self.lang = attrs.get("lang") or ""
        elif tag == "svg":
            self._in_svg += 1
        elif tag == "title" and not self._in_svg:
            self._open = "title"
        elif tag == "h1":
            self._open = "h1"
            self.headings.append("")
        elif tag == "style":
            self.inline.append("<style>")
        elif tag == "script" and "src" not in attrs and attrs.get("type") not in DATA_BLOCKS:
            self.inline.append("<script>")
        elif tag == "form":
            self._in_form = True
            self.forms.append({"attrs": attrs, "submit": False, "fields": False})
        elif self._in_form and is_field(tag, attrs):
            self.forms[-1]["fields"] = True
        elif is_submit(tag, attrs):
            self._note_submit(attrs)

    def _note_submit(self, attrs: dict[str, str | None]) -> None:
        if attrs.get("form"):
            self.elsewhere.add(attrs["form"] or "")
        elif self._in_form:
            self.forms[-1]["submit"] = True

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""
        if tag == "svg":
            self._in_svg -= 1
        if tag == "form":
            self._in_form = False

    def handle_data(self, text: str) -> None:
        if self._open == "title":
            self.title += text
        elif self._open == "h1":
            self.headings[-1] += text

    def faults(self, language: str) -> list[str]:
        found = list(dict.fromkeys(f"inline code: {what}" for what in self.inline))
        if self.lang.partition("-")[0] != language:
            found.append(f'lang is "{self.lang}", not "{language}"')
        if not self.title.strip():
            found.append("no title")
        if len(self.headings) != 1 or not self.headings[0].strip():
            found.append(f"h1: {[text.strip() for text in self.headings]}")
        for form in self.forms:
            if (
                form["fields"]
                and not form["submit"]
                and form["attrs"].get("id") not in self.elsewhere
            ):
                found.append(f"a form to fill in without a submit button: {form['attrs']}")
        return found


def is_field(tag: str, attrs: dict[str, str | None]) -> bool:
    """Something to fill in: a form of hidden values alone is the scripts' own."""
    passive = {"hidden", "submit", "image", "button", "reset"}
    return tag in {"select", "textarea"} or (tag == "input" and attrs.get("type") not in passive)


def is_submit(tag: str, attrs: dict[str, str | None]) -> bool:
    kind = (attrs.get("type") or ("submit" if tag == "button" else "")).lower()
    return tag in {"button", "input"} and kind in {"submit", "image"}


def faults(row: Row, response: HttpResponse, language: str) -> list[str]:
    kind = response.headers["Content-Type"]
    if not kind.startswith("text/html"):
        return [f"no page but {kind}: name it in NO_PAGES"]
    found = Markup(response.content.decode()).faults(language)
    return [fault for fault in found if not (row.name in SCRIPTED and "submit button" in fault)]
