from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import demo_data, reference_data


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = _("Casework")

    def ready(self) -> None:
        from accounts import next_steps
        from casework import demo, demo_statements, objection_steps, own_steps, reference

        reference_data.register(reference.load)
        demo_data.register(demo.load)
        demo_data.register(demo_statements.load)
        next_steps.register(own_steps.of)
        next_steps.register(objection_steps.of)
