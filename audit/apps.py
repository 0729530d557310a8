from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management import call_command
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def _grant(**_migrated: Any) -> None:
    """When the tables are made by another role than the web's."""
    if settings.WEB_ROLE is not None:
        call_command("grant_web_role")


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("Audit trail")

    def ready(self) -> None:
        from audit import seeing as own
        from portal import seeing

        seeing.register(gauges=own.gauges)
        # By the last app's signal: every table is there.
        post_migrate.connect(_grant, sender=apps.get_app_config("portal"))
