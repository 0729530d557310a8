"""The materials desk: queue, several at once, paper, stock, chart, files."""

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEvent
from collateral import use
from collateral.models import Edition, Material, Order
from tests.collateral.factories import EditionFactory, OrderFactory, OrderLineFactory
from tests.factories import PASSWORD, EntityFactory, SiteFactory, StaffFactory

pytestmark = pytest.mark.django_db
QUEUE = "/admin/collateral/order/"


@pytest.fixture
def desk(client, kim):
    client.force_login(kim)
    return client


def names(response):
    return {order.name for order in response.context["cl"].result_list}


def verb(name, order):
    return reverse(f"admin:collateral_order_{name}", args=[order.pk])


def texts(response):
    return [str(message) for message in response.context["messages"]]


def rows_of(response):
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))


@pytest.fixture
def just_now(desk, kim):
    """Kim has just shown who she is, as whoever takes data along has to."""
    desk.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return desk


class TestQueue:
    def test_shows_what_there_is_to_do(self, desk):
        waiting = {OrderFactory(**{it: True}).name for it in ("approved", "packed")}
        waiting.add(OrderFactory().name)
        others = {OrderFactory(**{it: True}).name for it in ("shipped", "delivered", "cancelled")}
        assert names(desk.get(QUEUE)) == waiting
        assert names(desk.get(QUEUE, {"progress": "all"})) == waiting | others
        assert len(names(desk.get(QUEUE, {"state__exact": "cancelled"}))) == 1

    @pytest.mark.parametrize("words", ["M-{n}", "{n}", "traders 3"])
    def test_is_searched_by_number_and_entity(self, desk, words):
        site = SiteFactory(entity=EntityFactory(legal_name="American Traders 3"))
        order, _other = OrderFactory(site=site), OrderFactory()
        assert names(desk.get(QUEUE, {"q": words.format(n=order.number)})) == {order.name}

    def test_asks_the_database_as_often_for_any_number_of_rows(self, desk):
        def asked():
            with CaptureQueriesContext(connection) as queries:
                desk.get(QUEUE)
            return len(queries)

        OrderLineFactory()
        asked()
        one = asked()
        OrderLineFactory.create_batch(5)
        assert asked() == one

    def act(self, desk, action, *orders):
        chosen = [order.pk for order in orders]
        data = {"action": action, "_selected_action": chosen}
        return desk.post(QUEUE, data, follow=True)

    def test_approves_several_and_says_which_not(self, desk):
        new = [OrderFactory(), OrderFactory()]
        packed = OrderFactory(packed=True)
        response = self.act(desk, "approve_selected", *new, packed)
        assert texts(response) == [
            f"Not done: order {packed.name} is in the state “Packed” by now.",
            "2 orders are done.",
        ]
        assert Order.objects.filter(state="approved").count() == 2

    def test_packs_several(self, desk):
        orders = [OrderFactory(approved=True) for _ in range(3)]
        self.act(desk, "pack_selected", *orders)
        assert Order.objects.filter(state="packed").count() == 3

    @pytest.mark.parametrize("page", ["pick_list", "labels"])
    def test_prints_what_is_chosen(self, desk, page):
        chosen, other = OrderFactory(), OrderFactory(approved=True)
        response = self.act(desk, f"print_{page}", chosen)
        assert response.context["orders"] == [chosen]
        shown = desk.get(reverse(f"admin:collateral_order_{page}")).context["orders"]
        assert shown == [other]

    def test_others_have_no_actions(self, client):
        client.force_login(StaffFactory(role="Case desk"))
        assert client.get(QUEUE).status_code == 403
        assert client.get(reverse("admin:collateral_order_labels")).status_code == 403


class TestOneOrder:
    def test_goes_all_the_way(self, desk, kim, edition):
        order = OrderFactory(lines={edition: 2})
        for name, data in [
            ("approve", {}),
            ("pack", {}),
            ("ship", {"ship-carrier": "usps", "ship-tracking": " 9400  1 "}),
            ("deliver", {}),
        ]:
            response = desk.post(verb(name, order), data, follow=True)
            assert response.status_code == 200
        order.refresh_from_db()
        assert (order.state, order.tracking, order.delivered_by) == ("delivered", "9400 1", kim)

    @pytest.mark.parametrize(
        ("name", "facts", "data", "words"),
        [
            ("ship", {"packed": True}, {"ship-tracking": "1Z"}, "Choose the carrier."),
            (
                "ship",
                {"packed": True},
                {"ship-carrier": "ups", "ship-tracking": "1" * 50},
                "up to 40 letters",
            ),
            ("cancel", {}, {}, "Choose the reason."),
            ("approve", {"cancelled": True}, {}, "is in the state “Cancelled” by now"),
        ],
    )
    def test_says_what_is_missing_and_keeps_the_rest(self, desk, name, facts, data, words):
        order = OrderFactory(**facts)
        text = desk.post(verb(name, order), data, follow=True).content.decode()
        assert words in text
        if "ship-tracking" in data:
            assert f'value="{data["ship-tracking"]}"' in text
        before = order.state
        order.refresh_from_db()
        assert order.state == before

    def test_cancelled_gives_the_packs_back(self, desk, edition):
        order = OrderFactory(packed=True, lines={edition: 2})
        desk.post(verb("cancel", order), {"cancel-cause": "missing"})
        edition.refresh_from_db()
        assert edition.available == 20


class TestPaper:
    def test_the_pick_list_sums_what_is_on_the_shelves(self, desk, edition):
        other = EditionFactory(stock=9)
        for _ in range(2):
            OrderFactory(approved=True, lines={edition: 2, other: 1})
        response = desk.get(reverse("admin:collateral_order_pick_list"))
        assert dict(response.context["shelves"]) == {edition: 4, other: 2}

    def test_labels_say_where_to_and_are_on_record(self, desk, kim):
        order = OrderFactory(approved=True, street="12 <Main> Street")
        text = desk.get(reverse("admin:collateral_order_labels")).content.decode()
        for words in (
            order.name,
            order.assister.full_name,
            "12 &lt;Main&gt; Street",
            "Fresno, CA 93650",
        ):
            assert words in text
        event = AuditEvent.objects.get(verb="order.print_label")
        assert (event.actor_id, event.object_id) == (kim.pk, str(order.pk))

    @pytest.mark.parametrize("number", ["x", "", "9" * 30, "-1", "1 OR 1=1"])
    def test_what_is_no_number_is_left_out(self, desk, number):
        path = reverse("admin:collateral_order_pick_list")
        assert desk.get(path, {"number": number}).context["orders"] == []


class TestStock:
    def book(self, desk, edition, **data):
        path = reverse("admin:collateral_edition_book", args=[edition.pk])
        return desk.post(path, {f"book-{name}": value for name, value in data.items()})

    def test_is_booked_in_and_out(self, desk, edition):
        self.book(desk, edition, packs=10, reason="received", note="Delivery note 7")
        self.book(desk, edition, packs=-3, reason="damaged")
        edition.refresh_from_db()
        assert edition.available == 27
        page = reverse("admin:collateral_edition_change", args=[edition.pk])
        text = desk.get(page).content.decode()
        assert "Delivery note 7" in text
        assert "-3" in text

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({"packs": "", "reason": "received"}, "Enter how many packs came or went."),
            ({"packs": "ten", "reason": "received"}, "Enter a whole number, like 20 or -3."),
            ({"packs": "5", "reason": ""}, "Choose the reason."),
            ({"packs": "5", "reason": "ordered"}, "Select a valid choice"),
            ({"packs": "-5", "reason": "received"}, "What was received is a number above 0."),
            ({"packs": "-21", "reason": "damaged"}, "Only 20 packs are available"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_the_note(self, desk, edition, data, words):
        text = self.book(desk, edition, **data, note="Shelf 4").content.decode()
        assert words in text
        assert 'value="Shelf 4"' in text
        edition.refresh_from_db()
        assert edition.available == 20

    def test_tells_what_lies_there_for_orders(self, desk, edition):
        OrderFactory(lines={edition: 2})
        OrderFactory(shipped=True, lines={edition: 1})
        [row] = desk.get("/admin/collateral/edition/").context["cl"].result_list
        assert (row.available, row.waiting) == (17, 2)

    def test_shows_what_is_low(self, desk, edition):
        low = EditionFactory(stock=2, low_at=2)
        found = desk.get("/admin/collateral/edition/", {"stock": "low"})
        assert list(found.context["cl"].result_list) == [low]

    def test_cannot_be_changed_past_the_ledger(self, desk, edition):
        page = reverse("admin:collateral_edition_change", args=[edition.pk])
        desk.post(page, {"low_at": 3, "available": 999, "is_offered": "on"})
        edition.refresh_from_db()
        assert (edition.low_at, edition.available) == (3, 20)

    @pytest.mark.parametrize("link", ["http://example.org/a.pdf", "javascript:alert(1)", "x y"])
    def test_a_pdf_is_behind_https(self, desk, edition, link):
        page = reverse("admin:collateral_edition_change", args=[edition.pk])
        response = desk.post(page, {"low_at": 3, "pdf_link": link, "is_offered": "on"})
        assert "pdf_link" in response.context["adminform"].form.errors
        assert Edition.objects.get().pdf_link == ""


class TestCatalogueData:
    def test_a_limit_of_30_days_below_that_of_an_order_is_refused_in_words(self, desk):
        material = Material.objects.first()
        page = reverse("admin:collateral_material_change", args=[material.pk])
        data = {name: getattr(material, name) for name in ("name", "name_es", "purpose")}
        data |= {"purpose_es": "x", "audience": "anyone", "cover": "fact-sheet", "pack_size": 5}
        response = desk.post(page, {**data, "most_per_order": 5, "most_per_30_days": 4})
        text = response.content.decode()
        assert "An order cannot hold more than 30 days allow." in text


class TestUse:
    @pytest.fixture
    def used(self, edition):
        pacific = ZoneInfo("America/Los_Angeles")
        for month, day, packs in [(11, 1, 2), (10, 31, 3), (1, 15, 9)]:
            at = datetime(2026 - (month == 1), month, day, 0, 5, tzinfo=pacific)
            OrderLineFactory(order__placed_at=at, edition=edition, packs=packs)
        at = datetime(2026, 11, 2, tzinfo=pacific)
        OrderLineFactory(order__cancelled=True, order__placed_at=at, edition=edition, packs=50)
        return edition

    def test_is_counted_by_the_month_in_california(self, used):
        months, rows = use.by_month(datetime(2026, 11, 20).date())  # noqa: DTZ001
        [row] = [row for row in rows if row.material == used.material]
        assert (months[0].isoformat(), months[-1].isoformat()) == ("2025-12-01", "2026-11-01")
        assert row.packs == [0] * 10 + [3, 2]
        assert [bar.height for bar in row.bars(months)][-2:] == [use.HEIGHT, 43]

    def test_is_drawn_and_written(self, desk, edition):
        OrderLineFactory(edition=edition, packs=7)
        text = desk.get(reverse("admin:collateral_order_use")).content.decode()
        assert text.count('role="img"') == 10
        assert text.count('class="use-bar"') == 1
        assert f"{edition.material}: 7" in text

    def test_costs_the_same_for_many(self, desk, edition):
        def asked():
            with CaptureQueriesContext(connection) as queries:
                desk.get(reverse("admin:collateral_order_use"))
            return len(queries)

        asked()
        few = asked()
        OrderLineFactory.create_batch(5)
        assert asked() == few

    def test_is_taken_along(self, just_now, used):
        header, *rows = rows_of(just_now.post(reverse("admin:collateral_order_use_export")))
        assert (header[0], header[-1], len(header)) == ("item", "total", 14)
        assert len(rows) == 10


class TestExport:
    URL = "/admin/collateral/order/export/"

    def test_has_the_filtered_orders_without_persons(self, just_now, kim, edition):
        order = OrderFactory(packed=True, lines={edition: 2})
        OrderFactory(cancelled=True, lines={edition: 1})
        response = just_now.post(f"{self.URL}?state__exact=packed")
        _header, row = rows_of(response)
        assert row[:2] == [order.name, "packed"]
        assert row[4:9] == [
            order.site.entity.legal_name,
            edition.material.name,
            "English",
            "2",
            "100",
        ]
        assert order.assister.last_name not in row
        assert AuditEvent.objects.get(verb="order.export").actor_id == kim.pk

    def test_runs_no_formula(self, just_now):
        for n, start in enumerate("=+-@\t\r"):
            site = SiteFactory(entity=EntityFactory(legal_name=f"{start}cmd|'/C calc'!A{n}"))
            OrderLineFactory(order__site=site, edition__material__name=f"{start}SUM(A1)")
        rows = rows_of(just_now.post(self.URL))[1:]
        assert len(rows) == 6
        assert all(row[4].startswith("'") and row[5].startswith("'") for row in rows)

    def test_asks_who_it_is(self, desk):
        assert "reauthenticate" in desk.post(self.URL).url
