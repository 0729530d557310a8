from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import reference_data


class ShopConfig(AppConfig):
    name = "shop"
    verbose_name = _("SHOP, small businesses")

    def ready(self) -> None:
        from shop import seeds

        reference_data.register(seeds.load)
