"""How often one may report. What comes from one address never keeps others from reporting."""

from datetime import timedelta

from django.conf import settings

from limiter.limits import Limit

REPORTS_ADDRESS = Limit("report-address", settings.REPORTS_PER_ADDRESS, timedelta(hours=1))
REPORTS_ACCOUNT = Limit("report-account", settings.REPORTS_PER_ACCOUNT, timedelta(days=1))
# A visitor's mails go to an address that nobody has confirmed: not many to one mailbox.
RECEIPTS_MAILBOX = Limit("report-mailbox", 5, timedelta(days=1))
WORDS_ADDRESS = Limit("report-words-address", 20, timedelta(hours=1))
WORDS_REPORT = Limit("report-words-report", 20, timedelta(days=1))
# "Tell me when it is fixed": by anybody, to an address that nobody has confirmed.
FOLLOWS_ADDRESS = Limit("issue-follow-address", 20, timedelta(hours=1))
FOLLOWS_MAILBOX = Limit("issue-follow-mailbox", 5, timedelta(days=1))
