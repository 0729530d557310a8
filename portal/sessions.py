"""Sessions in the database; a cookie that could be none of ours is no session, not an error."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str) -> bool:
        """Django asks for the length only; the database would choke on a NUL."""
        is_long_enough = bool(super()._validate_session_key(key))  # type: ignore[misc]
        return is_long_enough and key.isascii() and key.isalnum()
