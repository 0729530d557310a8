"""Delegation codes for many at once: who gets one and who can't is shown first."""

from collections.abc import Sequence

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.bulk.kinds import Kind
from accounts.bulk.roster import COLUMNS
from accounts.models import Assister, BulkJob, BulkRow
from delegation.workflows import delegation_codes
from portal.errors import Refusal

SHOWN = COLUMNS[:4]


def check(job: BulkJob, rows: Sequence[BulkRow]) -> None:
    """A code that is out is replaced; who is activated, or works for nobody, needs none."""
    people = [row.assister for row in rows if row.assister]
    prefetch_related_objects(people, "affiliations", "delegation_codes")
    for row in rows:
        _check(row, row.assister)


def _check(row: BulkRow, assister: Assister | None) -> None:
    if assister is None or not any(one.ended_on is None for one in assister.affiliations.all()):
        row.reject("", _("This assister works for no entity. Put the entity on record first."))
    elif assister.is_activated:
        row.reject("", _("This assister’s account is active already: no code is needed."))
    elif any(
        one.used_at is None and one.revoked_at is None for one in assister.delegation_codes.all()
    ):
        row.plan = BulkRow.Plan.CHANGE
    else:
        row.plan = BulkRow.Plan.NEW


def apply(job: BulkJob, rows: Sequence[BulkRow]) -> None:
    for row in rows:
        assert row.assister is not None
        try:
            delegation_codes.issue(assister=row.assister, by=job.by)
        except Refusal as refusal:
            row.reject("", str(refusal))


CODES = Kind(
    name="codes",
    label=gettext_lazy("Issue of delegation codes"),
    effect=gettext_lazy(
        "Each is sent a delegation code by e-mail. Where a code is out, it ends and a new one is sent."
    ),
    columns=SHOWN,
    cells=lambda row: [getattr(row.assister, column.name, "") for column in SHOWN],
    check=check,
    apply=apply,
)
