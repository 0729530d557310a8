"""How often one may fail to sign in. No limit stands on the account alone: a stranger could use it up."""

from datetime import timedelta

from django.conf import settings

from limiter.limits import Limit

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
