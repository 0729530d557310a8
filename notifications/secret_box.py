"""What a notice must carry in secret: encrypted at rest, under the newest of ``NOTICE_KEYS``."""

import json

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(secrets: dict[str, str]) -> bytes:
    return _box().encrypt(json.dumps(secrets).encode())


def unseal(sealed: bytes | memoryview) -> dict[str, str]:
    return json.loads(_box().decrypt(bytes(sealed)))


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.NOTICE_KEYS])
