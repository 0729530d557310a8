"""Every page in Spanish, as HTML: before any script runs. The matrix does the same for all in English."""

import pytest
from django.conf import settings

from tests.matrix import people
from tests.matrix.world import visit
from tests.walk import markup, pages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("walker", pages.WALKERS)
def test_every_page_is_whole_in_spanish(world, walker):
    bad = []
    for row in pages.first_seen_by(walker):
        with visit(world, walker, row) as here:
            here.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
            bad += [f"{row}: {fault}" for fault in markup.faults(row, here.get(), "es")]
    assert not bad, "\n".join(bad)


def test_somebody_walks_every_page_in_a_browser():
    """A role with pages of its own has to be one of the walkers."""
    seen = {str(row) for person in people.EVERYONE for row in pages.of(person)}
    walked = {str(row) for walker in pages.WALKERS for row in pages.first_seen_by(walker)}
    assert seen - walked == set()
