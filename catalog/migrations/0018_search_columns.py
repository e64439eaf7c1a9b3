"""The columns of the search table in the order in which they are read: those of every pass first, at fixed places."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

KEEP = "CREATE TABLE catalog_productsearch_kept AS SELECT * FROM catalog_productsearch"
BRING_BACK = """
INSERT INTO catalog_productsearch (
    product_id, company_id, facets, spin, published_on, lead_band, lead_days, price_seen, certified, class_code, title,
    version_id, maker_id, badges, price_won, price_until, size_class, origin, text, grams
)
SELECT product_id, company_id, facets, spin, published_on, lead_band, lead_days, price_seen, certified, class_code,
    ' ' || title || ' ', version_id, maker_id, badges, price_won, price_until, size_class, origin, text, grams
FROM catalog_productsearch_kept ORDER BY class_code, product_id;
DROP TABLE catalog_productsearch_kept;

CREATE TRIGGER catalog_productsearch_added AFTER INSERT ON catalog_productsearch
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION catalog_productsearch_count();
CREATE TRIGGER catalog_productsearch_changed AFTER UPDATE ON catalog_productsearch
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_productsearch_count();
CREATE TRIGGER catalog_productsearch_removed AFTER DELETE ON catalog_productsearch
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION catalog_productsearch_count();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0017_pictures_at_once'),
        ('people', '0003_post_parent_one_buyer'),
    ]

    operations = [
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.DeleteModel(name="ProductSearch"),
        migrations.CreateModel(
            name='ProductSearch',
            fields=[
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search', serialize=False, to='catalog.product')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.company')),
                ('facets', models.BigIntegerField(default=0)),
                ('spin', models.IntegerField(default=0)),
                ('published_on', models.DateField()),
                ('lead_band', models.PositiveSmallIntegerField()),
                ('lead_days', models.PositiveSmallIntegerField()),
                ('price_seen', models.PositiveSmallIntegerField(choices=[(0, 'Nobody'), (1, 'Registered buyers'), (2, 'Everybody')], default=0)),
                ('certified', models.BooleanField(default=False)),
                ('class_code', models.CharField(max_length=8)),
                ('title', models.CharField(max_length=502)),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.productversion')),
                ('maker', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.searchtag')),
                ('badges', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('price_won', models.DecimalField(decimal_places=2, max_digits=24, null=True)),
                ('price_until', models.DateField(null=True)),
                ('size_class', models.CharField(blank=True, max_length=10)),
                ('origin', models.CharField(blank=True, max_length=2)),
                ('text', models.TextField()),
                ('grams', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                'verbose_name': 'search entry',
                'verbose_name_plural': 'search entries',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=True, fields=['grams'], name='product_search_grams'), models.Index(fields=['-published_on', '-product'], name='product_search_newest'), models.Index(fields=['lead_days', '-product'], name='product_search_lead'), models.Index(fields=['class_code'], name='product_search_class'), models.Index(fields=['certified', 'spin'], include=('published_on', 'product'), name='product_search_spin'), models.Index(condition=models.Q(('price_seen__gt', 0)), fields=['price_won', 'product'], name='product_search_price'), models.Index(condition=models.Q(('price_seen__gt', 0), ('price_until__isnull', False)), fields=['price_until'], name='product_search_price_ends')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('price_seen', 0), ('price_until', None), ('price_won', None)), models.Q(('price_seen__gt', 0), ('price_won__isnull', False)), _connector='OR'), name='product_search_hides_prices', violation_error_message='A price that nobody may see is not searched.')],
            },
        ),
        migrations.RunSQL(BRING_BACK, migrations.RunSQL.noop),
    ]
