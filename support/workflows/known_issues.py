"""A known issue is followed by those who meet it, and closed once it is fixed."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from limiter import limits
from notifications import outbox
from portal import page_notes
from support.errors import IssueClosed
from support.limits import FOLLOWS_ADDRESS, FOLLOWS_MAILBOX
from support.models import IssueFollower, KnownIssue


@trail.workflow("known_issue.follow")
def follow(*, issue: UUID, language: str, by: User | None, email: str = "") -> IssueFollower:
    """Owe somebody one mail when the issue is closed: to their account, or to the address they gave.

    Asking twice is asking once, and is answered alike: nobody learns who else has asked.
    Raises IssueClosed, TooManyAttempts.
    """
    limits.charge((FOLLOWS_ADDRESS, limits.client_network()))
    if by is None:
        limits.charge((FOLLOWS_MAILBOX, email.lower()))
    found = KnownIssue.objects.select_for_update(of=("self",)).get(pk=issue)
    if found.is_closed:
        raise IssueClosed(_("It is fixed already: there is nothing to wait for."))
    follower, _is_new = IssueFollower.objects.get_or_create(
        issue=found, user=by, email="" if by else email.lower(), defaults={"language": language}
    )
    trail.record("known_issue.follow", by=by, about=found)
    return follower


@trail.workflow("known_issue.close")
def close(*, issue: UUID, by: User) -> int:
    """It is fixed: its banner goes, and everybody who asked is told, once. Says how many are told.

    Who was told is forgotten in the same transaction. Raises IssueClosed.
    """
    found = KnownIssue.objects.select_for_update(of=("self",)).get(pk=issue)
    if found.is_closed:
        raise IssueClosed(_("This issue is closed already."))
    found.closed_at, found.closed_by = timezone.now(), by
    found.save(update_fields=["closed_at", "closed_by"])
    told = 0
    for follower in found.followers.select_related("user"):
        language = follower.mail_language
        outbox.post("known_issue_closed", to=follower.address, language=language, about=found)
        told += 1
    found.followers.all().delete()
    trail.record("known_issue.close", by=by, about=found, reason=f"told:{told}")
    page_notes.forget_on_commit()
    return told
