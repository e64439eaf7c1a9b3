"""Inspection and its amounts, holds, credit notes, facts of suppliers and their contests."""

import django.db.models.deletion
import django.db.models.functions.math
import portal.clock
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AllowedMoves, AppendOnly, NumberSequence, Unchanging
from purchasing.contracts.states import CONTEST_FLOW, CREDIT_FLOW

# What passed its inspection, and for how much, stays so: invoices rest on it.
ACCEPTED_STAYS = """
CREATE FUNCTION contracts_deliveryline_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.qty_accepted IS NOT NULL THEN
        RAISE EXCEPTION 'contracts_deliveryline: what was inspected does not change'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contracts_deliveryline_accepted BEFORE UPDATE ON contracts_deliveryline
    FOR EACH ROW EXECUTE FUNCTION contracts_deliveryline_accepted();
"""
MAY_CHANGE = """
DROP TRIGGER contracts_deliveryline_accepted ON contracts_deliveryline;
DROP FUNCTION contracts_deliveryline_accepted();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0003_contract_terms"),
        ("people", "0003_post_parent_one_buyer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CreditNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(editable=False, max_length=20, unique=True, verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "Waiting for confirmation"),
                            ("noted", "Confirmed"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="issued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "etax_no",
                    models.CharField(blank=True, max_length=24, verbose_name="corrected e-tax invoice (24 digits)"),
                ),
                ("issued_on", models.DateField(verbose_name="issued on")),
                (
                    "currency",
                    models.CharField(
                        choices=[("KRW", "KRW"), ("USD", "USD")], default="KRW", editable=False, max_length=3
                    ),
                ),
                ("net", models.DecimalField(decimal_places=2, max_digits=20, verbose_name="amount without VAT")),
                ("vat", models.DecimalField(decimal_places=2, max_digits=20, verbose_name="VAT")),
                ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                ("key", models.CharField(editable=False, max_length=100)),
                ("created_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("decision_reason", models.TextField(blank=True, max_length=1000, verbose_name="why it was refused")),
            ],
            options={
                "verbose_name": "credit note",
                "verbose_name_plural": "credit notes",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="FactContest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("lodged", "Being looked at"),
                            ("upheld", "Upheld"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="lodged",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="what is wrong")),
                (
                    "lodged_at",
                    models.DateTimeField(
                        db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name="lodged"
                    ),
                ),
                ("answer_by", models.DateField(verbose_name="answer due")),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="answer")),
            ],
            options={
                "verbose_name": "contest of a fact",
                "verbose_name_plural": "contests of facts",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("quantity", "Quantity differs"),
                            ("quality", "Defect found"),
                            ("price", "Price differs"),
                            ("documents", "A document is missing"),
                            ("seizure", "Order of a court"),
                            ("company", "Status of the company"),
                            ("other", "Other reason"),
                        ],
                        max_length=10,
                        verbose_name="cause",
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="reason, as the supplier reads it")),
                ("review_on", models.DateField(verbose_name="looked at again by")),
                (
                    "placed_at",
                    models.DateTimeField(
                        db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name="placed"
                    ),
                ),
                ("lifted_at", models.DateTimeField(editable=False, null=True, verbose_name="lifted")),
                ("lift_reason", models.TextField(blank=True, max_length=1000, verbose_name="why it was lifted")),
            ],
            options={
                "verbose_name": "hold",
                "verbose_name_plural": "holds",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SupplierFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("on_time", "Delivery on time"),
                            ("quality", "Quality at inspection"),
                            ("response", "Speed of answers"),
                        ],
                        max_length=10,
                        verbose_name="measured",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("value", models.DecimalField(decimal_places=6, max_digits=12, null=True, verbose_name="value")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("days_late", "days after the agreed day"),
                            ("share", "share accepted"),
                            ("days", "business days"),
                        ],
                        max_length=10,
                        verbose_name="unit",
                    ),
                ),
                ("recorded_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
            ],
            options={
                "verbose_name": "fact of a supplier",
                "verbose_name_plural": "facts of suppliers",
                "ordering": ["-on", "-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="invoice",
            name="invoice_whole_won",
        ),
        migrations.AddField(
            model_name="delivery",
            name="base_reason",
            field=models.TextField(blank=True, max_length=500, verbose_name="why the day is not today"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="key",
            field=models.CharField(blank=True, editable=False, max_length=100),
        ),
        migrations.AddField(
            model_name="delivery",
            name="remark",
            field=models.TextField(blank=True, max_length=1000, verbose_name="remark"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replacements",
                to="contracts.delivery",
                verbose_name="in place of",
            ),
        ),
        migrations.AddField(
            model_name="deliveryline",
            name="amount",
            field=models.DecimalField(
                blank=True, decimal_places=2, editable=False, max_digits=20, null=True, verbose_name="amount"
            ),
        ),
        migrations.AddField(
            model_name="deliveryline",
            name="currency",
            field=models.CharField(
                choices=[("KRW", "KRW"), ("USD", "USD")], default="KRW", editable=False, max_length=3
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="advance_used",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal("0"),
                editable=False,
                max_digits=20,
                verbose_name="paid by the advance",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="milestone",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoices",
                to="contracts.milestone",
                verbose_name="milestone",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key__gt", "")),
                fields=("contract", "key"),
                name="delivery_key_once",
                violation_error_message="This delivery has already been announced.",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("note_no__gt", ""), models.Q(("state", "cancelled"), _negated=True)),
                fields=("contract", "note_no"),
                name="delivery_note_once",
                violation_error_message="A delivery with this delivery note is already entered.",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "rejected"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="delivery_rejected_says_why",
                violation_error_message="A rejection says what was wrong.",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("currency", "KRW"), _negated=True),
                    ("amount", django.db.models.functions.math.Round(models.F("amount"))),
                    ("amount__isnull", True),
                    _connector="OR",
                ),
                name="delivery_line_whole_won",
                violation_error_message="An amount in won has no decimals.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("currency", "KRW"), _negated=True),
                    models.Q(
                        models.Q(
                            ("net", django.db.models.functions.math.Round(models.F("net"))),
                            ("net__isnull", True),
                            _connector="OR",
                        ),
                        models.Q(
                            ("vat", django.db.models.functions.math.Round(models.F("vat"))),
                            ("vat__isnull", True),
                            _connector="OR",
                        ),
                        models.Q(
                            ("advance_used", django.db.models.functions.math.Round(models.F("advance_used"))),
                            ("advance_used__isnull", True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="invoice_whole_won",
                violation_error_message="An amount in won has no decimals.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("advance_used__gte", 0), ("advance_used__lte", models.F("net"))),
                name="invoice_advance_within_net",
                violation_error_message="No more of the advance is used up than the invoice asks for.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "milestone"), ("milestone__isnull", False)),
                    models.Q(models.Q(("kind", "milestone"), _negated=True), ("milestone", None)),
                    _connector="OR",
                ),
                name="invoice_names_its_milestone",
                violation_error_message="An invoice for a milestone names it; no other does.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["refused", "cancelled"]), _negated=True),
                fields=("milestone",),
                name="invoice_milestone_once",
                violation_error_message="There is already an invoice for this milestone.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("kind", "advance"), models.Q(("state__in", ["refused", "cancelled"]), _negated=True)
                ),
                fields=("contract",),
                name="invoice_advance_once",
                violation_error_message="There is already an invoice for the advance.",
            ),
        ),
        migrations.AddField(
            model_name="creditnote",
            name="decided_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="creditnote",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credit_notes",
                to="contracts.invoice",
                verbose_name="invoice",
            ),
        ),
        migrations.AddField(
            model_name="creditnote",
            name="issued_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="issued by",
            ),
        ),
        migrations.AddField(
            model_name="factcontest",
            name="decided_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="factcontest",
            name="lodged_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="lodged by",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="contracts.invoice"
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="lifted_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="lifted by",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="placed_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="placed by",
            ),
        ),
        migrations.AddField(
            model_name="supplierfact",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="facts",
                to="people.company",
                verbose_name="supplier",
            ),
        ),
        migrations.AddField(
            model_name="supplierfact",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="facts",
                to="contracts.contract",
                verbose_name="contract",
            ),
        ),
        migrations.AddField(
            model_name="supplierfact",
            name="corrects",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="contracts.supplierfact",
                verbose_name="corrects",
            ),
        ),
        migrations.AddField(
            model_name="supplierfact",
            name="delivery",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="facts",
                to="contracts.delivery",
                verbose_name="delivery",
            ),
        ),
        migrations.AddField(
            model_name="supplierfact",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="factcontest",
            name="fact",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contests",
                to="contracts.supplierfact",
                verbose_name="fact",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.UniqueConstraint(
                fields=("invoice", "key"),
                name="credit_note_key_once",
                violation_error_message="This credit note has already been received.",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "issued")),
                fields=("invoice",),
                name="credit_note_open_once",
                violation_error_message="A credit note for this invoice still waits for its confirmation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("net__gt", 0),
                    ("net__lt", 1000000000000000),
                    ("vat__gte", 0),
                    models.Q(("reason", ""), _negated=True),
                ),
                name="credit_note_is_positive",
                violation_error_message="The amount must be above zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("currency", "KRW"), _negated=True),
                    models.Q(
                        models.Q(
                            ("net", django.db.models.functions.math.Round(models.F("net"))),
                            ("net__isnull", True),
                            _connector="OR",
                        ),
                        models.Q(
                            ("vat", django.db.models.functions.math.Round(models.F("vat"))),
                            ("vat__isnull", True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="credit_note_whole_won",
                violation_error_message="An amount in won has no decimals.",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    ("state", "withdrawn"),
                    models.Q(("decided_by", models.F("issued_by")), _negated=True),
                    _connector="OR",
                ),
                name="credit_note_by_two_people",
                violation_error_message="Who issued a credit note does not confirm it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)),
                fields=("invoice",),
                name="hold_open_once",
                violation_error_message="This invoice is already held.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="hold_says_why",
                violation_error_message="A hold says why: the supplier reads it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at", None), ("lifted_by", None)),
                    models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                    _connector="OR",
                ),
                name="hold_lifted_by_somebody",
                violation_error_message="A lifted hold says by whom.",
            ),
        ),
        migrations.AddIndex(
            model_name="supplierfact",
            index=models.Index(fields=["company", "kind", "on"], name="supplier_fact_of"),
        ),
        migrations.AddConstraint(
            model_name="supplierfact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects", None)),
                fields=("contract", "kind", "delivery"),
                name="supplier_fact_once",
                nulls_distinct=False,
                violation_error_message="This has already been measured.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierfact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unit", "share"), _negated=True),
                    ("value", None),
                    models.Q(("value__gte", 0), ("value__lte", 1)),
                    _connector="OR",
                ),
                name="supplier_fact_share",
                violation_error_message="A share lies between 0 and 100 percent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierfact",
            constraint=models.CheckConstraint(
                condition=models.Q(("corrects__isnull", False), ("value__isnull", False), _connector="OR"),
                name="supplier_fact_has_a_value",
                violation_error_message="A measurement has a value.",
            ),
        ),
        migrations.AddConstraint(
            model_name="factcontest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("fact",),
                name="fact_contest_once",
                violation_error_message="This fact has already been contested.",
            ),
        ),
        migrations.AddConstraint(
            model_name="factcontest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    ("state", "withdrawn"),
                    models.Q(("decided_by", models.F("lodged_by")), _negated=True),
                    _connector="OR",
                ),
                name="fact_contest_by_two_people",
                violation_error_message="Who contests a fact does not decide on it.",
            ),
        ),
        NumberSequence("CRN"),
        AppendOnly("SupplierFact"),
        AllowedMoves("CreditNote", CREDIT_FLOW.pairs()),
        AllowedMoves("FactContest", CONTEST_FLOW.pairs()),
        Unchanging(
            "CreditNote", ["uid", "number", "invoice", "currency", "net", "vat", "reason", "issued_on", "issued_by"]
        ),
        Unchanging("Hold", ["uid", "invoice", "cause", "text", "placed_by", "placed_at"]),
        Unchanging("FactContest", ["uid", "fact", "text", "lodged_by"]),
        migrations.RunSQL(ACCEPTED_STAYS, MAY_CHANGE),
    ]
