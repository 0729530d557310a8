"""One row that every request asks for, by SQL that is made once.

Django makes a query's SQL anew each time. For the signed-in user, whom four tables are joined to, that
costs five times what asking and reading does, on every page (docs/adr/0013-cpu-of-a-page.md).
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)


class OneByKey(Generic[Row]):
    """What ``queryset().filter(pk=pk).first()`` finds, relations of select_related included."""

    def __init__(self, queryset: Callable[[], QuerySet[Row]]) -> None:
        self._queryset = queryset

    def find(self, pk: UUID | str) -> Row | None:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(self._plan.sql, [pk])
            rows = cursor.fetchall()
        return next(map(self._plan.built, rows), None)

    @cached_property
    def _plan(self) -> "Plan[Row]":
        return Plan(self._queryset())


class Plan(Generic[Row]):
    """How Django itself would ask and read: taken from its compiler, as ModelIterable does."""

    def __init__(self, queryset: QuerySet[Row]) -> None:
        key = queryset.model._meta.pk
        compiler: Any = queryset.filter(pk=key.get_default()).query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, params = compiler.as_sql()
        assert len(params) == 1, "The key is all that may vary."
        shape = compiler.klass_info
        own = shape["select_fields"]
        self.model: type[Row] = shape["model"]
        self.columns = slice(own[0], own[-1] + 1)
        self.names = [column[0].target.attname for column in compiler.select[self.columns]]
        # The stubs are those of a later Django, which takes one argument more.
        self.related = get_related_populators(shape, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        self.converters = compiler.get_converters([column[0] for column in compiler.select])
        self.converted = compiler.apply_converters

    def built(self, row: tuple[Any, ...]) -> Row:
        if self.converters:
            [row] = self.converted([row], self.converters)
        found = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.columns])
        for populator in self.related:
            populator.populate(row, found)
        return found
