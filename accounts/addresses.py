"""E-mail addresses that somebody new could not activate an account with."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import Assister, User


def taken(addresses: Collection[str], *, besides: UUID | None = None) -> dict[str, str]:
    """Which of them, in lower case, are taken, and why; two queries for any number.

    An account holds one certification, and who signs in to one that is switched off gets nowhere.
    ``besides`` is the assister whose own it may be.
    """
    wanted = {address.lower() for address in addresses if address}
    others = Assister.objects.filter(~Q(pk=besides))
    on_file = others.annotate(address=Lower("email")).filter(address__in=wanted)
    accounts = User.objects.annotate(address=Lower("email")).filter(address__in=wanted)
    useless = accounts.filter(
        Q(assister__isnull=False) & ~Q(assister=besides) | Q(assister=None, is_active=False)
    )
    of_an_account = _(
        "The account with this e-mail address cannot take this certification on. Ask for another address."
    )
    of_another = _(
        "Another assister has this e-mail address. Each needs one of their own to activate."
    )
    return {
        **dict.fromkeys(useless.values_list("address", flat=True), of_an_account),
        **dict.fromkeys(on_file.values_list("address", flat=True), of_another),
    }
