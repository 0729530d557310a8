"""What is the same on every page is rendered once for each language, and holds nothing of any page."""

import pytest
from django.template import engines
from django.utils import translation


def template(text):
    return engines["django"].from_string("{% load i18n fixed_tags %}" + text)


def test_each_language_has_its_own():
    page = template("{% fixed %}{% translate 'Help Line' %}{% endfixed %}")

    for language, words in [("en", "Help Line"), ("es", "Línea de ayuda"), ("en", "Help Line")]:
        with translation.override(language):
            assert page.render({}) == words


def test_nobodys_data_can_stay_in_it():
    """What a page knows is not there: here it fails, and in production nothing is shown."""
    page = template("{% fixed %}{{ name }}{% endfixed %}")

    with pytest.raises(pytest.fail.Exception, match="Undefined template variable 'name'"):
        page.render({"name": "Pat"})


def test_what_varies_stands_beside_it():
    page = template("{% fixed %}Hello {% endfixed %}{{ name }}")

    assert [page.render({"name": name}) for name in ("Pat", "Dee")] == ["Hello Pat", "Hello Dee"]
