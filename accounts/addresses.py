"""E-mail addresses that somebody new could not activate an account with."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Assister, User

OF_ANOTHER = _("Another assister has this e-mail address. Each needs one of their own to activate.")
OF_AN_ACCOUNT = _(
    "The account with this e-mail address cannot take this certification on. Ask for another address."
)


def taken(addresses: Collection[str], *, besides: UUID | None = None) -> dict[str, Promise]:
    """Which of them, in lower case, are taken, and why; two queries for any number.

    An account holds one certification, and who signs in to one that is switched off gets nowhere.
    ``besides`` is the assister whose own it may be.
    """
    wanted = {address.lower() for address in addresses if address}
    others = Assister.objects.exclude(pk=besides)
    on_file = others.annotate(address=Lower("email")).filter(address__in=wanted)
    accounts = User.objects.annotate(address=Lower("email")).filter(address__in=wanted)
    useless = accounts.filter(
        Q(assister__isnull=False) & ~Q(assister=besides) | Q(assister=None, is_active=False)
    )
    return {
        **dict.fromkeys(useless.values_list("address", flat=True), OF_AN_ACCOUNT),
        **dict.fromkeys(on_file.values_list("address", flat=True), OF_ANOTHER),
    }
