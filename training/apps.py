from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import demo_data, guides, page_notes, reference_data


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = _("Training and job aids")

    def ready(self) -> None:
        from accounts import assister_record, next_steps
        from training import content, demo, notes, record, steps

        reference_data.register(content.load)
        demo_data.register(demo.load)
        next_steps.register(steps.of)
        assister_record.register(record.of)
        page_notes.register(notes.of_job_aids)
        guides.register(notes.choices)
