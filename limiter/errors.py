from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.errors import Refusal


class TooManyAttempts(Refusal):
    """A limit is reached; after ``retry_after`` seconds one more try is admitted."""

    def __init__(self, retry_after: float) -> None:
        self.retry_after = max(1, ceil(retry_after))
        minutes = ceil(self.retry_after / 60)
        super().__init__(
            ngettext(
                "There were too many attempts. Wait %(minutes)d minute, then try again. "
                "Nothing you entered was lost.",
                "There were too many attempts. Wait %(minutes)d minutes, then try again. "
                "Nothing you entered was lost.",
                minutes,
            )
            % {"minutes": minutes}
        )


class CannotCount(TooManyAttempts):
    """The attempts cannot be counted now, so none is admitted."""

    def __init__(self) -> None:
        self.retry_after = 60
        Refusal.__init__(
            self,
            _("We cannot check this right now. Wait a minute, then try again. Nothing was lost."),
        )
