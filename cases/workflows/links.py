"""Which account belongs to the primary contact of a case."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from cases.errors import CaseTaken, HasCaseAlready
from cases.models import Case
from portal.db import refusing

ONE_CASE_EACH = "cases_case_user_id_key"


@trail.workflow("case.link")
def link(*, case: Case, by: User) -> Case:
    """Make this account the one of the case's primary contact; the caller has proved that it is theirs.

    One account for a case, one case for an account: the database decides. Raises CaseTaken, HasCaseAlready.
    """
    now = timezone.now()
    has_one = HasCaseAlready(
        _("Your account is linked to a case already. Call the Help Line if it is not yours.")
    )
    with refusing(ONE_CASE_EACH, has_one):
        linked = Case.objects.unlinked().filter(pk=case.pk).update(user=by, linked_at=now)
    if not linked:
        raise CaseTaken(
            _(
                "This case has an account already. If it is yours, sign in with it, or choose "
                "“Forgot your password?”. If not, call the Help Line."
            )
        )
    trail.record("case.link", by=by, about=case, case=case)
    case.user, case.linked_at = by, now
    return case
