"""The materials desk."""

from collateral.admin.catalogue import MaterialAdmin, PrintLanguageAdmin
from collateral.admin.orders import OrderAdmin
from collateral.admin.stock import EditionAdmin, StockEntryAdmin

__all__ = [
    "EditionAdmin",
    "MaterialAdmin",
    "OrderAdmin",
    "PrintLanguageAdmin",
    "StockEntryAdmin",
]
