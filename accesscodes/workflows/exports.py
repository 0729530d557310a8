"""Who took calls along in a file."""

from accounts.models import User
from audit import trail


@trail.workflow("help_line_call.export")
def note(*, rows: int, by: User) -> None:
    """Put on record that so many calls leave in a file."""
    trail.record("help_line_call.export", by=by, reason=f"rows:{rows}")
