"""Keys, sealed envelopes, receipts, and what the database itself holds of them. Source: security D4, 5.3-5.6, 6.2."""

import django.db.models.deletion
import portal.clock
import purchasing.bidding.models.sealed
import uuid
from django.conf import settings
from django.db import migrations, models


from portal.audit.operations import AppendOnly, Unchanging

APPEND_ONLY = (
    "KeyBox", "SealedPart", "SealedFile", "SignedReceipt", "VoidedBid", "SealedList", "Outage", "OutageExtension",
)  # fmt: skip

TAKE_BID = """
CREATE OR REPLACE FUNCTION bidding_take_bid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tender record;
BEGIN
    -- The closing writes this row, so it waits for every bid in flight, and a bid that comes after it sees the new
    -- state. The foreign key's own lock (FOR KEY SHARE) would not conflict with that write.
    SELECT state, opens_at, closes_at, seal INTO tender FROM bidding_tender WHERE id = NEW.tender_id FOR SHARE;
    PERFORM pg_advisory_xact_lock(hashtextextended('bid:' || NEW.tender_id || ':' || NEW.company_id, 0));
    NEW.received_at := clock_timestamp();  -- not now(): that is when the transaction began
    IF tender.state IS DISTINCT FROM 'published' OR NEW.received_at < tender.opens_at
            OR NEW.received_at >= tender.closes_at THEN
        RAISE EXCEPTION 'tender % takes no bids at %', NEW.tender_id, NEW.received_at
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bid_in_time';
    END IF;
    -- sealed to keys: nothing of the content stands in a column
    IF tender.seal = 'keys' AND (NOT NEW.sealed OR NEW.price_won IS NOT NULL OR NEW.stated_total_won IS NOT NULL
            OR NEW.lines::text <> '[]' OR NEW.documents::text <> '{}' OR NEW.lead_days IS NOT NULL
            OR NEW.note <> '' OR NEW.nonce <> '') THEN
        RAISE EXCEPTION 'tender % takes sealed bids only', NEW.tender_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bid_sealed_has_no_content';
    END IF;
    SELECT coalesce(max(seq), 0) + 1 INTO NEW.seq
        FROM bidding_bid WHERE tender_id = NEW.tender_id AND company_id = NEW.company_id;
    RETURN NEW;
END $$;
"""

VOID = """
-- a bid is made void only while its bidder can put in another
CREATE FUNCTION bidding_void_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tender record;
BEGIN
    SELECT t.state, t.closes_at INTO tender FROM bidding_tender t JOIN bidding_bid b ON b.tender_id = t.id
        WHERE b.id = NEW.bid_id FOR SHARE OF t;
    IF tender.state IS DISTINCT FROM 'published' OR clock_timestamp() >= tender.closes_at THEN
        RAISE EXCEPTION 'bid %: bids become void only while others can be put in', NEW.bid_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bid_void_in_time';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_voidedbid_in_time BEFORE INSERT ON bidding_voidedbid
    FOR EACH ROW EXECUTE FUNCTION bidding_void_in_time();
"""

BASE_PRICE = """
CREATE OR REPLACE FUNCTION bidding_keep_base_price() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tender record;
    its_tender bigint;
BEGIN
    its_tender := CASE WHEN TG_OP = 'DELETE' THEN OLD.tender_id ELSE NEW.tender_id END;
    SELECT state, base_price_due INTO tender FROM bidding_tender WHERE id = its_tender FOR SHARE;
    IF tender.state IN ('planned', 'draft', 'review', 'approved')
            -- after an amendment of the quantities, or with new keys, it is sealed again, until the bids are open
            OR (TG_OP = 'UPDATE' AND tender.state IN ('published', 'closed') AND tender.base_price_due) THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    -- the opening writes what was sealed, once
    IF TG_OP = 'UPDATE' AND tender.state IN ('closed', 'examining') AND OLD.amount_won IS NULL
            AND OLD.revealed_at IS NULL AND NEW.revealed_at IS NOT NULL
            AND (NEW.tender_id, NEW.basis, NEW.lines_sha256, NEW.commitment, NEW.sealed_payload, NEW.set_by_id,
                NEW.sealed_at)
            IS NOT DISTINCT FROM (OLD.tender_id, OLD.basis, OLD.lines_sha256, OLD.commitment, OLD.sealed_payload,
                OLD.set_by_id, OLD.sealed_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'tender %: what was published does not change', its_tender
        USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_keeps_its_notice';
END $$;
"""

OPENINGS = """
-- an opening of an envelope: a first confirmation may lapse; the second one ends it
CREATE TRIGGER bidding_envelopeopening_kept BEFORE DELETE ON bidding_envelopeopening
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_envelopeopening_frozen BEFORE UPDATE ON bidding_envelopeopening
    FOR EACH ROW WHEN (OLD.second_by_id IS NOT NULL) EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_tenderkey_kept BEFORE DELETE ON bidding_tenderkey
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
"""

PROMISES = """
-- an outage gives all its tenders the same longer time, also where the deadline passed while nobody could bid
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
"""


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0011_tco'),
        ('people', '0003_post_parent_one_buyer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), verbose_name='given')),
                ('on_own_machine', models.BooleanField(default=False, verbose_name="on the officer's own computer")),
            ],
            options={
                'verbose_name': 'contribution to an opening',
                'verbose_name_plural': 'contributions to openings',
                'ordering': ['tender_key', 'at'],
            },
        ),
        migrations.CreateModel(
            name='EnvelopeOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('envelope', models.CharField(choices=[('qualification', 'Qualification'), ('technical', 'Technical proposal'), ('price', 'Price')], max_length=14, verbose_name='envelope')),
                ('first_at', models.DateTimeField()),
                ('second_at', models.DateTimeField(null=True)),
                ('minutes', models.TextField(blank=True, editable=False, verbose_name='minutes')),
                ('minutes_sha256', models.CharField(blank=True, editable=False, max_length=64)),
            ],
            options={
                'verbose_name': 'opening of an envelope',
                'verbose_name_plural': 'openings of envelopes',
                'ordering': ['tender', 'id'],
            },
        ),
        migrations.CreateModel(
            name='KeyBox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=20)),
                ('seat', models.PositiveSmallIntegerField()),
                ('box', models.BinaryField()),
                ('share_sha256', models.CharField(editable=False, max_length=64)),
            ],
            options={
                'verbose_name': 'key box',
                'verbose_name_plural': 'key boxes',
                'ordering': ['tender_key', 'group', 'seat'],
            },
        ),
        migrations.CreateModel(
            name='KeyDrill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('box', models.BinaryField()),
                ('answer_sha256', models.CharField(editable=False, max_length=64)),
                ('asked_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='asked')),
                ('passed_at', models.DateTimeField(editable=False, null=True, verbose_name='passed')),
            ],
            options={
                'verbose_name': 'key drill',
                'verbose_name_plural': 'key drills',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='OfficerKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_key', models.BinaryField(max_length=32)),
                ('locked', models.BinaryField()),
                ('recovery', models.BinaryField()),
                ('made_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='made')),
                ('retired_at', models.DateTimeField(editable=False, null=True, verbose_name='retired')),
                ('retire_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'officer key',
                'verbose_name_plural': 'officer keys',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Outage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('began_at', models.DateTimeField(verbose_name='began')),
                ('ended_at', models.DateTimeField(verbose_name='ended')),
                ('extra', models.DurationField(verbose_name='longer by')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('noted_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='noted')),
            ],
            options={
                'verbose_name': 'outage',
                'verbose_name_plural': 'outages',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='OutageExtension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closed_at_before', models.DateTimeField(verbose_name='deadline before')),
                ('closes_at', models.DateTimeField(verbose_name='new deadline')),
            ],
            options={
                'verbose_name': 'extension for an outage',
                'verbose_name_plural': 'extensions for outages',
            },
        ),
        migrations.CreateModel(
            name='RelayBox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=20)),
                ('to_seat', models.PositiveSmallIntegerField()),
                ('box', models.BinaryField()),
            ],
            options={
                'verbose_name': 'share on its way',
                'verbose_name_plural': 'shares on their way',
            },
        ),
        migrations.CreateModel(
            name='SealedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('uploaded_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='uploaded')),
                ('size', models.PositiveBigIntegerField(verbose_name='size (bytes)')),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('content', models.FileField(upload_to=purchasing.bidding.models.sealed.random_place, verbose_name='content')),
            ],
            options={
                'verbose_name': 'sealed file',
                'verbose_name_plural': 'sealed files',
            },
        ),
        migrations.CreateModel(
            name='SealedList',
            fields=[
                ('tender', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='sealed_list', serialize=False, to='bidding.tender')),
                ('root', models.CharField(editable=False, max_length=64, verbose_name='root')),
                ('entries', models.PositiveIntegerField(verbose_name='entries')),
                ('at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='time')),
            ],
            options={
                'verbose_name': 'sealed list',
                'verbose_name_plural': 'sealed lists',
            },
        ),
        migrations.CreateModel(
            name='SealedPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('envelope', models.CharField(choices=[('qualification', 'Qualification'), ('technical', 'Technical proposal'), ('price', 'Price')], max_length=14, verbose_name='envelope')),
                ('ciphertext', models.BinaryField()),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256 of the sealed envelope')),
                ('commitment', models.CharField(editable=False, max_length=64, verbose_name='fingerprint of the content')),
                ('by_client', models.BooleanField(default=False, verbose_name="sealed by the bidder's own program")),
            ],
            options={
                'verbose_name': 'sealed envelope',
                'verbose_name_plural': 'sealed envelopes',
                'ordering': ['bid', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SignedReceipt',
            fields=[
                ('bid', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='signed_receipt', serialize=False, to='bidding.bid')),
                ('document', models.TextField(editable=False)),
                ('signature', models.CharField(editable=False, max_length=100)),
                ('key_id', models.CharField(editable=False, max_length=16)),
            ],
            options={
                'verbose_name': 'signed receipt',
                'verbose_name_plural': 'signed receipts',
            },
        ),
        migrations.CreateModel(
            name='TenderKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('envelope', models.CharField(choices=[('qualification', 'Qualification'), ('technical', 'Technical proposal'), ('price', 'Price')], max_length=14, verbose_name='envelope')),
                ('epoch', models.PositiveSmallIntegerField(default=1, verbose_name='epoch')),
                ('public_key', models.BinaryField(max_length=32)),
                ('needed', models.PositiveSmallIntegerField(verbose_name='officers needed')),
                ('people', models.PositiveSmallIntegerField(verbose_name='officers')),
                ('pad', models.BinaryField()),
                ('pad_used_at', models.DateTimeField(editable=False, null=True, verbose_name="portal's part used")),
                ('made_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='made')),
            ],
            options={
                'verbose_name': 'tender key',
                'verbose_name_plural': 'tender keys',
                'ordering': ['tender', '-epoch', 'envelope'],
            },
        ),
        migrations.CreateModel(
            name='VoidedBid',
            fields=[
                ('bid', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='voided', serialize=False, to='bidding.bid')),
                ('cause', models.CharField(choices=[('amended', 'The notice was amended'), ('rekeyed', 'The tender got new keys')], max_length=10, verbose_name='cause')),
                ('at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='time')),
            ],
            options={
                'verbose_name': 'void bid',
                'verbose_name_plural': 'void bids',
            },
        ),
        migrations.RemoveConstraint(
            model_name='bid',
            name='bid_has_a_price',
        ),
        migrations.RemoveField(
            model_name='bid',
            name='sealed_payload',
        ),
        migrations.AddField(
            model_name='bid',
            name='documents',
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='bid',
            name='sealed',
            field=models.BooleanField(default=False, editable=False, verbose_name='sealed to keys'),
        ),
        migrations.AddField(
            model_name='tender',
            name='openers_needed',
            field=models.PositiveSmallIntegerField(default=2, help_text="With keys: one fewer than the committee has at most, so that one person's absence stops nothing.", verbose_name='officers who open together'),
        ),
        migrations.AlterField(
            model_name='tender',
            name='method',
            field=models.CharField(choices=[('LPL_POSCO', 'Price floor: share of the midpoint of mean bid and base price'), ('LPL_EC', 'Price floor: share of the midpoint of mean bid and budget, without the lowest bid'), ('LPL_FIXED', 'Price floor: fixed share of the base price or the mean bid'), ('TCO', 'Total cost of ownership: lowest yearly cost'), ('COMPOSITE', 'Best points for price and quality'), ('EU_EXPLAIN', 'Lowest price; abnormally low bids are explained'), ('KR_RESERVE', 'Drawn reserve price with an award floor'), ('KR_QUALIFICATION', 'Drawn reserve price, award floor and qualification'), ('JP_MIN', 'Minimum price from the parts of the planned cost'), ('BAM', 'Bid closest to the average'), ('BELOW_AVG', 'Highest bid that is not above the mean'), ('TRIMMED_MEAN', 'Anomaly threshold from a trimmed mean'), ('IT_A', 'Italian anomaly threshold, method A'), ('IT_2017', 'Italian anomaly threshold of 2017, drawn from five'), ('IT_2017_A', 'Italian anomaly threshold of 2017, A'), ('IT_2017_B', 'Italian anomaly threshold of 2017, B'), ('IT_2017_C', 'Italian anomaly threshold of 2017, C'), ('IT_2017_D', 'Italian anomaly threshold of 2017, D'), ('IT_2017_E', 'Italian anomaly threshold of 2017, E'), ('LOWEST', 'Lowest price, where a law asks for it')], default='LPL_POSCO', max_length=20, verbose_name='award rule'),
        ),
        migrations.AddConstraint(
            model_name='bid',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'bid'), ('price_won__gt', 0)), models.Q(('kind', 'bid'), ('price_won', None), ('sealed', True)), models.Q(('kind', 'withdrawal'), ('price_won', None)), _connector='OR'), name='bid_has_a_price', violation_error_message='A bid has a price above zero; a withdrawal has none.'),
        ),
        migrations.AddField(
            model_name='contribution',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='officer'),
        ),
        migrations.AddField(
            model_name='envelopeopening',
            name='first_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='first confirmation'),
        ),
        migrations.AddField(
            model_name='envelopeopening',
            name='second_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='second confirmation'),
        ),
        migrations.AddField(
            model_name='envelopeopening',
            name='tender',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='envelope_openings', to='bidding.tender'),
        ),
        migrations.AddField(
            model_name='officerkey',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='officer_keys', to=settings.AUTH_USER_MODEL, verbose_name='officer'),
        ),
        migrations.AddField(
            model_name='keydrill',
            name='officer_key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drills', to='bidding.officerkey', verbose_name='officer key'),
        ),
        migrations.AddField(
            model_name='keybox',
            name='officer_key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='boxes', to='bidding.officerkey'),
        ),
        migrations.AddField(
            model_name='contribution',
            name='officer_key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='bidding.officerkey'),
        ),
        migrations.AddField(
            model_name='outage',
            name='noted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='noted by'),
        ),
        migrations.AddField(
            model_name='outageextension',
            name='outage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='bidding.outage'),
        ),
        migrations.AddField(
            model_name='outageextension',
            name='tender',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outage_extensions', to='bidding.tender'),
        ),
        migrations.AddField(
            model_name='relaybox',
            name='contribution',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relays', to='bidding.contribution'),
        ),
        migrations.AddField(
            model_name='sealedfile',
            name='company',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sealed_files', to='people.company'),
        ),
        migrations.AddField(
            model_name='sealedfile',
            name='tender',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sealed_files', to='bidding.tender'),
        ),
        migrations.AddField(
            model_name='sealedfile',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by'),
        ),
        migrations.AddField(
            model_name='sealedpart',
            name='bid',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='bidding.bid'),
        ),
        migrations.AddField(
            model_name='tenderkey',
            name='tender',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='bidding.tender'),
        ),
        migrations.AddField(
            model_name='sealedpart',
            name='tender_key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='bidding.tenderkey'),
        ),
        migrations.AddField(
            model_name='keybox',
            name='tender_key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='boxes', to='bidding.tenderkey'),
        ),
        migrations.AddField(
            model_name='contribution',
            name='tender_key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='bidding.tenderkey'),
        ),
        migrations.AddConstraint(
            model_name='envelopeopening',
            constraint=models.UniqueConstraint(fields=('tender', 'envelope'), name='envelope_opening_once', violation_error_message='This envelope is opened once.'),
        ),
        migrations.AddConstraint(
            model_name='envelopeopening',
            constraint=models.CheckConstraint(condition=models.Q(('first_by', models.F('second_by')), _negated=True), name='envelope_opening_by_two_people', violation_error_message='The second confirmation comes from another person.'),
        ),
        migrations.AddConstraint(
            model_name='officerkey',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('user',), name='officer_key_one_in_use', violation_error_message='You already have a key: retire it first.'),
        ),
        migrations.AddConstraint(
            model_name='officerkey',
            constraint=models.UniqueConstraint(fields=('public_key',), name='officer_key_once', violation_error_message='This key is already known.'),
        ),
        migrations.AddIndex(
            model_name='keydrill',
            index=models.Index(fields=['officer_key', '-passed_at'], name='key_drill_passed'),
        ),
        migrations.AddConstraint(
            model_name='outage',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__gt', models.F('began_at'))), name='outage_ends_after_it_began', violation_error_message='An outage ends after it began.'),
        ),
        migrations.AddConstraint(
            model_name='outage',
            constraint=models.CheckConstraint(condition=models.Q(('extra__gt', models.Value('0 seconds'))), name='outage_gives_more_time', violation_error_message='The extension is above zero.'),
        ),
        migrations.AddConstraint(
            model_name='outageextension',
            constraint=models.UniqueConstraint(fields=('outage', 'tender'), name='outage_extension_once', violation_error_message='This tender already has the time of this outage.'),
        ),
        migrations.AddConstraint(
            model_name='relaybox',
            constraint=models.UniqueConstraint(fields=('contribution', 'group', 'to_seat'), name='relay_box_once', violation_error_message='This share is already on its way.'),
        ),
        migrations.AddConstraint(
            model_name='tenderkey',
            constraint=models.UniqueConstraint(fields=('tender', 'envelope', 'epoch'), name='tender_key_of_envelope_once', violation_error_message='This envelope already has its key.'),
        ),
        migrations.AddConstraint(
            model_name='tenderkey',
            constraint=models.CheckConstraint(condition=models.Q(('needed__gte', 2), ('needed__lt', models.F('people')), ('people__lte', 7)), name='tender_key_k_of_n', violation_error_message='At least two officers open, and one fewer than there are.'),
        ),
        migrations.AddConstraint(
            model_name='sealedpart',
            constraint=models.UniqueConstraint(fields=('bid', 'envelope'), name='sealed_part_once', violation_error_message='This envelope of the bid is already there.'),
        ),
        migrations.AddConstraint(
            model_name='keybox',
            constraint=models.UniqueConstraint(fields=('tender_key', 'group', 'seat'), name='key_box_once', violation_error_message='This share is already there.'),
        ),
        migrations.AddConstraint(
            model_name='contribution',
            constraint=models.UniqueConstraint(fields=('tender_key', 'by'), name='contribution_once', violation_error_message='You have already contributed.'),
        ),
        *[AppendOnly(name) for name in APPEND_ONLY],
        Unchanging(
            "TenderKey", ["tender", "envelope", "epoch", "public_key", "needed", "people", "made_at"]
        ),
        Unchanging("OfficerKey", ["user", "public_key", "made_at"]),
        migrations.RunSQL(TAKE_BID + VOID + BASE_PRICE + OPENINGS + PROMISES, migrations.RunSQL.noop),
    ]
