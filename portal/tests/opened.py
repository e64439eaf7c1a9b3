"""What stands in the database, for tests that look whether something is left anywhere: with the keys, and without."""

from django.db import connection

from portal.encrypted import rows
from portal.encrypted.fields import Encrypted


def in_dump(*words: str) -> set[tuple[str, str]]:
    """(table, word) for each word that stands in a table, in any column: what a thief of a backup finds."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT string_agg(row::text, chr(10)) FROM "{table}" AS row')  # noqa: S608 (our tables)
            text = cursor.fetchone()[0] or ""
            as_bytes = {word: word.encode().hex() for word in words}  # how a binary column is written
            found |= {(table, word) for word in words if word in text or as_bytes[word] in text}
    return found


def in_database(*words: str) -> set[tuple[str, str]]:
    """The same for whoever has the keys as well: also in encrypted columns."""
    found = in_dump(*words)
    for column in rows.all_columns():
        if isinstance(column.field, Encrypted):
            model = column.field.model
            values = model._base_manager.values_list(column.field.name, flat=True)
            text = "\n".join(str(value) for value in values if value)
            found |= {(model._meta.db_table, word) for word in words if word in text}
    return found
