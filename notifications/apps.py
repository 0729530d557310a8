from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Mail")

    def ready(self) -> None:
        from notifications import seeing as own
        from portal import seeing

        seeing.register(gauges=own.gauges, check=own.check)
