"""Steps of migrations: a column becomes an encrypted one with all that stands in it, or the other way round."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations import AlterField
from django.db.migrations.operations.base import Operation

from portal.encrypted.fields import BlindIndexField, Encrypted
from portal.encrypted.rows import Column, column_of, rewritten
from portal.sealing import columns

TRIGGERS = """
    SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger
    WHERE tgrelid = %s::regclass AND NOT tgisinternal ORDER BY tgname
"""


class EncryptField(AlterField):
    """``AlterField`` to an encrypted field; what stands in the column is encrypted, batch by batch.

    Triggers of the table are taken down meanwhile and put up again: some name the column, some forbid any change.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """The type of the column first, then its rows."""
        field = to_state.apps.get_model(app_label, self.model_name)._meta.get_field(self.name)
        with _without_triggers(schema_editor, field.model._meta.db_table):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            _rewrite(field, lambda read: columns.lock(read[0], field.place))

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """The rows first, then the type of the column. ``from_state`` is the encrypted one."""
        field = from_state.apps.get_model(app_label, self.model_name)._meta.get_field(self.name)
        with _without_triggers(schema_editor, field.model._meta.db_table):
            _rewrite(field, lambda read: columns.unlock(read[0], field.place))
            super().database_forwards(app_label, schema_editor, from_state, to_state)  # what Django does backwards, too

    def describe(self):
        return f"Encrypt {self.name} of {self.model_name}"


class FillBlindIndex(Operation):
    """The blind index of the rows that are there already, behind the ``AddField`` that brought it."""

    reversible = True

    def __init__(self, model: str, name: str):
        self.model = model
        self.name = name

    def state_forwards(self, app_label, state):
        """Changes no model."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """From the columns that it is of."""
        field = to_state.apps.get_model(app_label, self.model)._meta.get_field(self.name)
        assert isinstance(field, BlindIndexField)  # noqa: S101 (written by us)
        for _changed in rewritten(column_of(field)):
            pass

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """The column goes with its values."""

    def describe(self):
        return f"Fill {self.name} of {self.model}"


def _rewrite(field: Encrypted, change) -> None:
    for _changed in rewritten(Column(field, (field.column,), "", change), f'"{field.column}" IS NOT NULL'):
        pass


@contextmanager
def _without_triggers(schema_editor, table: str) -> Iterator[None]:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit would hold the table
        cursor.execute(TRIGGERS, [table])
        triggers = cursor.fetchall()
        for name, _definition in triggers:
            cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
    yield
    with schema_editor.connection.cursor() as cursor:
        for _name, definition in triggers:
            cursor.execute(definition)
