"""The portal's words in its other languages: found in the code, kept in a .po, compiled to a .mo.

Babel does here what Django's makemessages and compilemessages do with GNU gettext (ADR 0007). It is
a development dependency: only the command `translations` and the tests may import this module.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE_LANGUAGE = "en"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Messages of allauth that our pages show and whose own Spanish is stiff, says "tú" or "passkey".
FOREIGN: list[str | tuple[str, str]] = [
    "You have signed out.",
    "Forgot your password?",
    "Sign in with a passkey",
    "Use your password",
]
# What the program fills in, and the markup: both must come through a translation unharmed.
_PLACEHOLDER = re.compile(r"%%|%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?[a-z][^>]*>")


class Words(Catalog):
    """A catalogue whose files change only when words do: no dates, no names, no line numbers."""

    def __init__(self, language: str, messages: Iterable[Message] = ()) -> None:
        comment = (
            "# Kept by `manage.py translations`. Edit the msgstr lines; run it again to compile."
        )
        super().__init__(locale=language, header_comment=comment, fuzzy=False)
        for message in messages:
            if message.id:
                self[message.id] = message

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


@dataclass(frozen=True)
class Files:
    """The two files of one language."""

    language: str
    folder: Path

    @property
    def po(self) -> Path:
        return self.folder / self.language / "LC_MESSAGES" / "django.po"

    @property
    def mo(self) -> Path:
        return self.po.with_suffix(".mo")

    def read(self) -> Catalog:
        if not self.po.exists():
            return Words(self.language)
        with self.po.open("rb") as file:
            return read_po(file, locale=self.language)


def languages() -> list[Files]:
    """Every language but the one the code is written in."""
    folder = Path(settings.LOCALE_PATHS[0])
    return [Files(code, folder) for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE]


def sources() -> Iterator[Path]:
    """Our own Python files and templates; not those of packages, and no tests."""
    templates = [Path(settings.BASE_DIR) / "templates"]
    for app in apps.get_app_configs():
        folder = Path(app.path)
        if folder.parent == Path(settings.BASE_DIR):
            templates.append(folder / "templates")
            yield from (
                path
                for path in folder.rglob("*.py")
                if "migrations" not in path.relative_to(folder).parts
            )
    for folder in templates:
        yield from (path for path in folder.rglob("*") if path.suffix in {".html", ".txt"})


def found_in(paths: Iterable[Path], root: Path) -> Catalog:
    """The messages that the files show to users, each with where it stands."""
    found = Catalog()
    for path in sorted(paths):
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Lines of a template begin anywhere; to Python that would be wrong indentation.
            lines = templatize(source, origin=str(path)).splitlines()
            source = "\n".join(line.lstrip() for line in lines)
        name = path.relative_to(root).as_posix()
        for line, words, comments, context in extract(
            "python", BytesIO(source.encode()), KEYWORDS, comment_tags=["Translators:"]
        ):
            found.add(words, locations=[(name, line)], auto_comments=comments, context=context)
    return found


def found() -> Catalog:
    """Every message of the portal, and the foreign ones that it words anew."""
    catalogue = found_in(sources(), Path(settings.BASE_DIR))
    for words in FOREIGN:
        catalogue.add(words, locations=[("portal/translations.py", 0)])
    return catalogue


def update(files: Files, found: Catalog) -> Catalog:
    """Bring both files up to date; what nobody shows any more goes, what is new waits for words."""
    kept = files.read()
    # A message that was reworded keeps its old translation as a guess, marked fuzzy.
    kept.update(found)
    words = Words(files.language, kept)
    files.po.parent.mkdir(parents=True, exist_ok=True)
    with files.po.open("wb") as file:
        write_po(file, words, width=100, sort_by_file=True, include_lineno=False)
    files.mo.write_bytes(compiled(files.read()))
    return words


def compiled(catalogue: Catalog) -> bytes:
    file = BytesIO()
    write_mo(file, Words(str(catalogue.locale_identifier), catalogue))
    return file.getvalue()


def problems(files: Files, found: Catalog) -> list[str]:
    """What keeps the language from being complete, one line each."""
    kept = files.read()
    there = {_key(message): message for message in kept if message.id}
    wanted = {_key(message): message for message in found if message.id}
    lines = [f"not in the catalogue: {_quoted(wanted[key])}" for key in wanted if key not in there]
    lines += [f"used nowhere: {_quoted(there[key])}" for key in there if key not in wanted]
    for key, message in there.items():
        if key in wanted:
            lines += [f"{problem}: {_quoted(message)}" for problem in _problems_of(message)]
    if not files.mo.exists() or files.mo.read_bytes() != compiled(kept):
        lines.append(f"{files.mo.name} is older than {files.po.name}")
    return lines


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, _forms(message.id)[0]


def _forms(words: object) -> list[str]:
    """One form, or the singular and the plural."""
    return [str(form or "") for form in words] if isinstance(words, list | tuple) else [str(words)]


def _quoted(message: Message) -> str:
    where = f" ({message.locations[0][0]})" if message.locations else ""
    return f"“{_forms(message.id)[0]}”{where}"


def _problems_of(message: Message) -> Iterator[str]:
    originals, translations = _forms(message.id), _forms(message.string)
    if len(translations) < len(originals) or not all(translations):
        yield "not translated"
        return
    if message.fuzzy:
        yield "only guessed (fuzzy)"
    allowed = _placeholders(originals[0]) | _placeholders(originals[-1])
    if _placeholders(translations[-1]) != _placeholders(originals[-1]) or any(
        _placeholders(translation) - allowed for translation in translations
    ):
        yield "placeholders differ"


def _placeholders(words: str) -> set[str]:
    return set(_PLACEHOLDER.findall(words))
