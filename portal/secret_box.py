"""What must be kept or carried in secret: encrypted under the newest of ``NOTICE_KEYS``, read under any."""

import json
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["InvalidToken", "seal", "unseal"]


def seal(secrets: dict[str, str]) -> bytes:
    return _box().encrypt(json.dumps(secrets).encode())


def unseal(sealed: bytes | memoryview, *, within: timedelta | None = None) -> dict[str, str]:
    """Raises InvalidToken for what is not ours, or is older than ``within``."""
    ttl = int(within.total_seconds()) if within is not None else None
    return json.loads(_box().decrypt(bytes(sealed), ttl=ttl))


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.NOTICE_KEYS])
