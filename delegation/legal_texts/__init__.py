"""The legal texts that come with the portal; see ``load``."""

from datetime import UTC, datetime
from pathlib import Path

from delegation.models import LegalText

HERE = Path(__file__).parent
# kind, version, in force from. A new wording is a new line and new files; old ones stay.
VERSIONS = [
    ("terms_of_use", 1, datetime(2026, 1, 1, 8, tzinfo=UTC)),
    ("delegation", 1, datetime(2026, 1, 1, 8, tzinfo=UTC)),
    ("delegation_script", 1, datetime(2026, 1, 1, 8, tzinfo=UTC)),
]


def load() -> None:
    """Add the versions that the database lacks; those it has are never touched."""
    present = set(LegalText.objects.values_list("kind", "version", "language"))
    LegalText.objects.bulk_create(
        [
            LegalText(
                kind=kind,
                version=version,
                language=language,
                body=body,
                sha256=LegalText.hash_of(body),
                valid_from=valid_from,
            )
            for kind, version, valid_from in VERSIONS
            for language in ("en", "es")
            if (kind, version, language) not in present
            for body in [(HERE / f"{kind}.{version}.{language}.txt").read_text("utf-8")]
        ],
        ignore_conflicts=True,
    )
