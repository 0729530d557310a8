"""How often one may try. Of tries only the wrong ones count: what succeeds is given back."""

from datetime import timedelta

from limiter.limits import Limit

FACTS_NUMBER_AND_ADDRESS = Limit("activation-number-address", 5, timedelta(minutes=15))
FACTS_ADDRESS = Limit("activation-address", 20, timedelta(hours=1))
FACTS_NUMBER = Limit("activation-number", 20, timedelta(days=1))
TAKE_UP_TRIES = Limit("activation-take-up", 5, timedelta(minutes=15))
TAKE_UP_MAILS = Limit("activation-take-up-mail", 3, timedelta(hours=1))
USERNAMES_TAKEN = Limit("activation-username", 20, timedelta(hours=1))
RECEIPT = Limit("delegation-receipt", 5, timedelta(minutes=15))
RECEIPT_DAY = Limit("delegation-receipt-day", 10, timedelta(days=1))
RECEIPT_ADDRESS = Limit("delegation-receipt-address", 30, timedelta(hours=1))
