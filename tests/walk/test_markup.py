"""Every page that each person can see, in both languages, as HTML: before any script runs."""

import pytest
from django.conf import settings

from tests.matrix import people
from tests.matrix.rows import Row
from tests.matrix.world import World, make, visit
from tests.walk import pages
from tests.walk.markup import Markup

pytestmark = pytest.mark.django_db


# A passkey is made by a script; the style page shows fields, and sends nothing.
SCRIPTED = {"mfa_add_webauthn", "dev_style"}


@pytest.fixture
def world() -> World:
    return make()


def faults(world: World, person: str, row: Row, language: str) -> list[str]:
    with visit(world, person, row) as here:
        here.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        response = here.get()
    if not response.headers["Content-Type"].startswith("text/html"):
        return [f"no page but {response.headers['Content-Type']}: name it in NO_PAGES"]
    found = Markup(response.content.decode()).faults(language)
    return [fault for fault in found if not (row.name in SCRIPTED and "submit button" in fault)]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("person", sorted(people.EVERYONE - {people.SWITCHED_OFF}))
def test_every_page_is_whole(world, person, language):
    bad = [
        f"{row}: {fault}"
        for row in pages.of(person)
        for fault in faults(world, person, row, language)
    ]
    assert not bad, "\n".join(bad)


def test_somebody_walks_every_page_in_a_browser():
    """A role with pages of its own has to be one of the walkers."""
    seen = {str(row) for person in people.EVERYONE for row in pages.of(person)}
    walked = {str(row) for walker in pages.WALKERS for row in pages.first_seen_by(walker)}
    assert seen - walked == set()
