"""The store's pages: what they show, what they refuse, and that what was typed stays."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import AuditEvent
from collateral.models import Edition, Material, Order
from collateral.workflows import carts
from tests.collateral.conftest import fill
from tests.collateral.factories import EditionFactory, OrderFactory, PrintLanguageFactory
from tests.factories import AssisterFactory, EntityContactFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db
STORE, CART, REVIEW = "/materials/", "/materials/cart/", "/materials/cart/review/"
ORDERS = "/materials/orders/"


@pytest.fixture
def reads(client, dee):
    """``reads(path)``: its text, as Dee reads it."""
    client.force_login(dee)
    return lambda path, query=None: client.get(path, query).content.decode()


@pytest.fixture
def send(client, dee):
    client.force_login(dee)
    return lambda path, data=None: client.post(path, data or {})


def packs(edition):
    return f"packs-{edition.pk}"


def errors(response):
    return response.context["form"].errors


def held(user):
    return dict(carts.wanted_in(carts.of(user.assister)))


class TestWhoGetsIn:
    @pytest.mark.parametrize("path", [STORE, CART, REVIEW, ORDERS])
    def test_others_are_told_whom_it_is_for(self, client, path):
        for user in (UserFactory(), EntityContactFactory().user):
            client.force_login(user)
            response = client.get(path)
            assert response.status_code == 403
            assert "for assisters whose account is active" in response.content.decode()
            event = AuditEvent.objects.filter(verb="materials.open").latest("pk")
            assert (event.actor_id, event.outcome) == (user.pk, "refused")


class TestCatalogue:
    def test_has_the_nine_items_in_both_languages(self, reads, client):
        text = reads(STORE)
        assert text.count('class="portal-item"') == 9
        assert "What You Need To Know: Immigration Status" in text
        assert "https://360.kpcorp.com/coveredca/Login.aspx" in text

        client.cookies["language"] = "es"
        assert "Lo que debe saber: estatus migratorio" in reads(STORE)

    def test_offers_thirteen_languages_to_filter_by(self, reads, client):
        reads(STORE)
        choices = client.get(STORE).context["form"].fields["language"].choices
        assert len(choices) == 1 + 13

    @pytest.mark.parametrize(
        ("query", "slugs"),
        [
            ({"q": "calculator paper"}, {"paper-calculator"}),
            ({"q": "estatus migratorio"}, {"immigration-status"}),
            ({"q": "  lawn  "}, {"lawn-sign-kit"}),
            ({"audience": "immigrants"}, {"immigration-status"}),
            ({"language": "ko"}, {"fact-sheet"}),
            ({"language": "ko", "audience": "costs"}, set()),
            ({"q": "100%"}, set()),
        ],
    )
    def test_is_searched_and_filtered(self, client, reads, query, slugs):
        facts = Material.objects.get(slug="fact-sheet")
        EditionFactory(material=facts, language=PrintLanguageFactory(code="ko"))
        text = reads(STORE, query)
        found = client.get(STORE, query).context["object_list"]
        assert {material.slug for material in found} == slugs
        assert ("Nothing fits" in text) == (not slugs)

    @pytest.mark.parametrize(
        "query", [{"language": "xx"}, {"audience": "cats"}, {"q": "x" * 500}, {"language": ""}]
    )
    def test_ignores_what_makes_no_sense(self, client, reads, query):
        reads(STORE)
        assert len(client.get(STORE, query).context["object_list"]) == 9

    def test_an_edition_that_is_not_offered_is_not_there(self, client, reads, edition):
        hidden = EditionFactory(language=PrintLanguageFactory(code="ko"), is_offered=False)
        reads(STORE)
        assert not client.get(STORE, {"language": "ko"}).context["object_list"]
        assert "Korean" not in reads(hidden.material.get_absolute_url())

    def test_asks_the_database_as_often_for_any_number_of_rows(self, reads):
        def asked():
            with CaptureQueriesContext(connection) as queries:
                reads(STORE)
            return len(queries)

        asked()  # the session is noted as used
        few = asked()
        for material in Material.objects.all():
            for code in ("en", "es"):
                EditionFactory(material=material, language=PrintLanguageFactory(code=code))
        assert asked() == few


class TestItem:
    def test_says_all_there_is_to_know(self, reads, order, edition):
        order({edition: 3})
        Edition.objects.filter(pk=edition.pk).update(pdf_link="https://example.org/sheet.pdf")
        EditionFactory(material=edition.material, language=PrintLanguageFactory(code="vi"))

        text = reads(edition.material.get_absolute_url())

        for words in (
            "50 pieces",
            "Most in 30 days",
            "17 packs left",
            "You can order 5 packs now",
            "https://example.org/sheet.pdf",
            "Out of stock right now: Vietnamese.",
            "https://360.kpcorp.com/coveredca/Login.aspx",
        ):
            assert words in text

    def test_says_when_the_limit_is_reached(self, reads, order, edition):
        order({edition: 5})
        order({edition: 3})
        text = reads(edition.material.get_absolute_url())
        assert "all that your limit of 30 days allows" in text
        assert '<input type="number"' not in text

    def test_puts_packs_into_the_cart(self, dee, send, edition):
        for _twice in range(2):
            response = send(edition.material.get_absolute_url(), {packs(edition): "2"})
            assert response.url == CART
        assert held(dee) == {edition: 2}

    def test_takes_them_out_again(self, dee, send, edition):
        fill({edition: 2}, dee)
        send(edition.material.get_absolute_url(), {packs(edition): "0"})
        assert held(dee) == {}

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("", "Enter how many packs you need, in at least one language."),
            ("0", "Enter how many packs you need, in at least one language."),
            ("-1", "Enter a whole number of packs, or 0."),
            ("2.5", "Enter a whole number of packs, or 0."),
            ("many", "Enter a whole number of packs, or 0."),
            ("999999", "Enter a smaller number of packs."),
            ("6", "At most 5 packs of {} go into one order, all languages together."),
        ],
    )
    def test_says_at_the_field_what_is_wrong_and_keeps_it(self, dee, send, edition, typed, words):
        response = send(edition.material.get_absolute_url(), {packs(edition): typed})
        assert errors(response) == {packs(edition): [words.format(edition.material)]}
        assert f'value="{typed}"' in response.content.decode() or typed == ""
        assert held(dee) == {}

    def test_says_how_many_are_left(self, send):
        edition = EditionFactory(stock=1)
        response = send(edition.material.get_absolute_url(), {packs(edition): "2"})
        [[text]] = errors(response).values()
        assert text == f"Of {edition} only 1 pack is left. Enter a smaller number."


class TestCart:
    def test_says_what_to_do_when_it_is_empty(self, reads, send):
        assert "Your cart is empty" in reads(CART)
        assert "Your cart is empty" in send(CART).content.decode()

    def test_says_whom_to_ask_when_there_is_nowhere_to_ship_to(self, client, edition):
        user = AssisterFactory(activated=True).user
        carts.fill(packs={edition.pk: 1}, by=user)
        client.force_login(user)
        assert "Ask the certification desk" in client.get(CART).content.decode()

    def test_goes_on_to_the_review_with_numbers_and_site(self, dee, send, edition):
        fill({edition: 2}, dee)
        other = SiteFactory(entity=dee.assister.entity)
        response = send(CART, {packs(edition): "3", "site": other.pk})
        assert response.url == REVIEW
        assert held(dee) == {edition: 3}
        assert carts.of(dee.assister).site == other

    def test_offers_the_own_site_first(self, dee, client, edition):
        carts.fill(packs={edition.pk: 1}, by=dee)
        client.force_login(dee)
        assert client.get(CART).context["form"].initial["site"] == str(dee.assister.site_id)

    def test_many_sites_are_a_list_to_open(self, dee, reads, edition):
        fill({edition: 1}, dee)
        assert 'type="radio"' in reads(CART)
        SiteFactory.create_batch(8, entity=dee.assister.entity)
        assert "<select" in reads(CART)

    @pytest.mark.parametrize(
        ("site", "words"),
        [
            ("", "Choose the work site to which we ship."),
            ("foreign", "Choose one of the sites of your entity."),
            ("x", "Choose one of the sites of your entity."),
        ],
    )
    def test_ships_to_a_site_of_the_own_entity_only(self, dee, send, edition, site, words):
        fill({edition: 2}, dee)
        site = SiteFactory().pk if site == "foreign" else site
        response = send(CART, {packs(edition): "2", "site": site})
        assert errors(response) == {"site": [words]}

    def test_sends_nothing_large_to_a_po_box(self, dee, send):
        signs = EditionFactory(material__needs_street=True, stock=3)
        box = SiteFactory(entity=dee.assister.entity, street="Apartado postal 7")
        fill({signs: 1}, dee)
        response = send(CART, {packs(signs): "1", "site": box.pk})
        [[text]] = errors(response).values()
        assert text.endswith("cannot be sent to a PO box. Choose a site with a street address.")

    def test_names_what_is_not_offered_any_more(self, dee, send, edition):
        fill({edition: 2}, dee)
        Material.objects.filter(pk=edition.material_id).update(is_offered=False)
        site = dee.assister.site_id
        response = send(CART, {packs(edition): "2", "site": site})
        assert "no longer offered" in errors(response)[packs(edition)][0]
        assert send(CART, {packs(edition): "0", "site": site}).url == CART
        assert held(dee) == {}


class TestReview:
    def confirm(self, send, user):
        cart = carts.of(user.assister)
        return send(REVIEW, {"key": cart.key, "version": cart.version})

    def test_shows_everything_once_more(self, dee, reads, edition):
        fill({edition: 2}, dee)
        text = reads(REVIEW)
        for words in (str(edition), "2 packs", "of 50 pieces", dee.assister.site.street):
            assert words in text

    def test_confirmed_is_an_order(self, dee, send, edition):
        fill({edition: 2}, dee)
        response = self.confirm(send, dee)
        assert response.url == Order.objects.get().get_absolute_url()

    def test_of_an_empty_cart_leads_back_to_it(self, dee, send, reads, client, edition):
        fill({edition: 1}, dee)
        fill({edition: 0}, dee)
        reads(CART)
        assert client.get(REVIEW).url == CART
        response = self.confirm(send, dee)
        assert response.url == CART
        assert "Your cart is empty. Choose materials first." in reads(CART)

    def test_says_what_was_taken_by_others_meanwhile(self, dee, send, reads, edition):
        fill({edition: 2}, dee)
        Edition.objects.filter(pk=edition.pk).update(available=1)

        assert "only 1 pack is left" in reads(REVIEW)
        response = self.confirm(send, dee)
        text = response.content.decode()
        assert response.status_code == 200
        assert "only 1 pack is left" in text
        assert "Place the order" not in text
        assert held(dee) == {edition: 2}
        assert not Order.objects.exists()

    def test_says_when_something_large_would_go_to_a_po_box(self, dee, reads, edition):
        box = SiteFactory(entity=dee.assister.entity, street="PO Box 7")
        signs = EditionFactory(material__needs_street=True, stock=3)
        carts.fill(packs={signs.pk: 1}, site=box, by=dee)
        text = reads(REVIEW)
        assert "cannot be sent to a PO box" in text
        assert "Place the order" not in text

    @pytest.mark.parametrize("sent", [{}, {"key": "x", "version": "y"}])
    def test_says_when_the_page_is_out_of_date(self, dee, send, edition, sent):
        fill({edition: 2}, dee)
        assert errors(send(REVIEW, sent)) == {
            "__all__": ["This page is out of date. Look at your cart once more."]
        }

    def test_says_when_the_cart_was_changed_in_another_window(self, dee, send, edition):
        seen = fill({edition: 2}, dee)
        fill({edition: 3}, dee)
        response = send(REVIEW, {"key": seen.key, "version": seen.version})
        assert "changed in another window" in response.content.decode()


class TestOrders:
    def test_are_ones_own_newest_first(self, client, dee, order, edition):
        first, second = order({edition: 1}), order({edition: 1})
        OrderFactory()
        client.force_login(dee)
        assert list(client.get(ORDERS).context["object_list"]) == [second, first]

    def test_come_in_pages(self, client, dee, reads):
        OrderFactory.create_batch(21, assister=dee.assister)
        assert "?page=2" in reads(ORDERS)
        assert len(client.get(ORDERS, {"page": 2}).context["object_list"]) == 1
        assert client.get(ORDERS, {"page": 3}).status_code == 404

    @pytest.mark.parametrize("words", ["M-{n}", "m {n}", "{n}", "leaflet", "folleto"])
    def test_are_found(self, client, dee, reads, order, edition, words):
        mine, _other = order({edition: 1}), OrderFactory(assister=dee.assister)
        reads(ORDERS)
        found = client.get(ORDERS, {"q": words.format(n=mine.number)}).context["object_list"]
        assert list(found) == [mine]

    @pytest.mark.parametrize("query", [{"q": "M-1"}, {"q": "9" * 40}, {"state": "shipped"}])
    def test_say_when_nothing_fits(self, reads, order, edition, query):
        order({edition: 1})
        assert "Nothing fits" in reads(ORDERS, query)

    def test_say_what_to_do_when_there_are_none(self, reads):
        assert "No orders yet" in reads(ORDERS)

    def test_ask_the_database_as_often_for_any_number_of_rows(self, reads, order, edition):
        def asked():
            with CaptureQueriesContext(connection) as queries:
                reads(ORDERS)
            return len(queries)

        order({edition: 1})
        asked()  # the session is noted as used
        one = asked()
        for n in range(3):
            order({EditionFactory(stock=9): 1 + n, edition: 1})
        assert asked() == one


class TestOrder:
    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({}, "The materials desk looks at it next."),
            ({"approved": True}, "It is approved"),
            ({"packed": True}, "It is packed"),
            ({"shipped": True}, "https://www.ups.com/track?tracknum=1Z999AA10123456784"),
            ({"delivered": True}, "It has arrived."),
            ({"cancelled": True}, "It cannot be delivered to this address"),
        ],
    )
    def test_says_how_far_it_is(self, reads, dee, facts, words):
        order = OrderFactory(assister=dee.assister, **facts)
        text = reads(order.get_absolute_url())
        assert words in text
        assert ("It has arrived</button>" in text) == (order.state == "shipped")
        assert ("Cancel this order" in text) == (order.state in {"placed", "approved"})

    @pytest.mark.parametrize("verb", ["", "withdraw/", "received/", "again/"])
    def test_of_somebody_else_is_not_there(self, client, dee, verb):
        client.force_login(dee)
        path = f"{OrderFactory().get_absolute_url()}{verb}"
        assert (client.post if verb else client.get)(path).status_code == 404

    def test_is_withdrawn_and_received(self, dee, send):
        order = OrderFactory(assister=dee.assister)
        send(f"{order.get_absolute_url()}withdraw/")
        shipped = OrderFactory(assister=dee.assister, shipped=True)
        send(f"{shipped.get_absolute_url()}received/")
        order.refresh_from_db()
        shipped.refresh_from_db()
        assert (order.state, shipped.state) == ("cancelled", "delivered")

    def test_that_is_packed_is_not_withdrawn(self, dee, send, reads):
        order = OrderFactory(assister=dee.assister, packed=True)
        send(f"{order.get_absolute_url()}withdraw/")
        assert "packed already. Call the Help Line" in reads(order.get_absolute_url())

    def test_is_ordered_again_by_one_click(self, dee, send, reads, order, edition):
        gone = EditionFactory(stock=1)
        placed = order({edition: 2, gone: 1})
        response = send(f"{placed.get_absolute_url()}again/")
        assert response.url == CART
        text = reads(CART)
        assert f"{gone} is out of stock." in text
        assert held(dee) == {edition: 2}

    def test_an_order_of_long_ago_tells_its_day(self, reads, dee):
        at = timezone.now() - timedelta(days=400)
        order = OrderFactory(assister=dee.assister, placed_at=at)
        assert str(timezone.localtime(at).year) in reads(order.get_absolute_url())


class TestDashboard:
    def test_leads_assisters_to_the_store(self, reads):
        assert 'href="/materials/"' in reads("/dashboard/")

    def test_tells_the_desk_how_many_orders_wait(self, client, kim):
        for facts in ({}, {"approved": True}, {"shipped": True}):
            OrderFactory(**facts)
        client.force_login(kim)
        assert "Orders to approve, pack or ship (2)" in client.get("/dashboard/").content.decode()
