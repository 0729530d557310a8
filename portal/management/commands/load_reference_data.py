from typing import Any

from django.core.management.base import BaseCommand

from portal import reference_data


class Command(BaseCommand):
    help = "Bring roles, legal texts and policies up to date. Safe to run at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        reference_data.load()
