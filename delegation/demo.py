"""The demo's invitations: a CEC's and a PBE's, with codes known beforehand."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import Assister
from delegation.models import DelegationCode
from delegation.workflows import delegation_codes

CODES = {"500000142": "SJ5Nen", "500000217": "Tq4Hwk"}
# Of the first entity's others: how many days ago the code was sent, opened, ended.
SENT: dict[str, dict[str, int]] = {
    "500000144": {"issued": 12, "opened": 9},
    "500000145": {"issued": 41, "opened": 38},
    "500000146": {"issued": 20, "revoked": 2},
}


def load() -> list[str]:
    lines = []
    for number, code in CODES.items():
        assister = Assister.objects.select_related("entity").get(certification_number=number)
        lines += [_invitation(assister, code), ""]
    for number, days in SENT.items():
        _sent(Assister.objects.get(certification_number=number), **days)
    return ["", "Ready to activate, at /activate/ (the mails are at /dev/mail/):", *lines]


def _invitation(assister: Assister, code: str) -> str:
    if assister.user:
        return f"  {assister.certification_number}: activated, as {assister.user.username}"
    if not assister.delegation_codes.exists():
        delegation_codes.issue(assister=assister, by=None, code=code)
    if not assister.delegation_codes.reading(code).live().exists():
        return f"  {assister.certification_number}: has another code by now, in the mails"
    return "\n".join(
        [
            f"  {assister.role_abbreviation} Delegation code:      {code}",
            f"  Entity legal name:        {assister.entity.legal_name}",
            f"  Certification number:     {assister.certification_number}",
        ]
    )


def _sent(assister: Assister, *, issued: int, **days: int) -> None:
    """An invitation as it was sent so long ago, once; nobody has its code."""
    if assister.is_activated or assister.delegation_codes.exists():
        return
    now = timezone.now()
    at = now - timedelta(days=issued)
    moments: dict[str, Any] = {f"{what}_at": now - timedelta(days=n) for what, n in days.items()}
    DelegationCode.objects.create(
        assister=assister,
        sent_to=assister.email,
        issued_at=at,
        expires_at=at + settings.DELEGATION_CODE_LIFETIME,
        **moments,
    )
