"""The portal's own settings, but for what would only make tests slow."""

import os
from datetime import timedelta

from portal.settings import *  # noqa: F403, TID251

PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
# No manifest: pages under test need no collectstatic.
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Nobody works off the tests' nudges; those that need a broker name BROKER_URL's.
CELERY_BROKER_URL = "memory://"
# Nor late: the matrix's world has mails that wait for as long as a busy machine takes.
OUTBOX_LATE = timedelta(days=1)
WHITENOISE_AUTOREFRESH = True  # serve what is there; there is no collected folder to read at start

# Counters of each process of the tests apart.
METRICS_DIR = LOCAL_DIR / "metrics" / str(os.getpid())  # noqa: F405
