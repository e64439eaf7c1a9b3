"""Price breaks, 3R claims frozen with their version, a product that must be confirmed once a year."""

import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from catalog.states import PRODUCT_FLOW
from portal.audit.operations import AllowedMoves

FREEZE = """
CREATE TRIGGER catalog_ecoclaim_frozen BEFORE INSERT OR UPDATE OR DELETE ON catalog_ecoclaim
    FOR EACH ROW EXECUTE FUNCTION catalog_part_frozen();
"""
THAW = "DROP TRIGGER catalog_ecoclaim_frozen ON catalog_ecoclaim"
CONFIRMED = """
UPDATE catalog_product SET confirmed_on = (published_at AT TIME ZONE 'Asia/Seoul')::date WHERE published_at IS NOT NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0004_frozen'),
        ('files', '0002_initial'),
        ('people', '0003_post_parent_one_buyer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EcoClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('recycle', 'Recycle'), ('reduce', 'Reduce'), ('reuse', 'Reuse')], max_length=8, verbose_name='kind')),
                ('statement', models.CharField(max_length=200, verbose_name='what exactly')),
                ('issuer', models.CharField(max_length=80, verbose_name='issuer')),
                ('number', models.CharField(max_length=60, verbose_name='certificate or report number')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid until')),
            ],
            options={
                'verbose_name': '3R claim',
                'verbose_name_plural': '3R claims',
                'ordering': ['kind', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PriceBreak',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_qty', models.DecimalField(decimal_places=3, max_digits=14, verbose_name='from quantity')),
                ('price', models.DecimalField(decimal_places=2, max_digits=18, validators=[django.core.validators.MinValueValidator(0)], verbose_name='unit price')),
            ],
            options={
                'verbose_name': 'price break',
                'verbose_name_plural': 'price breaks',
                'ordering': ['from_qty'],
            },
        ),
        migrations.AddField(
            model_name='product',
            name='confirmed_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='confirmed on'),
        ),
        migrations.AddField(
            model_name='product',
            name='edits',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='product',
            name='order_multiple',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True, verbose_name='ordered in multiples of'),
        ),
        migrations.AddField(
            model_name='productversion',
            name='edits',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='product',
            name='state',
            field=models.CharField(choices=[('draft', 'Not yet published'), ('published', 'Published'), ('hidden', 'Hidden by the supplier'), ('expired', 'Not confirmed for 12 months'), ('blocked', 'Blocked by the reviewer'), ('withdrawn', 'Discarded')], default='draft', max_length=12, verbose_name='state'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['confirmed_on'], name='product_to_confirm'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('order_multiple', None), ('order_multiple__gt', 0), _connector='OR'), name='product_multiple_positive', violation_error_message='The multiple is more than zero.'),
        ),
        migrations.AddField(
            model_name='ecoclaim',
            name='evidence',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file', verbose_name='evidence'),
        ),
        migrations.AddField(
            model_name='ecoclaim',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='eco_claims', to='catalog.productversion'),
        ),
        migrations.AddField(
            model_name='pricebreak',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='price_breaks', to='catalog.product', verbose_name='product'),
        ),
        migrations.AddIndex(
            model_name='ecoclaim',
            index=models.Index(fields=['valid_to'], name='eco_claim_end'),
        ),
        migrations.AddConstraint(
            model_name='ecoclaim',
            constraint=models.UniqueConstraint(fields=('version', 'kind', 'issuer', 'number'), name='eco_claim_once', violation_error_message='This claim is already attached.'),
        ),
        migrations.AddConstraint(
            model_name='ecoclaim',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='eco_claim_days_in_order', violation_error_message='A document ends after it begins.'),
        ),
        migrations.AddConstraint(
            model_name='pricebreak',
            constraint=models.UniqueConstraint(fields=('product', 'from_qty'), name='price_break_once', violation_error_message='There is already a price from this quantity on.'),
        ),
        migrations.AddConstraint(
            model_name='pricebreak',
            constraint=models.CheckConstraint(condition=models.Q(('from_qty__gt', 0), ('price__gt', 0)), name='price_break_positive', violation_error_message='Quantity and price are more than zero.'),
        ),
        migrations.RunSQL(FREEZE, THAW),
        migrations.RunSQL(CONFIRMED, migrations.RunSQL.noop),
        AllowedMoves("Product", PRODUCT_FLOW.pairs()),
    ]
