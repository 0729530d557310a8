"""What an operator may do with the outbox."""

from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import trail
from notifications import broker
from notifications.errors import NotGivenUp, SecretsWiped
from notifications.models import Notice
from notifications.tasks import deliver_notice


@trail.workflow("notice.retry")
def retry(*, notice: UUID, by: models.Model) -> Notice:
    """Let a notice that was given up be tried again, as often as a new one.

    Raises NotGivenUp, SecretsWiped.
    """
    row = Notice.objects.select_for_update().get(pk=notice)
    if row.state != Notice.State.DEAD:
        raise NotGivenUp(_("Only mail that was given up can be sent again. This one was not."))
    if row.carried_secrets:
        raise SecretsWiped(
            _(
                "This mail held a code or a link, which was erased when the mail was given up. "
                "Issue a new one where it was issued: that sends a new mail."
            )
        )
    row.state, row.attempts, row.last_error = Notice.State.PENDING, 0, ""
    row.next_attempt_at = timezone.now()
    row.queued_until = timezone.now() + settings.OUTBOX_CLAIM
    row.save()
    trail.record("notice.retry", by=by, about=row)
    transaction.on_commit(lambda: broker.nudge(deliver_notice, row.pk) and None, robust=True)
    return row
