"""Three Latin letters or digits at a time are numbers of the index, too: what is stored is made anew."""

from django.db import migrations

from catalog.rules.grams import grams_of, normalise

BATCH = 2000
# Rows without a version are brought up to date by the sweep, or all at once by ``manage.py reindex_catalog``.
STALE = "UPDATE catalog_productsearch SET version_id = NULL"


def renumber(apps, schema_editor):
    """The numbers of all classes."""
    nodes = apps.get_model("catalog", "ClassNode").objects.using(schema_editor.connection.alias)
    batch = []
    for node in nodes.order_by("pk").iterator(chunk_size=BATCH):
        words = [node.name_ko, node.name_en, node.official_ko, node.official_en, node.code]
        node.grams = sorted(grams_of(normalise(" ".join(words))))
        batch.append(node)
        if len(batch) == BATCH:
            nodes.bulk_update(batch, ["grams"])
            batch = []
    nodes.bulk_update(batch, ["grams"])


class Migration(migrations.Migration):
    dependencies = [("catalog", "0018_search_columns")]

    operations = [
        migrations.RunPython(renumber, migrations.RunPython.noop),
        migrations.RunSQL(STALE, migrations.RunSQL.noop),
    ]
