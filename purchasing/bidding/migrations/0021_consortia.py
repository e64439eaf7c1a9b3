"""Companies that bid together: each partner gives its own word."""

import django.db.models.deletion
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0020_two_people'),
        ('people', '0003_post_parent_one_buyer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Partnership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('share', models.DecimalField(decimal_places=6, max_digits=7, verbose_name='share of the partner')),
                ('asked_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='asked')),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='agreed')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='ended')),
                ('agreed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='agreed by')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('ended_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.company', verbose_name='company that bids')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.company', verbose_name='partner')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partnerships', to='bidding.tender')),
            ],
            options={
                'verbose_name': 'partner of a consortium',
                'verbose_name_plural': 'partners of consortia',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('share__gt', 0), ('share__lt', 1)), name='partnership_share_in_range', violation_error_message="A partner's share lies between 0 and 100 %."), models.CheckConstraint(condition=models.Q(('lead', models.F('partner')), _negated=True), name='partnership_of_two_companies', violation_error_message='A company is not its own partner.'), models.CheckConstraint(condition=models.Q(models.Q(('agreed_at', None), ('agreed_by', None)), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False)), _connector='OR'), name='partnership_agreed_by_somebody', violation_error_message='An agreement has its person and its time.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='partnership_ended_by_somebody', violation_error_message='An end has its person and its time.'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('tender', 'lead', 'partner'), name='partnership_open_once', violation_error_message='This company has already been asked.'), models.UniqueConstraint(condition=models.Q(('agreed_at__isnull', False), ('ended_at', None)), fields=('tender', 'partner'), name='partnership_in_one_consortium', violation_error_message='A company takes part in one consortium of a tender.')],
            },
        ),
    ]
