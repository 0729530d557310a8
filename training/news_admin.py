from django.contrib import admin
from django.db import models

from portal.forms import moment_in_admin
from training.models import NewsItem


@admin.register(NewsItem)
class NewsItemAdmin(admin.ModelAdmin):
    formfield_overrides = {models.DateTimeField: moment_in_admin()}
    list_display = ["title_en", "since", "until"]
    search_fields = ["title_en", "title_es", "text_en", "text_es"]
    fields = ["title_en", "title_es", "text_en", "text_es", "since", "until"]
    list_per_page = 50
