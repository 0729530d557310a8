"""The secrets as the settings take them in: with one missing or weak, nothing starts.

What is wrong is said by the variable's name; its value stands in no message.
"""

import re
import zlib

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET_KEY = 50
SHORTEST_PASSWORD = 12
# 50 random hexadecimal digits pack into 48 bytes or more; what repeats itself packs into far fewer.
LEAST_PACKED = 45
PLACEHOLDER = re.compile(r"insecure|change.?me|placeholder|example", re.IGNORECASE)
CODE_KEY = re.compile(r"\w{1,15}:[0-9a-fA-F]{64}")
# Of 32 random bytes, 29 or so differ; in a key that somebody typed, far fewer.
LEAST_DIFFERENT_BYTES = 14


def secret_key(value: str) -> str:
    packed = len(zlib.compress(value.encode(), 9))
    if len(value) < SHORTEST_SECRET_KEY or packed < LEAST_PACKED or PLACEHOLDER.search(value):
        raise refusal("SECRET_KEY", f"{SHORTEST_SECRET_KEY} characters or more, at random")
    return value


def code_keys(entries: list[str]) -> dict[str, bytes]:
    """By version, in the order named: the last one is the newest."""
    named = [entry.strip().split(":") for entry in entries if CODE_KEY.fullmatch(entry.strip())]
    keys = {version: bytes.fromhex(key) for version, key in named}
    is_whole = bool(entries) and len(keys) == len(entries) == len(set(keys.values()))
    if not is_whole or any(len(set(key)) < LEAST_DIFFERENT_BYTES for key in keys.values()):
        must_be = "version:key, each version and key once, keys of 32 random bytes in hexadecimal"
        raise refusal("CODE_KEYS", must_be)
    return keys


def notice_keys(entries: list[str]) -> list[str]:
    keys = [entry.strip() for entry in entries]
    if not keys or not all(_is_fernet_key(key) for key in keys):
        raise refusal("NOTICE_KEYS", "Fernet keys: 32 random bytes in URL-safe base64")
    return keys


def _is_fernet_key(text: str) -> bool:
    try:
        key = Fernet(text)
    except ValueError:
        return False
    return len(set(key._signing_key + key._encryption_key)) >= LEAST_DIFFERENT_BYTES


def refusal(name: str, must_be: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} is missing or weak: {must_be}. See .env.example.")
