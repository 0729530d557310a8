"""Filters for the trail: typed ids and days, and the verbs that there are."""

from abc import ABC, abstractmethod
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from audit.models import AuditEvent

Events = QuerySet[AuditEvent]
# One look into the index for each verb; DISTINCT would read all of it.
VERBS = """
WITH RECURSIVE found AS (
    (SELECT verb FROM audit_auditevent ORDER BY verb LIMIT 1)
    UNION ALL
    SELECT (SELECT verb FROM audit_auditevent WHERE verb > found.verb ORDER BY verb LIMIT 1)
    FROM found WHERE found.verb IS NOT NULL
)
SELECT verb FROM found WHERE verb IS NOT NULL
"""


class TypedFilter(admin.SimpleListFilter, ABC):
    """A field to type in. What cannot be read finds nothing."""

    template = "admin/typed_filter.html"
    kind = "text"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """The other filters stay as they are."""
        mine = {self.parameter_name, "p", "e"}
        self.others = [(name, value) for name, value in request.GET.items() if name not in mine]
        return [("", "")]

    def choices(self, changelist: Any) -> Any:
        yield {"query_string": changelist.get_query_string(remove=[self.parameter_name])}

    def queryset(self, request: HttpRequest, queryset: Events) -> Events:
        typed = (self.value() or "").strip()
        if not typed:
            return queryset
        try:
            return self.find(queryset, typed)
        except ValueError:
            return queryset.none()

    @abstractmethod
    def find(self, queryset: Events, typed: str) -> Events:
        """The events that fit. Raises ValueError for what cannot be read."""


class ActorFilter(TypedFilter):
    title, parameter_name = _("who did it (id)"), "actor"

    def find(self, queryset: Events, typed: str) -> Events:
        return queryset.filter(actor_id=UUID(typed))


class RecordFilter(TypedFilter):
    title, parameter_name = _("record (id)"), "record"

    def find(self, queryset: Events, typed: str) -> Events:
        """Every kind of record is named, so that the index over kind and id serves."""
        kinds = [model._meta.label_lower for model in apps.get_models()]
        return queryset.filter(object_type__in=kinds, object_id=typed.lower())


class RequestFilter(TypedFilter):
    title, parameter_name = _("request (number)"), "request"

    def find(self, queryset: Events, typed: str) -> Events:
        return queryset.filter(request_id=typed)


class DayFilter(TypedFilter):
    kind = "date"

    def day(self, typed: str) -> date:
        day = parse_date(typed)
        if day is None or day.year > 9000:
            raise ValueError
        return day


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class SinceFilter(DayFilter):
    title, parameter_name = _("first day"), "since"

    def find(self, queryset: Events, typed: str) -> Events:
        return queryset.filter(at__gte=_midnight(self.day(typed)))


class UntilFilter(DayFilter):
    title, parameter_name = _("last day"), "until"

    def find(self, queryset: Events, typed: str) -> Events:
        return queryset.filter(at__lt=_midnight(self.day(typed) + timedelta(days=1)))


class VerbFilter(admin.SimpleListFilter):
    title, parameter_name = _("what was done"), "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        with connection.cursor() as cursor:
            cursor.execute(VERBS)
            return [(verb, verb) for (verb,) in cursor.fetchall()]

    def queryset(self, request: HttpRequest, queryset: Events) -> Events:
        return queryset.filter(verb=self.value()) if self.value() else queryset
