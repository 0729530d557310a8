"""The sales team's policies and queue, each in a module of its own."""

from shop.policy_admin import ShopPolicyAdmin
from shop.quote_admin import QuoteRequestAdmin

__all__ = ["QuoteRequestAdmin", "ShopPolicyAdmin"]
