"""What the database itself refuses about certifications, badges, affiliations, entities and sites."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Assister, Site
from tests.accounts.factories import (
    AffiliationFactory,
    BadgeFactory,
    CertificationFactory,
    OpeningHoursFactory,
    RenewalReminderFactory,
    StandingChangeFactory,
    days_ago,
)
from tests.factories import AssisterFactory, EntityFactory, SiteFactory

pytestmark = pytest.mark.django_db


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


class TestCertification:
    @pytest.mark.parametrize(
        ("constraint", "facts"),
        [
            ("certification_status_known", {"status": "great"}),
            ("certification_pending_or_dated", {"status": "pending"}),
            (
                "certification_pending_or_dated",
                {"certified_on": None, "due_on": None, "grace_until": None},
            ),
            ("certification_dates_in_order", {"due_on": days_ago(101)}),
            ("certification_dates_in_order", {"grace_until": days_ago(99), "due_on": days_ago(1)}),
            ("certification_ends_after_it_began", {"ended_on": days_ago(101)}),
            ("certification_ended_when_over", {"status": "revoked"}),
            ("certification_ended_when_over", {"status": "expired"}),
            ("certification_ended_when_over", {"status": "suspended", "ended_on": days_ago(1)}),
        ],
    )
    def test_keeps_status_and_dates_together(self, constraint, facts):
        with refused(constraint):
            CertificationFactory(**facts)

    def test_is_open_once(self):
        assister = CertificationFactory().assister
        with refused("certification_one_open"):
            CertificationFactory(assister=assister, pending=True)

    def test_periods_of_one_assister_never_overlap(self):
        assister = CertificationFactory(ended_on=days_ago(50)).assister
        CertificationFactory()  # somebody else's

        with refused("certification_periods_never_overlap"):
            CertificationFactory(assister=assister, certified_on=days_ago(51))

    def test_a_renewal_begins_on_the_day_the_one_before_ends(self):
        assister = CertificationFactory(ended_on=days_ago(50)).assister
        assert CertificationFactory(assister=assister, certified_on=days_ago(50)).pk

    def test_is_reminded_of_once_each(self):
        row = RenewalReminderFactory().certification
        with refused("renewalreminder_once_each"):
            RenewalReminderFactory(certification=row)


class TestBadge:
    def test_one_is_live(self):
        assister = BadgeFactory(returned_on=days_ago(1)).assister
        BadgeFactory(assister=assister)
        with refused("badge_one_live"):
            BadgeFactory(assister=assister)

    def test_is_not_returned_before_it_was_issued(self):
        with refused("badge_returned_after_issue"):
            BadgeFactory(returned_on=days_ago(91))

    def test_has_a_number_of_its_own(self):
        first, second = (
            AssisterFactory().badges.create(issued_on=timezone.localdate()) for _ in range(2)
        )
        first.refresh_from_db()
        second.refresh_from_db()
        assert 100_000 < first.number < second.number


class TestAffiliation:
    def test_one_at_a_time(self):
        assister = AffiliationFactory(ended_on=days_ago(50)).assister
        with refused("affiliation_one_at_a_time"):
            AffiliationFactory(assister=assister, began_on=days_ago(51))

    def test_one_is_open(self):
        """Of those that do not overlap only because one of them lasted no day."""
        assister = AffiliationFactory().assister
        with refused("affiliation_one_open|affiliation_one_at_a_time"):
            AffiliationFactory(assister=assister)

    def test_does_not_end_before_it_began(self):
        with refused("affiliation_ends_after_it_began"):
            AffiliationFactory(ended_on=days_ago(201))

    def test_is_with_the_entity_that_the_assister_names(self):
        assister = AssisterFactory(affiliation=None)
        with refused("affiliation_open_is_with_the_assisters_entity"):
            AffiliationFactory(assister=assister, entity=EntityFactory())

    def test_keeps_the_assister_from_naming_another(self):
        assister, other = AssisterFactory(), EntityFactory()
        with refused("affiliation_open_is_with_the_assisters_entity"):
            Assister.objects.filter(pk=assister.pk).update(entity=other)

    def test_lets_go_once_it_has_ended(self):
        assister, other = AssisterFactory(), EntityFactory()
        assister.affiliations.update(ended_on=timezone.localdate())
        Assister.objects.filter(pk=assister.pk).update(entity=other)
        assert (
            AffiliationFactory(
                assister=Assister.objects.get(), began_on=timezone.localdate()
            ).entity_id
            == other.pk
        )


class TestEntity:
    @pytest.mark.parametrize(
        ("constraint", "facts"),
        [
            ("entity_status_known", {"status": "great"}),
            ("entity_phone_ten_digits", {"phone": "916"}),
        ],
    )
    def test_holds_to_what_it_may_say(self, constraint, facts):
        with refused(constraint):
            EntityFactory(**facts)

    def test_one_of_a_kind_and_name_is_not_ended(self):
        EntityFactory(legal_name="Traders", status="ended")
        EntityFactory(legal_name="Traders", kind="pbee")
        EntityFactory(legal_name="Traders")
        with refused("entity_one_of_a_name"):
            EntityFactory(legal_name="TRADERS", status="suspended")


def test_a_change_of_standing_is_of_one_assister_or_one_entity():
    with refused("standingchange_of_one_assister_or_entity"):
        StandingChangeFactory(entity=EntityFactory())


def at(weekday, hour, minute=0):
    """In the week of November 2, 2026, a Monday, by California's clock."""
    day = datetime(2026, 11, 2, hour, minute, tzinfo=ZoneInfo("America/Los_Angeles"))
    return day + timedelta(days=weekday)


class TestOpeningHours:
    @pytest.mark.parametrize(
        ("constraint", "facts"),
        [
            ("openinghours_weekday_known", {"weekday": 7}),
            ("openinghours_close_after_opening", {"closes_at": time(9)}),
            ("openinghours_never_overlap", {"opens_at": time(16, 59), "closes_at": time(18)}),
        ],
    )
    def test_make_a_week(self, constraint, facts):
        site = OpeningHoursFactory().site
        with refused(constraint):
            OpeningHoursFactory(site=site, **facts)

    @pytest.mark.parametrize(
        ("moment", "is_open"),
        [
            (at(0, 8, 59), False),
            (at(0, 9), True),
            (at(0, 12, 30), False),  # lunch
            (at(0, 16, 59), True),
            (at(0, 17), False),
            (at(1, 10), False),
            (at(0, 9).astimezone(ZoneInfo("UTC")), True),
        ],
    )
    def test_tell_whether_a_site_is_open(self, moment, is_open):
        site = OpeningHoursFactory(closes_at=time(12)).site
        OpeningHoursFactory(site=site, opens_at=time(13))

        assert site.is_open(moment) is is_open
        assert Site.objects.open_at(moment).exists() is is_open

    def test_of_a_site_without_any_are_none(self):
        assert not SiteFactory().is_open()


def test_a_sites_phone_has_ten_digits():
    with refused("site_phone_ten_digits"):
        SiteFactory(phone="1")
