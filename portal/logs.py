"""What the logs say, and what they never say.

A line of ours names ids and classes only. Other packages put into their messages what somebody
typed or which address was asked for: of their lines only the words that stand in the code are kept.
An error's own words may hold a row's values, so its class and its place are told instead.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

from django.apps import apps
from django.conf import settings

from portal import context

# What may be told of a request or a job besides the message.
EXTRAS = ("view", "method", "status", "milliseconds", "user", "job")
# So many of an error's frames are told.
FRAMES = 12


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
            "request_id": context.current().request_id or None,
            "user": str(context.user_id()) if context.user_id() else None,
            **_extras(record),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = _error(record.exc_info[1])
        return json.dumps({name: value for name, value in line.items() if value is not None})


class ShortFormatter(logging.Formatter):
    """For whoever sits before the demo: short, and with whole tracebacks."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(told)s")

    def format(self, record: logging.LogRecord) -> str:
        extras = " ".join(f"{name}={value}" for name, value in _extras(record).items())
        record.told = f"{record.getMessage()} {extras}".strip()
        return super().format(record)


def message_of(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in _our_apps() or not record.args:
        return record.getMessage()
    return str(record.msg)


@cache
def _our_apps() -> set[str]:
    apps.check_apps_ready()
    return {
        app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR
    }


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    said = {name: value for name in EXTRAS if (value := getattr(record, name, None)) is not None}
    data = getattr(record, "data", None)  # how Celery tells which task it speaks of
    if isinstance(data, dict) and "name" in data:
        said["job"] = str(data["name"])
    return said


def _error(error: BaseException) -> dict[str, Any]:
    said: dict[str, Any] = {"class": _name(error), "at": _frames(error.__traceback__)}
    cause = error.__cause__ or error.__context__
    return {**said, "cause": _name(cause)} if cause else said


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _frames(trace: TracebackType | None) -> list[str]:
    """Places in our code, then the very place, innermost last: no values, and no line of source."""
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames[:-1] if "site-packages" not in frame.filename]
    told = [*ours[-FRAMES:], *frames[-1:]]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in told]
