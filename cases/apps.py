from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import demo_data


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        from cases import demo

        demo_data.register(demo.load)
