"""Of a long text the codes were cut as well: what may be such a one is made anew by the sweep."""

from django.db import migrations

STALE = "UPDATE catalog_productsearch SET version_id = NULL WHERE length(text) > 1150"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0024_changes")]

    operations = [migrations.RunSQL(STALE, migrations.RunSQL.noop)]
