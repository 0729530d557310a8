"""Outreach materials: the store is for assisters, an order for whoever placed it, the rest for the desk."""

from collateral.models import Edition, Material, Order, PrintLanguage, StockEntry
from collateral.workflows import carts
from tests.collateral import factories
from tests.matrix.people import ASSISTER, ASSISTERS, STAFF, staff_who_may
from tests.matrix.rows import (
    ADMIN_DOOR,
    FORBIDDEN,
    NO_SUCH_VERB,
    NOT_FOUND,
    OK,
    Answers,
    Row,
    but,
    page,
    signed_in,
    to,
)
from tests.matrix.world import Visit

FOR_ASSISTERS = but(signed_in(FORBIDDEN), ASSISTERS, OK)
TO_READ = but(signed_in(FORBIDDEN), ASSISTERS, NO_SUCH_VERB)


def assisters(answer: str) -> Answers:
    return but(signed_in(FORBIDDEN), ASSISTERS, answer)


def item(here: Visit) -> list[object]:
    here.edition = factories.EditionFactory(stock=9)  # type: ignore[attr-defined]
    return [here.edition.material.slug]


def two_packs(here: Visit) -> dict[str, object]:
    return {f"packs-{here.edition.pk}": 2}  # type: ignore[attr-defined]


def filled_cart(here: Visit) -> None:
    """Of whoever is an assister; somebody else has none."""
    here.edition = factories.EditionFactory(stock=9)  # type: ignore[attr-defined]
    if here.user is not None and here.user.is_assister:
        assister = here.user.assister
        packs = {here.edition.pk: 1}
        here.cart = carts.fill(packs=packs, site=assister.site, by=here.user)  # type: ignore[attr-defined]


def two_packs_to_the_site(here: Visit) -> dict[str, object]:
    site = here.user.assister.site_id if here.user and here.user.is_assister else ""
    return {**two_packs(here), "site": site}


def the_cart_as_seen(here: Visit) -> dict[str, object]:
    cart = getattr(here, "cart", None)
    return {"key": cart.key, "version": cart.version} if cart else {}


def order_of_the_assister(**facts):
    """Of ASSISTER, with a line; for all others it is somebody else’s."""

    def make(here: Visit) -> list[object]:
        assister = here.world.users[ASSISTER].assister
        edition = factories.EditionFactory(stock=9)
        order = factories.OrderFactory(
            assister=assister, site=assister.site, lines={edition: 2}, **facts
        )
        return [order.pk]

    return make


def of_one(answer: str) -> Answers:
    """The assister’s own; to others of their kind there is no such order."""
    return but(assisters(NOT_FOUND), {ASSISTER}, answer)


def verbs_of_one() -> list[Row]:
    get = assisters(NO_SUCH_VERB)
    order, cart = to("collateral:order_detail"), to("collateral:cart")
    posts = [("withdraw", {}, order), ("received", {"shipped": True}, order), ("again", {}, cart)]
    return [
        Row(
            f"collateral:order_{name}",
            get,
            of_one(answer),
            on=order_of_the_assister(**facts),
            writes=True,
        )
        for name, facts, answer in posts
    ]


STORE: list[Row] = [
    page("collateral:material_list", FOR_ASSISTERS, TO_READ),
    page("collateral:material_list", FOR_ASSISTERS, TO_READ, when="searched", query="?q=none"),
    page(
        "collateral:material_detail",
        FOR_ASSISTERS,
        assisters(to("collateral:cart")),
        on=item,
        data=two_packs,
        writes=True,
    ),
    page(
        "collateral:material_detail",
        FOR_ASSISTERS,
        when="of which there is none yet",
        on=lambda here: [factories.MaterialFactory().slug],
    ),
    page(
        "collateral:material_detail",
        assisters(NOT_FOUND),
        when="no longer offered",
        on=lambda here: [factories.MaterialFactory(is_offered=False).slug],
    ),
    page("collateral:cart", FOR_ASSISTERS, when="empty"),
    page(
        "collateral:cart",
        FOR_ASSISTERS,
        assisters(to("collateral:order_review")),
        given=filled_cart,
        data=two_packs_to_the_site,
        writes=True,
    ),
    page("collateral:order_review", assisters(to("collateral:cart")), when="of nothing"),
    page(
        "collateral:order_review",
        FOR_ASSISTERS,
        assisters(to("collateral:order_detail")),
        given=filled_cart,
        data=the_cart_as_seen,
        writes=True,
    ),
    page("collateral:order_list", FOR_ASSISTERS, TO_READ, when="empty"),
    page("collateral:order_list", FOR_ASSISTERS, TO_READ, given=order_of_the_assister()),
    *(
        page(
            "collateral:order_detail",
            of_one(OK),
            when=str(facts),
            on=order_of_the_assister(**facts),
        )
        for facts in ({}, {"shipped": True}, {"cancelled": True})
    ),
    *verbs_of_one(),
]


# --- the desk ---------------------------------------------------------------------------------------

OBJECTS = {
    Material: lambda here: factories.MaterialFactory(),
    PrintLanguage: lambda here: factories.PrintLanguageFactory(),
    Edition: lambda here: factories.EditionFactory(stock=9),
    StockEntry: lambda here: factories.StockEntryFactory(),
    Order: lambda here: Order.objects.get(pk=order_of_the_assister()(here)[0]),
}
NEVER = {Order: {"add", "change", "delete"}, StockEntry: {"add", "change", "delete"}}


def material(here: Visit) -> dict[str, object]:
    return {
        "slug": "new-leaflet",
        "name": "New leaflet",
        "name_es": "Folleto nuevo",
        "purpose": "To hand out.",
        "purpose_es": "Para repartir.",
        "audience": "anyone",
        "cover": "fact-sheet",
        "pack_size": 25,
        "most_per_order": 2,
        "most_per_30_days": 4,
        "is_offered": "on",
    }


def language(here: Visit) -> dict[str, object]:
    return {"code": "xx", "name": "Martian", "name_es": "Marciano"}


def edition(here: Visit) -> dict[str, object]:
    return {
        "material": factories.MaterialFactory().pk,
        "language": factories.PrintLanguageFactory().pk,
        "low_at": 3,
        "pdf_link": "https://example.org/a.pdf",
        "is_offered": "on",
    }


ADDED = {Material: material, PrintLanguage: language, Edition: edition}
CHANGED = {Material: material, PrintLanguage: language, Edition: edition}
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def desk(permission: str, answer: str, *, others: str = FORBIDDEN) -> Answers:
    inside = but(signed_in(ADMIN_DOOR), STAFF, others)
    return but(inside, staff_who_may(f"collateral.{permission}"), answer)


def of_staff(answer: str) -> Answers:
    return but(signed_in(ADMIN_DOOR), STAFF, answer)


def desk_verbs() -> list[Row]:
    base, back = "admin:collateral_order", to("admin:collateral_order_change")
    posts = [
        ("approve", {}, {}),
        ("pack", {"approved": True}, {}),
        ("ship", {"packed": True}, {"ship-carrier": "ups"}),
        ("deliver", {"shipped": True}, {}),
        ("cancel", {}, {"cancel-cause": "address"}),
    ]
    rows = []
    for name, facts, data in posts:
        common = {"get": of_staff(NO_SUCH_VERB), "data": lambda _here, d=data: d}
        rows += [
            Row(
                f"{base}_{name}",
                post=desk("handle_order", back),
                on=order_of_the_assister(**facts),
                writes=True,
                **common,
            ),
            Row(
                f"{base}_{name}",
                post=desk("handle_order", NOT_FOUND),
                on=lambda _here: [UNKNOWN],
                when="of nothing",
                **common,
            ),
        ]
    return rows


def desk_pages() -> list[Row]:
    base, no_post = "admin:collateral_order", of_staff(NO_SUCH_VERB)
    handles, sees = desk("handle_order", OK), desk("view_order", OK)
    approved = order_of_the_assister(approved=True)
    return [
        page(
            f"{base}_change",
            sees,
            desk("view_order", FORBIDDEN),
            when="packed",
            on=order_of_the_assister(packed=True),
        ),
        page(f"{base}_changelist", sees, when="with an order", given=approved),
        Row(f"{base}_pick_list", handles, no_post, when="empty"),
        Row(f"{base}_pick_list", handles, no_post, given=approved),
        Row(f"{base}_labels", handles, no_post, when="empty"),
        Row(f"{base}_labels", handles, no_post, given=approved),
        Row(f"{base}_use", sees, no_post, given=approved),
        *(
            Row(
                f"{base}_{name}",
                no_post,
                desk("export_order", OK),
                given=approved,
                asks_again=("post",),
            )
            for name in ("export", "use_export")
        ),
        Row(
            "admin:collateral_edition_book",
            no_post,
            desk("book_stockentry", to("admin:collateral_edition_change")),
            on=lambda _here: [factories.EditionFactory().pk],
            data=lambda _here: {"book-packs": 5, "book-reason": "received"},
            writes=True,
        ),
        Row(
            "admin:collateral_edition_book",
            no_post,
            desk("book_stockentry", NOT_FOUND),
            on=lambda _here: [UNKNOWN],
            when="of nothing",
        ),
    ]


DESK: list[Row] = [*desk_verbs(), *desk_pages()]
ROWS = [*STORE, *DESK]
