"""The documents lead nowhere that is not there."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^(?: {4}|\t).*$|`[^`\n]+`", re.MULTILINE)
FILE = re.compile(
    r"[\w./-]+/[\w.-]+\.(?:py|html|md|po|txt|toml|yml|js|scss|json)|[\w./-]+\.(?:md|toml|yml)"
)
COMMAND = re.compile(r"\bmake ([a-z]+)\b|manage\.py ([a-z_]+)")


def name(path):
    return str(path.relative_to(ROOT))


@cache
def headings(path):
    """The ids under which a page's headings can be linked to."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_relative_link_leads_to_a_file(path):
    broken = []
    for target in LINK.findall(path.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        file, _hash, heading = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        if not there.exists() or (heading and heading not in headings(there)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_file_that_code_names_is_there(path):
    """Named from the root, from the document's own folder, or below some app."""
    said = {file for code in CODE.findall(path.read_text()) for file in FILE.findall(code)}
    missing = [
        file
        for file in said
        if "…" not in file
        and not (ROOT / file).exists()
        and not (path.parent / file).exists()
        and not any(app.glob(file) for app in ROOT.iterdir() if app.is_dir())
    ]
    assert missing == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_command_exists(path):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    codes = "\n".join(CODE.findall(path.read_text()))
    named = COMMAND.findall(codes)
    assert {target for target, _command in named if target} - targets == set()
    known_to_django = {"shell", "migrate", "makemigrations", "check", "collectstatic"}
    assert {it for _target, it in named if it} - commands - known_to_django == set()


def test_the_index_lists_every_document():
    text = (ROOT / "docs/README.md").read_text()
    own = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert {document for document in own if f"({document})" not in text} == set()
