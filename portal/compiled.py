"""Queries that are asked all the time: Django writes their SQL once for each process, not at every request.

    _NAMES = Compiled(lambda: Product.objects.filter(among("pk", "keys")).values_list("pk", "number"))
    rows = _NAMES.rows(keys=[1, 2, 3])

The query is an ordinary one of the models, so its conditions stay in one place; only what is ``given`` changes from
call to call. It must depend on nothing else: no language, no reader, no time of the process. Decision 0053.
``CompiledThings`` is for a query of whole things.
"""

from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Expression, F, Field, Func, Model, QuerySet
from django.db.models.query import RelatedPopulator, get_related_populators

Thing = TypeVar("Thing", bound=Model)


class _Slot:
    """Where a given value goes among the parameters."""

    def __init__(self, name: str):
        self.name = name


class Given(Expression):
    """A value that the call will name: ``filter(uid=Given("uid", UUIDField()))``."""

    def __init__(self, name: str, output_field: Field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, _compiler, _connection):
        """A parameter without its value."""
        return "%s", [_Slot(self.name)]


def among(path: str, name: str) -> Func:
    """A condition: the column is one of the given list, which may be long or empty."""
    column = F(path)
    return Func(
        column, Given(name, Field()), template="%(expressions)s)", arg_joiner=" = ANY(", output_field=BooleanField()
    )


class Compiled:
    """A query of values (``values_list``), whose SQL is written at its first call."""

    def __init__(self, query: Callable[[], QuerySet]):
        self.query = query
        self._made: tuple[str, list[Any], Any, dict] | None = None
        self._lock = Lock()

    def rows(self, **given: Any) -> list[tuple]:
        """All rows, each as a tuple in the order of the query's columns."""
        sql, params, compiler, converters = self._made or self._make()
        values = [given[part.name] if isinstance(part, _Slot) else part for part in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows = cursor.fetchall()
        if converters:
            rows = [tuple(row) for row in compiler.apply_converters(rows, converters)]
        return rows

    def _make(self) -> tuple[str, list[Any], Any, dict]:
        with self._lock:
            if self._made is None:
                compiler = self.query().query.get_compiler(connection=connection)
                try:
                    sql, params = compiler.as_sql()
                except EmptyResultSet as nothing:
                    raise ValueError("this query can never find anything") from nothing
                columns = [select[0] for select in compiler.select]
                self._made = sql, list(params), compiler, compiler.get_converters(columns)
            return self._made


class CompiledThings(Compiled, Generic[Thing]):
    """A query of whole things, with those that ``select_related`` brings along."""

    def __init__(self, query: Callable[[], QuerySet[Thing]]):
        super().__init__(query)

    def first(self, **given: Any) -> Thing | None:
        """The first thing found, if any."""
        rows = self.rows(**given)
        if not rows:
            return None
        model, own, names, populators = self._parts
        thing = model.from_db(connection.alias, names, rows[0][own])
        for populator in populators:
            populator.populate(rows[0], thing)
        return thing

    @cached_property
    def _parts(self) -> tuple[type[Thing], slice, list[str], list[RelatedPopulator]]:
        """Which columns are the thing's own, and what makes the others."""
        _sql, _params, compiler, _converters = self._made or self._make()
        told, select = compiler.klass_info, compiler.select
        own = slice(told["select_fields"][0], told["select_fields"][-1] + 1)
        names = [column.target.attname for column, _written, _alias in select[own]]
        return told["model"], own, names, get_related_populators(told, select, connection.alias)
