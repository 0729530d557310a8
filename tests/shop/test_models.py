"""What the database itself refuses of policies, checks and requests."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from shop import seeds
from shop.models import ShopPolicy
from tests.factories import (
    QuoteNoteFactory,
    QuoteRequestFactory,
    ShopCheckFactory,
    ShopPolicyFactory,
)

pytestmark = pytest.mark.django_db


def refuses(factory, constraint, **facts):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factory(**facts)


class TestShopPolicy:
    @pytest.mark.parametrize(
        ("valid_from", "valid_to"),
        [
            (date(2013, 1, 1), date(2013, 10, 1)),  # shares the first day of the next one
            (date(2013, 10, 1), date(2013, 10, 1)),
            (date(2014, 5, 1), date(2014, 5, 2)),
            (date(2015, 12, 31), date(2015, 12, 31)),
            (date(2013, 1, 1), None),
            (date(2030, 1, 1), None),
        ],
    )
    def test_no_two_hold_on_one_day(self, valid_from, valid_to):
        facts = {"valid_from": valid_from, "valid_to": valid_to}
        refuses(ShopPolicyFactory, "shoppolicy_periods_do_not_overlap", **facts)

    def test_neighbours_may_stand_side_by_side(self):
        ShopPolicyFactory(valid_from=date(2013, 1, 1), valid_to=date(2013, 9, 30))

    @pytest.mark.parametrize(
        ("constraint", "facts"),
        [
            ("ends_after_it_begins", {"valid_to": date(2012, 12, 31)}),
            ("percents_are_percents", {"participation_percent": 0}),
            ("percents_are_percents", {"contribution_percent": 101}),
            ("contribution_base_is_known", {"contribution_base": "other"}),
            ("max_fte_is_somebody", {"max_fte": 0}),
            ("days_are_in_every_year", {"window_opens_month": 0}),
            ("days_are_in_every_year", {"window_closes_month": 13}),
            ("days_are_in_every_year", {"window_opens_month": 2, "window_opens_day": 29}),
            ("days_are_in_every_year", {"window_coverage_day": 32}),
            ("days_are_in_every_year", {"window_opens_day": 31}),
            ("window_opens_before_it_closes", {"window_closes_month": 10}),
            (
                "window_opens_before_it_closes",
                {"window_closes_month": 11, "window_closes_day": 14},
            ),
            ("cutoff_is_a_day", {"cutoff_day": 0}),
            ("cutoff_is_a_day", {"cutoff_day": 32}),
            ("full_time_hours_are_possible", {"full_time_week": 0}),
            ("full_time_hours_are_possible", {"full_time_month": 745}),
        ],
    )
    def test_its_numbers_are_possible(self, constraint, facts):
        refuses(ShopPolicyFactory, f"shoppolicy_{constraint}", **facts)

    def test_a_portal_comes_with_those_to_2015_and_from_2016(self):
        early, late = ShopPolicy.objects.as_rules()
        assert (early.valid_to, early.max_fte) == (date(2015, 12, 31), 50)
        assert (late.valid_from, late.valid_to, late.max_fte) == (date(2016, 1, 1), None, 100)
        for policy in (early, late):
            assert (policy.participation_percent, policy.contribution_percent) == (70, 50)
            assert (policy.window_opens, policy.window_closes) == ((11, 15), (12, 15))

    def test_what_staff_changed_is_not_brought_back(self):
        ShopPolicy.objects.filter(valid_to=None).update(max_fte=80)
        seeds.load()
        assert [row.max_fte for row in ShopPolicy.objects.order_by("valid_from")] == [50, 80]
        ShopPolicy.objects.all().delete()
        seeds.load()
        assert ShopPolicy.objects.count() == 2


class TestShopCheck:
    @pytest.mark.parametrize(
        "facts",
        [
            {"eligible": 0, "enrolled": 0},
            {"waived": 11, "enrolled": 0},
            {"enrolled": 11},
            {"waived": 4},
        ],
    )
    def test_its_counts_are_possible(self, facts):
        refuses(ShopCheckFactory, "shopcheck_counts_are_possible", **facts)

    @pytest.mark.parametrize("name", ["fte", "eligible", "waived", "enrolled", "contrib"])
    def test_nothing_is_negative(self, name):
        refuses(ShopCheckFactory, "check", **{name: -1})

    def test_there_is_a_premium(self):
        refuses(ShopCheckFactory, "shopcheck_premium_is_there", premium=0)


class TestQuoteRequest:
    @pytest.mark.parametrize(
        ("constraint", "facts"),
        [
            ("state_is_known", {"taken": True, "state": "odd"}),
            ("outcome_is_known", {"closed": True, "outcome": "odd"}),
            ("says_who", {"name": ""}),
            ("says_who", {"business": ""}),
            ("says_who", {"email": ""}),
            ("phone_has_ten_digits", {"phone": "555"}),
            ("phone_has_ten_digits", {"phone": "(559) 555"}),
            ("new_until_taken", {"state": "open"}),
            ("new_until_taken", {"taken": True, "state": "new"}),
            ("new_until_taken", {"taken": True, "taken_at": None}),
            ("closed_by_at_and_outcome_agree", {"taken": True, "state": "closed"}),
            ("closed_by_at_and_outcome_agree", {"closed": True, "outcome": ""}),
            ("closed_by_at_and_outcome_agree", {"closed": True, "closed_by": None}),
            ("closed_by_at_and_outcome_agree", {"closed": True, "closed_at": None}),
        ],
    )
    def test_it_says_who_and_how_far_it_is(self, constraint, facts):
        refuses(QuoteRequestFactory, f"quoterequest_{constraint}", **facts)

    def test_one_form_makes_one(self):
        key = QuoteRequestFactory(form_key=uuid4()).form_key
        refuses(QuoteRequestFactory, "shop_quoterequest_form_key_key", form_key=key)

    def test_nobody_is_called_who_did_not_agree(self):
        refuses(QuoteRequestFactory, "consented_at", consented_at=None)

    def test_shows_no_name_where_it_is_named(self):
        request = QuoteRequestFactory()
        assert str(request) == f"SHOP-{request.number}"


def test_a_note_says_something():
    refuses(QuoteNoteFactory, "quotenote_says_something", text="")
