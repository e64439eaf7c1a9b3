"""No column of numbers holds what is no number. Source: security 6.3.

PostgreSQL keeps NaN in any column of decimals and sorts it above every number: it would pass each lower bound, and one
row would make every sum over it NaN.
"""

from django.db import connections

NAME = "numbers_are_finite"
# Tables whose decimals are not exactly those that the constraint names.
OPEN_TABLES = """
SELECT kept.relname, array_agg(col.attname ORDER BY col.attnum), held.oid IS NOT NULL
FROM pg_class kept
JOIN pg_attribute col ON col.attrelid = kept.oid AND col.atttypid = 'numeric'::regtype AND NOT col.attisdropped
LEFT JOIN pg_constraint held ON held.conrelid = kept.oid AND held.conname = %s
WHERE kept.relnamespace = 'public'::regnamespace AND kept.relkind IN ('r', 'p') AND NOT kept.relispartition
GROUP BY kept.oid, kept.relname, held.oid, held.conkey
HAVING array_agg(col.attnum ORDER BY col.attnum)
    IS DISTINCT FROM ARRAY(SELECT unnest(held.conkey) ORDER BY 1)
ORDER BY kept.relname
"""


def hold_numbers_finite(*, using="default", **_signal) -> None:
    """Give each table with decimals a constraint that refuses NaN and infinity, and add columns that are new.

    What is already there is looked through without stopping who writes; a row that breaks it stops the migration.
    """
    connection = connections[using]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(OPEN_TABLES, [NAME])
        for table, columns, is_held in cursor.fetchall():
            holds = " AND ".join(
                f"{quote(name)} > '-Infinity'::numeric AND {quote(name)} < 'Infinity'::numeric" for name in columns
            )
            drop = f"DROP CONSTRAINT {NAME}, " if is_held else ""
            cursor.execute(f"ALTER TABLE {quote(table)} {drop}ADD CONSTRAINT {NAME} CHECK ({holds}) NOT VALID")
            cursor.execute(f"ALTER TABLE {quote(table)} VALIDATE CONSTRAINT {NAME}")
