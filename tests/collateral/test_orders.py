"""The life of an order: who may do what when, what it takes and gives back, and who is told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Sum
from django.utils import timezone

from audit.models import AuditEvent
from collateral.errors import (
    CannotOrder,
    CartChanged,
    CartEmpty,
    NoSite,
    NoStreetAddress,
    TooLateToWithdraw,
    WrongState,
)
from collateral.models import Cart, Edition, Order, StockEntry
from collateral.workflows import carts, orders
from notifications.models import Notice
from tests.collateral.conftest import fill
from tests.collateral.factories import EditionFactory, OrderFactory, PrintLanguageFactory
from tests.factories import AssisterFactory, SiteFactory

pytestmark = pytest.mark.django_db


def left(edition):
    return Edition.objects.get(pk=edition.pk).available


def ledger(edition):
    return edition.entries.aggregate(sum=Sum("packs"))["sum"]


def kinds():
    return list(Notice.objects.order_by("created_at").values_list("kind", flat=True))


class TestPlace:
    def test_an_assister_without_a_badge_may_order(self, dee, order, edition):
        placed = order({edition: 3})

        assert placed.state == "placed"
        assert [(line.edition, line.packs, line.pack_size) for line in placed.lines.all()] == [
            (edition, 3, 50)
        ]
        site = dee.assister.site
        assert (placed.site, placed.street, placed.zip_code) == (site, site.street, site.zip_code)
        assert placed.name.startswith("M-")

    def test_takes_the_packs_from_the_stock(self, order, edition):
        placed = order({edition: 3})

        assert left(edition) == ledger(edition) == 17
        entry = StockEntry.objects.get(order=placed)
        assert (entry.packs, entry.left, entry.reason) == (-3, 17, "ordered")

    def test_tells_the_assister_and_the_record(self, dee, order, edition):
        placed = order({edition: 1})

        notice = Notice.objects.get(kind="order_placed")
        assert (notice.to, notice.about_id) == (dee.email, str(placed.pk))
        event = AuditEvent.objects.get(verb="order.place")
        assert (event.actor_id, event.object_id) == (dee.pk, str(placed.pk))

    def test_empties_the_cart(self, dee, order, edition):
        order({edition: 1})
        with pytest.raises(CartEmpty):
            order({})
        assert carts.wanted_in(carts.of(dee.assister)) == []

    def test_confirmed_twice_is_one_order(self, dee, edition):
        cart = fill({edition: 2}, dee)
        first = orders.place(key=cart.key, version=cart.version, by=dee)
        fill({edition: 1}, dee)  # meanwhile, the next one is begun

        assert orders.place(key=cart.key, version=cart.version, by=dee) == first
        assert left(edition) == 18
        assert kinds() == ["order_placed"]

    def test_of_a_cart_that_changed_meanwhile_is_refused(self, dee, edition):
        seen = fill({edition: 2}, dee)
        fill({edition: 5}, dee)

        with pytest.raises(CartChanged, match="another window"):
            orders.place(key=seen.key, version=seen.version, by=dee)
        assert left(edition) == 20

    def test_of_another_cart_is_refused(self, dee, edition):
        cart = fill({edition: 2}, dee)
        with pytest.raises(CartChanged):
            orders.place(key=uuid4(), version=cart.version, by=dee)

    def test_of_somebody_elses_key_is_refused(self, order, edition):
        foreign = OrderFactory()
        other = AssisterFactory(activated=True).user
        with pytest.raises(CartChanged):
            orders.place(key=foreign.cart_key, version=0, by=other)


class TestCannotBeOrdered:
    def problems(self, order, packs):
        with pytest.raises(CannotOrder) as refusal:
            order(packs)
        assert Order.objects.count() == StockEntry.objects.filter(reason="ordered").count() == 0
        return [problem.text for problem in refusal.value.problems]

    def test_more_than_there_is(self, order):
        edition = EditionFactory(stock=2)
        [text] = self.problems(order, {edition: 3})
        assert "only 2 packs are left" in text

    def test_what_is_out_of_stock(self, order):
        [text] = self.problems(order, {EditionFactory(): 1})
        assert "is out of stock" in text

    @pytest.mark.parametrize("facts", [{"is_offered": False}, {"material__is_offered": False}])
    def test_what_is_no_longer_offered(self, order, facts):
        [text] = self.problems(order, {EditionFactory(stock=9, **facts): 1})
        assert "no longer offered" in text

    def test_more_than_an_order_may_hold_of_all_languages_together(self, order, edition):
        spanish = EditionFactory(
            material=edition.material, language=PrintLanguageFactory(code="es"), stock=9
        )
        [text] = self.problems(order, {edition: 3, spanish: 3})
        assert text.startswith("At most 5 packs of Leaflet")

    def test_all_that_is_wrong_is_said_at_once(self, order, edition):
        texts = self.problems(order, {EditionFactory(): 1, EditionFactory(stock=1): 2, edition: 6})
        assert len(texts) == 3

    def test_is_on_record(self, dee, order):
        self.problems(order, {EditionFactory(): 1})
        event = AuditEvent.objects.get(verb="order.place")
        assert (event.outcome, event.reason, event.actor_id) == ("refused", "CannotOrder", dee.pk)


class TestLimitOf30Days:
    def test_counts_all_orders(self, order, edition):
        order({edition: 5})
        with pytest.raises(CannotOrder, match="have ordered 5"):
            order({edition: 4})
        order({edition: 3})

    def test_is_over_after_30_days(self, order, edition):
        old = order({edition: 5})
        since = timezone.now() - timedelta(days=30, seconds=1)
        Order.objects.filter(pk=old.pk).update(placed_at=since)
        order({edition: 5})

    def test_is_one_assisters_own(self, order, edition):
        other = AssisterFactory(activated=True)
        other.site = SiteFactory(entity=other.entity)
        other.save()
        order({edition: 5})
        order({edition: 5}, by=other.user)

    @pytest.mark.parametrize("cancel", ["by the assister", "by the desk"])
    def test_is_given_back_by_a_cancelled_order(self, dee, kim, order, edition, cancel):
        placed = order({edition: 5})
        if cancel == "by the desk":
            orders.cancel(order=placed.pk, cause="missing", by=kim)
        else:
            orders.withdraw(order=placed.pk, by=dee)
        order({edition: 5})


class TestWhereTo:
    def test_must_be_chosen(self, dee, edition):
        dee.assister.site = None
        cart = carts.fill(packs={edition.pk: 1}, by=dee)
        with pytest.raises(NoSite):
            orders.place(key=cart.key, version=cart.version, by=dee)

    def test_is_a_site_of_ones_own_entity(self, dee, edition):
        cart = carts.fill(packs={edition.pk: 1}, site=SiteFactory(), by=dee)
        with pytest.raises(NoSite):
            orders.place(key=cart.key, version=cart.version, by=dee)

    @pytest.mark.parametrize("street", ["P.O. Box 12", "Apartado postal 12"])
    def test_something_large_goes_to_no_po_box(self, dee, edition, street):
        signs = EditionFactory(material__needs_street=True, material__name="Signs", stock=5)
        box = SiteFactory(entity=dee.assister.entity, street=street)
        cart = carts.fill(packs={signs.pk: 1, edition.pk: 1}, site=box, by=dee)
        with pytest.raises(NoStreetAddress, match="Signs cannot be sent to a PO box"):
            orders.place(key=cart.key, version=cart.version, by=dee)

        cart = carts.fill(packs={signs.pk: 0}, by=dee)
        assert orders.place(key=cart.key, version=cart.version, by=dee).street == street

    def test_stays_what_it_was_when_the_site_changes(self, dee, order, edition):
        placed = order({edition: 1})
        site = dee.assister.site
        before, site.street = site.street, "99 New Street"
        site.save()
        placed.refresh_from_db()
        assert placed.street == before


# From each state, what may be done; all else is refused.
STEPS = {
    "approve": ({"placed"}, "approved", {}),
    "pack": ({"approved"}, "packed", {}),
    "ship": ({"packed"}, "shipped", {"carrier": "ups", "tracking": "1Z 9"}),
    "deliver": ({"shipped"}, "delivered", {}),
    "cancel": ({"placed", "approved", "packed"}, "cancelled", {"cause": "address"}),
    "withdraw": ({"placed", "approved"}, "cancelled", {}),
}
STATES = ["placed", "approved", "packed", "shipped", "delivered", "cancelled"]


def in_state(state, **facts):
    return OrderFactory(**({} if state == "placed" else {state: True}), **facts)


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_each_step_follows_its_own_states_only(kim, verb, state):
    allowed, after, facts = STEPS[verb]
    edition = EditionFactory(stock=5)
    order = in_state(state, lines={edition: 2})
    act = getattr(orders, verb)

    if state not in allowed:
        with pytest.raises((WrongState, TooLateToWithdraw)) as refusal:
            act(order=order.pk, by=kim, **facts)
        order.refresh_from_db()
        assert (order.state, kinds(), left(edition)) == (state, [], 3)
        said = order.get_state_display() if verb != "withdraw" or state != "packed" else "packed"
        assert said in str(refusal.value)
        assert AuditEvent.objects.get(verb=f"order.{verb}").outcome == "refused"
        return
    act(order=order.pk, by=kim, **facts)
    order.refresh_from_db()
    assert order.state == after
    assert getattr(order, f"{after}_by") == kim
    assert kinds() == [f"order_{after}"]
    assert AuditEvent.objects.get(verb=f"order.{verb}").object_id == str(order.pk)
    assert left(edition) == ledger(edition) == (5 if after == "cancelled" else 3)


def test_a_shipped_order_says_by_whom_and_how_to_follow_it(kim):
    order = OrderFactory(packed=True)
    orders.ship(order=order.pk, carrier="ups", tracking="1Z 9/8", by=kim)
    order.refresh_from_db()
    assert order.tracking_link == "https://www.ups.com/track?tracknum=1Z%209%2F8"
    assert OrderFactory(shipped=True, carrier="other").tracking_link == ""
    assert OrderFactory(shipped=True, tracking="").tracking_link == ""


def test_every_state_is_told_in_the_assisters_language(dee, kim, order, edition, mailoutbox):
    from notifications import delivery

    dee.language = "es"
    dee.save()
    placed = order({edition: 2}).pk
    orders.approve(order=placed, by=kim)
    orders.pack(order=placed, by=kim)
    orders.ship(order=placed, carrier="usps", tracking="9400 1", by=kim)
    orders.deliver(order=placed, by=dee)
    orders.withdraw(order=order({edition: 1}).pk, by=dee)
    for notice in Notice.objects.due().order_by("created_at"):
        delivery.deliver(notice.pk)

    assert [mail.extra_headers["Content-Language"] for mail in mailoutbox] == ["es"] * 7
    name = edition.material.name_es
    for mail in mailoutbox:
        html = mail.alternatives[0][0]
        assert name in mail.body
        assert name in html
        assert edition.material.name not in html
        assert "/materials/orders/" in mail.body
        assert "M-" in mail.subject
        assert dee.assister.last_name not in mail.subject
    assert "9400 1" in mailoutbox[3].body
    assert len({mail.subject for mail in mailoutbox}) == 7


class TestReorder:
    def test_puts_the_same_into_the_cart(self, dee, order, edition):
        placed = order({edition: 2})
        assert carts.reorder(order=placed, by=dee) == []
        assert carts.reorder(order=placed, by=dee) == []  # pressed twice
        assert carts.wanted_in(carts.of(dee.assister)) == [(edition, 2)]

    def test_says_what_is_no_longer_there(self, dee, order, edition):
        gone, few, hidden, much = (
            EditionFactory(stock=9, material__name=name)
            for name in ("Gone", "Few", "Hidden", "Much")
        )
        placed = order({edition: 1, gone: 2, few: 3, hidden: 1, much: 5})
        Edition.objects.filter(pk=gone.pk).update(available=0)
        Edition.objects.filter(pk=few.pk).update(available=1)
        Edition.objects.filter(pk=hidden.pk).update(is_offered=False)

        left_out = carts.reorder(order=placed, by=dee)

        assert sorted(left_out) == [
            "Gone – English is out of stock.",
            "Hidden – English is no longer offered.",
            "Of Few – English only 1 pack is left; you had ordered 3.",
            "Of Much – English your limits allow 3 packs now; you had ordered 5.",
        ]
        held = dict(carts.wanted_in(carts.of(dee.assister)))
        assert held == {edition: 1, few: 1, much: 3}

    def test_counts_what_else_the_cart_has_of_it(self, dee, order, edition):
        spanish = EditionFactory(
            material=edition.material, language=PrintLanguageFactory(code="es"), stock=9
        )
        placed = order({edition: 4})
        fill({spanish: 3}, dee)
        [text] = carts.reorder(order=placed, by=dee)
        assert "your limits allow 1 pack now" in text


def test_each_cart_has_one_assister(dee, edition):
    fill({edition: 1}, dee)
    fill({edition: 0}, dee)
    assert Cart.objects.get().version == 2
    assert not Cart.objects.get().lines.exists()
