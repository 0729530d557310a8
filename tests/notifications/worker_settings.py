"""The portal's settings for a worker process that the tests start: their database, their mail kind."""

import os
from pathlib import Path

from portal.settings import *  # noqa: F403, TID251
from portal.settings import DATABASES, TEMPLATES  # noqa: TID251

EMAIL_TIMEOUT = 300  # nothing is tried twice only because the mail server hesitates
for database in DATABASES.values():
    database["NAME"] = os.environ["TEST_DATABASE_NAME"]
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
