from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from collateral.models import Material, PrintLanguage


@admin.register(PrintLanguage)
class PrintLanguageAdmin(admin.ModelAdmin):
    list_display = ["name", "name_es", "code"]
    search_fields = ["name", "name_es", "code"]


@admin.register(Material)
class MaterialAdmin(admin.ModelAdmin):
    """What the catalogue says of an item. How much there is of it stands with its editions."""

    list_display = [
        "name",
        "audience",
        "pack_size",
        "most_per_order",
        "most_per_30_days",
        "is_offered",
    ]
    list_filter = ["audience", "is_offered"]
    search_fields = ["name", "name_es"]
    view_on_site = False
    fields = [
        "slug",
        ("name", "name_es"),
        "purpose",
        "purpose_es",
        "audience",
        "cover",
        "pack_size",
        ("most_per_order", "most_per_30_days"),
        "needs_street",
        "is_offered",
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """An address that people have kept goes on leading to the same item."""
        return ["slug"] if obj else []
