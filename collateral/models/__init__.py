"""What can be ordered, how much of it there is, and the orders."""

from collateral.models.cart import Cart, CartLine
from collateral.models.material import Edition, Material, PrintLanguage
from collateral.models.order import Order, OrderLine
from collateral.models.stock import StockEntry

__all__ = [
    "Cart",
    "CartLine",
    "Edition",
    "Material",
    "Order",
    "OrderLine",
    "PrintLanguage",
    "StockEntry",
]
