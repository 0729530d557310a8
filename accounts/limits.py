"""How often one may try, and have mails sent.

No limit on wrong passwords stands on the account alone: a stranger could use it up.
"""

from datetime import timedelta

from django.conf import settings

from limiter.limits import Limit, charge, client_network

FAILURES_PER_LOGIN_AND_ADDRESS = Limit(
    "sign-in-login-address",
    settings.SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS,
    timedelta(minutes=5),
)
# By username and by e-mail address together.
FAILURES_PER_ACCOUNT_AND_ADDRESS = Limit(
    "sign-in-account-address",
    settings.SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS,
    timedelta(minutes=5),
)
FAILURES_PER_ADDRESS = Limit(
    "sign-in-address", settings.SIGN_IN_FAILURES_PER_ADDRESS, timedelta(minutes=1)
)
# From all addresses together so many failures are told to the owner, once a day.
ALARM = Limit("sign-in-alarm", 20, timedelta(hours=1))
ALARM_MAILS = Limit("sign-in-alarm-mail", 1, timedelta(days=1))

# Codes of a second factor. Only who has the password gets that far, so these stand on the account;
# but a new password opens new ones, so that its owner is never kept out by who had the old.
FACTOR_FAILURES = Limit("second-factor", 5, timedelta(minutes=5))
FACTOR_FAILURES_A_DAY = Limit("second-factor-day", 20, timedelta(days=1))
FACTOR_ALARM = Limit("second-factor-alarm", 9, timedelta(days=1))

# What anybody may have sent to an address without signing in: codes to sign up, to reset a password.
MAILS_TO_ONE_FROM_ADDRESS = Limit("mail-to-one-from-address", 5, timedelta(minutes=15))
MAILS_TO_ONE_FROM_ADDRESS_A_DAY = Limit("mail-to-one-from-address-day", 10, timedelta(days=1))
MAILS_TO_ONE = Limit("mail-to-one", 20, timedelta(days=1))

# By one sign-up: wrong codes, and usernames that were taken.
SIGN_UP_CODES = Limit("sign-up-code", 5, timedelta(minutes=15))
SIGN_UP_USERNAMES = Limit("sign-up-username", 20, timedelta(hours=1))


def charge_mail(to: str) -> None:
    """Count a mail that a visitor has sent to an address, whoever has it. Raises TooManyAttempts."""
    network = client_network()
    charge(
        (MAILS_TO_ONE_FROM_ADDRESS, (to.lower(), network)),
        (MAILS_TO_ONE_FROM_ADDRESS_A_DAY, (to.lower(), network)),
        (MAILS_TO_ONE, to.lower()),
    )
