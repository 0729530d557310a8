from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import demo_data, guides, reference_data


class CollateralConfig(AppConfig):
    name = "collateral"
    verbose_name = _("Outreach materials")

    def ready(self) -> None:
        from accounts import assister_home, next_steps
        from collateral import catalogue, demo, waiting

        reference_data.register(catalogue.load)
        demo_data.register(demo.load)
        next_steps.register(waiting.of)
        assister_home.register(waiting.cards)
        pages = (
            "material_list",
            "material_detail",
            "cart",
            "order_review",
            "order_list",
            "order_detail",
        )
        guides.explains("ordering-materials", *(f"collateral:{page}" for page in pages))
