"""The secrets as the settings take them in: with one missing or weak, nothing starts."""

import base64
import re

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET_KEY = 50
CODE_KEY = re.compile(r"\w{1,15}:[0-9a-fA-F]{64}")


def secret_key(value: str) -> str:
    if len(value) < SHORTEST_SECRET_KEY or len(set(value)) < 5:
        raise _refusal("SECRET_KEY", f"{SHORTEST_SECRET_KEY} characters or more, at random")
    return value


def code_keys(entries: list[str]) -> dict[str, bytes]:
    """By version, in the order named: the last one is the newest."""
    keys = dict(entry.split(":") for entry in entries if CODE_KEY.fullmatch(entry))
    if not entries or len(keys) < len(entries):
        raise _refusal(
            "CODE_KEYS", "version:key, each version once, keys of 32 bytes in hexadecimal"
        )
    return {version: bytes.fromhex(key) for version, key in keys.items()}


def notice_keys(entries: list[str]) -> list[str]:
    if not entries or not all(_is_fernet_key(entry) for entry in entries):
        raise _refusal("NOTICE_KEYS", "Fernet keys: 32 bytes in URL-safe base64")
    return entries


def _is_fernet_key(text: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(text)) == 32
    except ValueError:
        return False


def _refusal(name: str, must_be: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} is missing or weak: {must_be}. See .env.example.")
