from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import demo_data


class SupportConfig(AppConfig):
    name = "support"
    verbose_name = _("Problem reports")

    def ready(self) -> None:
        from accounts import next_steps
        from support import demo, waiting

        demo_data.register(demo.load)
        next_steps.register(waiting.of)
