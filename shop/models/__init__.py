from shop.models.check import ShopCheck
from shop.models.policy import ShopPolicy
from shop.models.quote import QuoteNote, QuoteRequest

__all__ = ["QuoteNote", "QuoteRequest", "ShopCheck", "ShopPolicy"]
