"""The notice whole: documents, invitations, amendments by version, announced plans, suspicions of splitting."""

import django.contrib.postgres.fields
import django.db.models.deletion
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AppendOnly

KEPT = """
-- a bid says on which version of the notice it was made
CREATE FUNCTION bidding_bid_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT notice_version INTO NEW.notice_version FROM bidding_tender WHERE id = NEW.tender_id;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_bid_version BEFORE INSERT ON bidding_bid
    FOR EACH ROW EXECUTE FUNCTION bidding_bid_version();  -- after bidding_bid_take, which holds the tender

-- an approved amendment that has not been written into its tender yet
CREATE FUNCTION bidding_amends(its_tender bigint, its_version integer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM bidding_amendment
        WHERE tender_id = its_tender AND version = its_version + 1 AND approved)
$$;

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
            NEW.number, NEW.kind, NEW.currency, NEW.min_level, NEW.single_bid_allowed, NEW.min_bids, NEW.opens_at,
            NEW.officer_id, NEW.estimator_id, NEW.approver_id, NEW.published_at, NEW.procedure_id, NEW.lot_no,
            NEW.seal, NEW.envelopes, NEW.reach, NEW.reach_reason, NEW.region, NEW.reserved_for, NEW.budget_won,
            NEW.department, NEW.round_of_id
        ) IS DISTINCT FROM (
            OLD.number, OLD.kind, OLD.currency, OLD.min_level, OLD.single_bid_allowed, OLD.min_bids, OLD.opens_at,
            OLD.officer_id, OLD.estimator_id, OLD.approver_id, OLD.published_at, OLD.procedure_id, OLD.lot_no,
            OLD.seal, OLD.envelopes, OLD.reach, OLD.reach_reason, OLD.region, OLD.reserved_for, OLD.budget_won,
            OLD.department, OLD.round_of_id) THEN
        RAISE EXCEPTION 'tender %: what was published does not change', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_keeps_its_notice';
    END IF;
    -- these change with an amendment that a second person approved, in time and as one step of the version
    IF OLD.state <> ALL (before_notice) AND (
            NEW.method, NEW.fixed_ratio, NEW.fixed_on, NEW.cap_ratio, NEW.pool_cap_on, NEW.by_unit_price,
            NEW.params::text, NEW.title_ko, NEW.title_en, NEW.description, NEW.failure_conditions, NEW.delivery_place,
            NEW.delivery_on, NEW.delivery_terms, NEW.brand_reason, NEW.notice_version, NEW.bids_since_version,
            NEW.method_params::text, NEW.preference_on, NEW.rebid_conditions, NEW.questions_until
        ) IS DISTINCT FROM (
            OLD.method, OLD.fixed_ratio, OLD.fixed_on, OLD.cap_ratio, OLD.pool_cap_on, OLD.by_unit_price,
            OLD.params::text, OLD.title_ko, OLD.title_en, OLD.description, OLD.failure_conditions, OLD.delivery_place,
            OLD.delivery_on, OLD.delivery_terms, OLD.brand_reason, OLD.notice_version, OLD.bids_since_version,
            OLD.method_params::text, OLD.preference_on, OLD.rebid_conditions, OLD.questions_until)
            AND NOT (OLD.state = 'published' AND NEW.state = 'published' AND clock_timestamp() < OLD.closes_at
                AND NEW.notice_version = OLD.notice_version + 1
                AND NEW.bids_since_version IN (OLD.bids_since_version, NEW.notice_version)
                AND bidding_amends(OLD.id, OLD.notice_version)) THEN
        RAISE EXCEPTION 'tender %: what was published does not change', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_keeps_its_notice';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION bidding_keep_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tender record;
    its_tender bigint;
BEGIN
    its_tender := CASE WHEN TG_OP = 'DELETE' THEN OLD.tender_id ELSE NEW.tender_id END;
    SELECT state, notice_version INTO tender FROM bidding_tender WHERE id = its_tender FOR SHARE;
    IF tender.state NOT IN ('planned', 'draft', 'review', 'approved')
            AND NOT (tender.state = 'published' AND bidding_amends(its_tender, tender.notice_version)) THEN
        RAISE EXCEPTION 'tender %: what was published does not change', its_tender
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_keeps_its_notice';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER bidding_tenderdocument_promises BEFORE INSERT OR UPDATE OR DELETE ON bidding_tenderdocument
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_parts();
CREATE TRIGGER bidding_invitation_promises BEFORE INSERT OR UPDATE OR DELETE ON bidding_invitation
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_parts();

-- after an amendment changed the quantities, the base price is sealed again, until the bids are open
CREATE FUNCTION bidding_keep_base_price() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tender record;
    its_tender bigint;
BEGIN
    its_tender := CASE WHEN TG_OP = 'DELETE' THEN OLD.tender_id ELSE NEW.tender_id END;
    SELECT state, base_price_due INTO tender FROM bidding_tender WHERE id = its_tender FOR SHARE;
    IF tender.state NOT IN ('planned', 'draft', 'review', 'approved')
            AND NOT (TG_OP = 'UPDATE' AND tender.state IN ('published', 'closed') AND tender.base_price_due) THEN
        RAISE EXCEPTION 'tender %: what was published does not change', its_tender
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_keeps_its_notice';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
DROP TRIGGER bidding_baseprice_promises ON bidding_baseprice;
CREATE TRIGGER bidding_baseprice_promises
    BEFORE INSERT OR DELETE OR UPDATE OF tender_id, amount_won, basis, lines_sha256, nonce, commitment,
        sealed_payload, set_by_id, sealed_at ON bidding_baseprice
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_base_price();

-- an amendment, a flag: what was asked for stays; only the decision, the answer, is added, once
CREATE FUNCTION bidding_keep_amendment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.decided_at IS NOT NULL
            OR (NEW.uid, NEW.tender_id, NEW.version, NEW.reason, NEW.changes::text, NEW.content::text, NEW.material,
                NEW.closed_at_before, NEW.closes_at, NEW.asked_by_id, NEW.asked_at)
            IS DISTINCT FROM (OLD.uid, OLD.tender_id, OLD.version, OLD.reason, OLD.changes::text, OLD.content::text,
                OLD.material, OLD.closed_at_before, OLD.closes_at, OLD.asked_by_id, OLD.asked_at) THEN
        RAISE EXCEPTION 'amendment %: what was decided is kept', OLD.uid
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_amendment_frozen BEFORE UPDATE ON bidding_amendment
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_amendment();
CREATE TRIGGER bidding_amendment_kept BEFORE DELETE ON bidding_amendment
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_splitflag_frozen BEFORE UPDATE ON bidding_splitflag
    FOR EACH ROW WHEN (OLD.answered_at IS NOT NULL) EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_splitflag_kept BEFORE DELETE ON bidding_splitflag
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0007_questions'),
        ('catalog', '0022_fewer_indexes'),
        ('files', '0002_initial'),
        ('people', '0003_post_parent_one_buyer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='bid',
            name='notice_version',
            field=models.PositiveSmallIntegerField(db_default=1, editable=False),
        ),
        migrations.AddField(
            model_name='tender',
            name='base_price_due',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='tender',
            name='bids_since_version',
            field=models.PositiveSmallIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='tender',
            name='brand_reason',
            field=models.TextField(blank=True, max_length=1000, verbose_name='why a brand is named'),
        ),
        migrations.AddField(
            model_name='tender',
            name='delivery_terms',
            field=models.TextField(blank=True, max_length=1000, verbose_name='terms of delivery'),
        ),
        migrations.AddField(
            model_name='tender',
            name='department',
            field=models.CharField(blank=True, max_length=80, verbose_name='using department'),
        ),
        migrations.AddField(
            model_name='tender',
            name='reach_reason',
            field=models.TextField(blank=True, max_length=1000, verbose_name='why only invited suppliers may bid'),
        ),
        migrations.AddField(
            model_name='tenderline',
            name='delivery_on',
            field=models.DateField(blank=True, null=True, verbose_name='delivery by'),
        ),
        migrations.AddField(
            model_name='tenderline',
            name='product',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.product', verbose_name='product used today'),
        ),
        migrations.AddField(
            model_name='tenderline',
            name='requirements',
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name='tenderline',
            name='specification',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.specification', verbose_name='specification'),
        ),
        migrations.AddField(
            model_name='tenderline',
            name='specification_version',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.specificationversion'),
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('reason', models.TextField(max_length=2000, verbose_name='reason')),
                ('changes', models.JSONField(verbose_name='changes')),
                ('content', models.JSONField(default=dict, editable=False)),
                ('material', models.BooleanField(default=False, verbose_name='bids go back')),
                ('closed_at_before', models.DateTimeField(verbose_name='deadline before')),
                ('closes_at', models.DateTimeField(verbose_name='deadline after')),
                ('asked_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('decided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('approved', models.BooleanField(blank=True, editable=False, null=True)),
                ('decision_reason', models.TextField(blank=True, editable=False)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('decided_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='bidding.tender')),
            ],
            options={
                'verbose_name': 'amendment of a notice',
                'verbose_name_plural': 'amendments of notices',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gte', models.F('closed_at_before'))), name='amendment_deadline_only_later', violation_error_message='A deadline only moves later.'), models.CheckConstraint(condition=models.Q(('material', False), ('closes_at__gt', models.F('closed_at_before')), _connector='OR'), name='amendment_material_moves_the_deadline', violation_error_message='A change of what is bid for moves the deadline.'), models.CheckConstraint(condition=models.Q(('asked_by', models.F('decided_by')), _negated=True), name='amendment_by_two_people', violation_error_message='A second person decides on an amendment.'), models.CheckConstraint(condition=models.Q(models.Q(('approved', None), ('decided_at', None), ('decided_by', None)), models.Q(('approved__isnull', False), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='amendment_decided_wholly', violation_error_message='A decision has its person and its time.'), models.UniqueConstraint(condition=models.Q(('decided_at', None)), fields=('tender',), name='amendment_open_once', violation_error_message='An amendment is already waiting for approval.'), models.UniqueConstraint(condition=models.Q(('approved', True)), fields=('tender', 'version'), name='amendment_version_once', violation_error_message='This version of the notice is already there.')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('invited_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.company', verbose_name='company')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='bidding.tender')),
            ],
            options={
                'verbose_name': 'invitation to a tender',
                'verbose_name_plural': 'invitations to tenders',
                'ordering': ['tender', 'id'],
                'constraints': [models.UniqueConstraint(fields=('tender', 'company'), name='tender_invitation_once', violation_error_message='This company is already invited.')],
            },
        ),
        migrations.CreateModel(
            name='PlanNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('title_ko', models.CharField(max_length=200, verbose_name='title (Korean)')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title (English)')),
                ('kind', models.CharField(choices=[('goods', 'Goods'), ('equipment', 'Equipment'), ('service', 'Service'), ('works', 'Works')], max_length=10, verbose_name='kind')),
                ('scope', models.TextField(blank=True, max_length=2000, verbose_name='what and how much')),
                ('class_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None, verbose_name='UNSPSC codes')),
                ('region', models.CharField(blank=True, max_length=5, verbose_name='region')),
                ('planned_for', models.DateField(verbose_name='planned for')),
                ('withdrawn', models.BooleanField(default=False, verbose_name='given up')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('made_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='announced')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_notices', to='bidding.tender')),
            ],
            options={
                'verbose_name': 'announced plan',
                'verbose_name_plural': 'announced plans',
                'ordering': ['tender', '-version'],
                'constraints': [models.UniqueConstraint(fields=('tender', 'version'), name='plan_version_once', violation_error_message='This version of the plan is already there.'), models.CheckConstraint(condition=models.Q(('withdrawn', False), ('reason__gt', ''), _connector='OR'), name='plan_given_up_says_why', violation_error_message='A plan that is given up says why.')],
            },
        ),
        migrations.CreateModel(
            name='SplitFlag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('department', models.CharField(max_length=80, verbose_name='using department')),
                ('class_code', models.CharField(max_length=8, verbose_name='UNSPSC class')),
                ('own_won', models.DecimalField(decimal_places=0, max_digits=15, verbose_name='budget of this tender (won)')),
                ('sum_won', models.DecimalField(decimal_places=0, max_digits=20, verbose_name='sum within 90 days (won)')),
                ('threshold_won', models.DecimalField(decimal_places=0, max_digits=15, verbose_name='threshold crossed (won)')),
                ('others', models.JSONField(default=list, verbose_name='other tenders')),
                ('raised_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='raised')),
                ('answered_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='why it is not split')),
                ('answered_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='split_flags', to='bidding.tender')),
            ],
            options={
                'verbose_name': 'suspicion of splitting',
                'verbose_name_plural': 'suspicions of splitting',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('tender', 'class_code', 'threshold_won'), name='split_flag_once', violation_error_message='This suspicion is already noted.'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='split_flag_answered_wholly', violation_error_message='An answer has its person, its time and its words.')],
            },
        ),
        migrations.CreateModel(
            name='TenderDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('no', models.PositiveSmallIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('specification', 'Specification'), ('drawing', 'Drawing'), ('terms', 'Contract terms'), ('form', 'Form to fill in'), ('other', 'Other document')], default='specification', max_length=14, verbose_name='kind')),
                ('title_ko', models.CharField(max_length=200, verbose_name='title (Korean)')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title (English)')),
                ('since_version', models.PositiveSmallIntegerField(default=1, verbose_name='since version')),
                ('until_version', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='until version')),
                ('added_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file', verbose_name='file')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='bidding.tender')),
            ],
            options={
                'verbose_name': 'document of a tender',
                'verbose_name_plural': 'documents of tenders',
                'ordering': ['tender', 'no'],
                'constraints': [models.UniqueConstraint(fields=('tender', 'no'), name='tender_document_once', violation_error_message='Each document has its own number.'), models.CheckConstraint(condition=models.Q(('until_version', None), ('until_version__gte', models.F('since_version')), _connector='OR'), name='tender_document_counts_once_at_least', violation_error_message='A document counts in one version at least.')],
            },
        ),
        AppendOnly("PlanNotice"),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
