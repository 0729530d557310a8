"""The demo's sales queue: one business that lacks an employee, and asks to be called."""

from django.utils import timezone

from shop.models import QuoteRequest, ShopCheck


def load() -> list[str]:
    if not QuoteRequest.objects.exists():
        check = ShopCheck.objects.create(
            fte=45,
            eligible=43,
            waived=0,
            enrolled=30,
            contrib=15_000,
            premium=28_733,
            w2=True,
            ca=True,
            offers_ft=True,
        )
        QuoteRequest.objects.create(
            shop_check=check,
            name="Rosa Lindqvist",
            business="Lindqvist & Daughters Nursery",
            phone="5595550142",
            email="rosa@lindqvist-nursery.example",
            language="es",
            consented_at=timezone.now(),
        )
    return [
        "",
        "The check for small businesses, for everybody: /shop/",
        "The queue of requests for quotes, and the policies, for sales: /admin/shop/",
    ]
