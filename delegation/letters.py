"""Who is written to about a delegation, where, in which language."""

from delegation import receipts
from delegation.models import Delegation
from notifications import outbox


def to_consumer(kind: str, delegation: Delegation, *, with_receipt: bool = False) -> None:
    """To the account of the primary contact, else to the address on file; to nobody where there is none."""
    case = delegation.case
    user = case.user
    to, language = (user.email, user.language) if user else (case.email, case.mail_language)
    if to:
        outbox.post(
            kind,
            to=to,
            language=language,
            about=delegation,
            secrets=_receipt(delegation) if with_receipt else None,
        )


def _receipt(delegation: Delegation) -> dict[str, str]:
    return {
        "receipt_code": receipts.code_of(delegation),
        "receipt_path": receipts.link_path(delegation),
    }


def to_assister(kind: str, delegation: Delegation) -> None:
    user = delegation.assister.user
    if user is not None and user.is_active:
        outbox.post(kind, to=user.email, language=user.language, about=delegation)
