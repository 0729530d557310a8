"""Codes that people read out and type: minted from a safe alphabet, kept only as a keyed digest."""

import hashlib
import hmac
import secrets

from django.conf import settings

# Letters and digits that no one takes for another: without 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V.
READABLE = "ACDEFGHJKMNPQRTWXY34679"


def mint(length: int, *, mixed_case: bool = False) -> str:
    """A random code; case is decoration, to be folded away before comparing."""
    letters = (secrets.choice(READABLE) for _ in range(length))
    if not mixed_case:
        return "".join(letters)
    return "".join(letter.lower() if secrets.randbits(1) else letter for letter in letters)


def mint_digits(length: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(length))


def digest(text: str, *, purpose: str, key_version: str | None = None) -> str:
    """HMAC-SHA256 of a cleaned code, as "version:hex" under the newest key or the one named.

    The purpose keeps one kind of code from ever matching another.
    """
    version = key_version or newest_key_version()
    mac = hmac.new(settings.CODE_KEYS[version], f"{purpose}:{text}".encode(), hashlib.sha256)
    return f"{version}:{mac.hexdigest()}"


def newest_key_version() -> str:
    return list(settings.CODE_KEYS)[-1]


def digests(text: str, *, purpose: str) -> list[str]:
    """The digest under every key still known: a code stored before a rotation is found as well."""
    return [digest(text, purpose=purpose, key_version=version) for version in settings.CODE_KEYS]
