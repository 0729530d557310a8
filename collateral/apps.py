from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import demo_data, reference_data


class CollateralConfig(AppConfig):
    name = "collateral"
    verbose_name = _("Outreach materials")

    def ready(self) -> None:
        from accounts import next_steps
        from collateral import catalogue, demo, waiting

        reference_data.register(catalogue.load)
        demo_data.register(demo.load)
        next_steps.register(waiting.of)
