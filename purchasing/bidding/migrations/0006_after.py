"""What follows a decision to award: standstill, objections, contracts, evaluation documents."""

import django.db.models.deletion
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AllowedMoves, AppendOnly, NumberSequence, Unchanging
from purchasing.bidding.states import OBJECTION_FLOW, RULING_FLOW, TENDER_FLOW

KEPT = """
-- an objection comes while the standstill runs; the lock makes the end of the standstill wait for it
CREATE FUNCTION bidding_take_objection() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tender_state text;
    standstill record;
BEGIN
    SELECT state INTO tender_state FROM bidding_tender WHERE id = NEW.tender_id FOR SHARE;
    NEW.lodged_at := clock_timestamp();  -- not now(): that is when the transaction began
    SELECT tender_id, ends_at INTO standstill FROM bidding_standstill
        WHERE decision_id = NEW.decision_id AND ended_at IS NULL;
    IF tender_state IS DISTINCT FROM 'standstill' OR standstill.tender_id IS DISTINCT FROM NEW.tender_id
            OR NEW.lodged_at >= standstill.ends_at THEN
        RAISE EXCEPTION 'tender % takes no objections at %', NEW.tender_id, NEW.lodged_at
            USING ERRCODE = 'check_violation', CONSTRAINT = 'objection_in_time';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_objection_take BEFORE INSERT ON bidding_objection
    FOR EACH ROW EXECUTE FUNCTION bidding_take_objection();
CREATE TRIGGER bidding_objection_kept BEFORE DELETE ON bidding_objection
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_objection_frozen BEFORE UPDATE ON bidding_objection
    FOR EACH ROW WHEN (OLD.state <> 'lodged') EXECUTE FUNCTION bidding_refuse_removal();

-- nothing is awarded while an objection is open, nor before the standstill has ended
CREATE FUNCTION bidding_award_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM bidding_objection WHERE tender_id = NEW.id AND state = 'lodged') OR EXISTS (
            SELECT 1 FROM bidding_standstill WHERE tender_id = NEW.id AND ended_at IS NULL
                AND ends_at > clock_timestamp()) THEN
        RAISE EXCEPTION 'tender %: the standstill has not ended', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'award_after_standstill';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_tender_waits BEFORE UPDATE OF state ON bidding_tender FOR EACH ROW
    WHEN (OLD.state = 'standstill' AND NEW.state = 'awarded') EXECUTE FUNCTION bidding_award_waits();

-- a standstill only ends, once; its end never moves
CREATE FUNCTION bidding_keep_standstill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR (NEW.decision_id, NEW.tender_id, NEW.begun_at, NEW.last_day, NEW.ends_at)
            IS DISTINCT FROM (OLD.decision_id, OLD.tender_id, OLD.begun_at, OLD.last_day, OLD.ends_at) THEN
        RAISE EXCEPTION 'standstill of tender %: what was decided is kept', OLD.tender_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_standstill_frozen BEFORE UPDATE ON bidding_standstill
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_standstill();
CREATE TRIGGER bidding_standstill_kept BEFORE DELETE ON bidding_standstill
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();

-- an approved decision is taken back, once; nothing else of it changes
CREATE OR REPLACE FUNCTION bidding_keep_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.returned_at IS NOT NULL OR OLD.taken_back_at IS NOT NULL
            OR (OLD.approved_at IS NOT NULL AND (NEW.first_approved_by_id, NEW.first_approved_at, NEW.approved_by_id,
                    NEW.approved_at, NEW.returned_by_id, NEW.returned_at, NEW.return_reason)
                IS DISTINCT FROM (OLD.first_approved_by_id, OLD.first_approved_at, OLD.approved_by_id,
                    OLD.approved_at, OLD.returned_by_id, OLD.returned_at, OLD.return_reason))
            OR (NEW.uid, NEW.tender_id, NEW.bid_id, NEW.price_won, NEW.reason, NEW.out_of_order, NEW.proposed_by_id,
                NEW.proposed_at)
            IS DISTINCT FROM (OLD.uid, OLD.tender_id, OLD.bid_id, OLD.price_won, OLD.reason, OLD.out_of_order,
                OLD.proposed_by_id, OLD.proposed_at) THEN
        RAISE EXCEPTION 'award decision %: what was decided is kept', OLD.uid
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
    END IF;
    RETURN NEW;
END $$;

-- a tender that has ended; an awarded one still becomes a contract, or goes on to the next in line
DROP TRIGGER bidding_tender_frozen ON bidding_tender;
CREATE TRIGGER bidding_tender_frozen BEFORE UPDATE ON bidding_tender FOR EACH ROW
    WHEN (OLD.state IN ('contracted', 'failed', 'cancelled')
        OR (OLD.state = 'awarded' AND NEW.state NOT IN ('contracted', 'evaluated')))
    EXECUTE FUNCTION bidding_refuse_removal();
"""

BACK = """
DROP TRIGGER bidding_tender_frozen ON bidding_tender;
CREATE TRIGGER bidding_tender_frozen BEFORE UPDATE ON bidding_tender FOR EACH ROW
    WHEN (OLD.state IN ('contracted', 'failed', 'cancelled') OR (OLD.state = 'awarded' AND NEW.state <> 'contracted'))
    EXECUTE FUNCTION bidding_refuse_removal();
CREATE OR REPLACE FUNCTION bidding_keep_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.approved_at IS NOT NULL OR OLD.returned_at IS NOT NULL
            OR (NEW.uid, NEW.tender_id, NEW.bid_id, NEW.price_won, NEW.reason, NEW.out_of_order, NEW.proposed_by_id,
                NEW.proposed_at)
            IS DISTINCT FROM (OLD.uid, OLD.tender_id, OLD.bid_id, OLD.price_won, OLD.reason, OLD.out_of_order,
                OLD.proposed_by_id, OLD.proposed_at) THEN
        RAISE EXCEPTION 'award decision %: what was decided is kept', OLD.uid
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER bidding_standstill_kept ON bidding_standstill;
DROP TRIGGER bidding_standstill_frozen ON bidding_standstill;
DROP FUNCTION bidding_keep_standstill();
DROP TRIGGER bidding_tender_waits ON bidding_tender;
DROP FUNCTION bidding_award_waits();
DROP TRIGGER bidding_objection_frozen ON bidding_objection;
DROP TRIGGER bidding_objection_kept ON bidding_objection;
DROP TRIGGER bidding_objection_take ON bidding_objection;
DROP FUNCTION bidding_take_objection();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0005_ground'),
        ('people', '0003_post_parent_one_buyer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Contracting',
            fields=[
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='contracting', serialize=False, to='bidding.awarddecision')),
                ('amount_won', models.DecimalField(decimal_places=0, max_digits=15, verbose_name='contract amount (won, without VAT)')),
                ('award_won', models.DecimalField(decimal_places=0, editable=False, max_digits=15, verbose_name='award price (won)')),
                ('lowest_won', models.DecimalField(decimal_places=0, editable=False, max_digits=15, verbose_name='lowest responsive bid (won)')),
                ('signed_on', models.DateField(verbose_name='signed by both sides on')),
                ('reference', models.CharField(max_length=60, verbose_name='contract number')),
                ('difference', models.CharField(blank=True, choices=[('quantity', 'The quantity was changed at the unit prices of the bid'), ('arithmetic', 'An arithmetical error that both sides have confirmed'), ('order', 'By order of a court or an authority')], max_length=12, verbose_name='why another amount')),
                ('difference_reason', models.TextField(blank=True, max_length=2000, verbose_name='reason')),
                ('recorded_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='recorded')),
            ],
            options={
                'verbose_name': 'contract of an award',
                'verbose_name_plural': 'contracts of awards',
            },
        ),
        migrations.CreateModel(
            name='EvaluationDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calc_sha256', models.CharField(max_length=64)),
                ('text', models.TextField(verbose_name='document')),
                ('sha256', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
            ],
            options={
                'verbose_name': 'evaluation document',
                'verbose_name_plural': 'evaluation documents',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='number')),
                ('ground', models.CharField(choices=[('own_bid', 'The verdict on the own bid'), ('winner', 'The intended winner may not win'), ('calculation', 'The calculation'), ('procedure', 'The procedure'), ('other', 'Something else')], max_length=12, verbose_name='ground')),
                ('text', models.TextField(max_length=5000, verbose_name='objection')),
                ('key', models.CharField(editable=False, max_length=100)),
                ('state', models.CharField(choices=[('lodged', 'Lodged'), ('upheld', 'Upheld'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='lodged', max_length=10, verbose_name='state')),
                ('lodged_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='lodged')),
                ('answer_by', models.DateField(verbose_name='answer by')),
                ('decided_at', models.DateTimeField(editable=False, null=True, verbose_name='decided')),
                ('answer', models.TextField(blank=True, max_length=5000, verbose_name='decision')),
                ('remedy', models.CharField(blank=True, choices=[('review', 'The award is taken back; the tender is decided again'), ('drop_winner', 'The award is taken back, and the intended winner leaves the ranking')], max_length=12, verbose_name='what follows')),
            ],
            options={
                'verbose_name': 'objection',
                'verbose_name_plural': 'objections',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Standstill',
            fields=[
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='standstill', serialize=False, to='bidding.awarddecision')),
                ('begun_at', models.DateTimeField(verbose_name='begun')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='ended')),
                ('outcome', models.CharField(blank=True, choices=[('awarded', 'Awarded'), ('taken_back', 'Taken back'), ('cancelled', 'Cancelled')], editable=False, max_length=12, verbose_name='outcome')),
            ],
            options={
                'verbose_name': 'standstill',
                'verbose_name_plural': 'standstills',
                'ordering': ['-begun_at'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='awarddecision',
            name='award_open_or_approved_once',
        ),
        migrations.AddField(
            model_name='awarddecision',
            name='take_back_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='awarddecision',
            name='taken_back_at',
            field=models.DateTimeField(null=True, verbose_name='taken back'),
        ),
        migrations.AddField(
            model_name='awarddecision',
            name='taken_back_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken back by'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='contract_days',
            field=models.PositiveSmallIntegerField(default=15, verbose_name='signing of the contract (days)'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='objection_days',
            field=models.PositiveSmallIntegerField(default=5, verbose_name='decision on an objection (business days)'),
        ),
        migrations.AlterField(
            model_name='ruling',
            name='state',
            field=models.CharField(choices=[('opened', 'Opened'), ('non_responsive', 'Not responsive'), ('excluded_low', 'Below the price floor'), ('excluded_high', 'Above the ceiling'), ('in_range', 'Valid'), ('awarded', 'Awarded'), ('reserve', 'Reserve'), ('lost', 'Not awarded'), ('dropped', 'No longer in line')], default='opened', max_length=20, verbose_name='verdict'),
        ),
        migrations.AddConstraint(
            model_name='awarddecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('take_back_reason', ''), ('taken_back_at', None)), models.Q(('approved_at__isnull', False), ('taken_back_at__isnull', False), models.Q(('take_back_reason', ''), _negated=True)), _connector='OR'), name='award_taken_back_after_approval', violation_error_message='Only an approved award is taken back, with a reason.'),
        ),
        migrations.AddConstraint(
            model_name='awarddecision',
            constraint=models.UniqueConstraint(condition=models.Q(('returned_by', None), ('taken_back_at', None)), fields=('tender',), name='award_open_or_approved_once', violation_error_message='There is already an award proposal for this tender.'),
        ),
        migrations.AddField(
            model_name='contracting',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by'),
        ),
        migrations.AddField(
            model_name='contracting',
            name='tender',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='contracting', to='bidding.tender'),
        ),
        migrations.AddField(
            model_name='evaluationdocument',
            name='tender',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluation_documents', to='bidding.tender'),
        ),
        migrations.AddField(
            model_name='objection',
            name='company',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='people.company'),
        ),
        migrations.AddField(
            model_name='objection',
            name='decided_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='objection',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='bidding.awarddecision'),
        ),
        migrations.AddField(
            model_name='objection',
            name='lodged_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lodged by'),
        ),
        migrations.AddField(
            model_name='objection',
            name='tender',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='bidding.tender'),
        ),
        migrations.AddField(
            model_name='standstill',
            name='tender',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standstills', to='bidding.tender'),
        ),
        migrations.AddConstraint(
            model_name='contracting',
            constraint=models.CheckConstraint(condition=models.Q(('amount_won__gt', 0)), name='contract_amount_is_positive', violation_error_message='The contract amount must be above zero.'),
        ),
        migrations.AddConstraint(
            model_name='contracting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_won', models.F('award_won')), ('amount_won__gte', models.F('lowest_won')), ('difference', '')), models.Q(('difference__in', ['quantity', 'arithmetic', 'order']), models.Q(('difference_reason', ''), _negated=True)), _connector='OR'), name='contract_at_the_award_price', violation_error_message='A contract is made at the award price (rule BID-L1).'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'lodged')), fields=('decision', 'company'), name='objection_open_once', violation_error_message='An objection of your company is already being looked at.'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.UniqueConstraint(fields=('company', 'key'), name='objection_key_once', violation_error_message='This objection has already been lodged.'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('decided_by', None), ('state__in', ['lodged', 'withdrawn'])), models.Q(('decided_at__isnull', False), ('state__in', ['upheld', 'rejected']), ('decided_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='objection_decided_with_an_answer', violation_error_message='A decision on an objection names who decided, when and why.'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('remedy__gt', ''), ('state', 'upheld')), models.Q(models.Q(('state', 'upheld'), _negated=True), ('remedy', '')), _connector='OR'), name='objection_upheld_has_a_remedy', violation_error_message='An upheld objection, and only it, says what follows.'),
        ),
        migrations.AddConstraint(
            model_name='standstill',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('tender',), name='standstill_open_once', violation_error_message='The standstill of this tender has already begun.'),
        ),
        migrations.AddConstraint(
            model_name='standstill',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begun_at'))), name='standstill_ends_after_it_begins', violation_error_message='A standstill ends after it begins.'),
        ),
        NumberSequence("OBJ"),
        AllowedMoves("Tender", sorted(TENDER_FLOW.pairs())),
        AllowedMoves("Ruling", sorted(RULING_FLOW.pairs())),
        AllowedMoves("Objection", sorted(OBJECTION_FLOW.pairs())),
        Unchanging(
            "Objection",
            ["uid", "number", "tender", "decision", "company", "ground", "text", "lodged_by", "lodged_at", "answer_by"],
        ),
        AppendOnly("Contracting"),
        AppendOnly("EvaluationDocument"),
        migrations.RunSQL(KEPT, BACK),
    ]
