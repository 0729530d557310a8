from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import demo_data, reference_data


class ShopConfig(AppConfig):
    name = "shop"
    verbose_name = _("SHOP, small businesses")

    def ready(self) -> None:
        from accounts import next_steps
        from shop import demo, offers, seeds

        reference_data.register(seeds.load)
        demo_data.register(demo.load)
        next_steps.register(offers.of)
