"""The ledger, what it refuses, and the one mail when something gets low."""

import pytest
from django.db.models import Sum

from collateral.errors import NotEnoughStock, WrongSign
from collateral.models import Edition, StockEntry
from collateral.workflows import orders, stock_entries
from notifications.models import Notice
from tests.collateral.factories import EditionFactory
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def book(edition, packs, kim, reason=""):
    reason = reason or ("received" if packs > 0 else "damaged")
    return stock_entries.book(edition=edition.pk, packs=packs, reason=reason, by=kim)


def test_packs_come_and_go(kim, edition):
    book(edition, 10, kim)
    book(edition, -4, kim)
    last = book(edition, -1, kim, "counted")

    edition.refresh_from_db()
    assert edition.available == last.left == 25
    assert edition.entries.aggregate(sum=Sum("packs"))["sum"] == 25


def test_what_orders_have_set_aside_cannot_be_booked_out(kim, order, edition):
    order({edition: 5})
    with pytest.raises(NotEnoughStock, match="Only 15 packs"):
        book(edition, -16, kim)
    book(edition, -15, kim)


@pytest.mark.parametrize(
    ("reason", "packs"), [("received", -1), ("received", 0), ("damaged", 1), ("counted", 0)]
)
def test_a_number_must_go_with_its_reason(kim, edition, reason, packs):
    with pytest.raises(WrongSign):
        book(edition, packs, kim, reason)
    assert StockEntry.objects.count() == 1


class TestLowStock:
    @pytest.fixture
    def low(self):
        return EditionFactory(stock=8, low_at=5)

    def told(self):
        return sorted(Notice.objects.filter(kind="stock_low").values_list("to", flat=True))

    def test_is_told_once_to_everybody_at_the_desk(self, kim, order, low):
        other = StaffFactory(role="Materials desk", language="es")
        StaffFactory(role="Materials desk", is_active=False)
        StaffFactory(role="Case desk")

        order({low: 2})
        assert self.told() == []
        order({low: 1})
        assert self.told() == sorted([kim.email, other.email])
        order({low: 1})
        book(low, -1, kim)
        assert len(self.told()) == 2

    def test_is_told_again_after_there_was_enough(self, kim, low):
        book(low, -4, kim)
        book(low, 1, kim)
        assert len(self.told()) == 1  # five are still few
        book(low, 20, kim)
        assert Edition.objects.get(pk=low.pk).low_told_at is None
        book(low, -21, kim)
        assert len(self.told()) == 2

    def test_a_cancelled_order_may_be_what_makes_it_enough(self, kim, dee, order, low):
        placed = order({low: 4})
        orders.withdraw(order=placed.pk, by=dee)
        order({low: 4})
        assert len(self.told()) == 2

    def test_its_mail_says_which_and_where(self, kim, low, mailoutbox):
        from notifications import delivery

        book(low, -7, kim)
        delivery.deliver(Notice.objects.get().pk)
        [mail] = mailoutbox
        assert str(low) in mail.subject
        assert "1 pack of" in mail.body
        assert f"/admin/collateral/edition/{low.pk}/change/" in mail.body
