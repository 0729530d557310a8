"""The life of a delegation code: issued, then used once, revoked or expired.

Using it is part of the activation (``activations.confirm``).
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Assister, StandingChange, User
from accounts.standing import ENDING
from audit import trail
from delegation import cleaning
from delegation.errors import AlreadyActivated, NoEntity
from delegation.models import DelegationCode
from delegation.models.codes import PURPOSE
from notifications import outbox
from portal import codes

CODE_LENGTH = 6  # as in the invitations seen in the field
DIGEST_CONSTRAINT = "delegation_delegationcode_digest_key"


@trail.workflow("delegation_code.issue")
def issue(*, assister: Assister, by: User | None, code: str | None = None) -> DelegationCode:
    """Mint a code, revoke the one before it, and mail it with the two other facts.

    The address it goes to becomes the account's. ``code`` is for the demo, which prints one that is known
    beforehand. Raises AlreadyActivated, NoEntity.
    """
    assister = Assister.objects.select_for_update(of=("self",)).get(pk=assister.pk)
    if assister.is_activated:
        raise AlreadyActivated(_("This assister’s account is active already: no code is needed."))
    if not assister.affiliations.open().exists():
        raise NoEntity(_("This assister works for no entity. Put the entity on record first."))
    now = timezone.now()
    _revoke_unspent(assister, at=now, by=by)
    issued, text = _store(assister, at=now, by=by, code=code)
    trail.record("delegation_code.issue", by=by, about=issued, entity=assister.entity)
    outbox.post(
        "delegation_code",
        to=issued.sent_to,
        language=assister.language,
        about=issued,
        secrets={"code": text},
    )
    return issued


@trail.workflow("delegation_code.revoke")
def revoke(*, assister: Assister, by: User | None) -> bool:
    """End the code that is out, if there is one; says whether there was."""
    assister = Assister.objects.select_for_update(of=("self",)).get(pk=assister.pk)
    return _revoke_unspent(assister, at=timezone.now(), by=by)


def end_with_standing(
    assisters: Sequence[Assister], what: StandingChange.What, by: User | None
) -> None:
    """Told by accounts.standing: an invitation to work for an entity ends when that is over."""
    if what in ENDING:
        for assister in assisters:
            _revoke_unspent(assister, at=timezone.now(), by=by)


def _revoke_unspent(assister: Assister, *, at: datetime, by: User | None) -> bool:
    unspent = assister.delegation_codes.filter(used_at__isnull=True, revoked_at__isnull=True)
    for code in unspent:
        code.revoked_at = at
        code.save(update_fields=["revoked_at"])
        trail.record("delegation_code.revoke", by=by, about=code, entity=assister.entity)
    return bool(unspent)


def _store(
    assister: Assister, *, at: datetime, by: User | None, code: str | None
) -> tuple[DelegationCode, str]:
    """A row with a code that no other row has; 23 to the 6th leaves room, so a second try is rare."""
    while True:
        text = code or codes.mint(CODE_LENGTH, mixed_case=True)
        issued = DelegationCode(
            assister=assister,
            digest=codes.digest(cleaning.code_key(text), purpose=PURPOSE),
            sent_to=assister.email,
            issued_at=at,
            issued_by=by,
            expires_at=at + settings.DELEGATION_CODE_LIFETIME,
        )
        try:
            with transaction.atomic():
                issued.save()
        except IntegrityError as taken:
            diag = getattr(taken.__cause__, "diag", None)
            if code or diag is None or diag.constraint_name != DIGEST_CONSTRAINT:
                raise
        else:
            return issued, text
