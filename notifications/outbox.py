"""The only door to the mail: a row first, a message after."""

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.template.loader import get_template
from django.utils import timezone

from notifications import broker
from notifications.mails import templates_of
from notifications.models import Notice
from notifications.tasks import deliver_notice
from portal import secret_box


def post(
    kind: str,
    *,
    to: str,
    language: str,
    about: Model | None = None,
    secrets: dict[str, str] | None = None,
) -> Notice:
    """Record a notice in the caller's transaction; a worker delivers it if that commits.

    The nudge to the worker can neither fail nor delay the page; what it missed, the sweep finds.
    A kind without templates is refused here, where somebody sees it.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            f"{kind}: an act and its notice belong in one transaction."
        )
    for name in templates_of(kind):
        get_template(name)
    notice = Notice.objects.create(
        kind=kind,
        to=to,
        language=language or settings.LANGUAGE_CODE,
        about_type=about._meta.label_lower if about else "",
        about_id=str(about.pk) if about else "",
        secrets=secret_box.seal(secrets) if secrets else None,
        carried_secrets=bool(secrets),
        queued_until=timezone.now() + settings.OUTBOX_CLAIM,
    )
    # A lambda: on_commit cannot log the failure of a partial, and fails itself.
    transaction.on_commit(lambda: broker.nudge(deliver_notice, notice.pk) and None, robust=True)
    return notice
