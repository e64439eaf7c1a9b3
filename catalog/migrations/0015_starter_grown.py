"""The starter set has grown: more classes and attributes, and the cross-walk to HS and CPV."""

from django.db import migrations

from catalog.starter.loading import load_starter


def load(apps, schema_editor):
    """What is not there yet; what people edited stays."""
    load_starter(apps)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0014_search_packed"), ("audit", "0004_chain_check")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
