from django.contrib import admin

from collateral.models import Edition


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin): ...
