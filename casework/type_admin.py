"""What documents there are, as the case desk words them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from casework.models import DocumentType


@admin.register(DocumentType)
class DocumentTypeAdmin(admin.ModelAdmin):
    """What documents there are, and the advice for whoever sends one."""

    list_display = ["name_en", "name_es", "order", "is_offered"]
    ordering = ["order", "code"]
    fields = ["code", "order", "is_offered", "name_en", "name_es", "coach_en", "coach_es"]
    readonly_fields = ["code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The types come with the portal: the state's list names them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One that is no longer offered stays for the documents of it."""
        return False
