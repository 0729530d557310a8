from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _load_reference_data(**_kwargs: Any) -> None:
    from portal import reference_data

    reference_data.load()


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import checks, jobs, seeing  # noqa: F401  # checks register themselves

        seeing.register(gauges=jobs.gauges)

        post_migrate.connect(_load_reference_data, sender=self)
