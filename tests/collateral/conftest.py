"""The cast of the store: Dee orders, Kim packs; one item in stock."""

import pytest

from collateral.workflows import carts, orders
from tests.collateral.factories import EditionFactory
from tests.factories import AssisterFactory, SiteFactory, StaffFactory


@pytest.fixture
def dee():
    """An assister with an account and a site, and no badge."""
    assister = AssisterFactory(activated=True)
    assister.site = SiteFactory(entity=assister.entity)
    assister.save()
    return assister.user


@pytest.fixture
def kim():
    return StaffFactory(role="Materials desk")


@pytest.fixture
def edition():
    return EditionFactory(stock=20)


@pytest.fixture
def order(dee):
    """``order({edition: 2})``: what Dee puts into the cart and places."""

    def place(packs, by=dee):
        fill(packs, by)
        cart = carts.of(by.assister)
        return orders.place(key=cart.key, version=cart.version, by=by)

    return place


def fill(packs, by):
    packs = {edition.pk: n for edition, n in packs.items()}
    return carts.fill(packs=packs, site=by.assister.site, by=by)
