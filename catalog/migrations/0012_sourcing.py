"""Sourcing requests, proposals, trials, specifications; what the database itself holds of them. Domain 1.4, 1.7."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.math
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models


from catalog.states import CASE_FLOW, PROPOSAL_FLOW, REQUEST_FLOW, TRIAL_FLOW
from portal.audit.operations import AllowedMoves, AppendOnly, NumberSequence

TAKE_PROPOSAL = """
CREATE FUNCTION catalog_proposal_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked record;
    moment timestamptz;
BEGIN
    -- the closing writes this row, so it waits for what is in flight, and what comes after it sees the new state
    SELECT state, closes_at INTO asked FROM catalog_sourcingrequest WHERE id = NEW.request_id FOR SHARE;
    moment := clock_timestamp();  -- not now(): that is when the transaction began
    IF asked.state IS DISTINCT FROM 'open' OR moment >= asked.closes_at THEN
        RAISE EXCEPTION 'request % takes no proposals at %', NEW.request_id, moment
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_in_time';
    END IF;
    IF TG_OP = 'INSERT' THEN NEW.received_at := moment; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER catalog_proposal_take BEFORE INSERT ON catalog_proposal
    FOR EACH ROW EXECUTE FUNCTION catalog_proposal_in_time();
CREATE TRIGGER catalog_proposal_take_back BEFORE UPDATE OF state ON catalog_proposal
    FOR EACH ROW WHEN (NEW.state IN ('superseded', 'withdrawn')) EXECUTE FUNCTION catalog_proposal_in_time();

CREATE FUNCTION catalog_proposal_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.request_id, NEW.company_id, NEW.product_id, NEW.version_id, NEW.price, NEW.currency, NEW.freight_won,
            NEW.duty_pct, NEW.lead_time_days, NEW.statement, NEW.score, NEW.matched::text, NEW.submitted_by_id,
            NEW.received_at)
        IS DISTINCT FROM
       (OLD.request_id, OLD.company_id, OLD.product_id, OLD.version_id, OLD.price, OLD.currency, OLD.freight_won,
            OLD.duty_pct, OLD.lead_time_days, OLD.statement, OLD.score, OLD.matched::text, OLD.submitted_by_id,
            OLD.received_at) THEN
        RAISE EXCEPTION 'proposal %: what was proposed never changes, it is replaced', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_kept';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER catalog_proposal_kept BEFORE UPDATE ON catalog_proposal
    FOR EACH ROW EXECUTE FUNCTION catalog_proposal_kept();
"""

KEEP_REQUEST = """
CREATE FUNCTION catalog_request_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('draft', 'approved') AND NEW.closes_at IS DISTINCT FROM OLD.closes_at AND NOT (
            OLD.state = 'open' AND NEW.state = 'open'
            AND NEW.closes_at > OLD.closes_at AND clock_timestamp() < OLD.closes_at) THEN
        RAISE EXCEPTION 'request %: a deadline only moves later, and only before it has passed', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sourcing_deadline_only_later';
    END IF;
    IF OLD.state = 'open' AND NEW.state = 'closed' AND clock_timestamp() < OLD.closes_at THEN
        RAISE EXCEPTION 'request %: the deadline has not passed', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sourcing_closes_at_its_deadline';
    END IF;
    IF OLD.state <> 'draft' AND (
            NEW.number, NEW.kind, NEW.title_ko, NEW.title_en, NEW.reason, NEW.department, NEW.class_node_id,
            NEW.reference_id, NEW.part_number, NEW.annual_qty, NEW.uom, NEW.current_price_won, NEW.need_by,
            NEW.visibility, NEW.requester_id, NEW.approver_id, NEW.approved_at)
        IS DISTINCT FROM (
            OLD.number, OLD.kind, OLD.title_ko, OLD.title_en, OLD.reason, OLD.department, OLD.class_node_id,
            OLD.reference_id, OLD.part_number, OLD.annual_qty, OLD.uom, OLD.current_price_won, OLD.need_by,
            OLD.visibility, OLD.requester_id, OLD.approver_id, OLD.approved_at) THEN
        RAISE EXCEPTION 'request %: what was approved does not change', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sourcing_keeps_its_notice';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER catalog_request_kept BEFORE UPDATE ON catalog_sourcingrequest
    FOR EACH ROW EXECUTE FUNCTION catalog_request_kept();

CREATE FUNCTION catalog_request_part_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_state text;
BEGIN
    SELECT state INTO its_state FROM catalog_sourcingrequest
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.request_id ELSE NEW.request_id END FOR SHARE;
    IF its_state <> 'draft' THEN
        RAISE EXCEPTION '%: belongs to a request that was approved and does not change', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sourcing_keeps_its_notice';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER catalog_requestattribute_kept BEFORE INSERT OR UPDATE OR DELETE ON catalog_requestattribute
    FOR EACH ROW EXECUTE FUNCTION catalog_request_part_kept();
CREATE TRIGGER catalog_requestfile_kept BEFORE INSERT OR UPDATE OR DELETE ON catalog_requestfile
    FOR EACH ROW EXECUTE FUNCTION catalog_request_part_kept();

CREATE FUNCTION catalog_case_row_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_state text;
BEGIN
    SELECT state INTO its_state FROM catalog_speccase
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.case_id ELSE NEW.case_id END FOR SHARE;
    IF its_state <> 'proposed' THEN
        RAISE EXCEPTION '%: belongs to a case that is under review and does not change', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'spec_case_keeps_its_rows';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER catalog_speccaserow_kept BEFORE INSERT OR UPDATE OR DELETE ON catalog_speccaserow
    FOR EACH ROW EXECUTE FUNCTION catalog_case_row_kept();
"""

BACK = """
DROP TRIGGER catalog_speccaserow_kept ON catalog_speccaserow;
DROP FUNCTION catalog_case_row_kept();
DROP TRIGGER catalog_requestfile_kept ON catalog_requestfile;
DROP TRIGGER catalog_requestattribute_kept ON catalog_requestattribute;
DROP FUNCTION catalog_request_part_kept();
DROP TRIGGER catalog_request_kept ON catalog_sourcingrequest;
DROP FUNCTION catalog_request_kept();
DROP TRIGGER catalog_proposal_kept ON catalog_proposal;
DROP FUNCTION catalog_proposal_kept();
DROP TRIGGER catalog_proposal_take_back ON catalog_proposal;
DROP TRIGGER catalog_proposal_take ON catalog_proposal;
DROP FUNCTION catalog_proposal_in_time();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0011_search_counts"),
        ("files", "0002_initial"),
        ("people", "0003_post_parent_one_buyer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SourcingRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(editable=False, max_length=20, unique=True, verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("approved", "Approved"),
                            ("open", "Taking proposals"),
                            ("closed", "Closed"),
                            ("evaluating", "In evaluation"),
                            ("trial", "Trial test"),
                            ("adopted", "Adopted"),
                            ("not_adopted", "Not adopted"),
                            ("spec_case", "Specification in change"),
                            ("closed_out", "Finished"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("new_item", "New item"),
                            ("alternative", "Alternative"),
                            ("localisation", "Localisation"),
                            ("eco_substitute", "Eco substitute"),
                        ],
                        default="alternative",
                        max_length=14,
                        verbose_name="looking for",
                    ),
                ),
                ("title_ko", models.CharField(max_length=120, verbose_name="title (Korean)")),
                ("title_en", models.CharField(blank=True, max_length=120, verbose_name="title (English)")),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="why it is needed")),
                ("department", models.CharField(blank=True, editable=False, max_length=80, verbose_name="department")),
                ("part_number", models.CharField(blank=True, max_length=40, verbose_name="part number in use")),
                (
                    "annual_qty",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="quantity per year",
                    ),
                ),
                (
                    "uom",
                    models.CharField(
                        choices=[
                            ("C62", "piece"),
                            ("SET", "set"),
                            ("PR", "pair"),
                            ("CEN", "100 pieces"),
                            ("KGM", "kg"),
                            ("TNE", "tonne"),
                            ("MTR", "m"),
                            ("MTK", "m²"),
                            ("MTQ", "m³"),
                            ("LTR", "litre"),
                            ("BX", "box"),
                            ("RO", "roll"),
                            ("DR", "drum"),
                        ],
                        default="C62",
                        max_length=3,
                        verbose_name="counted in",
                    ),
                ),
                (
                    "current_price_won",
                    models.DecimalField(
                        blank=True,
                        decimal_places=0,
                        max_digits=15,
                        null=True,
                        verbose_name="landed price today (won per unit)",
                    ),
                ),
                ("need_by", models.DateField(blank=True, null=True, verbose_name="needed by")),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "Everybody"),
                            ("group", "Suppliers of this class"),
                            ("invited", "Invited suppliers only"),
                        ],
                        default="public",
                        max_length=8,
                        verbose_name="who may propose",
                    ),
                ),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="proposals until")),
                (
                    "asked_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="sent for approval"),
                ),
                ("approved_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="approved")),
                ("opened_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="opened")),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="closed")),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="decided")),
                ("end_reason", models.CharField(blank=True, editable=False, max_length=500, verbose_name="reason")),
                (
                    "saved_won",
                    models.DecimalField(
                        blank=True,
                        decimal_places=0,
                        editable=False,
                        max_digits=18,
                        null=True,
                        verbose_name="saved per year (won)",
                    ),
                ),
                ("saving", models.JSONField(blank=True, default=dict, editable=False)),
                ("created_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                (
                    "approver",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "class_node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.classnode",
                        verbose_name="class (UNSPSC)",
                    ),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                        verbose_name="product used today",
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sourcing_requests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="requester",
                    ),
                ),
            ],
            options={
                "verbose_name": "sourcing request",
                "verbose_name_plural": "sourcing requests",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="RequestInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("invited_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.company",
                        verbose_name="supplier",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                        verbose_name="product",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="catalog.sourcingrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation to propose",
                "verbose_name_plural": "invitations to propose",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RequestFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "file",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.file"),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="catalog.sourcingrequest"
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a sourcing request",
                "verbose_name_plural": "files of sourcing requests",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RequestAttribute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "match",
                    models.CharField(
                        choices=[
                            ("GE", "At least the required value"),
                            ("LE", "At most the required value"),
                            ("EQ_TOL", "Equal within the tolerance"),
                            ("IN_RANGE", "Inside the required range"),
                            ("COVERS", "Covers the required range"),
                            ("ENUM_EQ", "The same option"),
                            ("ENUM_AT_LEAST", "The same option or a higher one"),
                        ],
                        max_length=14,
                        verbose_name="comparison",
                    ),
                ),
                ("num", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("low", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("high", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("unit", models.CharField(blank=True, max_length=12)),
                ("text", models.CharField(blank=True, max_length=300)),
                ("flag", models.BooleanField(blank=True, null=True)),
                ("day", models.DateField(blank=True, null=True)),
                ("si_num", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("si_low", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("si_high", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                (
                    "tolerance_kind",
                    models.CharField(
                        blank=True,
                        choices=[("", "None"), ("ABS", "In the unit"), ("REL", "In percent")],
                        default="",
                        max_length=3,
                        verbose_name="tolerance",
                    ),
                ),
                (
                    "tolerance",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="tolerance, value",
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=10, validators=[django.core.validators.MaxValueValidator(100)], verbose_name="weight"
                    ),
                ),
                (
                    "criticality",
                    models.CharField(
                        choices=[("MUST", "Must match"), ("SHOULD", "Should match"), ("INFO", "For information")],
                        default="SHOULD",
                        max_length=6,
                        verbose_name="criticality",
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.attributedef",
                        verbose_name="attribute",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attributes",
                        to="catalog.sourcingrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "required attribute",
                "verbose_name_plural": "required attributes",
                "ordering": ["definition__order", "definition__code"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "Submitted"),
                            ("superseded", "Replaced by a later one"),
                            ("withdrawn", "Withdrawn"),
                            ("shortlisted", "On the shortlist"),
                            ("in_trial", "In trial"),
                            ("adopted", "Adopted"),
                            ("not_adopted", "Not adopted"),
                        ],
                        default="submitted",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("price", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="unit price")),
                (
                    "currency",
                    models.CharField(
                        choices=[
                            ("KRW", "won (KRW)"),
                            ("USD", "US dollar (USD)"),
                            ("EUR", "euro (EUR)"),
                            ("JPY", "yen (JPY)"),
                            ("CNY", "yuan (CNY)"),
                        ],
                        default="KRW",
                        max_length=3,
                        verbose_name="currency",
                    ),
                ),
                (
                    "freight_won",
                    models.DecimalField(
                        decimal_places=0,
                        default=0,
                        max_digits=15,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="freight for the yearly quantity (won)",
                    ),
                ),
                (
                    "duty_pct",
                    models.DecimalField(
                        decimal_places=3,
                        default=0,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="duty (%)",
                    ),
                ),
                (
                    "lead_time_days",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(999)], verbose_name="lead time (days)"
                    ),
                ),
                ("statement", models.TextField(blank=True, max_length=2000, verbose_name="statement")),
                (
                    "score",
                    models.DecimalField(decimal_places=4, editable=False, max_digits=7, verbose_name="match score"),
                ),
                ("matched", models.JSONField(default=list, editable=False)),
                ("received_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ("result_reason", models.CharField(blank=True, editable=False, max_length=500, verbose_name="reason")),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.company",
                        verbose_name="supplier",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="catalog.product",
                        verbose_name="product",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.productversion",
                        verbose_name="version",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="catalog.sourcingrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ["-score", "id"],
            },
        ),
        migrations.CreateModel(
            name="SpecCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(editable=False, max_length=20, unique=True, verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("tech_review", "Review by the using department"),
                            ("quality_review", "Review by quality"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("effective", "In force"),
                        ],
                        default="proposed",
                        max_length=14,
                        verbose_name="state",
                    ),
                ),
                ("department", models.CharField(blank=True, editable=False, max_length=80, verbose_name="department")),
                ("reason", models.TextField(max_length=2000, verbose_name="reason")),
                (
                    "savings_won",
                    models.DecimalField(
                        blank=True,
                        decimal_places=0,
                        max_digits=18,
                        null=True,
                        verbose_name="estimated saving per year (won)",
                    ),
                ),
                ("effective_from", models.DateField(verbose_name="in force from")),
                ("proposed_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ("tech_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("quality_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "decision_reason",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="reason of the decision"),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.proposal",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "quality_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="catalog.sourcingrequest",
                    ),
                ),
                (
                    "tech_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "specification case",
                "verbose_name_plural": "specification cases",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SpecCaseRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "match",
                    models.CharField(
                        choices=[
                            ("GE", "At least the required value"),
                            ("LE", "At most the required value"),
                            ("EQ_TOL", "Equal within the tolerance"),
                            ("IN_RANGE", "Inside the required range"),
                            ("COVERS", "Covers the required range"),
                            ("ENUM_EQ", "The same option"),
                            ("ENUM_AT_LEAST", "The same option or a higher one"),
                        ],
                        max_length=14,
                        verbose_name="comparison",
                    ),
                ),
                ("num", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("low", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("high", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("unit", models.CharField(blank=True, max_length=12)),
                ("text", models.CharField(blank=True, max_length=300)),
                ("flag", models.BooleanField(blank=True, null=True)),
                ("day", models.DateField(blank=True, null=True)),
                ("si_num", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("si_low", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("si_high", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                (
                    "tolerance_kind",
                    models.CharField(
                        blank=True,
                        choices=[("", "None"), ("ABS", "In the unit"), ("REL", "In percent")],
                        default="",
                        max_length=3,
                        verbose_name="tolerance",
                    ),
                ),
                (
                    "tolerance",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="tolerance, value",
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=10, validators=[django.core.validators.MaxValueValidator(100)], verbose_name="weight"
                    ),
                ),
                (
                    "criticality",
                    models.CharField(
                        choices=[("MUST", "Must match"), ("SHOULD", "Should match"), ("INFO", "For information")],
                        default="SHOULD",
                        max_length=6,
                        verbose_name="criticality",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="catalog.speccase"
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.attributedef",
                        verbose_name="attribute",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed attribute",
                "verbose_name_plural": "proposed attributes",
                "ordering": ["definition__order", "definition__code"],
            },
        ),
        migrations.CreateModel(
            name="Specification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("part_number", models.CharField(blank=True, max_length=40, verbose_name="part number")),
                ("name_ko", models.CharField(max_length=120, verbose_name="name (Korean)")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name (English)")),
                ("department", models.CharField(blank=True, max_length=80, verbose_name="department")),
                ("created_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                (
                    "class_node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.classnode",
                        verbose_name="class (UNSPSC)",
                    ),
                ),
            ],
            options={
                "verbose_name": "specification",
                "verbose_name_plural": "specifications",
                "ordering": ["class_node__code", "part_number"],
            },
        ),
        migrations.AddField(
            model_name="speccase",
            name="specification",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="catalog.specification"
            ),
        ),
        migrations.CreateModel(
            name="SpecificationVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(verbose_name="version")),
                ("valid_from", models.DateField(verbose_name="in force from")),
                ("made_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                (
                    "case",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made",
                        to="catalog.speccase",
                        verbose_name="by the case",
                    ),
                ),
                (
                    "specification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="catalog.specification"
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a specification",
                "verbose_name_plural": "versions of specifications",
                "ordering": ["-no"],
            },
        ),
        migrations.CreateModel(
            name="SpecificationRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "match",
                    models.CharField(
                        choices=[
                            ("GE", "At least the required value"),
                            ("LE", "At most the required value"),
                            ("EQ_TOL", "Equal within the tolerance"),
                            ("IN_RANGE", "Inside the required range"),
                            ("COVERS", "Covers the required range"),
                            ("ENUM_EQ", "The same option"),
                            ("ENUM_AT_LEAST", "The same option or a higher one"),
                        ],
                        max_length=14,
                        verbose_name="comparison",
                    ),
                ),
                ("num", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("low", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("high", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("unit", models.CharField(blank=True, max_length=12)),
                ("text", models.CharField(blank=True, max_length=300)),
                ("flag", models.BooleanField(blank=True, null=True)),
                ("day", models.DateField(blank=True, null=True)),
                ("si_num", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("si_low", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("si_high", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                (
                    "tolerance_kind",
                    models.CharField(
                        blank=True,
                        choices=[("", "None"), ("ABS", "In the unit"), ("REL", "In percent")],
                        default="",
                        max_length=3,
                        verbose_name="tolerance",
                    ),
                ),
                (
                    "tolerance",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="tolerance, value",
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=10, validators=[django.core.validators.MaxValueValidator(100)], verbose_name="weight"
                    ),
                ),
                (
                    "criticality",
                    models.CharField(
                        choices=[("MUST", "Must match"), ("SHOULD", "Should match"), ("INFO", "For information")],
                        default="SHOULD",
                        max_length=6,
                        verbose_name="criticality",
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.attributedef",
                        verbose_name="attribute",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="catalog.specificationversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a specification",
                "verbose_name_plural": "rows of specifications",
                "ordering": ["definition__order", "definition__code"],
            },
        ),
        migrations.AddField(
            model_name="speccase",
            name="base",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.specificationversion",
                verbose_name="changes version",
            ),
        ),
        migrations.CreateModel(
            name="TrialTest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("measured", "Measured, waiting for the verdict"),
                            ("decided", "Decided"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("plan", models.TextField(max_length=2000, verbose_name="plan")),
                (
                    "sample_qty",
                    models.DecimalField(
                        decimal_places=3,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="sample quantity",
                    ),
                ),
                ("site", models.CharField(max_length=120, verbose_name="site")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("planned_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ("findings", models.TextField(blank=True, max_length=2000, verbose_name="what was seen")),
                (
                    "score",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        editable=False,
                        max_digits=7,
                        null=True,
                        verbose_name="match score of what was measured",
                    ),
                ),
                ("measured_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("pass", "Passed"), ("conditional", "Passed with conditions"), ("fail", "Failed")],
                        editable=False,
                        max_length=11,
                        verbose_name="verdict",
                    ),
                ),
                ("verdict_reason", models.CharField(blank=True, editable=False, max_length=500, verbose_name="reason")),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="trials", to="catalog.proposal"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.file",
                    ),
                ),
                (
                    "runner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="runs the trial",
                    ),
                ),
            ],
            options={
                "verbose_name": "trial test",
                "verbose_name_plural": "trial tests",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="TrialValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("num", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("low", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("high", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("unit", models.CharField(blank=True, max_length=12)),
                ("text", models.CharField(blank=True, max_length=300)),
                ("flag", models.BooleanField(blank=True, null=True)),
                ("day", models.DateField(blank=True, null=True)),
                ("si_num", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("si_low", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                ("si_high", models.DecimalField(blank=True, decimal_places=9, max_digits=24, null=True)),
                (
                    "attribute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.requestattribute"
                    ),
                ),
                (
                    "trial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="values", to="catalog.trialtest"
                    ),
                ),
            ],
            options={
                "verbose_name": "measured value",
                "verbose_name_plural": "measured values",
            },
        ),
        migrations.CreateModel(
            name="ProposalFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.file"),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="catalog.proposal"
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a proposal",
                "verbose_name_plural": "files of proposals",
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("proposal", "file"), name="proposal_file_once")],
            },
        ),
        migrations.AddIndex(
            model_name="sourcingrequest",
            index=models.Index(fields=["state", "closes_at"], name="sourcing_state_closes"),
        ),
        migrations.AddIndex(
            model_name="sourcingrequest",
            index=models.Index(fields=["-opened_at"], name="sourcing_opened"),
        ),
        migrations.AddConstraint(
            model_name="sourcingrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("annual_qty", None), ("annual_qty__gt", 0), _connector="OR"),
                name="sourcing_qty_positive",
                violation_error_message="A quantity is more than zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcingrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("current_price_won", None), ("current_price_won__gt", 0), _connector="OR"),
                name="sourcing_price_positive",
                violation_error_message="A price is more than zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcingrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "approved", "cancelled"]),
                    models.Q(("annual_qty__isnull", False), ("closes_at__isnull", False), ("opened_at__isnull", False)),
                    _connector="OR",
                ),
                name="sourcing_open_has_a_deadline",
                violation_error_message="A request that was opened has a deadline and a quantity.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcingrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approver", None), models.Q(("approver", models.F("requester")), _negated=True), _connector="OR"
                ),
                name="sourcing_approved_by_another",
                violation_error_message="Who writes a request does not approve it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestinvitation",
            constraint=models.UniqueConstraint(
                fields=("request", "company"),
                name="request_invitation_once",
                violation_error_message="This supplier is already invited.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestfile",
            constraint=models.UniqueConstraint(fields=("request", "file"), name="request_file_once"),
        ),
        migrations.AddConstraint(
            model_name="requestattribute",
            constraint=models.UniqueConstraint(
                fields=("request", "definition"),
                name="request_attribute_once",
                violation_error_message="This attribute is already asked for.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestattribute",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__lte", 100)),
                name="request_attribute_weight_to_100",
                violation_error_message="A weight is at most 100.",
            ),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["company", "-id"], name="proposal_of_company"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["superseded", "withdrawn"]), _negated=True),
                fields=("request", "product"),
                name="proposal_live_once",
                violation_error_message="This product is already proposed. Replace the proposal instead.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("price__gt", 0)),
                name="proposal_price_positive",
                violation_error_message="A price is more than zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("currency__in", ("KRW", "JPY")), _negated=True),
                    ("price", django.db.models.functions.math.Round(models.F("price"))),
                    _connector="OR",
                ),
                name="proposal_price_in_whole_units",
                violation_error_message="Won and yen have no decimals.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__gte", 0), ("score__lte", 100)), name="proposal_score_to_100"
            ),
        ),
        migrations.AddConstraint(
            model_name="speccaserow",
            constraint=models.UniqueConstraint(
                fields=("case", "definition"),
                name="spec_case_row_once",
                violation_error_message="This attribute already stands in the case.",
            ),
        ),
        migrations.AddConstraint(
            model_name="specification",
            constraint=models.UniqueConstraint(
                fields=("class_node", "part_number"),
                name="specification_once",
                violation_error_message="This class and part number already have a specification.",
            ),
        ),
        migrations.AddConstraint(
            model_name="specificationversion",
            constraint=models.UniqueConstraint(fields=("specification", "no"), name="specification_version_once"),
        ),
        migrations.AddConstraint(
            model_name="specificationrow",
            constraint=models.UniqueConstraint(fields=("version", "definition"), name="specification_row_once"),
        ),
        migrations.AddConstraint(
            model_name="speccase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("proposed", "tech_review", "quality_review", "approved"))),
                fields=("specification",),
                name="spec_case_one_open",
                violation_error_message="Another case already changes this specification.",
            ),
        ),
        migrations.AddConstraint(
            model_name="speccase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tech_by", None), models.Q(("tech_by", models.F("proposed_by")), _negated=True), _connector="OR"
                ),
                name="spec_case_tech_by_another",
                violation_error_message="Who proposes a change does not review it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="speccase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quality_by", None),
                    models.Q(
                        models.Q(("quality_by", models.F("proposed_by")), _negated=True),
                        models.Q(("quality_by", models.F("tech_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="spec_case_quality_by_a_third",
                violation_error_message="Two different people approve a case, neither of them who proposed it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="speccase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "effective"]), _negated=True),
                    models.Q(("quality_by__isnull", False), ("tech_by__isnull", False)),
                    _connector="OR",
                ),
                name="spec_case_approved_by_two",
                violation_error_message="A case is approved by two people.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trialtest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["planned", "measured"])),
                fields=("proposal",),
                name="trial_one_at_a_time",
                violation_error_message="A trial of this proposal already runs.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trialtest",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="trial_ends_after_it_starts",
                violation_error_message="A trial ends on or after the day on which it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trialtest",
            constraint=models.CheckConstraint(
                condition=models.Q(("sample_qty__gt", 0)),
                name="trial_sample_positive",
                violation_error_message="A sample is more than zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trialtest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None), models.Q(("decided_by", models.F("runner")), _negated=True), _connector="OR"
                ),
                name="trial_decided_by_another",
                violation_error_message="Who runs a trial does not decide on it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trialtest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "decided"), models.Q(("verdict", ""), _negated=True), ("decided_by__isnull", False)
                    ),
                    models.Q(models.Q(("state", "decided"), _negated=True), ("verdict", "")),
                    _connector="OR",
                ),
                name="trial_decided_has_a_verdict",
            ),
        ),
        migrations.AddConstraint(
            model_name="trialvalue",
            constraint=models.UniqueConstraint(fields=("trial", "attribute"), name="trial_value_once"),
        ),
        NumberSequence("SRQ"),
        NumberSequence("SPC"),
        AllowedMoves("SourcingRequest", REQUEST_FLOW.pairs()),
        AllowedMoves("Proposal", PROPOSAL_FLOW.pairs()),
        AllowedMoves("TrialTest", TRIAL_FLOW.pairs()),
        AllowedMoves("SpecCase", CASE_FLOW.pairs()),
        AppendOnly("SpecificationVersion"),
        AppendOnly("SpecificationRow"),
        migrations.RunSQL(TAKE_PROPOSAL + KEEP_REQUEST, BACK),
    ]
