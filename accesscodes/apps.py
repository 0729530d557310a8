from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessCodesConfig(AppConfig):
    name = "accesscodes"
    verbose_name = _("Help line")

    def ready(self) -> None:
        from accesscodes import own_steps
        from accounts import next_steps
        from portal import guides

        next_steps.register(own_steps.of)
        guides.explains("getting-an-access-code", "accesscodes:case_link")
