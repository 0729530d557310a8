"""The demo's invitations: a CEC's and a PBE's, with codes known beforehand."""

from accounts.models import Assister
from delegation.workflows import delegation_codes

CODES = {"500000142": "SJ5Nen", "500000217": "Tq4Hwk"}


def load() -> list[str]:
    lines = []
    for number, code in CODES.items():
        assister = Assister.objects.select_related("entity").get(certification_number=number)
        lines += [_invitation(assister, code), ""]
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
