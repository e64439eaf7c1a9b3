"""The premium of eco-friendly offers: a promise of the notice, and the looks at what opened bids prove. ECO-05."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models

from portal.audit.operations import AppendOnly

# As in 0012_sealing; the premium changes with an amendment only, as the preference does.
PROMISES = """
CREATE OR REPLACE FUNCTION bidding_keep_promises() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before_notice CONSTANT text[] := ARRAY['planned', 'draft', 'review', 'approved'];
BEGIN
    IF NEW.closes_at IS DISTINCT FROM OLD.closes_at AND OLD.state <> ALL (before_notice) AND NOT (
            OLD.state = 'published' AND NEW.state = 'published'
            AND NEW.closes_at > OLD.closes_at AND (clock_timestamp() < OLD.closes_at
                OR EXISTS (SELECT 1 FROM bidding_outageextension WHERE tender_id = OLD.id
                    AND closed_at_before = OLD.closes_at AND closes_at = NEW.closes_at))) THEN
        RAISE EXCEPTION 'tender %: a deadline only moves later, and only while the tender takes bids', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_deadline_only_later';
    END IF;
    IF NEW.state = 'closed' AND OLD.state = 'published' AND clock_timestamp() < OLD.closes_at THEN
        RAISE EXCEPTION 'tender %: the deadline has not passed', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_closes_at_its_deadline';
    END IF;
    IF OLD.state <> ALL (before_notice) AND (
            NEW.number, NEW.kind, NEW.currency, NEW.min_level, NEW.single_bid_allowed, NEW.min_bids, NEW.opens_at,
            NEW.officer_id, NEW.estimator_id, NEW.approver_id, NEW.published_at, NEW.procedure_id, NEW.lot_no,
            NEW.seal, NEW.envelopes, NEW.reach, NEW.reach_reason, NEW.region, NEW.reserved_for, NEW.budget_won,
            NEW.department, NEW.round_of_id, NEW.openers_needed
        ) IS DISTINCT FROM (
            OLD.number, OLD.kind, OLD.currency, OLD.min_level, OLD.single_bid_allowed, OLD.min_bids, OLD.opens_at,
            OLD.officer_id, OLD.estimator_id, OLD.approver_id, OLD.published_at, OLD.procedure_id, OLD.lot_no,
            OLD.seal, OLD.envelopes, OLD.reach, OLD.reach_reason, OLD.region, OLD.reserved_for, OLD.budget_won,
            OLD.department, OLD.round_of_id, OLD.openers_needed) THEN
        RAISE EXCEPTION 'tender %: what was published does not change', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_keeps_its_notice';
    END IF;
    -- these change with an amendment that a second person approved, in time and as one step of the version
    IF OLD.state <> ALL (before_notice) AND (
            NEW.method, NEW.fixed_ratio, NEW.fixed_on, NEW.cap_ratio, NEW.pool_cap_on, NEW.by_unit_price,
            NEW.params::text, NEW.title_ko, NEW.title_en, NEW.description, NEW.failure_conditions, NEW.delivery_place,
            NEW.delivery_on, NEW.delivery_terms, NEW.brand_reason, NEW.notice_version, NEW.bids_since_version,
            NEW.method_params::text, NEW.preference_on, NEW.rebid_conditions, NEW.questions_until,
            NEW.eco_premium_on
        ) IS DISTINCT FROM (
            OLD.method, OLD.fixed_ratio, OLD.fixed_on, OLD.cap_ratio, OLD.pool_cap_on, OLD.by_unit_price,
            OLD.params::text, OLD.title_ko, OLD.title_en, OLD.description, OLD.failure_conditions, OLD.delivery_place,
            OLD.delivery_on, OLD.delivery_terms, OLD.brand_reason, OLD.notice_version, OLD.bids_since_version,
            OLD.method_params::text, OLD.preference_on, OLD.rebid_conditions, OLD.questions_until,
            OLD.eco_premium_on)
            AND NOT (OLD.state = 'published' AND NEW.state = 'published' AND clock_timestamp() < OLD.closes_at
                AND NEW.notice_version = OLD.notice_version + 1
                AND NEW.bids_since_version IN (OLD.bids_since_version, NEW.notice_version)
                AND bidding_amends(OLD.id, OLD.notice_version)) THEN
        RAISE EXCEPTION 'tender %: what was published does not change', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_keeps_its_notice';
    END IF;
    RETURN NEW;
END $$;
"""
WITHOUT = PROMISES.replace(",\n            NEW.eco_premium_on", "").replace(",\n            OLD.eco_premium_on", "")


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0031_percent_signs'),
    ]

    operations = [
        migrations.AddField(
            model_name='tender',
            name='eco_premium_on',
            field=models.BooleanField(default=False, help_text="An eco-friendly offer may cost more than the best other one by the published premium and still win; the contract price is the bid's.", verbose_name='premium for eco-friendly offers'),
        ),
        migrations.CreateModel(
            name='EcoCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('deadline', 'At the deadline'), ('award', 'At the award')], max_length=10, verbose_name='looked at')),
                ('on', models.DateField(verbose_name='on')),
                ('premium', models.DecimalField(decimal_places=6, max_digits=7, verbose_name='premium')),
                ('products', models.JSONField(default=list, verbose_name='products offered')),
                ('fault', models.CharField(blank=True, choices=[('', 'eco-friendly'), ('not_told', 'the bid names no eco-friendly product for this line'), ('not_own', 'the bidder publishes no such product'), ('other_class', 'the product belongs to another class than the line'), ('no_evidence', 'no evidence of the product holds on this day')], max_length=12, verbose_name='why not')),
                ('line_no', models.PositiveSmallIntegerField(null=True, verbose_name='line')),
                ('checked_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='eco_checks', to='bidding.bid')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='eco_checks', to='bidding.tender')),
            ],
            options={
                'verbose_name': 'look at an eco-friendly offer',
                'verbose_name_plural': 'looks at eco-friendly offers',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['tender', 'stage'], name='eco_check_stage')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('fault', ''), ('premium__gt', 0)), models.Q(('premium', 0), models.Q(('fault', ''), _negated=True)), _connector='OR'), name='eco_check_premium_or_fault', violation_error_message='An offer has the premium, or a reason why not.')],
            },
        ),
        AppendOnly("EcoCheck"),
        migrations.RunSQL(PROMISES, WITHOUT),
    ]
