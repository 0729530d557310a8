"""Noting the last run of each scheduled job."""

import time
from typing import Any

from celery import signals, states
from django.conf import settings
from django.utils import timezone

from portal.metrics import Gauge
from portal.models import JobRun

_began: dict[str, float] = {}


def scheduled() -> set[str]:
    return {str(job["task"]) for job in settings.CELERY_BEAT_SCHEDULE.values()}


@signals.task_prerun.connect
def begin(task_id: str, task: Any, **_more: object) -> None:
    if task.name in scheduled():
        _began[task_id] = time.monotonic()


@signals.task_postrun.connect
def end(task_id: str, task: Any, state: str | None = None, **_more: object) -> None:
    began = _began.pop(task_id, None)
    if began is None:
        return
    now = timezone.now()
    facts: dict[str, Any] = {"ran_at": now, "seconds": time.monotonic() - began}
    if state == states.SUCCESS:
        facts["succeeded_at"] = now
    JobRun.objects.update_or_create(name=task.name, defaults=facts)


def gauges() -> list[Gauge]:
    runs = list(JobRun.objects.order_by("name"))
    return [
        Gauge(
            "portal_job_last_run_timestamp_seconds",
            "When a scheduled job ended last.",
            ["job"],
            {(run.name,): run.ran_at.timestamp() for run in runs},
        ),
        Gauge(
            "portal_job_last_success_timestamp_seconds",
            "When a scheduled job last succeeded.",
            ["job"],
            {(run.name,): run.succeeded_at.timestamp() for run in runs if run.succeeded_at},
        ),
        Gauge(
            "portal_job_last_run_seconds",
            "How long a scheduled job took last.",
            ["job"],
            {(run.name,): run.seconds for run in runs},
        ),
    ]
