"""The ground: extensions for search and exclusion constraints, and the cache table (throttles hold without Redis)."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

CACHE = """
CREATE TABLE IF NOT EXISTS portal_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS portal_cache_expires ON portal_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list = []

    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(CACHE, "DROP TABLE portal_cache"),
    ]
