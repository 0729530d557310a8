"""The demo's delegations: maria’s goes from pat to carmen; both have others, and requests that wait."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.models import Assister, User
from cases.models import Case
from delegation.models import Delegation, LegalText
from delegation.workflows import delegations

Kind = LegalText.Kind
WAITING_SINCE = timedelta(days=17)
ENDS_IN, YEAR = timedelta(days=12), timedelta(days=365)


def load() -> list[str]:
    if not Delegation.objects.exists():
        _make()
    return [
        "",
        "Delegations: maria let pat help, then chose carmen (who has access, at /my-case/delegation/);",
        "  carmen and pat have consumers, pat has a request to answer (at /cases/requests/).",
    ]


def _make() -> None:
    """Of people who are there still, and ready: the demo may have been changed."""
    names = ["carmen", "pat"]
    ready = Assister.objects.ready().filter(user__username__in=names).select_related("user")
    found = {assister.user.username: assister for assister in ready if assister.user}
    maria = User.objects.filter(username="maria", case__isnull=False).first()
    rep = User.objects.filter(username="rep", is_active=True).first()
    if len(found) < len(names) or rep is None:
        return
    carmen, pat = found["carmen"], found["pat"]
    if maria:
        _sign(maria, pat)
        _sign(maria, carmen)
    covered = Case.objects.unlinked().filter(email="", status=Case.Status.ACTIVE)
    strangers = list(covered.order_by("number")[:10])
    for case in strangers[:6]:
        row = _on_phone(case, carmen, rep)
    _end_soon(row)
    for case in strangers[6:9]:
        _on_phone(case, pat, rep)
    Assister.objects.filter(pk=pat.pk).update(reviews_requests=True)
    for case in strangers[9:]:
        row = _on_phone(case, pat, rep)
        asked = timezone.now() - WAITING_SINCE
        Delegation.objects.filter(pk=row.pk).update(asked_at=asked)


def _end_soon(row: Delegation) -> None:
    """Nearly a year old."""
    until = timezone.localdate() + ENDS_IN
    begun = timezone.now() - (YEAR - ENDS_IN)
    Delegation.objects.filter(pk=row.pk).update(
        asked_at=begun, accepted_at=begun, from_on=until - YEAR, until_on=until
    )


def _sign(consumer: User, assister: Assister) -> None:
    text = LegalText.objects.current(Kind.DELEGATION, consumer.language)
    delegations.sign(
        case=Case.objects.get(user=consumer).pk,
        assister=assister.pk,
        key=uuid4(),
        version=text.version,
        name=consumer.get_full_name(),
        language=consumer.language,
        by=consumer,
    )


def _on_phone(case: Case, assister: Assister, rep: User) -> Delegation:
    text = LegalText.objects.current(Kind.DELEGATION_SCRIPT, case.mail_language)
    return delegations.sign_on_phone(
        case=case.pk,
        assister=assister.pk,
        key=uuid4(),
        version=text.version,
        name=case.contact_name,
        language=case.mail_language,
        by=rep,
    )
