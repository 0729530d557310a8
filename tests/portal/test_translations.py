"""The catalogue is complete, the tool that keeps it sees what is wrong, and pages speak one language."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.template.base import Lexer, TokenType
from django.utils import translation
from django.utils.translation import gettext, trans_real

from delegation.pasted import read_facts
from notifications import mails
from portal import translations
from portal.translations import Files, found_in
from tests.factories import AssisterFactory, DelegationCodeFactory, EntityFactory, NoticeFactory

SPANISH = translations.languages()[0]
# Words that mean the same to us as to Django or allauth, but that we say in another way.
SAID_BETTER = {"Khmer", "Username", "Warning:", *translations.FOREIGN}
# Words that stay as they are in every language.
NAMES = {"English", "Español", "SJ5Nen"}


@pytest.fixture
def words_of(tmp_path):
    """``words_of(**files)``: what is found in files of these names (two underscores: a dot)."""

    def find(**sources):
        paths = []
        for name, source in sources.items():
            path = tmp_path / name.replace("__", ".")
            path.write_text(source)
            paths.append(path)
        return found_in(paths, tmp_path)

    return find


@pytest.fixture
def files(tmp_path):
    return Files("es", tmp_path / "locale")


def ids(catalogue):
    return {message.id for message in catalogue if message.id}


def translated(files, found, **strings):
    """Write both files, with these translations of the messages that begin so."""
    translations.update(files, found)
    po = files.po.read_text()
    for start, string in strings.items():
        po = re.sub(rf'(msgid "{start}[^\n]*\nmsgstr ")"', rf'\1{string}"', po)
    files.po.write_text(po)
    translations.update(files, found)


class TestTheCatalogue:
    def test_is_complete(self):
        call_command("translations", check=True)

    def test_leaves_the_words_of_django_and_allauth_alone(self):
        # "May" once headed a group of fields; translated as such it would have renamed the month.
        ours = {message.id: message.string for message in SPANISH.read() if message.id}
        changed = {
            message.id
            for message in theirs()
            if isinstance(message.id, str)
            and message.id in ours
            and message.string.casefold() != ours[message.id].casefold()
        }
        assert changed - SAID_BETTER == set()

    def test_rewords_only_what_the_packages_still_say(self):
        there = {str(message.id) for message in theirs()}
        assert set(translations.FOREIGN) - there == set()

    def test_says_usted(self):
        familiar = re.compile(
            r"\b(tú|tu|tus|ti|puedes|tienes|quieres|debes|haz clic)\b", re.IGNORECASE
        )
        spanish = [str(message.string) for message in SPANISH.read() if message.id]
        assert [words for words in spanish if familiar.search(words)] == []

    def test_ends_and_begins_as_the_original_does(self):
        """A label's colon, a question's marks, a sentence's full stop."""
        odd = []
        for message in SPANISH.read():
            if not message.id or not isinstance(message.id, str):
                continue
            original, spanish = message.id, message.string
            if original == "Hello %(name)s,":  # ends in a colon in Spanish
                continue
            same_end = original[-1] == spanish[-1] or not {original[-1], spanish[-1]} & set(
                ".:?!, "
            )
            if not same_end or spanish.count("?") != spanish.count("¿"):
                odd.append(spanish)
        assert odd == []


def theirs():
    """The Spanish of the packages whose words ours are laid over."""
    packages = [Path(trans_real.__file__).parents[2] / "conf"]
    packages += [Path(app.path) for app in apps.get_app_configs() if is_foreign(app)]
    for package in packages:
        mo = package / "locale" / "es" / "LC_MESSAGES" / "django.mo"
        if mo.exists():
            with mo.open("rb") as file:
                yield from (message for message in read_mo(file) if message.id)


def is_foreign(app):
    return Path(app.path).parent != settings.BASE_DIR


class TestFinding:
    def test_in_python(self, words_of):
        found = words_of(
            a__py="_('One')\ngettext_lazy('Two')\npgettext('verb', 'May')\n"
            "ngettext('%(n)d day', '%(n)d days', 2)\n"
        )
        assert ids(found) == {"One", "Two", ("%(n)d day", "%(n)d days"), "May"}
        assert found.get("May", context="verb").context == "verb"

    @pytest.mark.parametrize("name", ["a__html", "a__txt"])
    def test_in_templates(self, words_of, name):
        template = """{% load i18n %}
            {# Just a note: gettext('no') #}{% comment %}{% translate "No" %}{% endcomment %}
          <p title="{% translate 'One' %}">{% translate "Two" as two %}{{ value|default:_("Three") }}
              {% blocktranslate trimmed with day=about.day %}
                Until
                {{ day }}.
              {% endblocktranslate %}
        {% blocktranslate count days=n %}{{ days }} day{% plural %}{{ days }} days{% endblocktranslate %}
        """
        assert ids(words_of(**{name: template})) == {
            "One",
            "Two",
            "Three",
            "Until %(day)s.",
            ("%(days)s day", "%(days)s days"),
        }

    def test_in_our_own_files_only(self):
        names = {path.relative_to(settings.BASE_DIR).parts[0] for path in translations.sources()}
        assert names <= {"templates", *(app.label for app in apps.get_app_configs())}
        assert "templates" in names

    def test_what_templates_show_as_they_look_it_up(self, words_of):
        """A percent sign is doubled where Django doubles it."""
        found = words_of(a__html='{% translate "At least 70 %" %}')
        assert ids(found) == {"At least 70 %%"}


class TestUpdating:
    def test_keeps_words_and_drops_what_is_gone(self, words_of, files):
        translated(files, words_of(a__py="_('Red')\n_('Quite another thing')\n"), Red="Rojo")
        translations.update(files, words_of(a__py="_('Red')\n_('Green')\n"))

        kept = files.read()
        assert ids(kept) == {"Red", "Green"}
        assert kept["Red"].string == "Rojo"
        assert "Quite another thing" not in files.po.read_text()

    def test_keeps_the_words_of_a_reworded_message_as_a_guess(self, words_of, files):
        translated(files, words_of(a__py="_('Enter your name')"), Enter="Escriba su nombre")
        found = words_of(a__py="_('Enter your names')")
        translations.update(files, found)

        assert files.read()["Enter your names"].string == "Escriba su nombre"
        assert "only guessed (fuzzy): “Enter your names” (a.py)" in translations.problems(
            files, found
        )

    def test_changes_nothing_when_nothing_changed(self, words_of, files):
        translated(files, words_of(a__py="_('Red')"), Red="Rojo")
        before = files.po.read_bytes(), files.mo.read_bytes()
        translations.update(files, words_of(a__py="# a new first line\n_('Red')"))

        assert (files.po.read_bytes(), files.mo.read_bytes()) == before


class TestChecking:
    @pytest.fixture
    def found(self, words_of):
        return words_of(a__py="_('Red')\n_('Wait %(minutes)d of {}, <b>now</b>')\n")

    @pytest.fixture
    def complete(self, files, found):
        translated(files, found, Red="Rojo", Wait="Espere %(minutes)d de {}, <b>ya</b>")
        return files

    def test_is_content_with_all_there(self, complete, found):
        assert translations.problems(complete, found) == []

    def test_names_what_is_missing(self, complete, words_of):
        found = words_of(a__py="_('Red')\n_('Green')\n")
        lines = translations.problems(complete, found)

        assert "not in the catalogue: “Green” (a.py)" in lines
        assert any(line.startswith("used nowhere: “Wait") for line in lines)

    def test_names_what_has_no_words(self, files, found):
        translations.update(files, found)
        assert "not translated: “Red” (a.py)" in translations.problems(files, found)

    def test_wants_every_plural(self, files, words_of):
        found = words_of(a__py="ngettext('%(n)d day', '%(n)d days', 2)")
        translations.update(files, found)
        po = files.po.read_text().replace('msgstr[0] ""', 'msgstr[0] "Un día"')
        files.po.write_text(po)
        assert any(
            line.startswith("not translated") for line in translations.problems(files, found)
        )

        files.po.write_text(po.replace('msgstr[1] ""', 'msgstr[1] "%(n)d días"'))
        translations.update(files, found)
        assert translations.problems(files, found) == []

    @pytest.mark.parametrize(
        "harmed",
        [
            "Espere %(minutos)d de {}, <b>ya</b>",
            "Espere de {}, <b>ya</b>",
            "Espere %(minutes)d, <b>ya</b>",
            "Espere %(minutes)d de {}, <i>ya</i>",
            "Espere %(minutes)d de {name}, <b>ya</b>",
        ],
    )
    def test_wants_placeholders_and_markup_unharmed(self, files, found, harmed):
        translated(files, found, Red="Rojo", Wait=harmed)
        (line,) = translations.problems(files, found)
        assert line.startswith("placeholders differ: “Wait")

    def test_sees_that_the_compiled_file_is_old(self, complete, found):
        complete.po.write_text(complete.po.read_text().replace("Rojo", "Colorado"))
        assert translations.problems(complete, found) == ["django.mo is older than django.po"]

    def test_fails_with_the_list(self, settings, tmp_path):
        settings.LOCALE_PATHS = [tmp_path]
        with pytest.raises(CommandError, match="es: not in the catalogue: “Assister Portal”"):
            call_command("translations", check=True)
        assert list(tmp_path.iterdir()) == []

    def test_an_empty_language_lacks_everything(self, files):
        found = Catalog()
        found.add("Red")
        assert len(translations.problems(files, found)) == 2  # the word, and the compiled file


class TestPages:
    @pytest.mark.parametrize(
        ("header", "words"),
        [
            ("en", "Welcome to the Assister Portal"),
            ("en-US,en;q=0.9,es;q=0.8", "Welcome to the Assister Portal"),
            ("fr", "Welcome to the Assister Portal"),
            ("es", "Le damos la bienvenida al Portal de asistentes"),
            ("es-MX,es;q=0.9,en;q=0.8", "Le damos la bienvenida al Portal de asistentes"),
        ],
    )
    def test_speak_the_browsers_language_not_the_machines(
        self, client, db, monkeypatch, header, words
    ):
        for name in ("LANGUAGE", "LANG", "LC_ALL", "LC_MESSAGES"):
            monkeypatch.setenv(name, "es_ES.UTF-8")
        monkeypatch.setattr(trans_real, "_translations", {})

        page = client.get("/", headers={"accept-language": header}).content.decode()

        assert f"<h1>{words}</h1>" in page

    def test_say_the_months_in_spanish(self):
        with translation.override("es"):
            assert gettext("May") == "mayo"

    @pytest.mark.parametrize(
        "path",
        sorted((settings.BASE_DIR / "templates").rglob("*.*")),
        ids=lambda path: path.name,
    )
    def test_have_no_words_that_nobody_can_translate(self, path):
        assert bare_words(path.read_text()) - NAMES == set()


def bare_words(template):
    """What a template says outside the tags that translate."""
    out, is_translated = [], False
    for token in Lexer(template).tokenize():
        tag = token.contents.split()[0] if token.contents.split() else ""
        if token.token_type == TokenType.BLOCK and tag.startswith(("blocktrans", "endblocktrans")):
            is_translated = tag.startswith("blocktrans")
        elif token.token_type == TokenType.TEXT and not is_translated:
            out.append(token.contents)
    reader = ShownWords()
    reader.feed("".join(out))
    return reader.words


class ShownWords(HTMLParser):
    SHOWN = {"alt", "aria-label", "label", "placeholder", "title"}

    def __init__(self):
        super().__init__()
        self.words = set()

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in self.SHOWN and value:
                self.handle_data(value)

    def handle_data(self, data):
        if self.cdata_elem is None and re.search(r"[^\W\d_]{2}", data):
            self.words.add(data.strip())


class TestTheInvitation:
    @pytest.mark.parametrize("kind", ["cee", "pbee"])
    @pytest.mark.parametrize(
        ("language", "labels"),
        [
            (
                "en",
                ["{cec} Delegation code:", "{cee} Business Legal Name:", "{cec} Certification #:"],
            ),
            (
                "es",
                [
                    "Código de delegación de {cec}:",
                    "Nombre legal de la {cee}:",
                    "Número de certificación de {cec}:",
                ],
            ),
        ],
    )
    def test_can_be_pasted_back_whatever_its_language(self, db, kind, language, labels):
        entity = EntityFactory(kind=kind, legal_name="O'Brien & Sons No. 4.4")
        assister = AssisterFactory(entity=entity, certification_number="500000142")
        about = DelegationCodeFactory(assister=assister)
        mail = mails.compose(
            NoticeFactory(kind="delegation_code", language=language, about=about, secret="SJ5Nen")
        )

        (html, _mimetype), *_others = mail.alternatives
        abbreviations = {"cee": kind.upper(), "cec": "CEC" if kind == "cee" else "PBE"}
        for text in (mail.body, as_text(html)):
            assert [label for label in labels if label.format(**abbreviations) not in text] == []
            facts, _notes = read_facts(text)
            assert (facts.code, facts.legal_name, facts.number) == (
                "SJ5Nen",
                "O'Brien & Sons No. 4.4",
                "500000142",
            )


def as_text(html):
    """As copying from a mail program gives it: the text, a line for each block."""
    reader = Copied()
    reader.feed(html)
    return "".join(reader.text)


class Copied(HTMLParser):
    def __init__(self):
        super().__init__()
        self.text = []

    def handle_starttag(self, tag, attrs):
        block = tag in {"p", "div", "h1"} or "display: block" in (dict(attrs).get("style") or "")
        self.text.append("\n\n" if tag == "p" else "\n" if block else "")

    def handle_data(self, data):
        self.text.append(re.sub(r"\s+", " ", data))
