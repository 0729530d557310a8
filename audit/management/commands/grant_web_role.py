from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit.grants import CannotGrant, grant


class Command(BaseCommand):
    help = (
        "Give the role of DATABASE_URL what the portal needs, as the role of MIGRATE_DATABASE_URL. "
        "migrate does so itself at its end."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        role = settings.WEB_ROLE
        if role is None:
            raise CommandError("Set MIGRATE_DATABASE_URL: the address with the owner's role.")
        try:
            grant(role["USER"], role["PASSWORD"])
        except CannotGrant as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"The role {role['USER']} has what it needs.")
