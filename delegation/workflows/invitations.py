"""An entity's contact sends an invitation again: the desk's own way of issuing a code, in narrower bounds.

Locks are taken in this order: entity, assister.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Assister, Lack, User
from accounts.workflows.assisters import locked_assister, locked_entity, refuse_inactive
from audit import trail
from delegation import limits
from delegation.errors import (
    AlreadyActivated,
    InvitedMeanwhile,
    NeverInvited,
    NotYourAssister,
    PausedByDesk,
)
from delegation.models import DelegationCode
from delegation.workflows import delegation_codes
from limiter.limits import charge

# What the certification desk decided: a contact does not go round it.
DECIDED = {Lack.SUSPENDED, Lack.REVOKED}


@trail.workflow("invitation.send_again")
def send_again(*, assister: Assister, seen: UUID | None, by: User) -> DelegationCode:
    """Mail a fresh code to one of the contact's own who was invited before; the one before ends.

    ``seen`` is the code that was the newest when the contact pressed the button: however often it is
    pressed, one code comes of it. Raises EntityNotActive, NotYourAssister, AlreadyActivated, NeverInvited,
    InvitedMeanwhile, PausedByDesk, TooManyAttempts.
    """
    entity = locked_entity(by.entity_contact.entity)
    refuse_inactive(entity)
    assister = locked_assister(assister)
    if not assister.affiliations.open().filter(entity=entity).exists():
        raise NotYourAssister(_("This assister does not work for your entity any more."))
    if assister.is_activated:
        raise AlreadyActivated(_("This assister’s account is active already: no code is needed."))
    _refuse_unlike(assister.delegation_codes.first(), seen)
    refuse_decided(assister)
    charge((limits.INVITATIONS_ASSISTER, assister.pk), (limits.INVITATIONS_CONTACT, by.pk))
    issued = delegation_codes.issue(assister=assister, by=by)
    trail.record("invitation.send_again", by=by, about=issued, entity=entity)
    return issued


def _refuse_unlike(newest: DelegationCode | None, seen: UUID | None) -> None:
    if newest is None:
        raise NeverInvited(
            _("The certification desk has not invited this assister yet. It sends the first code.")
        )
    if newest.pk != seen:
        raise InvitedMeanwhile(
            _("An invitation was sent since you opened this page. It is on its way.")
        )


def refuse_decided(assister: Assister) -> None:
    """Raise PausedByDesk where the desk has suspended or revoked the certification."""
    if assister.standing().lacks & DECIDED:
        raise PausedByDesk(
            _(
                "The certification desk has suspended or revoked this certification. "
                "Only it can invite this assister."
            )
        )
