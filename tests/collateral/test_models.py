"""What the database refuses, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction

from collateral.addresses import is_po_box
from collateral.models import StockEntry
from tests.collateral.factories import (
    CartFactory,
    CartLineFactory,
    EditionFactory,
    MaterialFactory,
    OrderFactory,
    OrderLineFactory,
    PrintLanguageFactory,
    StockEntryFactory,
)
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
BOXES = [
    "PO Box 12",
    "P.O. Box 12",
    "p. o. box 12",
    "P O BOX 12",
    "P.O.Box 12",
    "POB 12",
    "P.O.B. 12",
    "PO Bx 12",
    "P.0. Box 12",
    "Post Office Box 12",
    "Postal Box 12",
    "12 Main Street, PO Box 7",
    "Box 12",
    "Box #12",
    "Apartado postal 12",
    "APARTADO POSTAL 12",
    "Apartado 12",
    "Apartado de correos 12",
    "Apdo. postal 12",
    "Apdo 12",
    "Casilla postal 12",
]
STREETS = [
    "12 Main Street",
    "12 Boxwood Lane",
    "5 Po Boxwood Lane",
    "400 Post Street",
    "12 Depot Box Canyon Road",
    "7 Lunch Box Way",
    "12 Apartamento Drive",
    "1 Postal Way, Suite 12",
    "88 Casilla Court",
    "21 Pobre Avenue",
]


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("material_names_given", {"name": ""}),
        ("material_names_given", {"name_es": ""}),
        ("material_audience_is_known", {"audience": "cats"}),
        ("material_numbers_positive", {"pack_size": 0}),
        ("material_numbers_positive", {"most_per_order": 0}),
        ("material_order_within_30_days", {"most_per_order": 9}),
    ],
)
def test_a_material_is_refused(constraint, facts):
    with refused(constraint):
        MaterialFactory(**facts)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("edition_available_not_negative", {"available": -1}),
        ("edition_pdf_link_is_https", {"pdf_link": "http://example.org/a.pdf"}),
        ("edition_pdf_link_is_https", {"pdf_link": "javascript:alert(1)"}),
    ],
)
def test_an_edition_is_refused(constraint, facts):
    with refused(constraint):
        EditionFactory(**facts)


def test_a_material_has_each_language_once():
    with refused("edition_language_unique"):
        EditionFactory(material=EditionFactory().material)


def test_a_language_has_a_name_in_both():
    with refused("printlanguage_names_given"):
        PrintLanguageFactory(code="xx", name_es="")


class TestCart:
    def test_has_each_edition_once(self):
        line = CartLineFactory()
        with refused("cartline_edition_once"):
            CartLineFactory(cart=line.cart, edition=line.edition)

    def test_has_no_line_of_nothing(self):
        with refused("cartline_packs_positive"):
            CartLineFactory(packs=0)

    def test_is_one_for_each_assister(self):
        with refused("collateral_cart_assister_id"):
            CartFactory(assister=CartFactory().assister)


class TestOrder:
    @pytest.mark.parametrize(
        ("constraint", "facts"),
        [
            ("order_state_and_steps_agree", {"state": "lost"}),
            ("order_state_and_steps_agree", {"state": "approved"}),
            ("order_state_and_steps_agree", {"approved": True, "state": "placed"}),
            ("order_state_and_steps_agree", {"shipped": True, "state": "packed"}),
            ("order_state_and_steps_agree", {"delivered": True, "state": "shipped"}),
            ("order_state_and_steps_agree", {"cancelled": True, "state": "placed", "cause": ""}),
            ("order_state_and_steps_agree", {"shipped": True, "cancelled": True}),
            (
                "order_steps_follow_each_other",
                {"packed": True, "approved_at": None, "approved_by": None},
            ),
            (
                "order_steps_follow_each_other",
                {"shipped": True, "packed_at": None, "packed_by": None},
            ),
            (
                "order_steps_follow_each_other",
                {
                    "delivered": True,
                    "shipped_at": None,
                    "shipped_by": None,
                    "carrier": "",
                    "tracking": "",
                },
            ),
            ("order_cause_of_cancelled_only", {"cancelled": True, "cause": ""}),
            ("order_cause_of_cancelled_only", {"cancelled": True, "cause": "magic"}),
            ("order_cause_of_cancelled_only", {"cause": "address"}),
            ("order_carrier_of_shipped_only", {"shipped": True, "carrier": ""}),
            ("order_carrier_of_shipped_only", {"shipped": True, "carrier": "owl"}),
            ("order_carrier_of_shipped_only", {"carrier": "ups"}),
            ("order_carrier_of_shipped_only", {"packed": True, "tracking": "1Z9"}),
            ("order_address_is_whole", {"street": ""}),
            ("order_address_is_whole", {"zip_code": "9365"}),
        ],
    )
    def test_is_refused(self, constraint, facts):
        with refused(constraint):
            OrderFactory(**facts)

    @pytest.mark.parametrize("step", ["approved", "packed", "shipped", "delivered", "cancelled"])
    def test_says_of_each_step_when_and_by_whom(self, step):
        for facts in ({f"{step}_at": None}, {f"{step}_by": None}):
            with refused("order_"), transaction.atomic():
                OrderFactory(**{step: True}, **facts)
        with refused(f"order_{step}_at_and_by_agree"):
            # The only thing that is wrong: somebody took a step that was never taken.
            OrderFactory(**{f"{step}_by": StaffFactory()})

    def test_comes_once_of_a_cart(self):
        with refused("order_placed_once"):
            OrderFactory(cart_key=OrderFactory().cart_key)

    def test_has_each_edition_once(self):
        line = OrderLineFactory()
        with refused("orderline_edition_once"):
            OrderLineFactory(order=line.order, edition=line.edition)

    @pytest.mark.parametrize("facts", [{"packs": 0}, {"pack_size": 0}])
    def test_has_no_line_of_nothing(self, facts):
        with refused("orderline_packs_positive"):
            OrderLineFactory(**facts)

    @pytest.mark.parametrize("street", BOXES)
    def test_of_something_large_goes_to_no_po_box(self, street):
        assert is_po_box(street)
        OrderFactory(street=street)
        with refused("order_street_is_no_po_box"):
            OrderFactory(street=street, needs_street=True)

    @pytest.mark.parametrize("street", STREETS)
    def test_of_something_large_goes_to_a_street(self, street):
        assert not is_po_box(street)
        OrderFactory(street=street, needs_street=True)


class TestLedger:
    @pytest.mark.parametrize(
        ("constraint", "facts"),
        [
            ("stockentry_packs_fit_the_reason", {"packs": -1, "left": 0}),
            ("stockentry_packs_fit_the_reason", {"reason": "damaged"}),
            ("stockentry_packs_fit_the_reason", {"reason": "counted", "packs": 0}),
            ("stockentry_packs_fit_the_reason", {"reason": "magic"}),
            ("stockentry_order_fits_the_reason", {"reason": "cancelled"}),
            ("stockentry_left_not_negative", {"left": -1}),
        ],
    )
    def test_refuses(self, constraint, facts):
        with refused(constraint):
            StockEntryFactory(**facts)

    def test_refuses_an_order_beside_another_reason(self):
        with refused("stockentry_order_fits_the_reason"):
            StockEntryFactory(order=OrderFactory())

    def test_takes_from_and_gives_back_to_an_order_once(self):
        facts = {"order": OrderFactory(), "edition": EditionFactory(), "reason": "cancelled"}
        StockEntryFactory(**facts)
        with refused("stockentry_once_per_order"):
            StockEntryFactory(**facts)

    @pytest.mark.parametrize(
        "act",
        [
            lambda: StockEntry.objects.update(packs=1_000),
            lambda: StockEntry.objects.all().delete(),
            lambda: connection.cursor().execute(
                "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE collateral_stockentry"
            ),
        ],
    )
    def test_is_never_changed(self, act):
        StockEntryFactory()
        with refused("append-only"):
            act()
