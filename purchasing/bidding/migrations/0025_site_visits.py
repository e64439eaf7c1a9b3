"""The yearly sample of certified companies and the visits to them; a decided visit is kept."""

import django.db.models.deletion
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AllowedMoves, AppendOnly
from purchasing.bidding.states.site_visits import VISIT_FLOW

KEPT = """
CREATE TRIGGER bidding_sitevisit_kept BEFORE DELETE ON bidding_sitevisit
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_sitevisit_frozen BEFORE UPDATE ON bidding_sitevisit
    FOR EACH ROW WHEN (OLD.state IN ('genuine', 'revoked')) EXECUTE FUNCTION bidding_refuse_removal();
"""
BACK = """
DROP TRIGGER bidding_sitevisit_frozen ON bidding_sitevisit;
DROP TRIGGER bidding_sitevisit_kept ON bidding_sitevisit;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0024_seat_change'),
        ('files', '0002_initial'),
        ('people', '0003_post_parent_one_buyer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SiteSample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True, verbose_name='year')),
                ('share', models.DecimalField(decimal_places=6, max_digits=7, verbose_name='share')),
                ('listed', models.JSONField(verbose_name='certified companies')),
                ('list_sha256', models.CharField(max_length=64, verbose_name='fingerprint of the list')),
                ('chance', models.CharField(max_length=64, verbose_name='chance')),
                ('seed', models.CharField(max_length=64, verbose_name='seed')),
                ('drawn', models.JSONField(verbose_name='drawn')),
                ('drawn_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='drawn on')),
            ],
            options={
                'verbose_name': 'sample of certified companies',
                'verbose_name_plural': 'samples of certified companies',
                'ordering': ['-year'],
            },
        ),
        migrations.CreateModel(
            name='SiteVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('categories', models.JSONField(verbose_name='certificates')),
                ('state', models.CharField(choices=[('due', 'To be visited'), ('seen', 'Waiting for a second person'), ('genuine', 'Certificate holds'), ('revoked', 'Certificate revoked')], default='due', max_length=10, verbose_name='state')),
                ('visited_on', models.DateField(editable=False, null=True, verbose_name='visited on')),
                ('visitors', models.CharField(blank=True, editable=False, max_length=300, verbose_name='who was there')),
                ('finding', models.CharField(blank=True, choices=[('genuine', 'Genuine: the company is what its certificate says'), ('nominal', 'Owner in name only: somebody else runs the company'), ('shell', 'Shell: there is no business of its own'), ('lost', 'The ground of the certificate has gone, and was not told')], editable=False, max_length=10, verbose_name='finding')),
                ('report', models.TextField(blank=True, editable=False, max_length=4000, verbose_name='what was seen')),
                ('decided_at', models.DateTimeField(editable=False, null=True, verbose_name='decided')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.company', verbose_name='company')),
                ('decided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('evidence', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file', verbose_name='evidence')),
                ('reported_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reported by')),
                ('sample', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='bidding.sitesample', verbose_name='sample')),
            ],
            options={
                'verbose_name': 'site visit',
                'verbose_name_plural': 'site visits',
                'ordering': ['-sample', 'id'],
                'constraints': [models.UniqueConstraint(fields=('sample', 'company'), name='site_visit_once_a_year', violation_error_message='This company is already in the sample of the year.'), models.CheckConstraint(condition=models.Q(('reported_by', models.F('decided_by')), _negated=True), name='site_visit_by_two_people', violation_error_message='Who reports a visit does not decide on it.'), models.CheckConstraint(condition=models.Q(('state', 'due'), models.Q(('evidence__isnull', False), ('reported_by__isnull', False), ('visited_on__isnull', False), models.Q(('finding', ''), _negated=True), models.Q(('report', ''), _negated=True), models.Q(('visitors', ''), _negated=True)), _connector='OR'), name='site_visit_reported_whole', violation_error_message='A report names day, people, finding, what was seen, and its evidence.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['genuine', 'revoked']), _negated=True), models.Q(('decided_at__isnull', False), ('finding', 'genuine'), ('state', 'genuine')), models.Q(('decided_at__isnull', False), ('state', 'revoked'), models.Q(('finding', 'genuine'), _negated=True)), _connector='OR'), name='site_visit_ends_as_found', violation_error_message='The outcome follows from the finding.')],
            },
        ),
        AppendOnly("SiteSample"),
        AllowedMoves("SiteVisit", sorted(VISIT_FLOW.pairs())),
        migrations.RunSQL(KEPT, BACK),
    ]
