"""How often one may check and ask. What comes from one address never keeps an account from checking."""

from datetime import timedelta

from django.conf import settings

from limiter.limits import Limit

CHECKS_ADDRESS = Limit("shop-check-address", settings.SHOP_CHECKS_PER_ADDRESS, timedelta(hours=1))
CHECKS_ACCOUNT = Limit("shop-check-account", settings.SHOP_CHECKS_PER_ACCOUNT, timedelta(days=1))
QUOTES_ADDRESS = Limit("shop-quote-address", settings.SHOP_QUOTES_PER_ADDRESS, timedelta(hours=1))
# Receipts go to an address that nobody has confirmed: not many to one mailbox.
RECEIPTS_MAILBOX = Limit("shop-quote-mailbox", 3, timedelta(days=1))
