"""The codes that an authenticator app shows."""

import time

from allauth.mfa import app_settings
from allauth.mfa.totp.internal import auth as totp


def code_of(secret: str, steps_ahead: int = 0) -> str:
    """The code of now; each works once, the next is accepted early.

    Not the oldest that is still accepted: half a minute may end between here and the server.
    """
    counter = int(time.time()) // app_settings.TOTP_PERIOD + steps_ahead
    return totp.format_hotp_value(totp.hotp_value(secret, counter))
