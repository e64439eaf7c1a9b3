"""The cache in the database, written without being counted.

Django's own counts all rows before each ``set``, ``add`` and ``touch``, to know whether some must go: in a night of
guessed passwords each attempt would read the whole table. Here no living row ever goes (throttles of the sign-in and
used codes lie among them); the expired are swept away each minute (``portal.handlers``): nothing needs to be counted.
"""

import base64
import pickle
import time
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections, router, transaction

SET = """
    INSERT INTO {table} AS kept (cache_key, value, expires) VALUES (%s, %s, %s)
    ON CONFLICT (cache_key) DO UPDATE SET value = EXCLUDED.value, expires = EXCLUDED.expires
"""
ADD = f"{SET} WHERE kept.expires < %s"
TOUCH = "UPDATE {table} SET expires = %s WHERE cache_key = %s"
NEVER = datetime.max.replace(microsecond=0, tzinfo=UTC)


class UncountedCache(DatabaseCache):
    """As ``DatabaseCache``, each write one statement; no row gives way to another, whatever ``MAX_ENTRIES`` says."""

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep the value, whatever was there."""
        self._written(SET, [self.make_and_validate_key(key, version), _packed(value), self._expires(timeout)])

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep the value unless a living one is there; of two at the same time one is told no."""
        now = datetime.fromtimestamp(time.time(), UTC)
        kept = [self.make_and_validate_key(key, version), _packed(value), self._expires(timeout)]
        return self._written(ADD, [*kept, now])

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Another time to live; whether the row is there."""
        return self._written(TOUCH, [self._expires(timeout), self.make_and_validate_key(key, version)])

    def _expires(self, timeout: Any) -> datetime:
        """In whole seconds, as Django keeps it."""
        at = self.get_backend_timeout(timeout)
        return NEVER if at is None else datetime.fromtimestamp(int(at), UTC)

    def _written(self, statement: str, values: list[Any]) -> bool:
        """Whether a row was written. A statement that fails breaks nothing, as in Django: nothing is kept."""
        database = router.db_for_write(self.cache_model_class)
        table = connections[database].ops.quote_name(self._table)  # type: ignore[attr-defined] # not in the stubs
        with connections[database].cursor() as cursor:
            try:
                with transaction.atomic(using=database):
                    cursor.execute(statement.format(table=table), values)
            except DatabaseError:
                return False
            return bool(cursor.rowcount)


def _packed(value: Any) -> str:
    """As Django's ``get`` reads it."""
    return base64.b64encode(pickle.dumps(value, DatabaseCache.pickle_protocol)).decode()
