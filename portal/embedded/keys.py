"""The demo's secrets: made once, kept under LOCAL_DIR for its owner only."""

import base64
import json
import os
import secrets
from pathlib import Path

from portal.embedded import locks


def demo_keys(local_dir: Path) -> dict[str, str]:
    """Values for the settings of the same names, and the passwords of the embedded services."""
    kept = local_dir / "secrets.json"
    with locks.held(local_dir / "secrets.lock"):
        if not kept.exists():
            _write_for_owner_only(kept, json.dumps(_new_keys(), indent=2))
        return {**json.loads(kept.read_text())}


def _new_keys() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "CODE_KEYS": f"1:{secrets.token_hex(32)}",
        "NOTICE_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "postgres": secrets.token_urlsafe(32),
        "valkey": secrets.token_urlsafe(32),
    }


def _write_for_owner_only(path: Path, text: str) -> None:
    """Whole or not at all: a crash in mid-write leaves no half file behind."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    draft.rename(path)
