from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import demo_data, guides, page_notes, uploads


class SupportConfig(AppConfig):
    name = "support"
    verbose_name = _("Problem reports")

    def ready(self) -> None:
        from accounts import next_steps
        from support import demo, notes, waiting
        from support.models import Screenshot

        demo_data.register(demo.load)
        uploads.register(Screenshot.needs_file)
        next_steps.register(waiting.of)
        page_notes.register(notes.of_known_issues)
        guides.explains("reporting-a-problem", "support:report_send", "support:report_status")
