"""Total cost of ownership and preferential purchase: what was approved or promised stays as it was."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import portal.clock
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AllowedMoves, AppendOnly, Unchanging
from purchasing.bidding.states import (
    GUARANTEE_FLOW,
    OWN_WORK_FLOW,
    PREFERENCE_TERMS_FLOW,
    TCO_INPUT_FLOW,
    TCO_MODEL_FLOW,
)


KEPT = """
-- a cost model is written while it is a draft; afterwards only its state moves and its approvals come
CREATE FUNCTION bidding_keep_tco_model() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'draft' AND OLD.active_from IS NULL THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'cost model % v%: what was approved is kept', OLD.code, OLD.version
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
    END IF;
    IF OLD.state <> 'draft' AND (
            NEW.uid, NEW.code, NEW.version, NEW.name_ko, NEW.name_en, NEW.scope, NEW.rate, NEW.basis, NEW.base_date,
            NEW.comparison, NEW.horizon, NEW.horizon_years, NEW.default_years, NEW.most_years, NEW.output_unit,
            NEW.tolerance, NEW.damages_cap, NEW.change_note, NEW.supersedes_id, NEW.author_id
        ) IS DISTINCT FROM (
            OLD.uid, OLD.code, OLD.version, OLD.name_ko, OLD.name_en, OLD.scope, OLD.rate, OLD.basis, OLD.base_date,
            OLD.comparison, OLD.horizon, OLD.horizon_years, OLD.default_years, OLD.most_years, OLD.output_unit,
            OLD.tolerance, OLD.damages_cap, OLD.change_note, OLD.supersedes_id, OLD.author_id) THEN
        RAISE EXCEPTION 'cost model % v%: what was approved does not change', OLD.code, OLD.version
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_tcomodel_kept BEFORE UPDATE OR DELETE ON bidding_tcomodel
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_tco_model();

CREATE FUNCTION bidding_keep_tco_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    model_state text;
    its_model bigint;
BEGIN
    its_model := CASE WHEN TG_OP = 'DELETE' THEN OLD.model_id ELSE NEW.model_id END;
    SELECT state INTO model_state FROM bidding_tcomodel WHERE id = its_model FOR SHARE;
    IF model_state <> 'draft' THEN
        RAISE EXCEPTION 'cost model %: what was approved does not change', its_model
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER bidding_tcoline_kept BEFORE INSERT OR UPDATE OR DELETE ON bidding_tcoline
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_tco_line();

CREATE TRIGGER bidding_tendertco_promises BEFORE INSERT OR UPDATE OR DELETE ON bidding_tendertco
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_parts();
CREATE TRIGGER bidding_tcoinput_kept BEFORE DELETE ON bidding_tcoinput
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_guarantee_kept BEFORE DELETE ON bidding_guarantee
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_ownwork_kept BEFORE DELETE ON bidding_ownwork
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();

-- preference terms: written while they are proposed; decided once
CREATE FUNCTION bidding_keep_preference_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'preference terms of %: what was decided is kept, enter new terms', OLD.valid_from
        USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
END $$;
CREATE TRIGGER bidding_preferenceterms_frozen BEFORE UPDATE OR DELETE ON bidding_preferenceterms
    FOR EACH ROW WHEN (OLD.state <> 'proposed') EXECUTE FUNCTION bidding_keep_preference_terms();

CREATE FUNCTION bidding_keep_preferred() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    terms_state text;
BEGIN
    SELECT state INTO terms_state FROM bidding_preferenceterms
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.preferenceterms_id ELSE NEW.preferenceterms_id END FOR SHARE;
    IF terms_state <> 'proposed' THEN
        RAISE EXCEPTION 'preference terms: what was decided is kept, enter new terms'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER bidding_preferenceterms_categories_kept
    BEFORE INSERT OR UPDATE OR DELETE ON bidding_preferenceterms_categories
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_preferred();
"""

BACK = """
DROP TRIGGER bidding_preferenceterms_categories_kept ON bidding_preferenceterms_categories;
DROP FUNCTION bidding_keep_preferred();
DROP TRIGGER bidding_preferenceterms_frozen ON bidding_preferenceterms;
DROP FUNCTION bidding_keep_preference_terms();
DROP TRIGGER bidding_ownwork_kept ON bidding_ownwork;
DROP TRIGGER bidding_guarantee_kept ON bidding_guarantee;
DROP TRIGGER bidding_tcoinput_kept ON bidding_tcoinput;
DROP TRIGGER bidding_tendertco_promises ON bidding_tendertco;
DROP TRIGGER bidding_tcoline_kept ON bidding_tcoline;
DROP FUNCTION bidding_keep_tco_line();
DROP TRIGGER bidding_tcomodel_kept ON bidding_tcomodel;
DROP FUNCTION bidding_keep_tco_model();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0010_opendata'),
        ('files', '0002_initial'),
        ('people', '0003_post_parent_one_buyer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SocialCategory',
            fields=[
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name='code')),
                ('name_ko', models.CharField(max_length=80, verbose_name='name (Korean)')),
                ('name_en', models.CharField(max_length=80, verbose_name='name (English)')),
                ('certificate_ko', models.CharField(max_length=200, verbose_name='certificate and issuer (Korean)')),
                ('certificate_en', models.CharField(max_length=200, verbose_name='certificate and issuer (English)')),
                ('validity_ko', models.CharField(max_length=120, verbose_name='validity (Korean)')),
                ('validity_en', models.CharField(max_length=120, verbose_name='validity (English)')),
                ('public_target_pct', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='target of public bodies (%)')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
            ],
            options={
                'verbose_name': 'kind of socially friendly enterprise',
                'verbose_name_plural': 'kinds of socially friendly enterprises',
                'ordering': ['order', 'code'],
            },
        ),
        migrations.CreateModel(
            name='TcoSensitivity',
            fields=[
                ('tender', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='tco_sensitivity', serialize=False, to='bidding.tender')),
                ('engine', models.CharField(max_length=20, verbose_name='engine')),
                ('cases', models.JSONField()),
                ('changes_winner', models.BooleanField(verbose_name='the winner changes in a case')),
                ('calculated_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
            ],
            options={
                'verbose_name': 'sensitivity of a tender',
                'verbose_name_plural': 'sensitivities of tenders',
            },
        ),
        migrations.CreateModel(
            name='TcoJustification',
            fields=[
                ('tender', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='tco_justification', serialize=False, to='bidding.tender')),
                ('reason', models.TextField(max_length=2000, verbose_name='reason')),
                ('at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'justification of a sensitive result',
                'verbose_name_plural': 'justifications of sensitive results',
            },
        ),
        migrations.CreateModel(
            name='TcoModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(max_length=20, validators=[django.core.validators.RegexValidator('^[A-Z][A-Z0-9_]{1,19}$', 'Capital letters, digits and underscores, beginning with a letter.')], verbose_name='code')),
                ('version', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='version')),
                ('name_ko', models.CharField(max_length=120, verbose_name='name (Korean)')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='name (English)')),
                ('scope', models.TextField(max_length=1000, verbose_name='what it is for')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('tech_approved', 'Approved technically'), ('fin_approved', 'Approved by finance'), ('active', 'In use'), ('retired', 'Retired')], default='draft', max_length=14, verbose_name='state')),
                ('rate', models.DecimalField(decimal_places=6, default=Decimal('0.045'), max_digits=7, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='discount rate')),
                ('basis', models.CharField(choices=[('nominal', 'Nominal (with inflation)'), ('real', 'Real (without inflation)')], default='nominal', max_length=8, verbose_name='basis')),
                ('base_date', models.DateField(verbose_name='prices of')),
                ('comparison', models.CharField(choices=[('eac', 'Cost of one year (equivalent annual cost)'), ('npv', 'Present value over the same years'), ('per_unit', 'Cost of one unit made')], default='eac', max_length=8, verbose_name='compared by')),
                ('horizon', models.CharField(choices=[('own_life', 'Each offer over its own life'), ('fixed', 'The same years for all, with replacement and rest value')], default='own_life', max_length=8, verbose_name='horizon')),
                ('horizon_years', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='years of the horizon')),
                ('default_years', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='life without proof (years)')),
                ('most_years', models.PositiveSmallIntegerField(default=15, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='longest life (years)')),
                ('output_unit', models.CharField(blank=True, max_length=20, verbose_name='unit of output')),
                ('tolerance', models.DecimalField(decimal_places=6, default=Decimal('0.03'), max_digits=7, verbose_name='tolerance of guarantees')),
                ('damages_cap', models.DecimalField(decimal_places=6, default=Decimal('0.1'), max_digits=7, verbose_name='ceiling of damages, share of the price')),
                ('change_note', models.TextField(blank=True, max_length=2000, verbose_name='what changed')),
                ('created_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('active_from', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='in use from')),
                ('retired_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='retired')),
                ('activated_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='put in use by')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                ('fin_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by finance')),
                ('supersedes', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bidding.tcomodel')),
                ('tech_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='technically')),
            ],
            options={
                'verbose_name': 'cost model',
                'verbose_name_plural': 'cost models',
                'ordering': ['code', '-version'],
            },
        ),
        migrations.CreateModel(
            name='TcoLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('no', models.PositiveSmallIntegerField(verbose_name='line')),
                ('code', models.CharField(max_length=20, validators=[django.core.validators.RegexValidator('^[A-Z][A-Z0-9_]{1,19}$', 'Capital letters, digits and underscores, beginning with a letter.')], verbose_name='code')),
                ('name_ko', models.CharField(max_length=80, verbose_name='cost (Korean)')),
                ('name_en', models.CharField(blank=True, max_length=80, verbose_name='cost (English)')),
                ('kind', models.CharField(choices=[('upfront', 'Once, at the start'), ('annual', 'Every year'), ('at_years', 'In single years'), ('end', 'At the end of life'), ('residual', 'Value left at the end (deducted)')], max_length=8, verbose_name='when')),
                ('source', models.CharField(choices=[('quantity', "Bidder's quantity × our unit price"), ('amount', "Bidder's amount in won"), ('derived', 'Quantity of another line × factor × our unit price'), ('buyer', 'Our own amount, the same for all')], max_length=8, verbose_name='amount from')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='unit')),
                ('unit_price_won', models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True, verbose_name='our price of a unit (won)')),
                ('price_source', models.CharField(blank=True, max_length=200, verbose_name='source of our price')),
                ('factor', models.DecimalField(decimal_places=9, default=Decimal('1'), max_digits=14, verbose_name='factor')),
                ('of_code', models.CharField(blank=True, max_length=20, verbose_name='quantity of line')),
                ('buyer_amount', models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True, verbose_name='our amount')),
                ('escalation', models.DecimalField(decimal_places=6, default=Decimal('0'), max_digits=7, verbose_name='yearly rise')),
                ('escalation_basis', models.CharField(choices=[('nominal', 'Nominal (with inflation)'), ('real', 'Real (without inflation)')], default='nominal', max_length=8, verbose_name='rise is')),
                ('required', models.BooleanField(default=True, verbose_name='must be declared')),
                ('guaranteed', models.BooleanField(default=False, verbose_name='becomes a guarantee')),
                ('is_energy', models.BooleanField(default=False, verbose_name='energy (varied in the sensitivity)')),
                ('is_carbon', models.BooleanField(default=False, verbose_name='carbon (varied in the sensitivity)')),
                ('evidence', models.CharField(blank=True, max_length=200, verbose_name='evidence asked for')),
                ('verification', models.CharField(blank=True, max_length=200, verbose_name='how it is verified')),
                ('model', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='bidding.tcomodel')),
            ],
            options={
                'verbose_name': 'line of a cost model',
                'verbose_name_plural': 'lines of cost models',
                'ordering': ['model', 'no'],
            },
        ),
        migrations.CreateModel(
            name='TcoResult',
            fields=[
                ('bid', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='tco_result', serialize=False, to='bidding.bid')),
                ('engine', models.CharField(max_length=20, verbose_name='engine')),
                ('calculated_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('price_won', models.DecimalField(decimal_places=0, max_digits=15, verbose_name='price in the calculation (won)')),
                ('years', models.PositiveSmallIntegerField(verbose_name='years')),
                ('life_years', models.PositiveSmallIntegerField(verbose_name='life (years)')),
                ('inputs', models.JSONField()),
                ('lines', models.JSONField()),
                ('npv_won', models.DecimalField(decimal_places=0, max_digits=20, verbose_name='present value (won)')),
                ('eac_won', models.DecimalField(decimal_places=0, max_digits=20, verbose_name='cost of one year (won)')),
                ('compared', models.DecimalField(decimal_places=2, max_digits=22, verbose_name='compared value')),
                ('tied', models.DecimalField(decimal_places=2, max_digits=22, verbose_name='value of its group')),
                ('sha256', models.CharField(max_length=64)),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tco_results', to='bidding.tender')),
            ],
            options={
                'verbose_name': 'total cost of a bid',
                'verbose_name_plural': 'total costs of bids',
                'ordering': ['tender', 'compared', 'bid'],
            },
        ),
        migrations.CreateModel(
            name='TenderTco',
            fields=[
                ('tender', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='tco', serialize=False, to='bidding.tender')),
                ('chosen_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('chosen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='chosen by')),
                ('model', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenders', to='bidding.tcomodel', verbose_name='cost model')),
            ],
            options={
                'verbose_name': 'cost model of a tender',
                'verbose_name_plural': 'cost models of tenders',
            },
        ),
        migrations.CreateModel(
            name='Guarantee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(max_length=20, verbose_name='line')),
                ('name_ko', models.CharField(max_length=80, verbose_name='cost (Korean)')),
                ('name_en', models.CharField(blank=True, max_length=80, verbose_name='cost (English)')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='unit')),
                ('state', models.CharField(choices=[('open', 'Waiting for the test'), ('tested', 'Measured'), ('met', 'Met'), ('damages', 'Damages owed'), ('closed', 'Closed')], default='open', max_length=10, verbose_name='state')),
                ('declared', models.DecimalField(decimal_places=6, max_digits=20, verbose_name='declared')),
                ('tolerance', models.DecimalField(decimal_places=6, max_digits=7, verbose_name='tolerance')),
                ('damages_cap', models.DecimalField(decimal_places=6, max_digits=7, verbose_name='ceiling, share of the price')),
                ('price_won', models.DecimalField(decimal_places=0, max_digits=15, verbose_name='award price (won)')),
                ('years', models.PositiveSmallIntegerField(verbose_name='years')),
                ('terms', models.JSONField()),
                ('test_by', models.DateField(blank=True, null=True, verbose_name='test by')),
                ('created_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('measured', models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True, verbose_name='measured')),
                ('tested_on', models.DateField(blank=True, null=True, verbose_name='measured on')),
                ('test_note', models.TextField(blank=True, max_length=2000, verbose_name='how it was measured')),
                ('full_won', models.DecimalField(decimal_places=0, editable=False, max_digits=20, null=True, verbose_name='extra cost (won)')),
                ('owed_won', models.DecimalField(decimal_places=0, editable=False, max_digits=20, null=True, verbose_name='damages (won)')),
                ('decided_at', models.DateTimeField(editable=False, null=True)),
                ('closing_note', models.TextField(blank=True, max_length=2000, verbose_name='how it was closed')),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guarantees', to='bidding.bid')),
                ('decided_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('protocol', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file', verbose_name='test protocol')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guarantees', to='bidding.tender')),
                ('tested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='measured by')),
            ],
            options={
                'verbose_name': 'guarantee',
                'verbose_name_plural': 'guarantees',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('bid', 'code'), name='guarantee_once', violation_error_message='This guarantee is already there.'), models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('measured__gte', 0), ('tested_by__isnull', False), ('tested_on__isnull', False)), _connector='OR'), name='guarantee_measured_has_its_facts', violation_error_message='A measured guarantee says what, when and by whom.'), models.CheckConstraint(condition=models.Q(('tested_by', models.F('decided_by')), _negated=True), name='guarantee_decided_by_a_second_person', violation_error_message='Who measured does not decide: ask a colleague.'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'tested']), models.Q(('decided_by__isnull', False), ('owed_won__gte', 0)), _connector='OR'), name='guarantee_decided_has_its_amount', violation_error_message='A decided guarantee has its amount and who decided.')],
            },
        ),
        migrations.CreateModel(
            name='OwnWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('entered', 'Waiting for a second person'), ('enough', 'Enough own work'), ('withdrawn', 'Preference withdrawn')], default='entered', max_length=10, verbose_name='state')),
                ('own_share', models.DecimalField(decimal_places=6, max_digits=7, verbose_name='share of own work')),
                ('least_share', models.DecimalField(decimal_places=6, max_digits=7, verbose_name='share needed')),
                ('basis', models.TextField(max_length=2000, verbose_name='what was seen')),
                ('entered_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('decided_at', models.DateTimeField(editable=False, null=True)),
                ('damages_won', models.DecimalField(decimal_places=0, editable=False, max_digits=15, null=True, verbose_name='damages (won)')),
                ('blocked_until', models.DateField(editable=False, null=True, verbose_name='no preference until')),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='own_work', to='bidding.bid')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='own_work', to='people.company')),
                ('decided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='own_work', to='bidding.tender')),
            ],
            options={
                'verbose_name': 'check on own work',
                'verbose_name_plural': 'checks on own work',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'entered')), fields=('bid',), name='own_work_open_once', violation_error_message='A check of this award already waits for a decision.'), models.CheckConstraint(condition=models.Q(('entered_by', models.F('decided_by')), _negated=True), name='own_work_by_two_people', violation_error_message='Who entered the check does not decide on it.'), models.CheckConstraint(condition=models.Q(models.Q(('blocked_until__isnull', False), ('damages_won__gte', 0), ('state', 'withdrawn')), models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('blocked_until', None), ('damages_won', None)), _connector='OR'), name='own_work_withdrawn_has_its_consequence', violation_error_message='A withdrawn preference, and only it, has damages and a block.'), models.CheckConstraint(condition=models.Q(('own_share__gte', 0), ('own_share__lte', 1)), name='own_work_is_a_share', violation_error_message='Own work is a share between 0 and 1.')],
            },
        ),
        migrations.CreateModel(
            name='PreferenceCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('deadline', 'At the deadline'), ('award', 'At the award')], max_length=10, verbose_name='looked at')),
                ('on', models.DateField(verbose_name='on')),
                ('category', models.CharField(blank=True, max_length=20, verbose_name='category')),
                ('share', models.DecimalField(decimal_places=6, max_digits=7, null=True, verbose_name='share of the consortium')),
                ('margin', models.DecimalField(decimal_places=6, max_digits=7, verbose_name='margin')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
                ('checked_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preference_checks', to='bidding.bid')),
                ('certificate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.certificate')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.company')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preference_checks', to='bidding.tender')),
            ],
            options={
                'verbose_name': 'look at a certificate',
                'verbose_name_plural': 'looks at certificates',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['tender', 'stage'], name='preference_check_stage')],
            },
        ),
        migrations.CreateModel(
            name='PreferenceTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(blank=True, max_length=300)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('valid_from', models.DateField(verbose_name='in force from')),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('approved', 'Approved'), ('refused', 'Refused')], default='proposed', max_length=10, verbose_name='state')),
                ('margin', models.DecimalField(decimal_places=6, default=Decimal('0.05'), max_digits=7, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('0.5'))], verbose_name='margin')),
                ('most_budget_won', models.DecimalField(blank=True, decimal_places=0, max_digits=15, null=True, verbose_name='only below a budget of (won)')),
                ('reserve_most_won', models.DecimalField(decimal_places=0, default=Decimal('50000000'), max_digits=15, verbose_name='reserved tenders up to (won)')),
                ('reserve_least', models.PositiveSmallIntegerField(default=2, verbose_name='certified suppliers needed for a reserved tender')),
                ('least_share', models.DecimalField(decimal_places=6, default=Decimal('0.3'), max_digits=7, verbose_name='share that a certified consortium member needs')),
                ('least_own_work', models.DecimalField(decimal_places=6, default=Decimal('0.5'), max_digits=7, verbose_name='own work needed')),
                ('block_months', models.PositiveSmallIntegerField(default=12, verbose_name='months without preference after a breach')),
                ('bond_ratio', models.DecimalField(decimal_places=6, default=Decimal('0.05'), max_digits=7, verbose_name='performance bond')),
                ('plain_bond_ratio', models.DecimalField(decimal_places=6, default=Decimal('0.1'), max_digits=7, verbose_name='performance bond of others')),
                ('pay_days', models.PositiveSmallIntegerField(default=15, verbose_name='paid within (days)')),
                ('register_relief', models.PositiveSmallIntegerField(default=10, verbose_name='points at registration')),
                ('decided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('decided_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('proposed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                ('categories', models.ManyToManyField(blank=True, related_name='+', to='bidding.socialcategory', verbose_name='preferred categories')),
            ],
            options={
                'verbose_name': 'preference terms',
                'verbose_name_plural': 'preference terms',
                'ordering': ['-valid_from'],
                'get_latest_by': 'valid_from',
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'refused'), _negated=True), fields=('valid_from',), name='preference_terms_once_a_day', violation_error_message='There are already terms for this day.'), models.CheckConstraint(condition=models.Q(('proposed_by', models.F('decided_by')), _negated=True), name='preference_terms_by_two_people', violation_error_message='Who wrote the terms does not approve them (SOD-15).'), models.CheckConstraint(condition=models.Q(('least_share__gte', 0), ('least_share__lte', 1), ('margin__gte', 0), ('margin__lte', Decimal('0.5')), ('bond_ratio__gte', 0), ('bond_ratio__lte', 1), ('least_own_work__gte', 0), ('least_own_work__lte', 1), ('plain_bond_ratio__gte', 0), ('plain_bond_ratio__lte', 1)), name='preference_terms_in_range', violation_error_message='The margin is at most a half; shares lie between 0 and 1.')],
            },
        ),
        migrations.CreateModel(
            name='PreferenceTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('target_pct', models.DecimalField(decimal_places=3, max_digits=6, verbose_name='target (%)')),
                ('set_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='set by')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='bidding.socialcategory', verbose_name='category')),
            ],
            options={
                'verbose_name': 'target of preferential purchase',
                'verbose_name_plural': 'targets of preferential purchase',
                'ordering': ['-year', 'category'],
                'constraints': [models.UniqueConstraint(fields=('year', 'category'), name='preference_target_once', nulls_distinct=False, violation_error_message='This target is already set: change it instead.'), models.CheckConstraint(condition=models.Q(('target_pct__gte', 0), ('target_pct__lte', 100), ('year__gte', 2000), ('year__lte', 2100)), name='preference_target_in_range', violation_error_message='A target lies between 0 and 100 %.')],
            },
        ),
        migrations.CreateModel(
            name='TcoInput',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(max_length=20, verbose_name='line')),
                ('state', models.CharField(choices=[('entered', 'Declared'), ('verified', 'Verified'), ('corrected', 'Corrected'), ('rejected', 'Rejected')], default='entered', max_length=10, verbose_name='state')),
                ('declared', models.CharField(max_length=60, verbose_name='declared')),
                ('amount', models.DecimalField(decimal_places=6, max_digits=20, null=True, verbose_name='value')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='unit')),
                ('at', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, size=None, verbose_name='in the years')),
                ('evidence', models.TextField(blank=True, max_length=1000, verbose_name='evidence')),
                ('fault', models.CharField(blank=True, max_length=20)),
                ('corrected', models.DecimalField(decimal_places=6, editable=False, max_digits=20, null=True, verbose_name='corrected value')),
                ('remark', models.TextField(blank=True, editable=False, max_length=1000, verbose_name='remark')),
                ('decided_at', models.DateTimeField(editable=False, null=True)),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tco_inputs', to='bidding.bid')),
                ('decided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tco_inputs', to='bidding.tender')),
            ],
            options={
                'verbose_name': 'declared value',
                'verbose_name_plural': 'declared values',
                'ordering': ['tender', 'bid', 'id'],
                'constraints': [models.UniqueConstraint(fields=('bid', 'code'), name='tco_input_once', violation_error_message='This value of the bid is already there.'), models.CheckConstraint(condition=models.Q(models.Q(('corrected__gte', 0), ('state', 'corrected')), models.Q(models.Q(('state', 'corrected'), _negated=True), ('corrected', None)), _connector='OR'), name='tco_input_corrected_has_its_value', violation_error_message='A corrected value, and only it, has a correction.'), models.CheckConstraint(condition=models.Q(('state__in', ['entered', 'verified']), ('remark__gt', ''), _connector='OR'), name='tco_input_refused_with_a_remark', violation_error_message='A correction or a rejection says why.')],
            },
        ),
        migrations.AddConstraint(
            model_name='tcomodel',
            constraint=models.UniqueConstraint(fields=('code', 'version'), name='tco_model_version_once', violation_error_message='This version of the model is already there.'),
        ),
        migrations.AddConstraint(
            model_name='tcomodel',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('code',), name='tco_model_active_once', violation_error_message='Another version of this model is in use.'),
        ),
        migrations.AddConstraint(
            model_name='tcomodel',
            constraint=models.CheckConstraint(condition=models.Q(('rate__gte', 0), ('rate__lte', 1)), name='tco_model_rate_in_range', violation_error_message='The discount rate lies between 0 and 1.'),
        ),
        migrations.AddConstraint(
            model_name='tcomodel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('horizon', 'fixed'), ('horizon_years__gte', 1), ('horizon_years__lte', 60)), models.Q(('horizon', 'own_life'), ('horizon_years', None)), _connector='OR'), name='tco_model_fixed_horizon_has_years', violation_error_message="A horizon for all has 1 to 60 years; each offer's own life has none."),
        ),
        migrations.AddConstraint(
            model_name='tcomodel',
            constraint=models.CheckConstraint(condition=models.Q(('default_years__gte', 1), ('default_years__lte', models.F('most_years')), ('most_years__lte', 60)), name='tco_model_life_in_order', violation_error_message='The life without proof is at most the longest life.'),
        ),
        migrations.AddConstraint(
            model_name='tcomodel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('comparison', 'per_unit'), _negated=True), ('output_unit__gt', ''), _connector='OR'), name='tco_model_unit_cost_has_its_unit', violation_error_message='The cost of one unit needs the unit that is made.'),
        ),
        migrations.AddConstraint(
            model_name='tcomodel',
            constraint=models.CheckConstraint(condition=models.Q(('damages_cap__gte', 0), ('damages_cap__lte', 1), ('tolerance__gte', 0), ('tolerance__lt', 1)), name='tco_model_guarantee_in_range', violation_error_message='Tolerance and ceiling of damages are shares between 0 and 1.'),
        ),
        migrations.AddConstraint(
            model_name='tcomodel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('author', models.F('tech_by')), _negated=True), models.Q(('author', models.F('fin_by')), _negated=True), models.Q(('author', models.F('activated_by')), _negated=True)), name='tco_model_author_stands_alone', violation_error_message='Who wrote a cost model does not approve it (SOD-15).'),
        ),
        migrations.AddConstraint(
            model_name='tcomodel',
            constraint=models.CheckConstraint(condition=models.Q(('tech_by', models.F('fin_by')), _negated=True), name='tco_model_approvers_differ', violation_error_message='Technical and financial approval come from two people.'),
        ),
        migrations.AddConstraint(
            model_name='tcoline',
            constraint=models.UniqueConstraint(fields=('model', 'code'), name='tco_line_code_once', violation_error_message='Each line has its own code.'),
        ),
        migrations.AddConstraint(
            model_name='tcoline',
            constraint=models.UniqueConstraint(fields=('model', 'no'), name='tco_line_no_once', violation_error_message='Each line has its own number.'),
        ),
        migrations.AddConstraint(
            model_name='tcoline',
            constraint=models.CheckConstraint(condition=models.Q(('code__in', ['PRICE', 'LIFE', 'OUTPUT']), _negated=True), name='tco_line_code_is_free', violation_error_message='PRICE, LIFE and OUTPUT are always there: choose another code.'),
        ),
        migrations.AddConstraint(
            model_name='tcoline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('buyer_amount', None), ('of_code', ''), ('source', 'quantity'), ('unit__gt', ''), ('unit_price_won__gte', 0)), models.Q(('buyer_amount', None), ('of_code', ''), ('source', 'amount'), ('unit_price_won', None)), models.Q(('buyer_amount', None), ('of_code__gt', ''), ('source', 'derived'), ('unit_price_won__gte', 0)), models.Q(('buyer_amount__gte', 0), ('of_code', ''), ('source', 'buyer'), ('unit_price_won', None)), _connector='OR'), name='tco_line_has_its_amount', violation_error_message="A quantity has our price and its unit; a derived line names its line and our price; our own amount is a number; a bidder's amount has none of these."),
        ),
        migrations.AddConstraint(
            model_name='tcoline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('buyer_amount', None), ('unit_price_won', None)), ('price_source__gt', ''), _connector='OR'), name='tco_line_our_price_has_its_source', violation_error_message='Say where our price comes from: it is printed in the notice.'),
        ),
        migrations.AddConstraint(
            model_name='tcoline',
            constraint=models.CheckConstraint(condition=models.Q(('escalation__gt', -1), ('escalation__lte', 1), ('factor__gt', 0)), name='tco_line_rise_in_range', violation_error_message='The yearly rise lies between -1 and 1; a factor is above zero.'),
        ),
        migrations.AddConstraint(
            model_name='tcoline',
            constraint=models.CheckConstraint(condition=models.Q(('guaranteed', False), ('source__in', ['quantity', 'amount']), _connector='OR'), name='tco_line_guarantee_is_measured', violation_error_message='Only what the bidder declares can become a guarantee.'),
        ),
        AllowedMoves("TcoModel", sorted(TCO_MODEL_FLOW.pairs())),
        AllowedMoves("TcoInput", sorted(TCO_INPUT_FLOW.pairs())),
        AllowedMoves("Guarantee", sorted(GUARANTEE_FLOW.pairs())),
        AllowedMoves("PreferenceTerms", sorted(PREFERENCE_TERMS_FLOW.pairs())),
        AllowedMoves("OwnWork", sorted(OWN_WORK_FLOW.pairs())),
        Unchanging("TcoInput", ["uid", "tender", "bid", "code", "declared", "amount", "unit", "at", "evidence", "fault"]),
        Unchanging(
            "Guarantee",
            ["uid", "tender", "bid", "code", "declared", "tolerance", "damages_cap", "price_won", "years", "terms"],
        ),
        Unchanging("OwnWork", ["uid", "tender", "bid", "company", "own_share", "least_share", "basis", "entered_by"]),
        AppendOnly("TcoResult"),
        AppendOnly("TcoSensitivity"),
        AppendOnly("TcoJustification"),
        AppendOnly("PreferenceCheck"),
        migrations.RunSQL(KEPT, BACK),
    ]
