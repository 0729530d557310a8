import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from shop import cases
from shop.models import ShopPolicy
from shop.policies import Policy
from shop.seeds import POLICIES


class Command(BaseCommand):
    help = (
        "Judge the cases of a JSON file, one JSON object a line. Exits 1 if one is not as its "
        "`expect` says, 2 if the file cannot be read. docs/shop.md has the format."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a list of cases, as tests/shop/cases.json")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        policies, now = self._policies(), timezone.now()
        differing = 0
        for case in self._cases(file):
            answer = cases.answer(case, policies, now)
            self.stdout.write(json.dumps(answer.line))
            wrong = []
            if isinstance(case, dict) and "expect" in case:
                wrong = cases.differences(answer.line, case["expect"])
                differing += bool(wrong)
            for problem in [*answer.problems, *wrong]:
                self.stderr.write(f"{answer.line['id']}: {problem}")
        if differing:
            raise CommandError(f"{differing} not as expected.", returncode=1)

    def _cases(self, file: Path) -> list[Any]:
        try:
            return cases.load(file.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            raise CommandError(f"{file}: {error}", returncode=2) from error

    def _policies(self) -> list[Policy]:
        """The database's; before the first migration those that the portal comes with."""
        if ShopPolicy._meta.db_table in connection.introspection.table_names():
            return ShopPolicy.objects.as_rules()
        self.stderr.write("The database is empty: judged by the policies that come along.")
        return [ShopPolicy(**facts).as_rules() for facts in POLICIES]
