"""Whether it is known, in this very call, that the primary contact is on the line."""

from django.utils.translation import gettext as _

from accesscodes.errors import NotVerified
from accesscodes.models import HelpLineCall, IdentityCheck


def passed_check(call: HelpLineCall) -> IdentityCheck:
    """The last check of the call's case in this call, if it was passed. Raises NotVerified."""
    last = IdentityCheck.objects.filter(call=call, case=call.case_id).first()
    if call.case_id is None or last is None or not last.is_passed:
        raise NotVerified(_("Check the consumer’s identity first."))
    return last
