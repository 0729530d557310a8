from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import Assister, Entity, Site, User


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ["username", "email", "is_active", "is_staff", "last_login"]
    fieldsets = [
        (None, {"fields": ["username", "first_name", "last_name", "email", "language"]}),
        (_("What they may do"), {"fields": ["is_active", "is_staff", "groups"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "email", "usable_password", "password1", "password2"]}),
    ]
    filter_horizontal = ["groups"]
    readonly_fields = ["last_login", "date_joined"]

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Nobody sets another's password: they could then sign in as that person."""
        raise PermissionDenied


@admin.register(Entity)
class EntityAdmin(admin.ModelAdmin):
    list_display = ["legal_name", "kind"]
    list_filter = ["kind"]
    search_fields = ["legal_name"]


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    list_display = ["street", "city", "zip_code", "entity"]
    list_select_related = ["entity"]
    search_fields = ["street", "city", "zip_code", "entity__legal_name"]


@admin.register(Assister)
class AssisterAdmin(admin.ModelAdmin):
    list_display = [
        "certification_number",
        "name",
        "role",
        "entity",
        "activated_at",
    ]
    list_filter = ["entity__kind", ("activated_at", admin.EmptyFieldListFilter)]
    list_select_related = ["entity"]
    search_fields = [
        "certification_number",
        "first_name",
        "last_name",
        "email",
        "entity__legal_name",
    ]
    autocomplete_fields = ["entity"]
    fields = [
        "entity",
        "certification_number",
        ("first_name", "last_name"),
        "email",
        "language",
        "phone",
        "spoken_languages",
        "site",
        "user",
        "activated_at",
    ]
    # What the assister says of themselves while activating, and what activation writes.
    readonly_fields = ["phone", "spoken_languages", "site", "user", "activated_at"]

    @admin.display(description=_("name"))
    def name(self, assister: Assister) -> str:
        return assister.full_name

    @admin.display(description=_("role"))
    def role(self, assister: Assister) -> str:
        return assister.role_abbreviation
