from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from portal import demo_data


class Command(BaseCommand):
    help = "Load the demo's accounts and invitations, and say what there is to try. Needs DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lines = demo_data.load()
        except ImproperlyConfigured as refusal:
            raise CommandError(str(refusal)) from refusal
        for line in lines:
            self.stdout.write(line)
