import pytest


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    """Where this test's files lie."""
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return settings.UPLOAD_DIR


@pytest.fixture(autouse=True)
def fresh_limits(db):
    """Attempts are counted past any transaction; each test begins with none."""
    from limiter.models import AttemptLog

    AttemptLog.objects.using("autocommit").all().delete()
