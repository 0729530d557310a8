"""How often one may try. Of tries to link only the wrong ones count: what succeeds is given back."""

from datetime import timedelta

from django.conf import settings

from limiter.limits import Limit

LINK_ACCOUNT = Limit("access-code-account", 5, timedelta(minutes=15))
LINK_ACCOUNT_DAY = Limit("access-code-account-day", 10, timedelta(days=1))
LINK_ADDRESS = Limit("access-code-address", 30, timedelta(hours=1))
ISSUES = Limit("access-code-issue", settings.ACCESS_CODES_PER_HOUR, timedelta(hours=1))
# Of mails that tell of somebody who would issue more.
ALERTS = Limit("access-code-alert", 1, timedelta(hours=1))
READ_BACKS = Limit("access-code-read-back", 20, timedelta(hours=1))
SEARCHES = Limit("access-code-search", 120, timedelta(hours=1))
