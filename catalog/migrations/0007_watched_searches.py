"""Saved searches, alerts without an account, recently seen products."""

import django.db.models.deletion
import django.db.models.functions.text
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from catalog.states import ALERT_FLOW
from portal.audit.operations import AllowedMoves

# Products that are public already are not news.
KNOWN = "UPDATE catalog_product SET announced_at = published_at WHERE published_at IS NOT NULL"


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0006_dealing'),
        ('people', '0003_post_parent_one_buyer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicAlert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(max_length=2, verbose_name='language')),
                ('class_code', models.CharField(blank=True, max_length=8, verbose_name='class')),
                ('keyword', models.CharField(blank=True, max_length=100, verbose_name='keyword')),
                ('products', models.BooleanField(default=True, verbose_name='new products')),
                ('requests', models.BooleanField(default=True, verbose_name='sourcing requests')),
                ('state', models.CharField(choices=[('pending', 'Waiting for confirmation'), ('active', 'Active')], default='pending', max_length=8, verbose_name='state')),
                ('created_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='asked at')),
                ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='confirmed at')),
                ('told_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last told at')),
            ],
            options={
                'verbose_name': 'alert without an account',
                'verbose_name_plural': 'alerts without an account',
            },
        ),
        migrations.CreateModel(
            name='PublicAlertHit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(choices=[('product', 'New products'), ('request', 'Sourcing requests')], max_length=8, verbose_name='kind')),
                ('thing_id', models.BigIntegerField(verbose_name='which')),
                ('found_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='found at')),
                ('told_at', models.DateTimeField(editable=False, null=True, verbose_name='told at')),
            ],
            options={
                'verbose_name': 'thing found by an alert',
                'verbose_name_plural': 'things found by alerts',
            },
        ),
        migrations.CreateModel(
            name='RecentProduct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), verbose_name='seen at')),
            ],
            options={
                'verbose_name': 'recently seen product',
                'verbose_name_plural': 'recently seen products',
            },
        ),
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('query', models.CharField(blank=True, max_length=1000, verbose_name='search')),
                ('frequency', models.CharField(choices=[('never', 'Never'), ('daily', 'Once a day'), ('at_once', 'At once')], default='daily', max_length=8, verbose_name='tells of new products')),
                ('created_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='saved at')),
                ('told_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last told at')),
            ],
            options={
                'verbose_name': 'saved search',
                'verbose_name_plural': 'saved searches',
            },
        ),
        migrations.CreateModel(
            name='SavedSearchHit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('found_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='found at')),
                ('told_at', models.DateTimeField(editable=False, null=True, verbose_name='told at')),
                ('known', models.BooleanField(default=False, editable=False, verbose_name='was there before')),
            ],
            options={
                'verbose_name': 'product found by a saved search',
                'verbose_name_plural': 'products found by saved searches',
            },
        ),
        migrations.AddField(
            model_name='product',
            name='announced_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('announced_at', None), ('state', 'published')), fields=['id'], name='product_to_announce'),
        ),
        migrations.AddIndex(
            model_name='publicalert',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['created_at'], name='alert_pending'),
        ),
        migrations.AddConstraint(
            model_name='publicalert',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), models.F('class_code'), models.F('keyword'), name='alert_once', violation_error_message='There is such an alert already.'),
        ),
        migrations.AddConstraint(
            model_name='publicalert',
            constraint=models.CheckConstraint(condition=models.Q(('class_code', ''), ('keyword', ''), _negated=True), name='alert_looks_for_something', violation_error_message='Choose a class, or write a word.'),
        ),
        migrations.AddConstraint(
            model_name='publicalert',
            constraint=models.CheckConstraint(condition=models.Q(('products', True), ('requests', True), _connector='OR'), name='alert_has_a_topic', violation_error_message='Choose what to be told of.'),
        ),
        migrations.AddConstraint(
            model_name='publicalert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('state', 'pending')), models.Q(('confirmed_at__isnull', False), ('state', 'active')), _connector='OR'), name='alert_confirmed_has_its_time', violation_error_message='A confirmed alert says when it was confirmed.'),
        ),
        migrations.AddField(
            model_name='publicalerthit',
            name='alert',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hits', to='catalog.publicalert', verbose_name='alert'),
        ),
        migrations.AddField(
            model_name='recentproduct',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.product', verbose_name='product'),
        ),
        migrations.AddField(
            model_name='recentproduct',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='savedsearch',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='savedsearchhit',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.product', verbose_name='product'),
        ),
        migrations.AddField(
            model_name='savedsearchhit',
            name='search',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hits', to='catalog.savedsearch', verbose_name='saved search'),
        ),
        migrations.AddIndex(
            model_name='publicalerthit',
            index=models.Index(condition=models.Q(('told_at', None)), fields=['alert'], name='alert_to_tell'),
        ),
        migrations.AddConstraint(
            model_name='publicalerthit',
            constraint=models.UniqueConstraint(fields=('alert', 'topic', 'thing_id'), name='alert_hit_once', violation_error_message='This alert has met this.'),
        ),
        migrations.AddIndex(
            model_name='recentproduct',
            index=models.Index(fields=['user', '-seen_at'], name='recent_latest'),
        ),
        migrations.AddConstraint(
            model_name='recentproduct',
            constraint=models.UniqueConstraint(fields=('user', 'product'), name='recent_once', violation_error_message='This product is in the list.'),
        ),
        migrations.AddConstraint(
            model_name='savedsearch',
            constraint=models.UniqueConstraint(models.F('user'), django.db.models.functions.text.Lower('name'), name='saved_search_name_once', violation_error_message='One of your saved searches already has this name.'),
        ),
        migrations.AddIndex(
            model_name='savedsearchhit',
            index=models.Index(condition=models.Q(('told_at', None)), fields=['search'], name='saved_search_to_tell'),
        ),
        migrations.AddConstraint(
            model_name='savedsearchhit',
            constraint=models.UniqueConstraint(fields=('search', 'product'), name='saved_search_hit_once', violation_error_message='This search has met this product.'),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        AllowedMoves("PublicAlert", ALERT_FLOW.pairs()),
    ]
