import copy
from pathlib import Path

import pytest

from tests.notifications import smtp_sink


@pytest.fixture(autouse=True)
def probe_templates(settings):
    """A kind of mail that belongs to these tests: ``probe``."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates


@pytest.fixture
def smtp(settings):
    """Mail goes to a server that answers as the test wants."""
    with smtp_sink.listening() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield sink
