"""The check's pages: good and bad answers, the result, the calculator, what-if, memory."""

import re
import time
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import resolve, reverse
from django.utils import timezone

from audit.models import AuditEvent
from shop.models import ShopCheck, ShopPolicy
from shop.policies import PACIFIC
from shop.tasks import delete_old_checks
from tests.factories import (
    AssisterFactory,
    QuoteRequestFactory,
    ShopCheckFactory,
    UserFactory,
)
from tests.shop.answers import GOOD

pytestmark = pytest.mark.django_db
CHECK, WHAT_IF = "/shop/", "/shop/what-if/"


def text(response) -> str:
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words)


def errors(client, **changes) -> dict[str, list[str]]:
    response = client.post(CHECK, {**GOOD, **changes})
    assert response.status_code == 200
    assert not ShopCheck.objects.exists()
    return dict(response.context["form"].errors)


def kept(client, **changes) -> ShopCheck:
    response = client.post(CHECK, {**GOOD, **changes})
    assert response.status_code == 302, response.context["form"].errors
    return ShopCheck.objects.get(pk=resolve(urlsplit(response.url).path).kwargs["pk"])


class TestCheck:
    def test_keeps_numbers_and_nobody(self, client):
        check = kept(client)
        assert (check.enrolled, check.contrib, check.made_by) == (30, 15_000, None)
        event = AuditEvent.objects.get(verb="shop_check.make")
        assert (event.object_id, event.actor_id) == (str(check.pk), None)

    def test_says_nothing_before_it_was_asked(self, client):
        response = client.get(CHECK)
        assert "There is a problem" not in text(response)
        assert "no-store" in response["Cache-Control"]

    @pytest.mark.parametrize(
        ("name", "typed", "value"),
        [
            ("fte", "1,200", 1200),
            ("fte", " 45 ", 45),
            ("fte", "45.0", 45),
            ("fte", "４５", 45),
            ("fte", "٤٥", 45),
            ("fte", "4\u200b5", 45),
            ("premium", "$1,287.33", 128_733),
            ("premium", "287", 28_700),
            ("premium", "287.5", 28_750),
            ("premium", "US$ 287.50", 28_750),
            ("premium", "＄２８７．３３", 28_733),
            ("contrib", "0", 0),
        ],
    )
    def test_cleans_what_is_sure(self, client, name, typed, value):
        assert getattr(kept(client, **{name: typed}), name) == value

    @pytest.mark.parametrize(
        ("name", "typed", "message"),
        [
            ("fte", "", "Enter the full-time equivalents, or work them out below."),
            ("fte", "ten", "Enter a whole number in digits, for example 12."),
            ("fte", "12.5", "Enter a whole number in digits, for example 12."),
            ("fte", "1,2", "Enter a whole number in digits, for example 12."),
            ("fte", "1e308", "Enter a whole number in digits, for example 12."),
            ("fte", "NaN", "Enter a whole number in digits, for example 12."),
            ("fte", "9" * 100, "Enter a number up to 99,999."),
            ("fte", "-1", "Enter 0 or more."),
            ("fte", "−1", "Enter 0 or more."),
            ("eligible", "0", "Enter how many employees are eligible: at least 1."),
            ("waived", "", "Enter how many have a valid waiver, or 0."),
            ("waived", "44", "Of 43 eligible employees, no more than these can have a waiver."),
            ("enrolled", "44", "At most 43 can enroll: 43 eligible less 0 waived."),
            ("premium", "0", "Enter the premium; it cannot be zero."),
            ("premium", "$0.00", "Enter the premium; it cannot be zero."),
            ("premium", "287,33", "Enter an amount in dollars and cents, for example 287.33."),
            ("premium", "287.333", "Enter an amount in dollars and cents, for example 287.33."),
            ("premium", "1e308", "Enter an amount in dollars and cents, for example 287.33."),
            ("premium", "-5", "Enter 0 or more."),
            ("premium", "100,000", "Enter an amount up to $99,999.99 for one employee and month."),
            ("contrib", "half", "Enter an amount in dollars and cents, for example 287.33."),
            ("contrib", "-$5.00", "Enter 0 or more."),
            ("ca", "", "Choose yes or no."),
            (
                "contributions",
                "150\nx",
                "“x” is no amount. Write one amount on each line, for example 150.00.",
            ),
            (
                "contributions",
                "1 " * 44,
                "These are more amounts than there are eligible employees.",
            ),
        ],
    )
    def test_refuses_the_rest_in_one_clear_message_at_its_field(self, client, name, typed, message):
        assert errors(client, **{name: typed}) == {name: [message]}

    def test_tells_several_errors_at_once_and_keeps_what_was_typed(self, client):
        response = client.post(CHECK, {**GOOD, "fte": "ten", "premium": "x", "w2": ""})
        assert set(response.context["form"].errors) == {"fte", "premium", "w2"}
        assert 'value="ten"' in response.content.decode()
        assert 'value="43"' in response.content.decode()
        assert "Error: Check a small business" in response.content.decode()

    def test_counts_with_waivers_that_leave_fewer(self, client):
        assert errors(client, waived="14", enrolled="30") == {
            "enrolled": ["At most 29 can enroll: 43 eligible less 14 waived."]
        }

    def test_takes_a_contribution_for_each_employee(self, client):
        check = kept(client, contrib="", contributions="$200\n150.00, 149.99;1,000")
        assert check.contributions == [20_000, 15_000, 14_999, 100_000]
        assert check.contrib == 14_999
        page = text(client.get(check.get_absolute_url()))
        assert "The lowest of 4 contributions is $149.99; 1 of them are too low." in page

    @pytest.mark.parametrize("days", [0, -1, 731])
    def test_the_start_lies_ahead(self, client, days):
        day = timezone.localdate() + timedelta(days=days)
        start = {"start_month": day.month, "start_day": day.day, "start_year": day.year}
        assert set(errors(client, **start)) == {"start"}

    def test_a_start_without_rules_is_said_at_its_field(self, client):
        last = ShopPolicy.objects.latest("valid_from")
        last.valid_to = date(timezone.localdate().year, 12, 31)
        last.save()
        day = last.valid_to + timedelta(days=32)
        start = {"start_month": day.month, "start_day": day.day, "start_year": day.year}
        [message] = errors(client, **start)["start"]
        assert message.startswith("The portal does not know the rules for February 1, ")
        assert "(844) 332-8384" in message

    def test_without_any_policy_says_whom_to_call(self, client):
        ShopPolicy.objects.all().delete()
        for response in (client.get(CHECK), client.post(CHECK, GOOD)):
            assert "This cannot be checked right now" in text(response)
            assert "(844) 332-8384" in text(response)

    def test_is_limited_by_address_and_never_by_one_for_who_is_signed_in(self, client, settings):
        from limiter import limits
        from shop.limits import CHECKS_ADDRESS

        for _ in range(settings.SHOP_CHECKS_PER_ADDRESS):
            limits.charge((CHECKS_ADDRESS, "127.0.0.1"))
        response = client.post(CHECK, GOOD)
        assert response.status_code == 429
        assert "Retry-After" in response
        assert 'value="43"' in response.content.decode()
        client.force_login(UserFactory())
        assert client.post(CHECK, GOOD).status_code == 302


class TestCalculator:
    TYPED = {**GOOD, "fte": "", "enrolled": "", "work_out": "1", "fte_method": "week"}

    def work_out(self, client, **changes):
        return client.post(CHECK, {**self.TYPED, **changes})

    def test_shows_each_step_and_fills_the_number_in(self, client):
        response = self.work_out(client, fte_full_time="8", fte_part_time="20\n20\n22.5, 10")
        shown = text(response)
        assert "8 full-time × 30 hours a week = 240 hours" in shown
        assert "4 part-time, together = 72.5 hours" in shown
        assert "240 + 72.5 = 312.5 hours" in shown
        assert "312.5 ÷ 30, rounded down = 10 FTE" in shown
        assert response.context["form"]["fte"].value() == "10"
        assert response.context["form"]["eligible"].value() == "43"
        assert response.context["form"].errors == {}
        assert not ShopCheck.objects.exists()

    def test_by_the_month(self, client):
        response = self.work_out(
            client, fte_method="month", fte_full_time="8", fte_part_time="80 80 80"
        )
        assert "8 full-time × 120 hours a month = 960 hours" in text(response)
        assert response.context["form"]["fte"].value() == "10"

    @pytest.mark.parametrize("hours", ["30", "0", "31.5", "200"])
    def test_hours_that_are_not_part_time_are_said_at_their_field(self, client, hours):
        response = self.work_out(client, fte_full_time="8", fte_part_time=hours)
        assert dict(response.context["form"].errors) == {
            "fte_part_time": ["Enter hours above 0 and below 30; who works 30 is full-time."]
        }

    @pytest.mark.parametrize("hours", ["ten", "22,5", "-5", "1e3", "22.555"])
    def test_hours_that_are_not_sure_are_said(self, client, hours):
        response = self.work_out(client, fte_part_time=hours)
        assert list(response.context["form"].errors) == ["fte_part_time"]

    def test_with_nothing_to_work_with_says_what_to_enter(self, client):
        response = self.work_out(client)
        assert dict(response.context["form"].errors) == {
            "fte_full_time": ["Enter how many work full-time, or 0."]
        }

    def test_stands_in_for_a_number_that_was_not_typed(self, client):
        typed = {"fte": "", "fte_full_time": "8", "fte_part_time": "20 20"}
        assert kept(client, **typed).fte == 9
        assert kept(client, **{**typed, "fte": "12"}).fte == 12

    def test_its_mistakes_are_not_hidden_by_a_missing_number(self, client):
        wrong = errors(client, fte="", fte_full_time="x")
        assert set(wrong) == {"fte_full_time"}


class TestMemory:
    def test_an_assister_goes_on_from_their_last_check(self, client):
        assister = AssisterFactory(activated=True)
        ShopCheckFactory(made_by=assister.user, fte=11, at=timezone.now() - timedelta(days=1))
        ShopCheckFactory(made_by=assister.user, fte=22)
        ShopCheckFactory(fte=33)
        client.force_login(assister.user)
        response = client.get(CHECK)
        assert response.context["form"]["fte"].value() == 22
        assert response.context["form"]["premium"].value() == "300.00"
        assert "Filled in from the check of" in text(response)
        assert client.get(f"{CHECK}?empty=1").context["form"]["fte"].value() is None

    def test_a_visitor_begins_with_nothing_or_with_the_check_that_is_named(self, client):
        check = ShopCheckFactory(fte=33, contributions=[100, 200])
        assert client.get(CHECK).context["form"]["fte"].value() is None
        form = client.get(f"{CHECK}?from={check.pk}").context["form"]
        assert form["fte"].value() == 33
        assert form["contributions"].value() == "1.00\n2.00"
        assert form["contrib"].value() == ""
        assert client.get(f"{CHECK}?from=x").status_code == 200


class TestWhatIf:
    def test_shows_the_verdict_and_keeps_nothing(self, client):
        response = client.post(WHAT_IF, GOOD)
        shown = text(response)
        assert "30 of 43 enroll (69.77%). At least 31 must (70%)." in shown
        assert "1 more employee enrolls." in shown
        assert "<html" not in response.content.decode()
        assert not ShopCheck.objects.exists()

    def test_says_nothing_to_answers_that_are_not_good(self, client):
        for bad in ({}, {**GOOD, "fte": "ten"}, {**GOOD, "enrolled": "44"}):
            assert client.post(WHAT_IF, bad).content.strip() == b""

    def test_says_nothing_without_policies(self, client):
        ShopPolicy.objects.all().delete()
        assert client.post(WHAT_IF, GOOD).content.strip() == b""


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=PACIFIC)


class TestResult:
    def shown(self, client, **facts) -> str:
        return text(client.get(ShopCheckFactory(**facts).get_absolute_url()))

    def test_thirty_of_forty_three_lack_one(self, client):
        page = self.shown(client, eligible=43, enrolled=30, at=at("2014-11-03T10:00"))
        assert "Not today, but from November 15, 2014 on" in page
        assert "30 of 43 enroll; 31 are needed: 1 more." in page
        assert "30 of 43 enroll (69.77%). At least 31 must (70%)." in page
        assert "1 more employee enrolls." in page
        assert "They apply from November 15, 2014 on, in 12 days." in page
        assert "Source: 10 CCR § 6522(a)(4)" in page
        assert "pre-check, not a determination" in page
        assert "Checked on November 3, 2014, 10:00 a.m., Pacific time." in page
        assert "Check the same answers for today" in page

    def test_the_bar_is_as_long_as_the_numbers_say(self, client):
        check = ShopCheckFactory(eligible=43, enrolled=30)
        page = client.get(check.get_absolute_url()).content.decode()
        assert '<rect class="portal-bar__part" width="697"' in page
        assert 'x1="720" x2="720"' in page

    def test_calls_the_sales_team(self, client):
        page = client.get(ShopCheckFactory().get_absolute_url()).content.decode()
        assert '<a class="usa-link portal-tel" href="tel:+18443328384">(844) 332-8384</a>' in page

    @pytest.mark.parametrize(
        ("facts", "heading"),
        [
            ({}, "This business can enroll now"),
            ({"large": True}, "This business cannot enroll as things are"),
            ({"waived": 10, "enrolled": 0}, "The SHOP Sales Team has to look at this"),
        ],
    )
    def test_each_verdict_in_plain_words(self, client, facts, heading):
        assert heading in self.shown(client, **facts)

    def test_each_rule_that_is_not_met_says_what_would_change_it(self, client):
        page = self.shown(
            client,
            fte=51,
            w2=False,
            ca=False,
            offers_ft=False,
            enrolled=10,
            premium=1,
            contrib=0,
            at=at("2014-12-20T10:00"),
        )
        for cure in (
            "1 full-time equivalent fewer.",
            "Coverage that starts on January 1, 2016 or later",
            "A W-2 employee who is neither the owner nor the owner’s spouse.",
            "A principal business address in California.",
            "Offer coverage to all full-time employees.",
            "The employer pays $0.01 more for each employee and month: $0.01.",
        ):
            assert cure in page

    @pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
    @pytest.mark.parametrize(
        ("moment", "heading"),
        [
            ("2014-11-14T23:59:59", "Not today, but from November 15, 2014 on"),
            ("2014-11-15T00:00:00", "This business can enroll now, in the special window"),
            ("2014-12-15T23:59:59", "This business can enroll now, in the special window"),
            ("2014-12-16T00:00:00", "Not today, but from November 15, 2015 on"),
        ],
    )
    def test_the_windows_edges_on_servers_elsewhere(
        self, client, monkeypatch, zone, moment, heading
    ):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        try:
            page = self.shown(client, few=True, at=at(moment))
        finally:
            monkeypatch.undo()
            time.tzset()
        assert heading in page

    def test_is_for_whoever_has_its_address(self, client):
        mine = ShopCheckFactory(made_by=UserFactory(username="pat.gives"))
        response = client.get(mine.get_absolute_url())
        assert response.status_code == 200
        assert "pat.gives" not in response.content.decode()
        assert client.get("/shop/result/00000000-0000-4000-8000-000000000000/").status_code == 404

    def test_says_so_where_the_rules_of_its_day_are_gone(self, client):
        check = ShopCheckFactory()
        ShopPolicy.objects.all().delete()
        assert "This cannot be checked right now" in text(client.get(check.get_absolute_url()))
        assert client.get(reverse("shop:window_reminder", args=[check.pk])).status_code == 404

    def test_in_spanish(self, client):
        client.cookies["language"] = "es"
        page = self.shown(client, eligible=43, enrolled=30, at=at("2014-11-03T10:00"))
        assert "15 de noviembre de 2014" in page
        assert "Se inscriben 30 de 43 (69.77%)" in page


def test_old_checks_are_deleted_unless_somebody_asked_about_them(settings):
    old = timezone.now() - timedelta(days=settings.SHOP_CHECK_DAYS, minutes=1)
    ShopCheckFactory(at=old)
    asked = QuoteRequestFactory(shop_check__at=old).shop_check
    young = ShopCheckFactory(at=old + timedelta(minutes=2))
    delete_old_checks()
    assert set(ShopCheck.objects.all()) == {asked, young}


def test_the_dashboard_leads_an_assister_to_the_check(client):
    client.force_login(AssisterFactory(activated=True).user)
    assert 'href="/shop/"' in client.get("/dashboard/").content.decode()


def test_the_home_page_leads_an_employer_to_the_check(client):
    assert 'href="/shop/"' in client.get("/").content.decode()
