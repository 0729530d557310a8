"""Two at the same moment: one gets it, the other is told so in words."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.errors import StandingError
from accounts.workflows import assisters, badges, certifications
from accounts.workflows import entities as entity_decisions
from tests.factories import AssisterFactory, EntityFactory


def at_once(n, act):
    """What ``n`` threads came back with, each on a connection of its own."""

    def run(_n):
        try:
            return act() and "done"
        except StandingError as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(n) as pool:
        return Counter(pool.map(run, range(n)))


@pytest.mark.django_db(transaction=True)
class TestDecisionsAtOnce:
    def test_one_badge_is_issued(self):
        assister = AssisterFactory(unbadged=True)
        told = at_once(6, lambda: badges.issue(assister=assister, by=None))
        assert told == {"done": 1, "BadgeOut": 5}

    def test_one_certification_is_given(self):
        assister = AssisterFactory()
        told = at_once(6, lambda: certifications.certify(assister=assister, by=None))
        assert told == {"done": 1, "WrongStatus": 5}

    def test_one_entity_takes_an_assister_on(self):
        assister = AssisterFactory(affiliation=None)
        entities = [EntityFactory() for _ in range(6)]
        told = at_once(
            6, lambda: assisters.affiliate(assister=assister, entity=entities.pop(), by=None)
        )
        assert told == {"done": 1, "AlreadyAffiliated": 5}
        assister.refresh_from_db()
        assert assister.affiliations.get().entity == assister.entity

    def test_nobody_begins_to_work_for_an_entity_that_ends_meanwhile(self):
        """Whoever comes first: in the end nobody works for it."""
        entity, assister = EntityFactory(), AssisterFactory(affiliation=None)
        acts = [
            lambda: entity_decisions.end(entity=entity, by=None, reason="closed") or True,
            lambda: assisters.affiliate(assister=assister, entity=entity, by=None),
        ]
        at_once(2, lambda: acts.pop()())
        assert not entity.affiliations.filter(ended_on=None).exists()
