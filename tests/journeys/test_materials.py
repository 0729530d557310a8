"""Fact sheets for a neighborhood: ordered, packed, followed, received, and ordered again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts import roles
from collateral.models import Edition, Material, Order
from tests.collateral.factories import EditionFactory, PrintLanguageFactory, received
from tests.factories import AssisterFactory, SiteFactory, StaffFactory
from tests.journeys.people import NARROW, SHOTS, WCAG
from tests.journeys.signing_in import Member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shelves():
    """The fact sheet in two languages, and the lawn signs."""
    facts, signs = (Material.objects.get(slug=slug) for slug in ("fact-sheet", "lawn-sign-kit"))
    wanted = [(facts, "en", 30), (facts, "es", 3), (signs, "en", 5)]
    for material, code, packs in wanted:
        language = PrintLanguageFactory(code=code)
        received(EditionFactory(material=material, language=language, low_at=1), packs)


@pytest.fixture
def dee_user(site):
    """Activated, without a badge, at an entity with an office and a PO box."""
    assister = AssisterFactory(activated=True)
    entity = assister.entity
    assister.site = SiteFactory(entity=entity, street="12 Main Street", zip_code="93650")
    assister.save()
    SiteFactory(entity=entity, street="P.O. Box 7", zip_code="93651")
    return assister.user


def number(visitor, language):
    return visitor.page.get_by_role("spinbutton", name=language)


def main(visitor):
    return visitor.page.get_by_role("main")


def on_paper(kim, name):
    """As a printer gets it: the paper alone, and no wider."""
    kim.page.emulate_media(media="print")
    for gone in ("#header", ".breadcrumbs", ".screen-only"):
        expect(kim.page.locator(gone).first).to_be_hidden()
    assert kim.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    if SHOTS:
        kim.page.screenshot(path=Path(SHOTS) / f"printed-{name}.png", full_page=True)
    kim.page.emulate_media(media="screen")


def the_order_shown(visitor):
    """The only one there is, once its page is there."""
    title = visitor.page.get_by_role("heading", level=1)
    expect(title).to_have_text(re.compile(r"^(Order|Pedido) M-\d+$"))
    order = Order.objects.get()
    expect(title).to_contain_text(order.name)
    return order


def test_an_order_from_the_catalogue_to_the_door(browse, site, mails, shelves, dee_user):
    dee = Member(browse(), site)
    orders_two_items(dee, dee_user)
    order = the_order_shown(dee)
    dee.looks("placed")
    assert order.name in mails().text

    kim = Member(browse(), site)
    approves_prints_packs_and_ships(kim, order)

    shipped = mails()
    assert "1Z999AA10123456784" in shipped.text
    dee.goes_to(shipped.link)
    dee.sees_page(f"Order {order.name}", "shipped")
    follow = dee.page.get_by_role("link", name="1Z999AA10123456784")
    expect(follow).to_have_attribute("href", re.compile(r"^https://www\.ups\.com/"))
    dee.presses("It has arrived")
    expect(dee.page.get_by_text("Thank you for telling us.")).to_be_visible()
    dee.looks("delivered")

    sells_out("es")
    dee.presses("Order the same again")
    dee.sees_page("Your cart", "again")
    expect(main(dee)).to_contain_text("Fact Sheet: Covered California – Spanish is out of stock.")
    expect(number(dee, "Fact Sheet: Covered California – English")).to_have_value("2")


def orders_two_items(dee, user):
    dee.signs_in(user.username)
    dee.sees_page("What to do next")
    dee.hands.press(dee.page.get_by_role("link", name="Choose materials"))
    dee.sees_page("Outreach materials")
    dee.page.get_by_label("Language").last.select_option("es")
    dee.presses("Search")
    expect(main(dee).get_by_role("heading", name="1 item", exact=True)).to_be_visible()
    dee.looks("filtered")
    dee.follows("Fact Sheet: Covered California")

    dee.sees_page("Fact Sheet: Covered California")
    dee.hands.write(number(dee, "Spanish"), "4")
    dee.presses("Put into the cart")
    dee.sees_problem(
        "Of Fact Sheet: Covered California – Spanish only 3 packs are left. Enter a smaller number."
    )
    dee.hands.write(number(dee, "Spanish"), "3")
    dee.hands.write(number(dee, "English"), "2")
    dee.presses("Put into the cart")
    dee.sees_page("Your cart")
    dee.goes_to("/materials/items/lawn-sign-kit/")
    dee.sees_page("Lawn Sign Kit")
    dee.hands.write(number(dee, "English"), "1")
    dee.presses("Put into the cart")
    dee.sees_page("Your cart")
    dee.page.get_by_text("P.O. Box 7").click()
    dee.presses("Review the order")
    dee.sees_problem(
        "Lawn Sign Kit cannot be sent to a PO box. Choose a site with a street address."
    )
    dee.page.get_by_text("12 Main Street").click()
    dee.presses("Review the order")
    dee.sees_page("Review your order")
    dee.presses_twice("Place the order")


def approves_prints_packs_and_ships(kim, order):
    kim.signs_in(StaffFactory(role=roles.MATERIALS_DESK).username)
    kim.sees_page("What to do next")
    kim.hands.press(kim.page.get_by_role("link", name="Open the queue"))
    kim.standards = WCAG
    acts_on_it(kim, "Approve")
    expect(kim.page.get_by_text("1 order is done.")).to_be_visible()
    kim.looks("queue")

    kim.follows("Pick list")
    kim.sees_page("Pick list")
    expect(main(kim).get_by_role("cell", name="Lawn Sign Kit – English")).to_be_visible()
    on_paper(kim, "pick-list")
    kim.page.go_back()
    acts_on_it(kim, "Print labels")
    kim.sees_page("Labels")
    expect(main(kim)).to_contain_text("12 Main Street")
    on_paper(kim, "labels")
    kim.goes_to("/admin/collateral/order/")
    acts_on_it(kim, "Mark as packed")
    expect(kim.page.get_by_text("1 order is done.")).to_be_visible()

    kim.follows(order.name)
    kim.sees_page(order.name, "packed")
    kim.page.get_by_label("Carrier").select_option("ups")
    kim.page.get_by_label("Tracking number (optional)").fill("1Z999AA10123456784")
    kim.presses("It is with the carrier")
    expect(kim.page.get_by_text("Shipped.")).to_be_visible()
    kim.goes_to("/admin/collateral/order/use/")
    kim.sees_page("Use by item and month")
    chart = kim.page.get_by_role(
        "img", name=re.compile("^Fact Sheet: Covered California, .* 5 in all")
    )
    expect(chart).to_be_visible()


def acts_on_it(kim, action):
    """By its own box: the one that ticks all of them waits for a script."""
    kim.page.get_by_role("checkbox", name="Select this object for an action").check()
    kim.page.get_by_role("combobox", name="Action").select_option(label=action)
    kim.page.get_by_role("button", name="Go", exact=True).click()


def sells_out(code):
    Edition.objects.filter(language__code=code).update(available=0)


def test_in_spanish_on_a_phone_without_a_script(browse, site, shelves, dee_user):
    page = browse(viewport=NARROW, java_script_enabled=False)
    ana = Member(page, site, twin=browse(viewport=NARROW))
    ana.signs_in(dee_user.username)
    ana.sees_page("What to do next")
    ana.reads("es")
    ana.sees_page("What to do next")
    ana.goes_to("/materials/")
    ana.sees_page("Outreach materials")
    ana.page.get_by_label("Palabras").fill("hoja covered")
    ana.presses("Search")
    ana.page.get_by_role("link", name="Hoja informativa: Covered California").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Hoja informativa: Covered California"
    )
    ana.hands.write(number(ana, "Español"), "2")
    ana.presses("Put into the cart")
    ana.sees_page("Your cart")
    ana.presses("Review the order")
    ana.sees_page("Review your order")
    ana.presses("Place the order")

    order = the_order_shown(ana)
    ana.looks("placed")
    page.locator("summary").click()
    page.get_by_role("button", name=f"Cancelar el pedido {order.name}").click()
    expect(page.get_by_text("Su pedido está cancelado.")).to_be_visible()
    ana.looks("cancelled")
    ana.follows("Your orders")
    ana.sees_page("Your orders")
    order.refresh_from_db()
    assert order.state == "cancelled"
