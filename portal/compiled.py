"""Queries that are asked all the time: Django writes their SQL once for each process, not at every request.

    _NAMES = Compiled(lambda: Product.objects.filter(among("pk", "keys")).values_list("pk", "number"))
    rows = _NAMES.rows(keys=[1, 2, 3])

    _PEOPLE = CompiledThings(lambda: User.objects.select_related("company").filter(pk=Given("pk", BigIntegerField())))
    [person] = _PEOPLE.things(pk=7)

The query is an ordinary one of the models, so its conditions stay in one place; only what is ``given`` changes from
call to call. It must depend on nothing else: no language, no reader, no time of the process. Decision 0053.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Expression, F, Field, Func, QuerySet
from django.db.models.query import get_related_populators


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
        return self._rows(given)[0]

    def _rows(self, given: dict[str, Any]) -> tuple[list[tuple], Any]:
        """The rows, and the compiler that knows what their columns are."""
        sql, params, compiler, converters = self._made or self._make()
        values = [given[part.name] if isinstance(part, _Slot) else part for part in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows = cursor.fetchall()
        if converters:
            rows = [tuple(row) for row in compiler.apply_converters(rows, converters)]
        return rows, compiler

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


class CompiledThings(Compiled):
    """A query of things of a model, with their neighbours (``select_related``) and annotations."""

    def first(self, **given: Any) -> Any:
        """The first that is found, or None."""
        return next(iter(self.things(**given)), None)

    def things(self, **given: Any) -> list[Any]:
        """All that are found, each a new one: made as Django's own ``ModelIterable`` makes them."""
        rows, compiler = self._rows(given)
        chosen = compiler.klass_info["select_fields"]
        begin, end = chosen[0], chosen[-1] + 1
        names = [column[0].target.attname for column in compiler.select[begin:end]]
        neighbours = get_related_populators(compiler.klass_info, compiler.select, connection.alias)
        found = []
        for row in rows:
            thing = compiler.klass_info["model"].from_db(connection.alias, names, row[begin:end])
            for neighbour in neighbours:
                neighbour.populate(row, thing)
            for name, place in compiler.annotation_col_map.items():
                setattr(thing, name, row[place])
            found.append(thing)
        return found
