"""The ground of whole tendering: lots, envelopes, criteria, the states in between, and where opened bids stand."""


import django.contrib.postgres.fields
import django.db.models.deletion
import portal.clock
import purchasing.bidding.states.tenders
import uuid
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AllowedMoves, NumberSequence
from purchasing.bidding.states import TENDER_FLOW

KEPT = """
-- what an opened bid says stands with its verdict; the bid itself may be sealed to keys
ALTER TABLE bidding_ruling DISABLE TRIGGER USER;
UPDATE bidding_ruling r SET price_won = b.price_won, stated_total_won = b.stated_total_won, lines = b.lines,
    lead_days = b.lead_days, note = b.note FROM bidding_bid b WHERE b.id = r.bid_id;
ALTER TABLE bidding_ruling ENABLE TRIGGER USER;

CREATE OR REPLACE FUNCTION bidding_keep_ruling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- while the price is sealed, what the earlier envelopes hold is added, and then the price, once
    IF (NEW.state = OLD.state AND OLD.price_won IS NOT NULL)
            OR (NEW.bid_id, NEW.tender_id, NEW.preferred, NEW.esg_score)
                IS DISTINCT FROM (OLD.bid_id, OLD.tender_id, OLD.preferred, OLD.esg_score)
            OR (OLD.price_won IS NOT NULL
                AND (NEW.price_won, NEW.stated_total_won, NEW.lines, NEW.lead_days, NEW.note, NEW.document)
                IS DISTINCT FROM (OLD.price_won, OLD.stated_total_won, OLD.lines, OLD.lead_days, OLD.note,
                    OLD.document))
            OR (OLD.state <> 'opened' AND (NEW.rank, NEW.cause, NEW.figures, NEW.tie, NEW.remark)
                IS DISTINCT FROM (OLD.rank, OLD.cause, OLD.figures, OLD.tie, OLD.remark)) THEN
        RAISE EXCEPTION 'verdict on bid %: what was decided is kept', OLD.bid_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION bidding_award_at_bid_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM bidding_ruling
            WHERE bid_id = NEW.bid_id AND tender_id = NEW.tender_id AND price_won = NEW.price_won) THEN
        RAISE EXCEPTION 'an award is made at the price of its bid'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'award_price_is_the_bid_price';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION bidding_keep_promises() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before_notice CONSTANT text[] := ARRAY['planned', 'draft', 'review', 'approved'];
BEGIN
    IF NEW.closes_at IS DISTINCT FROM OLD.closes_at AND OLD.state <> ALL (before_notice) AND NOT (
            OLD.state = 'published' AND NEW.state = 'published'
            AND NEW.closes_at > OLD.closes_at AND clock_timestamp() < OLD.closes_at) THEN
        RAISE EXCEPTION 'tender %: a deadline only moves later, and only while the tender takes bids', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_deadline_only_later';
    END IF;
    IF NEW.state = 'closed' AND OLD.state = 'published' AND clock_timestamp() < OLD.closes_at THEN
        RAISE EXCEPTION 'tender %: the deadline has not passed', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_closes_at_its_deadline';
    END IF;
    IF OLD.state <> ALL (before_notice) AND (
            NEW.number, NEW.kind, NEW.method, NEW.fixed_ratio, NEW.fixed_on, NEW.cap_ratio, NEW.pool_cap_on,
            NEW.by_unit_price, NEW.currency, NEW.min_level, NEW.single_bid_allowed, NEW.min_bids, NEW.opens_at,
            NEW.officer_id, NEW.estimator_id, NEW.approver_id, NEW.published_at, NEW.params::text, NEW.title_ko,
            NEW.title_en, NEW.description, NEW.failure_conditions, NEW.delivery_place, NEW.delivery_on,
            NEW.procedure_id, NEW.lot_no, NEW.notice_version, NEW.seal, NEW.envelopes, NEW.reach, NEW.region,
            NEW.method_params::text, NEW.preference_on, NEW.reserved_for, NEW.budget_won, NEW.rebid_conditions,
            NEW.round_of_id, NEW.questions_until
        ) IS DISTINCT FROM (
            OLD.number, OLD.kind, OLD.method, OLD.fixed_ratio, OLD.fixed_on, OLD.cap_ratio, OLD.pool_cap_on,
            OLD.by_unit_price, OLD.currency, OLD.min_level, OLD.single_bid_allowed, OLD.min_bids, OLD.opens_at,
            OLD.officer_id, OLD.estimator_id, OLD.approver_id, OLD.published_at, OLD.params::text, OLD.title_ko,
            OLD.title_en, OLD.description, OLD.failure_conditions, OLD.delivery_place, OLD.delivery_on,
            OLD.procedure_id, OLD.lot_no, OLD.notice_version, OLD.seal, OLD.envelopes, OLD.reach, OLD.region,
            OLD.method_params::text, OLD.preference_on, OLD.reserved_for, OLD.budget_won, OLD.rebid_conditions,
            OLD.round_of_id, OLD.questions_until) THEN
        RAISE EXCEPTION 'tender %: what was published does not change', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_keeps_its_notice';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION bidding_keep_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tender_state text;
    its_tender bigint;
BEGIN
    its_tender := CASE WHEN TG_OP = 'DELETE' THEN OLD.tender_id ELSE NEW.tender_id END;
    SELECT state INTO tender_state FROM bidding_tender WHERE id = its_tender FOR SHARE;
    IF tender_state NOT IN ('planned', 'draft', 'review', 'approved') THEN
        RAISE EXCEPTION 'tender %: what was published does not change', its_tender
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_keeps_its_notice';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER bidding_criterion_promises BEFORE INSERT OR UPDATE OR DELETE ON bidding_criterion
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_parts();

-- a tender that has ended; an awarded one still becomes a contract
DROP TRIGGER bidding_tender_frozen ON bidding_tender;
CREATE TRIGGER bidding_tender_frozen BEFORE UPDATE ON bidding_tender FOR EACH ROW
    WHEN (OLD.state IN ('contracted', 'failed', 'cancelled') OR (OLD.state = 'awarded' AND NEW.state <> 'contracted'))
    EXECUTE FUNCTION bidding_refuse_removal();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0004_frozen'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('no', models.PositiveSmallIntegerField(verbose_name='number')),
                ('envelope', models.CharField(choices=[('qualification', 'Qualification'), ('technical', 'Technical proposal'), ('price', 'Price')], default='technical', max_length=14, verbose_name='envelope')),
                ('kind', models.CharField(choices=[('required', 'Must be met'), ('scored', 'Scored')], default='required', max_length=8, verbose_name='kind')),
                ('title_ko', models.CharField(max_length=200, verbose_name='criterion (Korean)')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='criterion (English)')),
                ('guidance', models.TextField(blank=True, max_length=2000, verbose_name='what is looked at')),
                ('weight', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='weight')),
                ('needs_file', models.BooleanField(default=False, verbose_name='needs a document')),
            ],
            options={
                'verbose_name': 'criterion',
                'verbose_name_plural': 'criteria',
                'ordering': ['tender', 'no'],
            },
        ),
        migrations.CreateModel(
            name='Procedure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='number')),
                ('title_ko', models.CharField(max_length=200, verbose_name='title (Korean)')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title (English)')),
                ('description', models.TextField(blank=True, max_length=10000, verbose_name='description')),
                ('created_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
            ],
            options={
                'verbose_name': 'notice over several lots',
                'verbose_name_plural': 'notices over several lots',
                'ordering': ['-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='tender',
            name='tender_published_has_dates',
        ),
        migrations.RemoveConstraint(
            model_name='tender',
            name='tender_awarded_names_its_winner',
        ),
        migrations.AddField(
            model_name='ruling',
            name='document',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='ruling',
            name='lead_days',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='delivery time (days)'),
        ),
        migrations.AddField(
            model_name='ruling',
            name='lines',
            field=models.JSONField(default=list, verbose_name='lines'),
        ),
        migrations.AddField(
            model_name='ruling',
            name='note',
            field=models.TextField(blank=True, verbose_name='note'),
        ),
        migrations.AddField(
            model_name='ruling',
            name='price_won',
            field=models.DecimalField(decimal_places=0, max_digits=15, null=True, verbose_name='price (won, without VAT)'),
        ),
        migrations.AddField(
            model_name='ruling',
            name='stated_total_won',
            field=models.DecimalField(decimal_places=0, max_digits=15, null=True, verbose_name='stated total (won)'),
        ),
        migrations.AddField(
            model_name='tender',
            name='budget_won',
            field=models.DecimalField(blank=True, decimal_places=0, max_digits=15, null=True, verbose_name='budget (won)'),
        ),
        migrations.AddField(
            model_name='tender',
            name='copied_from',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bidding.tender'),
        ),
        migrations.AddField(
            model_name='tender',
            name='envelopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('qualification', 'Qualification'), ('technical', 'Technical proposal'), ('price', 'Price')], max_length=14), default=purchasing.bidding.states.tenders.price_alone, size=None, verbose_name='envelopes'),
        ),
        migrations.AddField(
            model_name='tender',
            name='lot_no',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='lot'),
        ),
        migrations.AddField(
            model_name='tender',
            name='method_params',
            field=models.JSONField(blank=True, default=dict, verbose_name='figures of the award rule'),
        ),
        migrations.AddField(
            model_name='tender',
            name='notice_version',
            field=models.PositiveSmallIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='tender',
            name='planned_for',
            field=models.DateField(blank=True, null=True, verbose_name='planned for'),
        ),
        migrations.AddField(
            model_name='tender',
            name='preference_on',
            field=models.BooleanField(default=False, help_text="Their bids rank as if they were cheaper by the published margin; the contract price is the bid's.", verbose_name='preference for socially friendly enterprises'),
        ),
        migrations.AddField(
            model_name='tender',
            name='publish_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='publish on'),
        ),
        migrations.AddField(
            model_name='tender',
            name='questions_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='questions until'),
        ),
        migrations.AddField(
            model_name='tender',
            name='reach',
            field=models.CharField(choices=[('open', 'Every eligible supplier'), ('invited', 'Invited suppliers')], default='open', max_length=8, verbose_name='who may bid'),
        ),
        migrations.AddField(
            model_name='tender',
            name='rebid_conditions',
            field=models.TextField(blank=True, max_length=2000, verbose_name='conditions of another round'),
        ),
        migrations.AddField(
            model_name='tender',
            name='region',
            field=models.CharField(blank=True, max_length=5, verbose_name='region'),
        ),
        migrations.AddField(
            model_name='tender',
            name='reserved_for',
            field=models.CharField(blank=True, max_length=30, verbose_name='reserved for'),
        ),
        migrations.AddField(
            model_name='tender',
            name='round_of',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='bidding.tender'),
        ),
        migrations.AddField(
            model_name='tender',
            name='seal',
            field=models.CharField(choices=[('keys', 'Sealed to the keys of the opening committee'), ('access', 'Locked by access rights (small purchases)')], default='access', max_length=8, verbose_name='sealing'),
        ),
        migrations.AlterField(
            model_name='tender',
            name='state',
            field=models.CharField(choices=[('planned', 'Planned'), ('draft', 'Draft'), ('review', 'Waiting for approval'), ('approved', 'Approved'), ('published', 'Published'), ('closed', 'Closed'), ('examining', 'Under examination'), ('opened', 'Opened'), ('explanation', 'Explanation asked for'), ('evaluated', 'Evaluated'), ('award_proposed', 'Award proposed'), ('standstill', 'Standstill'), ('awarded', 'Awarded'), ('contracted', 'Contracted'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='draft', max_length=20, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='criterion',
            name='tender',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='bidding.tender'),
        ),
        migrations.AddField(
            model_name='procedure',
            name='officer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='purchasing officer'),
        ),
        migrations.AddField(
            model_name='tender',
            name='procedure',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='bidding.procedure', verbose_name='notice over several lots'),
        ),
        migrations.AddConstraint(
            model_name='tender',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['approved', 'draft', 'planned', 'review', 'cancelled']), models.Q(('closes_at__isnull', False), ('opens_at__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='tender_published_has_dates', violation_error_message='A published tender has its dates.'),
        ),
        migrations.AddConstraint(
            model_name='tender',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['awarded', 'contracted']), ('winner__isnull', False)), models.Q(models.Q(('state__in', ['awarded', 'contracted']), _negated=True), ('winner', None)), _connector='OR'), name='tender_awarded_names_its_winner', violation_error_message='An awarded tender has a winner; no other tender has one.'),
        ),
        migrations.AddConstraint(
            model_name='tender',
            constraint=models.UniqueConstraint(fields=('procedure', 'lot_no'), name='tender_lot_once', violation_error_message='Each lot has its own number.'),
        ),
        migrations.AddConstraint(
            model_name='tender',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lot_no', None), ('procedure', None)), models.Q(('lot_no__gt', 0), ('procedure__isnull', False)), _connector='OR'), name='tender_lot_in_a_notice', violation_error_message='A lot has a number, and only a lot has one.'),
        ),
        migrations.AddConstraint(
            model_name='tender',
            constraint=models.CheckConstraint(condition=models.Q(('envelopes__contains', ['price'])), name='tender_price_envelope', violation_error_message='Every bid has a price envelope.'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(fields=('tender', 'no'), name='criterion_once', violation_error_message='Each criterion has its own number.'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'required'), ('weight', None)), models.Q(('kind', 'scored'), ('weight__gt', 0), ('weight__lte', 100)), _connector='OR'), name='criterion_scored_has_its_weight', violation_error_message='A scored criterion, and only it, has a weight above 0 and at most 100.'),
        ),
        NumberSequence("PRO"),
        AllowedMoves("Tender", sorted(TENDER_FLOW.pairs())),
        migrations.RunSQL(KEPT),
    ]
