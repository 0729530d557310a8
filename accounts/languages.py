from django.db import models
from django.utils.translation import gettext_lazy as _


class SpokenLanguage(models.TextChoices):
    """The languages in which assisters say they can help (ISO 639 codes)."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    ARABIC = "ar", _("Arabic")
    ARMENIAN = "hy", _("Armenian")
    CANTONESE = "yue", _("Cantonese")
    FARSI = "fa", _("Farsi")
    HMONG = "hmn", _("Hmong")
    KHMER = "km", _("Khmer")
    KOREAN = "ko", _("Korean")
    MANDARIN = "cmn", _("Mandarin")
    RUSSIAN = "ru", _("Russian")
    TAGALOG = "tl", _("Tagalog")
    VIETNAMESE = "vi", _("Vietnamese")
