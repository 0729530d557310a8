"""One notice, one transaction: locked, sent, settled.

A worker that dies between the mail server's "accepted" and the commit leaves the row pending, and
the mail goes out once more under the same Message-ID: never lost, at most one extra copy per crash.
"""

import logging
import re
import traceback
from smtplib import SMTPRecipientsRefused
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from notifications import mails
from notifications.models import Notice

logger = logging.getLogger(__name__)

# RFC 3463: "bad destination address". Any other 5xx may be our own server's trouble: tried again.
BAD_ADDRESS = re.compile(r"\b5\.1\.(1|2|3|6|10)\b")


def deliver(pk: UUID) -> None:
    """Safe to run twice: a notice that is settled, being sent, or not yet due is left alone."""
    with transaction.atomic():
        notice = (
            Notice.objects.due()
            .select_for_update(of=("self",), skip_locked=True)
            .filter(pk=pk)
            .first()
        )
        if notice is None:
            return
        notice.attempts += 1
        try:
            with transaction.atomic():  # a template's failing query must not spoil our own writes
                mail = mails.compose(notice)
            mail.send()
        except mails.AboutVanished as error:
            _bury(notice, error)
        except Exception as error:  # a notice that cannot be sent must not come back for ever
            _put_off(notice, error)
        else:
            _settle(notice, Notice.State.SENT, sent_at=timezone.now())


def claim_due() -> list[UUID]:
    """The notices that are due and of which no message is under way; they count as queued now."""
    with transaction.atomic():
        pks = list(
            Notice.objects.due()
            .unclaimed()
            .order_by("next_attempt_at")
            .select_for_update(of=("self",), skip_locked=True)
            .values_list("pk", flat=True)[: settings.OUTBOX_SWEEP]
        )
        Notice.objects.filter(pk__in=pks).update(queued_until=Now() + settings.OUTBOX_CLAIM)
    return pks


def _put_off(notice: Notice, error: Exception) -> None:
    if notice.attempts >= settings.OUTBOX_TRIES or _names_a_bad_address(error):
        _bury(notice, error)
        return
    _log(notice, error, logging.WARNING)
    notice.next_attempt_at = timezone.now() + notice.wait_after_failure()
    notice.queued_until = None
    notice.last_error = type(error).__name__
    notice.save(update_fields=["attempts", "next_attempt_at", "queued_until", "last_error"])


def _bury(notice: Notice, error: Exception) -> None:
    _log(notice, error, logging.ERROR)
    _settle(notice, Notice.State.DEAD, last_error=type(error).__name__)


def _settle(notice: Notice, state: Notice.State, **facts: object) -> None:
    """Nothing more is to be done: what was secret goes."""
    notice.state = state
    notice.secrets = notice.next_attempt_at = notice.queued_until = None
    for name, value in facts.items():
        setattr(notice, name, value)
    notice.save()


def _names_a_bad_address(error: Exception) -> bool:
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(
        BAD_ADDRESS.search(reply.decode("utf-8", "replace"))
        for _code, reply in error.recipients.values()
    )


def _log(notice: Notice, error: Exception, level: int) -> None:
    """The class and the place of an error, never its words: they may hold an address."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
    logger.log(level, "%s: %s at %s", notice, type(error).__name__, where)
