"""Rows of the search table without their numbers: no search reads those, only the index over them.

PostgreSQL puts a value beside its row only when the row is longer than 2 kB. ``width`` makes every row that long: blanks
that are pressed to some thirty bytes, after which the numbers, stored EXTERNAL, are the first to leave. A row then takes
a third of its place, and so does what a search of a frequent word reads. It is generated from ``grams``, so that a
row is long again whenever its numbers change. Source: performance 2.4 (narrow rows).
"""

from django.db import migrations

NARROW = """
ALTER TABLE catalog_productsearch ALTER COLUMN grams SET STORAGE EXTERNAL;
ALTER TABLE catalog_productsearch ALTER COLUMN text SET STORAGE MAIN;
ALTER TABLE catalog_productsearch ALTER COLUMN title SET STORAGE MAIN;
ALTER TABLE catalog_productsearch ALTER COLUMN badges SET STORAGE MAIN;
ALTER TABLE catalog_productsearch SET (toast_tuple_target = 640);
ALTER TABLE catalog_productsearch ADD COLUMN width text
    GENERATED ALWAYS AS (repeat(' ', CASE WHEN grams IS NULL THEN 0 ELSE 2100 END)) STORED;
"""
WIDE = """
ALTER TABLE catalog_productsearch ALTER COLUMN grams SET STORAGE EXTENDED;
ALTER TABLE catalog_productsearch RESET (toast_tuple_target);
ALTER TABLE catalog_productsearch DROP COLUMN width;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0020_bulk_indexes")]

    operations = [migrations.RunSQL(NARROW, WIDE)]
