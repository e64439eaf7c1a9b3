"""Worlds that stay in the database for the test that asks for the same.

To make a tender that has been evaluated takes five hundred statements, and the tests of a file ask for the same one
again and again. What a factory marked ``@kept`` made lies under a savepoint, and after the test only what came behind
that savepoint is undone:

    BEGIN · staff("AP") ‖ published() ‖ what the test does      ‖ is a savepoint, and a layer ends there

A test that begins by asking for the same, in the same order, gets copies of what was told the first time. Its first
statement of its own takes away the layers that it did not ask for, so that it never meets what it has not made.
Kept is what depends on its arguments alone, plain values and stored things, with no settings changed for a test.
"""

import enum
import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import wraps
from itertools import chain
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.models import Model
from django.test import TestCase, TransactionTestCase
from django.utils.translation import get_language
from factory.django import DjangoModelFactory

LONGEST = 30  # seconds that a transaction stays open: ``now()`` in it is when it began
CHANGING = {"monkeypatch", "settings", "mocker"}  # fixtures after which a factory may make something else
PLAIN = (str, bytes, int, float, bool, type(None), Decimal, date, timedelta, UUID, enum.Enum)


Given = ParamSpec("Given")
Told = TypeVar("Told")


@dataclass
class Layer:
    """What one call left: ``asked`` is that call, None if nobody can ask for it again."""

    asked: tuple | None
    told: bytes
    hooks: list[tuple]  # what waits for the commit
    letters: list[Any]


class Shelf:
    """The layers in the open transaction of this process, of which the running test has asked for ``taken``."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        self.taken = 0
        self.allowed = True  # for the next test
        self.waits = False  # the running test has done nothing of its own yet
        self.base: transaction.Atomic | None = None
        self.since = 0.0

    def begin(self) -> None:
        """Before a test: a transaction below its own."""
        if self.base and (not self.layers or time.monotonic() - self.since > LONGEST):
            self.close()
        if not self.base:
            self.base = transaction.atomic()
            self.base.__enter__()
            self.since = time.monotonic()
            _execute(_mark(0))
        self.taken = 0

    def watch(self) -> None:
        """A test has begun."""
        if _watch not in connection.execute_wrappers:
            connection.execute_wrappers.append(_watch)
        self.waits = self.allowed
        if not self.waits and self.layers:
            self._take_away()

    def close(self) -> None:
        """Undo everything."""
        base, self.base, self.layers, self.waits = self.base, None, [], False
        if base:
            connection.needs_rollback = True
            base.__exit__(None, None, None)

    def ask(self, name: str, make: Callable, args: tuple, named: dict) -> Any:
        """What ``make`` tells, or a copy of what it told."""
        given = (name, get_language(), args, named)
        asked = _plain(given) if self.waits else None
        if asked is None or not self.waits:  # a field that had to be fetched is a statement, too
            return make(*args, **named)
        if self.taken < len(self.layers) and self.layers[self.taken].asked == asked:
            layer = self.layers[self.taken]
            self.taken += 1
            connection.run_on_commit += [(set(connection.savepoint_ids), *hook) for hook in layer.hooks]
            mail.outbox += pickle.loads(pickle.dumps(layer.letters))  # noqa: S301 (our own)
            return pickle.loads(layer.told)  # noqa: S301
        return self._make(asked, given, lambda: make(*args, **named))

    def _make(self, asked: tuple, given: tuple, make: Callable) -> Any:
        """Made below the savepoint of the test; what fails is made again in the test, where it may leave something.

        Nobody can ask again for what changed the things that it was given.
        """
        self._take_away(down_to_the_test=False)
        self.waits = False
        hooks, letters = len(connection.run_on_commit), len(mail.outbox)
        try:
            told = make()
        except Exception:
            del connection.run_on_commit[hooks:], mail.outbox[letters:]
            self._take_away()
            return make()
        left = [tuple(hook[1:]) for hook in connection.run_on_commit[hooks:]]
        try:
            asked = asked if _plain(given) == asked else None
            layer = Layer(asked, pickle.dumps(told), left, mail.outbox[letters:])
        except (pickle.PicklingError, TypeError, AttributeError):
            layer = Layer(None, b"", [], [])
        self.layers.append(layer)
        self.taken = len(self.layers)
        _execute(_mark(self.taken), *_of_the_test())
        self.waits = layer.asked is not None
        return told

    def go_on(self) -> None:
        """Before the first statement of the test's own."""
        self.waits = False
        if self.taken < len(self.layers):
            self._take_away()

    def _take_away(self, *, down_to_the_test: bool = True) -> None:
        """Undo the layers that nobody asked for."""
        del self.layers[self.taken :]
        _execute(f"ROLLBACK TO SAVEPOINT kept_{self.taken}", *(_of_the_test() if down_to_the_test else ()))


SHELF = Shelf()


def changes_what_is_made(item: pytest.Item) -> bool:
    """Whether a test asks for such a fixture, itself or by another one; what Django's plugin does for all is none."""
    info = item._fixtureinfo
    made = [each for found in info.name2fixturedefs.values() for each in found]
    ours = [each.argnames for each in made if not each.func.__module__.startswith("pytest_django")]
    return bool(CHANGING & {*info.argnames, *chain.from_iterable(ours)})


def kept(make: Callable[Given, Told]) -> Callable[Given, Told]:
    """For a factory: what it makes first in a test stays for the next test that asks for the same."""

    @wraps(make)
    def made(*args: Any, **named: Any) -> Any:
        return SHELF.ask(f"{make.__module__}.{make.__qualname__}", make, args, named)

    return made


class KeptFactory(DjangoModelFactory):
    """A factory of one thing, whose ``create`` is kept."""

    class Meta:
        abstract = True

    @classmethod
    def create(cls, **named: Any) -> Any:
        return SHELF.ask(f"{cls.__module__}.{cls.__qualname__}", super().create, (), named)


def keep_worlds() -> None:
    """From now on, in this process."""
    set_up, tear_down, commits = TestCase._fixture_setup, TestCase._fixture_teardown, TransactionTestCase._fixture_setup

    def begin(case: type[TestCase]) -> None:
        SHELF.begin()
        set_up.__func__(case)
        SHELF.watch()

    def end(case: TestCase) -> None:
        SHELF.waits = False
        tear_down(case)
        if connection.closed_in_transaction or connection.connection is None:
            SHELF.close()

    def begin_committing(case: type[TransactionTestCase]) -> None:
        SHELF.close()
        commits.__func__(case)

    TestCase._fixture_setup = classmethod(begin)
    TestCase._fixture_teardown = end
    TransactionTestCase._fixture_setup = classmethod(begin_committing)


def _watch(execute: Callable, sql: Any, params: Any, many: bool, context: dict) -> Any:
    """An execute wrapper of Django."""
    if SHELF.waits:
        SHELF.go_on()
    return execute(sql, params, many, context)


def _mark(layer: int) -> str:
    return f"SAVEPOINT kept_{layer}"


def _of_the_test() -> list[str]:
    """The savepoints that Django believes in, again."""
    return [f"SAVEPOINT {connection.ops.quote_name(sid)}" for sid in connection.savepoint_ids if sid]


def _execute(*statements: str) -> None:
    with connection.connection.cursor() as cursor:  # the driver's: nobody watches
        cursor.execute("; ".join(statements))


def _plain(value: Any) -> Any:
    """The value as something to compare with, or None if it is more than a plain value or a stored thing."""
    if isinstance(value, Model):
        told = [_plain(getattr(value, field.attname)) for field in value._meta.concrete_fields]
        return None if value._state.adding or None in told else (value._meta.label, *told)
    if isinstance(value, dict):
        value = ("dict", *sorted(value.items()))
    if is_dataclass(value) and value.__dataclass_params__.frozen:
        value = (type(value).__qualname__, *(getattr(value, field.name) for field in fields(value)))
    if isinstance(value, tuple | list):
        told = [_plain(item) for item in value]
        return None if None in told else (type(value).__name__, *told)
    return (type(value).__name__, value) if isinstance(value, PLAIN) else None
