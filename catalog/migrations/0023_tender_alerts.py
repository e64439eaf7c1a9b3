"""Alerts without an account tell of tenders, too: of all or of one region."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0022_fewer_indexes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='publicalert',
            name='alert_once',
        ),
        migrations.RemoveConstraint(
            model_name='publicalert',
            name='alert_looks_for_something',
        ),
        migrations.RemoveConstraint(
            model_name='publicalert',
            name='alert_has_a_topic',
        ),
        migrations.AddField(
            model_name='publicalert',
            name='region',
            field=models.CharField(blank=True, max_length=5, verbose_name='region of delivery'),
        ),
        migrations.AddField(
            model_name='publicalert',
            name='tenders',
            field=models.BooleanField(default=False, verbose_name='tenders'),
        ),
        migrations.AlterField(
            model_name='publicalerthit',
            name='topic',
            field=models.CharField(choices=[('product', 'New products'), ('request', 'Sourcing requests'), ('tender', 'Tenders')], max_length=8, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='publicalert',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), models.F('class_code'), models.F('keyword'), models.F('region'), name='alert_once', violation_error_message='There is such an alert already.'),
        ),
        migrations.AddConstraint(
            model_name='publicalert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('class_code', ''), ('keyword', ''), _negated=True), models.Q(('products', False), ('requests', False), models.Q(('region', ''), _negated=True)), _connector='OR'), name='alert_looks_for_something', violation_error_message='Choose a class, or write a word.'),
        ),
        migrations.AddConstraint(
            model_name='publicalert',
            constraint=models.CheckConstraint(condition=models.Q(('products', True), ('requests', True), ('tenders', True), _connector='OR'), name='alert_has_a_topic', violation_error_message='Choose what to be told of.'),
        ),
        migrations.AddConstraint(
            model_name='publicalert',
            constraint=models.CheckConstraint(condition=models.Q(('region', ''), ('tenders', True), _connector='OR'), name='alert_region_is_of_tenders', violation_error_message='A region narrows tenders: choose them, too.'),
        ),
    ]
