"""Lists of products and their review as a batch; many rows at once are held to what was decided in one look."""

import django.db.models.deletion
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from catalog.states import BATCH_FLOW, BULK_FLOW
from portal.audit.operations import AllowedMoves, NumberSequence


# The same rule as before for a row that is added to a decided version, asked once for all rows of a statement.
SETWISE = """
CREATE FUNCTION catalog_parts_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added JOIN catalog_productversion v ON v.id = added.version_id
        WHERE v.state IN ('published', 'superseded', 'rejected')
    ) THEN
        RAISE EXCEPTION '%: belongs to a version that is decided and never changes', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
"""
TABLES = ("catalog_attributevalue", "catalog_productfile")
AFTER = "".join(
    f"""
DROP TRIGGER {table}_frozen ON {table};
CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION catalog_part_frozen();
CREATE TRIGGER {table}_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_parts_added();
"""
    for table in TABLES
)
BEFORE = (
    "".join(
        f"""
DROP TRIGGER {table}_added ON {table};
DROP TRIGGER {table}_frozen ON {table};
CREATE TRIGGER {table}_frozen BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION catalog_part_frozen();
"""
        for table in TABLES
    )
    + "DROP FUNCTION catalog_parts_added();"
)


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0007_watched_searches'),
        ('files', '0002_initial'),
        ('people', '0003_post_parent_one_buyer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='attributedef',
            name='quantity',
            field=models.CharField(choices=[('count', 'number'), ('ratio', 'share'), ('length', 'length'), ('area', 'area'), ('volume', 'volume'), ('mass', 'mass'), ('line_mass', 'mass per length'), ('area_mass', 'mass per area'), ('density', 'density or content'), ('force', 'force'), ('pressure', 'pressure or strength'), ('torque', 'torque'), ('power', 'power'), ('apparent', 'apparent power'), ('energy', 'energy'), ('temperature', 'temperature'), ('time', 'duration'), ('frequency', 'frequency'), ('rotation', 'speed of rotation'), ('speed', 'speed'), ('flow', 'volume flow'), ('mass_flow', 'mass flow'), ('viscosity', 'kinematic viscosity'), ('dynamic', 'dynamic viscosity'), ('conduction', 'thermal conductivity'), ('voltage', 'voltage'), ('current', 'current'), ('resistance', 'electrical resistance'), ('resistivity', 'electrical resistivity'), ('charge', 'electric charge'), ('light', 'luminous flux'), ('angle', 'angle'), ('sound', 'sound level')], default='count', max_length=12, verbose_name='quantity kind'),
        ),
        migrations.AlterField(
            model_name='attributedef',
            name='unit',
            field=models.CharField(choices=[('1', '1'), ('%', '%'), ('[ppm]', '[ppm]'), ('mm', 'mm'), ('um', 'um'), ('cm', 'cm'), ('m', 'm'), ('km', 'km'), ('[in_i]', '[in_i]'), ('[ft_i]', '[ft_i]'), ('[mil_i]', '[mil_i]'), ('mm2', 'mm2'), ('cm2', 'cm2'), ('m2', 'm2'), ('L', 'L'), ('mL', 'mL'), ('m3', 'm3'), ('[gal_us]', '[gal_us]'), ('kg', 'kg'), ('mg', 'mg'), ('g', 'g'), ('t', 't'), ('[lb_av]', '[lb_av]'), ('kg/m', 'kg/m'), ('g/m2', 'g/m2'), ('kg/m2', 'kg/m2'), ('kg/m3', 'kg/m3'), ('g/L', 'g/L'), ('mg/L', 'mg/L'), ('mg/m3', 'mg/m3'), ('g/cm3', 'g/cm3'), ('N', 'N'), ('kN', 'kN'), ('kgf', 'kgf'), ('tf', 'tf'), ('kPa', 'kPa'), ('Pa', 'Pa'), ('MPa', 'MPa'), ('GPa', 'GPa'), ('N/mm2', 'N/mm2'), ('bar', 'bar'), ('mbar', 'mbar'), ('[psi]', '[psi]'), ('mm[H2O]', 'mm[H2O]'), ('kgf/cm2', 'kgf/cm2'), ('kgf/mm2', 'kgf/mm2'), ('N.m', 'N.m'), ('kN.m', 'kN.m'), ('kgf.m', 'kgf.m'), ('W', 'W'), ('kW', 'kW'), ('MW', 'MW'), ('[HP_M]', '[HP_M]'), ('kV.A', 'kV.A'), ('kJ', 'kJ'), ('J', 'J'), ('MJ', 'MJ'), ('kW.h', 'kW.h'), ('kcal', 'kcal'), ('Cel', 'Cel'), ('[degF]', '[degF]'), ('K', 'K'), ('h', 'h'), ('min', 'min'), ('s', 's'), ('d', 'd'), ('mo', 'mo'), ('a', 'a'), ('Hz', 'Hz'), ('kHz', 'kHz'), ('MHz', 'MHz'), ('/min', '/min'), ('m/s', 'm/s'), ('m/min', 'm/min'), ('mm/s', 'mm/s'), ('m3/h', 'm3/h'), ('L/min', 'L/min'), ('L/s', 'L/s'), ('m3/min', 'm3/min'), ('[cft_i]/min', '[cft_i]/min'), ('[gal_us]/min', '[gal_us]/min'), ('kg/h', 'kg/h'), ('t/h', 't/h'), ('mm2/s', 'mm2/s'), ('mPa.s', 'mPa.s'), ('Pa.s', 'Pa.s'), ('W/(m.K)', 'W/(m.K)'), ('V', 'V'), ('mV', 'mV'), ('kV', 'kV'), ('A', 'A'), ('mA', 'mA'), ('kA', 'kA'), ('Ohm', 'Ohm'), ('mOhm', 'mOhm'), ('kOhm', 'kOhm'), ('MOhm', 'MOhm'), ('uOhm.m', 'uOhm.m'), ('A.h', 'A.h'), ('mA.h', 'mA.h'), ('lm', 'lm'), ('deg', 'deg'), ('dB', 'dB')], default='1', max_length=12, verbose_name='unit (UCUM)'),
        ),
        migrations.AlterField(
            model_name='classnode',
            name='level',
            field=models.CharField(choices=[('segment', 'Segment'), ('family', 'Family'), ('class', 'Class'), ('commodity', 'Commodity'), ('chapter', 'Chapter (HS)'), ('heading', 'Heading (HS)'), ('subheading', 'Subheading (HS)'), ('division', 'Division (CPV)'), ('group', 'Group (CPV)'), ('category', 'Category (CPV)'), ('detail', 'Detail (CPV)')], max_length=10, verbose_name='depth'),
        ),
        migrations.CreateModel(
            name='BulkJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='number')),
                ('state', models.CharField(choices=[('uploaded', 'Columns to be assigned'), ('checking', 'Being checked'), ('checked', 'Checked, nothing taken over yet'), ('applying', 'Being taken over'), ('done', 'Taken over'), ('cancelled', 'Cancelled'), ('failed', 'Stopped by a fault')], default='uploaded', max_length=12, verbose_name='state')),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('shape', models.JSONField(default=dict)),
                ('header', models.JSONField(default=list)),
                ('mapping', models.JSONField(default=list)),
                ('defaults', models.JSONField(default=dict)),
                ('total', models.PositiveIntegerField(default=0, verbose_name='rows')),
                ('checked', models.PositiveIntegerField(default=0)),
                ('applied', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('done', models.JSONField(default=dict)),
                ('failure', models.CharField(blank=True, max_length=300, verbose_name='fault')),
                ('created_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('touched_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('checked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('finished_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('expired_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('class_node', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.classnode')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.company', verbose_name='supplier')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file')),
            ],
            options={
                'verbose_name': 'list of products',
                'verbose_name_plural': 'lists of products',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='BulkRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='line')),
                ('sku', models.CharField(blank=True, max_length=40, verbose_name='part number')),
                ('verdict', models.CharField(choices=[('new', 'New product'), ('changed', 'New version'), ('supply', 'Price or supply only'), ('unchanged', 'As it is'), ('conflict', 'Somebody is at work on it'), ('faulty', 'With errors')], max_length=10, verbose_name='effect')),
                ('cells', models.JSONField(default=list)),
                ('content', models.JSONField(null=True)),
                ('faults', models.JSONField(default=list)),
                ('edits', models.PositiveIntegerField(null=True)),
                ('applied', models.BooleanField(default=False)),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='catalog.bulkjob')),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.product')),
                ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.productversion')),
            ],
            options={
                'verbose_name': 'row of a list',
                'verbose_name_plural': 'rows of a list',
                'ordering': ['line'],
            },
        ),
        migrations.CreateModel(
            name='ColumnMemory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('heading', models.CharField(max_length=100, verbose_name='heading')),
                ('target', models.CharField(blank=True, max_length=60, verbose_name='column')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.company', verbose_name='company')),
            ],
            options={
                'verbose_name': 'remembered column',
                'verbose_name_plural': 'remembered columns',
            },
        ),
        migrations.CreateModel(
            name='ReviewBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='number')),
                ('state', models.CharField(choices=[('preparing', 'Being sent in'), ('submitted', 'Waiting for review'), ('in_review', 'In review'), ('publishing', 'Being published'), ('published', 'Published'), ('returning', 'Being returned'), ('returned', 'Returned for completion'), ('withdrawn', 'Withdrawn')], default='preparing', max_length=12, verbose_name='state')),
                ('size', models.PositiveIntegerField(default=0, verbose_name='products')),
                ('left_out', models.PositiveIntegerField(default=0, verbose_name='not sent in')),
                ('position', models.PositiveBigIntegerField(default=0)),
                ('seed', models.BigIntegerField(blank=True, null=True, verbose_name='seed of the sample')),
                ('sample_size', models.PositiveIntegerField(default=0, verbose_name='sample')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('created_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('touched_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('submitted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('decided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.company', verbose_name='supplier')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='catalog.bulkjob', verbose_name='list of products')),
                ('reviewer', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'batch in review',
                'verbose_name_plural': 'batches in review',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='BatchItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='line')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('stops', models.JSONField(default=list)),
                ('hints', models.JSONField(default=list)),
                ('sampled', models.BooleanField(default=False)),
                ('looked_at', models.BooleanField(default=False, verbose_name='looked at')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='remark')),
                ('done', models.BooleanField(default=False)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.productversion')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='catalog.reviewbatch')),
            ],
            options={
                'verbose_name': 'product of a batch',
                'verbose_name_plural': 'products of a batch',
                'ordering': ['line'],
            },
        ),
        migrations.AddIndex(
            model_name='bulkjob',
            index=models.Index(fields=['company', '-id'], name='bulk_job_of_company'),
        ),
        migrations.AddConstraint(
            model_name='bulkjob',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('checking', 'applying'))), fields=('company',), name='bulk_job_one_at_a_time', violation_error_message='Another list of your company is being worked on. Wait for it, or cancel it.'),
        ),
        migrations.AddIndex(
            model_name='bulkrow',
            index=models.Index(condition=models.Q(('verdict__in', ['faulty', 'conflict'])), fields=['job', 'line'], name='bulk_row_in_trouble'),
        ),
        migrations.AddConstraint(
            model_name='bulkrow',
            constraint=models.UniqueConstraint(fields=('job', 'line'), name='bulk_row_line_once'),
        ),
        migrations.AddConstraint(
            model_name='columnmemory',
            constraint=models.UniqueConstraint(fields=('company', 'heading'), name='column_memory_once'),
        ),
        migrations.AddIndex(
            model_name='reviewbatch',
            index=models.Index(condition=models.Q(('state__in', ('submitted', 'in_review'))), fields=['submitted_at'], name='review_batch_queue'),
        ),
        migrations.AddConstraint(
            model_name='reviewbatch',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['preparing', 'publishing', 'returning', 'submitted', 'in_review'])), fields=('job',), name='review_batch_one_open', violation_error_message='This list is already in review.'),
        ),
        migrations.AddIndex(
            model_name='batchitem',
            index=models.Index(condition=models.Q(('sampled', True)), fields=['batch', 'line'], name='batch_item_sample'),
        ),
        migrations.AddConstraint(
            model_name='batchitem',
            constraint=models.UniqueConstraint(fields=('batch', 'version'), name='batch_item_once'),
        ),
        NumberSequence("BLK"),
        NumberSequence("RVB"),
        AllowedMoves("BulkJob", BULK_FLOW.pairs()),
        AllowedMoves("ReviewBatch", BATCH_FLOW.pairs()),
        migrations.RunSQL(SETWISE + AFTER, BEFORE),
    ]
