import os

from celery import Celery
from celery.signals import setup_logging, task_prerun
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@task_prerun.connect
def check_connections(**_task: object) -> None:
    """A task begins as a request does: on a connection that is known to work, or a new one."""
    close_old_connections()


@setup_logging.connect
def keep_logging(**_options: object) -> None:
    """The settings say how logs look, in workers as in the web process: Celery leaves them alone."""
