"""The compiled look: belongs to its sources, is small, names nothing that is not there."""

import gzip
import json
import re
import subprocess
import sys

import pytest
from django.conf import settings

from assets import check_fresh

ROOT = settings.BASE_DIR
CSS = (ROOT / "static/css/portal.css").read_text()
ADMIN_CSS = (ROOT / "static/css/admin.css").read_text()


def test_belongs_to_its_sources():
    assert check_fresh.differences() == []


def test_a_change_without_a_build_is_noticed(monkeypatch, tmp_path, capsys):
    for name in [*check_fresh.SOURCES, *check_fresh.OUTPUTS, "static/build.json"]:
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(ROOT / name)
    (tmp_path / "package.json").unlink()
    (tmp_path / "package.json").write_text("{}")
    monkeypatch.setattr(check_fresh, "ROOT", tmp_path)
    monkeypatch.setattr(check_fresh, "RECORD", tmp_path / "static/build.json")
    monkeypatch.setattr(sys, "argv", ["check_fresh.py"])

    assert check_fresh.main() == 1
    assert "npm run build" in capsys.readouterr().out
    assert "package.json" in check_fresh.differences()


def test_needs_no_installed_package_to_be_checked():
    subprocess.run([sys.executable, "-I", ROOT / "assets/check_fresh.py"], check=True)


def test_css_is_small():
    assert len(gzip.compress(CSS.encode())) <= 20_000


def test_whatever_the_css_names_is_there():
    named = re.findall(r"url\([\"']?([^\"')]+)", CSS)

    missing = {
        name
        for name in named
        if not name.startswith("data:") and not (ROOT / "static/css" / name).resolve().is_file()
    }
    assert named
    assert missing == set()


# Names that the design system's markup has and nothing is drawn by.
UNDRESSED = {"usa-pagination__link-text"}


def test_every_class_that_a_template_names_is_in_the_css():
    dressed = set(re.findall(r"\.((?:usa|portal)-[\w-]+)", CSS + ADMIN_CSS)) | UNDRESSED
    # Not those that end in a dash: the rest comes from a variable.
    name = re.compile(r"(?<![\w-])((?:usa|portal)-[\w-]*\w)(?![\w-]|\{)")

    naked = {
        (path.relative_to(ROOT).as_posix(), found)
        for path in (ROOT / "templates").rglob("*.html")
        for attribute in re.findall(r'class="((?:\{%.*?%\}|[^"])*)"', path.read_text())
        for found in name.findall(attribute)
        if found not in dressed
    }
    assert naked == set()


def test_no_image_lies_there_for_nothing():
    images = {
        p.relative_to(ROOT / "static").as_posix() for p in (ROOT / "static/img").rglob("*.svg")
    }

    assert {image for image in images if f"../{image}" not in CSS} == {"img/mark.svg"}


@pytest.mark.parametrize("name", ["css/portal.css", "js/portal.js", "js/early.js"])
def test_nothing_that_the_manifest_storage_trips_over(name):
    assert "sourceMappingURL" not in (ROOT / "static" / name).read_text()


def test_every_word_on_the_page_is_the_servers():
    """No text in scripts: what they show comes translated, in data attributes."""
    for path in (ROOT / "assets/js").glob("*.js"):
        source = path.read_text()
        assert not re.search(r"(textContent|innerHTML|title|ariaLabel)\s*=\s*[\"'`]\w", source), (
            path
        )


def test_the_lock_names_no_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text())

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
