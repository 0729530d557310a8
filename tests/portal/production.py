"""What the settings are in production: read by another process, from its environment."""

import json
import os
import subprocess
import sys
from functools import cache

from django.conf import settings

ENVIRONMENT = {
    "SITE_URL": "https://portal.example.org",
    "DATABASE_URL": "postgres://portal:database-password@127.0.0.1:1/portal",
    "BROKER_URL": "redis://:broker-password@127.0.0.1:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "SECRET_KEY": "k3Jv9_qWz7Lm2Xp8Rt5Yn1Bc6Df4Gh0Ks-AeIoUuPpTtQqWwEe",
    "CODE_KEYS": "1:" + bytes(range(32)).hex(),
    "NOTICE_KEYS": "dGVzdHMtb25seS0wMTIzNDU2Nzg5LWFiY2RlZmdoaWo=",
}
OF_THE_WEB = ("SECURE_", "SESSION_COOKIE_", "CSRF_", "LANGUAGE_COOKIE_", "X_FRAME_", "CONTENT_SEC")
READ = """
import django

django.setup()
import json
from portal import settings

known = {name: value for name, value in vars(settings).items() if name.isupper()}
print(json.dumps(known, default=str))
"""


def run(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    plain = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={**plain, **environment},
        capture_output=True,
        text=True,
    )


@cache
def _everything() -> dict[str, object]:
    done = run(READ, ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def of_the_web() -> dict[str, object]:
    """The settings that decide on headers and cookies."""
    return {
        name: value
        for name, value in _everything().items()
        if name.startswith(OF_THE_WEB) and name != "CSRF_FAILURE_VIEW"
    }
