"""What a change of delegations holds still, always in this order: entity, assister, case.

Standing changes lock entity and assisters alone; these share them, so that many may be signed at once, and
nobody's certification is ended meanwhile. Whatever opens, closes or uses a delegation locks its case.
"""

from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Assister
from cases.models import Case
from delegation.errors import AssisterNotReady

SHARED = "SELECT 1 FROM {table} WHERE id = %s FOR SHARE"


def assister(pk: UUID) -> Assister:
    """Fresh, and standing still until the transaction ends.

    Raises Assister.DoesNotExist, AssisterNotReady.
    """
    entity = Assister.objects.values_list("entity", flat=True).get(pk=pk)
    for table, key in [("accounts_entity", entity), ("accounts_assister", pk)]:
        with connection.cursor() as cursor:
            cursor.execute(SHARED.format(table=table), [key])
    found = Assister.objects.select_related("entity", "user").get(pk=pk)
    if found.entity_id != entity:  # changed between the two; the next try finds it settled
        raise not_ready()
    return found


def case(pk: UUID, among: QuerySet[Case] | None = None) -> Case:
    """Fresh, and nobody else opens, ends or uses a delegation of it meanwhile. Raises Case.DoesNotExist."""
    rows = Case.objects.all() if among is None else among
    rows.select_for_update(of=("self",), no_key=True).get(pk=pk)
    return Case.objects.select_related("user").get(pk=pk)


def cases(keys: list[UUID]) -> None:
    """Many at once, in order."""
    rows = Case.objects.filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))


def not_ready(about: Model | None = None) -> AssisterNotReady:
    words = _(
        "This person cannot help consumers at present. Choose somebody else, or try again later."
    )
    return AssisterNotReady(words, about=about)
