"""Every page of the admin puts on record who saw, added, changed or deleted what."""

from typing import Any

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse

from audit import trail

READING = {"GET", "HEAD"}


class Recorded:
    """Mixed into every ModelAdmin by the site, so that none can be forgotten.

    Django writes its own log entries in the act's transaction, and ours stand beside them. What an
    admin does by a workflow has the workflow's event as well, with the better name.
    """

    model: type[models.Model]
    # An admin whose page leaves an event with a better name says so: one read, one event. Only declared
    # here, for what this class set would hide what that one sets.
    records_own_reads: bool

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        _record("record.add", request, about=obj)
        return super().log_addition(request, obj, message)  # type: ignore[misc]

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        _record("record.change", request, about=obj)
        return super().log_change(request, obj, message)  # type: ignore[misc]

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            _record("record.delete", request, about=obj)
        return super().log_deletions(request, queryset)  # type: ignore[misc]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]
        if getattr(self, "records_own_reads", False):
            return response
        return _seen(request, response, "original")

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().history_view(request, *args, **kwargs)  # type: ignore[misc]
        return _seen(request, response, "object")

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A list shows names and addresses; an action on it is one transaction with its event."""
        with transaction.atomic():
            response: HttpResponse = super().changelist_view(request, *args, **kwargs)  # type: ignore[misc]
            label = self.model._meta.label_lower
            if request.method in READING and response.status_code == 200:
                trail.record("record.list", by=request.user, reason=label)
            elif request.method not in READING and (action := _action_of(self, request)):
                trail.record("record.run_action", by=request.user, reason=f"{label}:{action}"[:80])
        return response


def _action_of(model_admin: Any, request: HttpRequest) -> str:
    action = request.POST.get("action", "")
    return action if action in model_admin.get_actions(request) else ""


def _seen(request: HttpRequest, response: HttpResponse, name: str) -> HttpResponse:
    """Of a page that was opened; one that comes back with errors has been."""
    seen = (getattr(response, "context_data", None) or {}).get(name)
    if request.method in READING and response.status_code == 200 and seen is not None:
        _record("record.view", request, about=seen)
    return response


def _record(verb: str, request: HttpRequest, about: models.Model) -> None:
    with transaction.atomic():
        trail.record(verb, by=request.user, about=about)
