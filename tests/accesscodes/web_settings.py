"""For the web processes of these tests: the portal’s settings, and the tests’ database."""

import os

from tests.settings import *  # noqa: F403

for _database in DATABASES.values():  # noqa: F405
    _database["NAME"] = os.environ["TEST_DATABASE_NAME"]
