"""Two at the same moment: the last pack goes once, limits hold, and nothing is given back twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.db.models import Sum
from django.test import Client

from collateral.errors import CannotOrder, CartChanged, CartEmpty, CollateralError
from collateral.models import Edition, Order, OrderLine, StockEntry
from collateral.workflows import carts, orders, stock_entries
from notifications.models import Notice
from tests.collateral.conftest import fill
from tests.collateral.factories import EditionFactory
from tests.factories import AssisterFactory, SiteFactory, StaffFactory

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 10


def at_once(*acts):
    """Each in a thread with a connection of its own; what it returned or was refused with."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(120)
            return act()
        except CollateralError as refusal:
            return type(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def somebody():
    assister = AssisterFactory(activated=True)
    assister.site = SiteFactory(entity=assister.entity)
    assister.save()
    return assister.user


def place(user, packs):
    cart = fill(packs, user)
    return lambda: orders.place(key=cart.key, version=cart.version, by=user)


def assert_ledger_is_right():
    for edition in Edition.objects.annotate(sum=Sum("entries__packs")):
        assert edition.available == (edition.sum or 0) >= 0


def last_pack():
    edition = EditionFactory(stock=1)
    done = at_once(*(place(somebody(), {edition: 1}) for _ in range(MANY)))

    assert Counter(map(type, done)) == {Order: 1, type: MANY - 1}
    assert CannotOrder in done
    assert Order.objects.filter(lines__edition=edition).count() == 1
    assert_ledger_is_right()


def limit_of_30_days():
    """One assister in many windows, each of which fills the cart anew and confirms."""
    edition, user = EditionFactory(stock=50), somebody()  # 8 packs in 30 days

    def order_three():
        cart = fill({edition: 3}, user)
        return orders.place(key=cart.key, version=cart.version, by=user)

    done = [it for _ in range(3) for it in at_once(*[order_three] * 4)]

    assert {it for it in done if isinstance(it, type)} <= {CannotOrder, CartChanged, CartEmpty}
    packs = OrderLine.objects.filter(edition=edition).aggregate(sum=Sum("packs"))["sum"]
    assert packs == 6
    assert_ledger_is_right()


def everything_at_once():
    """Orders over the same editions in either order, cancelled and booked meanwhile: none waits for ever."""
    first, second = (
        EditionFactory(stock=30, material__most_per_order=50, material__most_per_30_days=500)
        for _ in range(2)
    )
    kim, users = StaffFactory(), [somebody() for _ in range(4)]
    placed = [place(user, {first: 2, second: 2})() for user in users]

    at_once(
        *(place(user, {first: 3, second: 4}) for user in users[:2]),
        *(place(user, {second: 3, first: 4}) for user in users[2:]),
        *(lambda o=order: orders.cancel(order=o.pk, cause="other", by=kim) for order in placed),
        *(
            lambda e=edition: stock_entries.book(edition=e.pk, packs=-1, reason="damaged", by=kim)
            for edition in (first, second)
        ),
    )

    states = Counter(Order.objects.filter(lines__edition=first).values_list("state", flat=True))
    assert states == {"placed": 4, "cancelled": 4}
    assert_ledger_is_right()


RACES = [last_pack, limit_of_30_days, everything_at_once]


@pytest.mark.parametrize("race", RACES)
def test_once(race):
    race()


@pytest.mark.stress
@pytest.mark.parametrize("race", RACES)
def test_many_times(race):
    for _ in range(50):
        race()


def test_of_many_clicks_and_windows_comes_one_order():
    edition, user = EditionFactory(stock=20), somebody()
    cart = fill({edition: 2}, user)

    def click():
        client = Client()
        client.force_login(user)
        data = {"key": str(cart.key), "version": cart.version}
        return client.post("/materials/cart/review/", data).url

    urls = at_once(*[click] * MANY)

    order = Order.objects.get()
    assert set(urls) == {order.get_absolute_url()}
    assert Notice.objects.filter(kind="order_placed").count() == 1
    assert carts.wanted_in(carts.of(user.assister)) == []
    assert_ledger_is_right()


@pytest.mark.parametrize("verb", ["approve", "cancel", "withdraw"])
def test_of_many_who_take_the_same_step_one_does(verb):
    edition, user, kim = EditionFactory(stock=9), somebody(), StaffFactory()
    order = place(user, {edition: 4})()
    more = {"cause": "other"} if verb == "cancel" else {}

    done = at_once(*[lambda: getattr(orders, verb)(order=order.pk, by=kim, **more)] * MANY)

    assert Counter(map(type, done)) == {Order: 1, type: MANY - 1}
    assert Notice.objects.exclude(kind="order_placed").count() == 1
    assert_ledger_is_right()


def test_who_withdraws_what_is_being_packed_is_too_late_or_in_time():
    edition, user, kim = EditionFactory(stock=9), somebody(), StaffFactory()
    order = place(user, {edition: 4})()
    orders.approve(order=order.pk, by=kim)

    at_once(
        lambda: orders.withdraw(order=order.pk, by=user),
        lambda: orders.pack(order=order.pk, by=kim),
    )

    order.refresh_from_db()
    assert order.state in {"packed", "cancelled"}
    back = StockEntry.objects.filter(reason="cancelled").count()
    assert back == (1 if order.state == "cancelled" else 0)
    assert_ledger_is_right()
