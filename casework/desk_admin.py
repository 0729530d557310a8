"""What all queues of the case desk have in common: looked at, searched by number, and never edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from casework.desk_trail import OnRecord


class DeskAdmin(OnRecord, admin.ModelAdmin):
    """Everything the case desk does is a verb of its own."""

    list_per_page = 50
    search_fields = ["case__number"]
    show_full_result_count = False
    view_on_site = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A whole number, as people write it."""
        if not search_term.strip():
            return queryset, False
        digits = "".join(letter for letter in search_term if letter in "0123456789")
        return queryset.filter(case__number=digits), False

    @admin.display(description=gettext_lazy("case number"), ordering="case__number")
    def case_number(self, row: Any) -> str:
        return row.case.number
