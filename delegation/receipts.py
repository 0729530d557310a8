"""The code on a receipt: fifteen digits that follow from the row and a key, so none is stored in clear.

They can be printed again, and a database alone does not give them away. With the date of birth they end the
delegation without signing in.
"""

from uuid import UUID

from django.core import signing
from django.urls import reverse

from delegation.models import Delegation
from portal import codes

PURPOSE = "delegation-receipt"
TEXT_PURPOSE = "delegation-receipt-text"
LINK_SALT = "delegation.receipt"
LENGTH = 15


def digest_for(pk: UUID) -> str:
    """What the row of this key keeps of its code."""
    return codes.digest(_text(pk, codes.newest_key_version()), purpose=PURPOSE)


def code_of(delegation: Delegation) -> str:
    """As it is printed; empty once the key is known no longer under which it was made."""
    version = delegation.receipt_digest.partition(":")[0]
    try:
        text = _text(delegation.pk, version)
    except KeyError:
        return ""
    return "-".join(text[at : at + 5] for at in range(0, LENGTH, 5))


def digests(typed: str) -> list[str]:
    """Of the code that a person means by what they typed."""
    text = "".join(str(int(sign)) for sign in typed if sign.isdecimal())
    return codes.digests(text, purpose=PURPOSE)


def link_path(delegation: Delegation) -> str:
    """Where the QR code leads: a signed reference to the row, not the code itself."""
    token = signing.dumps(delegation.pk.hex, salt=LINK_SALT)
    return f"{reverse('consent:end_by_receipt')}?receipt={token}"


def of_link(token: str) -> UUID | None:
    """Which delegation's receipt was followed; None for anything we did not sign."""
    try:
        return UUID(signing.loads(token, salt=LINK_SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def _text(pk: UUID, version: str) -> str:
    mac = codes.digest(pk.hex, purpose=TEXT_PURPOSE, key_version=version).partition(":")[2]
    return f"{int(mac, 16) % 10**LENGTH:0{LENGTH}}"
