"""What an assister's standing is, row by row and in SQL."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Affiliation, Assister, Certification, Lack, Mender
from tests.accounts.factories import AffiliationFactory, CertificationFactory, days_ago
from tests.factories import AssisterFactory, EntityFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def lacks(assister, at=None):
    return Assister.objects.get(pk=assister.pk).standing(at).lacks


class TestStanding:
    def test_of_one_with_everything_is_ready(self):
        assister = AssisterFactory(ready=True)

        assert assister.standing().is_ready
        assert Assister.objects.ready().get() == assister

    @pytest.mark.parametrize(
        ("facts", "missing"),
        [
            ({}, {Lack.NOT_ACTIVATED, Lack.NOT_CERTIFIED, Lack.NO_BADGE}),
            ({"activated": True}, {Lack.NOT_CERTIFIED, Lack.NO_BADGE}),
            ({"unbadged": True}, {Lack.NO_BADGE}),
            ({"suspended": True}, {Lack.SUSPENDED}),
            ({"revoked": True}, {Lack.REVOKED, Lack.NO_BADGE}),
            ({"expired": True}, {Lack.EXPIRED}),
            ({"ready": True, "certification__pending": True}, {Lack.NOT_CERTIFIED}),
            ({"ready": True, "user__is_active": False}, {Lack.SWITCHED_OFF}),
            ({"ready": True, "affiliation": None}, {Lack.NOT_AFFILIATED}),
            ({"ready": True, "entity__status": "suspended"}, {Lack.ENTITY_SUSPENDED}),
            ({"ready": True, "entity__status": "ended"}, {Lack.ENTITY_ENDED}),
        ],
    )
    def test_names_all_that_is_missing(self, facts, missing):
        assister = AssisterFactory(**facts)

        assert lacks(assister) == missing
        assert not Assister.objects.ready().exists()

    def test_says_who_mends_what(self):
        menders = {one.lack: one.mender for one in AssisterFactory().standing().missing}

        assert menders[Lack.NOT_ACTIVATED] == Mender.ASSISTER
        assert menders[Lack.NO_BADGE] == Mender.DESK

    def test_has_advice_for_everything_that_can_be_missing(self):
        from accounts.models.standing import Missing

        assert all(Missing(lack).advice for lack in Lack)

    def test_lasts_through_the_last_day_of_grace_in_california(self):
        last = TODAY() + timedelta(days=20)
        assister = AssisterFactory(
            ready=True, certification__due_on=TODAY(), certification__grace_until=last
        )
        midnight = datetime(last.year, last.month, last.day, tzinfo=ZoneInfo("America/Los_Angeles"))
        midnight += timedelta(days=1)

        assert lacks(assister, midnight - timedelta(seconds=1)) == set()
        assert lacks(assister, midnight) == {Lack.EXPIRED}

    def test_goes_by_the_renewed_certification(self):
        assister = AssisterFactory(ready=True, certification__expired=True)
        CertificationFactory(assister=assister, certified_on=TODAY())

        assert lacks(assister) == set()

    def test_of_many_costs_as_much_as_of_one(self, django_assert_num_queries):
        AssisterFactory.create_batch(3, ready=True)
        AssisterFactory(suspended=True)

        with django_assert_num_queries(4):  # assisters, and the three kinds of periods
            assert sum(one.standing().is_ready for one in Assister.objects.with_standing()) == 3

    def test_has_the_words_of_the_last_decision(self):
        assister = AssisterFactory(suspended=True)
        for day, note in enumerate(["The first time.", "The training is missing."]):
            assister.standing_changes.create(
                what="suspended", note=note, at=timezone.now() + timedelta(hours=day)
            )

        assert assister.note_about(Lack.SUSPENDED) == "The training is missing."
        assert assister.note_about(Lack.NO_BADGE) == ""


DAYS = st.integers(-500, 500)


@st.composite
def periods(draw):
    """Up to three that follow one another: (first day, day after the last or None), all relative to today."""
    days = sorted(draw(st.lists(DAYS, min_size=0, max_size=6)))
    pairs = [list(pair) for pair in zip(days[::2], days[1::2], strict=False)]
    if pairs and draw(st.booleans()):
        pairs[-1][1] = None
    return pairs


def day(offset):
    return None if offset is None else days_ago(-offset)


def certify(assister, draw, spans):
    """One row for each span, with a status that the database allows there."""
    for first, end in spans:
        ended = ["certified", "revoked", "expired"]
        status = draw(st.sampled_from(["certified", "suspended"] if end is None else ended))
        due = first + draw(st.integers(1, 400))
        grace = due + draw(st.integers(0, 60))
        CertificationFactory(
            assister=assister,
            status=status,
            certified_on=day(first),
            due_on=day(due),
            grace_until=day(grace),
            ended_on=day(end),
        )
    if all(end is not None for _first, end in spans) and draw(st.booleans()):
        CertificationFactory(assister=assister, pending=True)


def affiliate(assister, draw, spans):
    for first, end in spans:
        status = draw(st.sampled_from(["active", "active", "suspended", "ended"]))
        entity = EntityFactory(status=status)
        if end is None:
            Assister.objects.filter(pk=assister.pk).update(entity=entity)
        AffiliationFactory(assister=assister, entity=entity, began_on=day(first), ended_on=day(end))


@given(data=st.data(), asked=DAYS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_sql_says_the_same_as_python(data, asked):
    """Of whatever rows the database lets stand, on whatever day."""
    with transaction.atomic():
        facts = {"activated": True} if data.draw(st.booleans()) else {}
        if facts and data.draw(st.integers(0, 4)) == 0:
            facts["user__is_active"] = False
        assister = AssisterFactory(**facts, affiliation=None)
        certify(assister, data.draw, data.draw(periods()))
        affiliate(assister, data.draw, data.draw(periods()))
        for first, end in data.draw(periods()):
            assister.badges.create(issued_on=day(first), returned_on=day(end))
        at = timezone.now() + timedelta(days=asked)
        standing = Assister.objects.get(pk=assister.pk).standing(at)

        assert Assister.objects.ready(at).exists() == standing.is_ready
        in_sql = {lack for lack in Lack if Assister.objects.lacking(lack, at).exists()}
        assert in_sql == standing.lacks
        transaction.set_rollback(True)


def test_the_property_meets_ready_assisters_too():
    """The one above would prove little if nobody in it were ever ready."""
    AssisterFactory(ready=True)
    assert Assister.objects.ready().count() == 1
    assert Certification.objects.holding(TODAY()).count() == 1
    assert Affiliation.objects.holding(TODAY()).count() == 1
