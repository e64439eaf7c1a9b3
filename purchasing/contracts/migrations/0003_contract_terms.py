"""What a contract says beyond its lines: milestones, amendments, versions, price links, consents."""

import django.db.models.deletion
import django.db.models.functions.math
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AllowedMoves, AppendOnly, Unchanging
from purchasing.contracts.states import AMENDMENT_FLOW, INDEX_VALUE_FLOW, MILESTONE_FLOW, PRICE_CHANGE_FLOW

# What both sides have signed changes only with the next version, whoever writes. Source: domain CNV-09, security 6.7.
KEPT = """
CREATE FUNCTION contracts_contract_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('in_force', 'completed', 'terminated') AND NEW.version <= OLD.version AND (
        OLD.payee_id, OLD.value, OLD.method, OLD.agreed_days, OLD.advance_rate, OLD.vat_rate, OLD.ends_on, OLD.kind
    ) IS DISTINCT FROM (
        NEW.payee_id, NEW.value, NEW.method, NEW.agreed_days, NEW.advance_rate, NEW.vat_rate, NEW.ends_on, NEW.kind
    ) THEN
        RAISE EXCEPTION 'contracts_contract: what was signed changes only with a new version'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contracts_contract_kept BEFORE UPDATE ON contracts_contract
    FOR EACH ROW EXECUTE FUNCTION contracts_contract_kept();
"""
UNKEPT = "DROP TRIGGER contracts_contract_kept ON contracts_contract; DROP FUNCTION contracts_contract_kept()"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0019_base_price_parts"),
        ("contracts", "0002_rules"),
        ("people", "0003_post_parent_one_buyer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for approval"),
                            ("sent", "Waiting for the supplier's consent"),
                            ("in_force", "In force"),
                            ("declined", "Not approved"),
                            ("refused", "Refused by the supplier"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.TextField(max_length=2000, verbose_name="reason for the change")),
                (
                    "currency",
                    models.CharField(
                        choices=[("KRW", "KRW"), ("USD", "USD")], default="KRW", editable=False, max_length=3
                    ),
                ),
                ("value", models.DecimalField(decimal_places=2, max_digits=20, verbose_name="new value (without VAT)")),
                ("value_before", models.DecimalField(decimal_places=2, max_digits=20, verbose_name="value before")),
                ("ends_on", models.DateField(verbose_name="ends")),
                ("agreed_days", models.PositiveSmallIntegerField(verbose_name="days to pay")),
                ("proposed_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "amendment",
                "verbose_name_plural": "amendments",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="AmendmentLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("description_ko", models.CharField(max_length=300, verbose_name="description (Korean)")),
                ("description_en", models.CharField(blank=True, max_length=300, verbose_name="description (English)")),
                ("qty", models.DecimalField(decimal_places=3, max_digits=14, verbose_name="quantity")),
                ("uom", models.CharField(max_length=12, verbose_name="unit")),
                ("unit_price", models.DecimalField(decimal_places=2, max_digits=20, verbose_name="unit price")),
                ("delivery_on", models.DateField(blank=True, null=True, verbose_name="delivery by")),
            ],
            options={
                "verbose_name": "line of an amendment",
                "verbose_name_plural": "lines of amendments",
                "ordering": ["amendment", "id"],
            },
        ),
        migrations.CreateModel(
            name="ContractVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("since", models.DateField(verbose_name="in force since")),
                ("cause", models.CharField(max_length=80, verbose_name="by")),
                ("document", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
            ],
            options={
                "verbose_name": "version of a contract",
                "verbose_name_plural": "versions of contracts",
                "ordering": ["contract", "-version"],
            },
        ),
        migrations.CreateModel(
            name="IndexValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("month", models.DateField(verbose_name="month")),
                ("value", models.DecimalField(decimal_places=4, max_digits=14, verbose_name="value")),
                (
                    "state",
                    models.CharField(
                        choices=[("entered", "To be confirmed"), ("confirmed", "Confirmed"), ("rejected", "Rejected")],
                        default="entered",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("entered_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "value of an index",
                "verbose_name_plural": "values of indexes",
                "ordering": ["index", "-month", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("no", models.PositiveSmallIntegerField(verbose_name="milestone")),
                ("title_ko", models.CharField(max_length=200, verbose_name="title (Korean)")),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="title (English)")),
                (
                    "currency",
                    models.CharField(
                        choices=[("KRW", "KRW"), ("USD", "USD")], default="KRW", editable=False, max_length=3
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20, verbose_name="amount")),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("reported", "Reported by the supplier"),
                            ("confirmed", "Confirmed"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reached_on", models.DateField(blank=True, editable=False, null=True, verbose_name="reached on")),
                ("confirmed_at", models.DateTimeField(editable=False, null=True)),
                ("remark", models.TextField(blank=True, max_length=1000, verbose_name="remark")),
            ],
            options={
                "verbose_name": "milestone",
                "verbose_name_plural": "milestones",
                "ordering": ["contract", "no"],
            },
        ),
        migrations.CreateModel(
            name="PriceChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("month", models.DateField(verbose_name="index of")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for both sides"),
                            ("accepted", "In force"),
                            ("contested", "Contested"),
                            ("lapsed", "Replaced by a later one"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("factor", models.DecimalField(decimal_places=10, max_digits=12, verbose_name="factor")),
                ("parts", models.JSONField()),
                ("lines", models.JSONField()),
                ("proposed_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ("contest_reason", models.TextField(blank=True, max_length=1000, verbose_name="why it is contested")),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "price change",
                "verbose_name_plural": "price changes",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="PriceConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given", models.BooleanField(verbose_name="given")),
                ("at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
            ],
            options={
                "verbose_name": "consent to show prices",
                "verbose_name_plural": "consents to show prices",
                "ordering": ["contract", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PriceIndex",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                ("name_ko", models.CharField(max_length=120, verbose_name="name (Korean)")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name (English)")),
                ("unit", models.CharField(max_length=40, verbose_name="unit")),
                ("source", models.CharField(max_length=200, verbose_name="published by")),
                ("created_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
            ],
            options={
                "verbose_name": "price index",
                "verbose_name_plural": "price indexes",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="PriceLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("material", models.CharField(max_length=120, verbose_name="main material or energy")),
                ("share", models.DecimalField(decimal_places=6, max_digits=7, verbose_name="share of the price")),
                (
                    "trigger",
                    models.DecimalField(decimal_places=6, max_digits=7, verbose_name="follows from a change of"),
                ),
                ("base_month", models.DateField(verbose_name="base month")),
                ("base_value", models.DecimalField(decimal_places=4, max_digits=14, verbose_name="base value")),
            ],
            options={
                "verbose_name": "price link",
                "verbose_name_plural": "price links",
                "ordering": ["contract", "id"],
            },
        ),
        migrations.AddField(
            model_name="contract",
            name="above_parent_reason",
            field=models.TextField(blank=True, max_length=1000, verbose_name="why above the contract it lies below"),
        ),
        migrations.AddField(
            model_name="contract",
            name="end_reason",
            field=models.TextField(blank=True, editable=False, max_length=1000, verbose_name="why it ended"),
        ),
        migrations.AddField(
            model_name="contract",
            name="ended_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="ended on"),
        ),
        migrations.AddField(
            model_name="contract",
            name="material_share",
            field=models.DecimalField(
                blank=True, decimal_places=6, max_digits=7, null=True, verbose_name="main material's share of the price"
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="no_link_cause",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "The price is linked, or no material weighs that much"),
                    ("small", "The client is a small enterprise"),
                    ("short", "The contract runs 90 days or less"),
                    ("low", "The contract is worth 100 million won or less"),
                    ("agreed", "Both sides agree in writing not to link"),
                ],
                max_length=8,
                verbose_name="why the price is not linked",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="no_link_reason",
            field=models.TextField(blank=True, max_length=1000, verbose_name="reason for not linking"),
        ),
        migrations.AddField(
            model_name="contract",
            name="preferred",
            field=models.BooleanField(default=False, editable=False, verbose_name="socially friendly enterprise"),
        ),
        migrations.AddField(
            model_name="contract",
            name="prices_shown",
            field=models.BooleanField(default=False, editable=False, verbose_name="prices shown to the buyer"),
        ),
        migrations.AddField(
            model_name="contractline",
            name="since_version",
            field=models.PositiveSmallIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="contractline",
            name="split_from",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contracts.contractline",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("advance_rate__gte", 0),
                    ("advance_rate__lte", 1),
                    ("bond_rate__gte", 0),
                    ("bond_rate__lte", 1),
                    ("vat_rate__gte", 0),
                    ("vat_rate__lte", 1),
                    models.Q(
                        ("material_share", None),
                        models.Q(("material_share__gte", 0), ("material_share__lte", 1)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("cash_ratio_received", None),
                        models.Q(("cash_ratio_received__gte", 0), ("cash_ratio_received__lte", 1)),
                        _connector="OR",
                    ),
                ),
                name="contract_shares_below_one",
                violation_error_message="A share lies between 0 and 100 percent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("no_link_cause", "agreed"), _negated=True),
                    models.Q(("no_link_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="contract_not_linked_with_a_reason",
                violation_error_message="An agreement not to link the price states its reason.",
            ),
        ),
        migrations.AddField(
            model_name="amendment",
            name="agreed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="agreed by",
            ),
        ),
        migrations.AddField(
            model_name="amendment",
            name="approved_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="approved by",
            ),
        ),
        migrations.AddField(
            model_name="amendment",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="amendments", to="contracts.contract"
            ),
        ),
        migrations.AddField(
            model_name="amendment",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposed by",
            ),
        ),
        migrations.AddField(
            model_name="amendmentline",
            name="amendment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="contracts.amendment"
            ),
        ),
        migrations.AddField(
            model_name="amendmentline",
            name="line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contracts.contractline",
            ),
        ),
        migrations.AddField(
            model_name="contractversion",
            name="by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="contractversion",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="contracts.contract"
            ),
        ),
        migrations.AddField(
            model_name="indexvalue",
            name="decided_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="confirmed by",
            ),
        ),
        migrations.AddField(
            model_name="indexvalue",
            name="entered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="entered by",
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="confirmed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="milestones", to="contracts.contract"
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="reported_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pricechange",
            name="contested_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pricechange",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="price_changes", to="contracts.contract"
            ),
        ),
        migrations.AddField(
            model_name="pricechange",
            name="payee_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="accepted for the payee",
            ),
        ),
        migrations.AddField(
            model_name="pricechange",
            name="payer_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="accepted for the payer",
            ),
        ),
        migrations.AddField(
            model_name="priceconsent",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="priceconsent",
            name="company",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.company"),
        ),
        migrations.AddField(
            model_name="priceconsent",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="price_consents", to="contracts.contract"
            ),
        ),
        migrations.AddField(
            model_name="priceindex",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="indexvalue",
            name="index",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="values",
                to="contracts.priceindex",
                verbose_name="price index",
            ),
        ),
        migrations.AddField(
            model_name="pricelink",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="links", to="contracts.contract"
            ),
        ),
        migrations.AddField(
            model_name="pricelink",
            name="index",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="links",
                to="contracts.priceindex",
                verbose_name="price index",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "sent"])),
                fields=("contract",),
                name="contract_amendment_open_once",
                violation_error_message="An amendment of this contract is still open.",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_by", None),
                        models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("agreed_by", None),
                        models.Q(
                            models.Q(("agreed_by", models.F("proposed_by")), _negated=True),
                            models.Q(("agreed_by", models.F("approved_by")), _negated=True),
                        ),
                        _connector="OR",
                    ),
                ),
                name="contract_amendment_by_two_people",
                violation_error_message="Who proposed an amendment does not approve it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gt", 0), ("value__lt", 1000000000000000)),
                name="contract_amendment_value_is_positive",
                violation_error_message="The value must be above zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("currency", "KRW"), _negated=True),
                    ("value", django.db.models.functions.math.Round(models.F("value"))),
                    ("value__isnull", True),
                    _connector="OR",
                ),
                name="amendment_whole_won",
                violation_error_message="An amount in won has no decimals.",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreed_days__lte", 60)),
                name="contract_amendment_pays_within_60_days",
                violation_error_message="The law allows at most 60 days; a longer term cannot be agreed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendmentline",
            constraint=models.UniqueConstraint(
                fields=("amendment", "line"),
                name="contract_amendment_line_once",
                violation_error_message="Each line of the contract appears once.",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendmentline",
            constraint=models.CheckConstraint(
                condition=models.Q(("qty__gte", 0), ("unit_price__gt", 0)),
                name="contract_amendment_line_is_positive",
                violation_error_message="Quantity, unit price and amount must be above zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractversion",
            constraint=models.UniqueConstraint(
                fields=("contract", "version"),
                name="contract_version_once",
                violation_error_message="This version is already there.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                fields=("contract", "no"),
                name="milestone_once",
                violation_error_message="Each milestone has its own number.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="milestone_is_positive",
                violation_error_message="The amount must be above zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("currency", "KRW"), _negated=True),
                    ("amount", django.db.models.functions.math.Round(models.F("amount"))),
                    ("amount__isnull", True),
                    _connector="OR",
                ),
                name="milestone_whole_won",
                violation_error_message="An amount in won has no decimals.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "planned"),
                    models.Q(("reached_on__isnull", False), ("reported_by__isnull", False)),
                    _connector="OR",
                ),
                name="milestone_reached_on_a_day",
                violation_error_message="A reported milestone says on which day it was reached.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("reported_by")), _negated=True),
                    _connector="OR",
                ),
                name="milestone_by_two_people",
                violation_error_message="Who reported a milestone does not confirm it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricechange",
            constraint=models.UniqueConstraint(
                fields=("contract", "month"),
                name="price_change_once_a_month",
                violation_error_message="This month's change is already proposed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricechange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "contested"])),
                fields=("contract",),
                name="price_change_open_once",
                violation_error_message="A price change of this contract is still open.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "accepted"), _negated=True),
                    models.Q(
                        ("payee_by__isnull", False),
                        ("payer_by__isnull", False),
                        models.Q(("payer_by", models.F("payee_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="price_change_by_both_sides",
                violation_error_message="A price change is in force when a person of each side has accepted it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indexvalue",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "rejected"), _negated=True),
                fields=("index", "month"),
                name="index_value_once_a_month",
                violation_error_message="There is already a value for this month.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indexvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gt", 0)),
                name="index_value_is_positive",
                violation_error_message="The value must be above zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indexvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="index_value_by_two_people",
                violation_error_message="Who entered a value does not confirm it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelink",
            constraint=models.UniqueConstraint(
                fields=("contract", "index"),
                name="price_link_once",
                violation_error_message="The contract is already linked to this index.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelink",
            constraint=models.CheckConstraint(
                condition=models.Q(("base_value__gt", 0), ("share__gt", 0), ("share__lte", 1)),
                name="price_link_share",
                violation_error_message="A share lies above 0 and up to 100 percent; the base is above zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelink",
            constraint=models.CheckConstraint(
                condition=models.Q(("trigger__gte", 0), ("trigger__lte", "0.1")),
                name="price_link_trigger",
                violation_error_message="The law allows a trigger of at most 10 percent.",
            ),
        ),
        AllowedMoves("Milestone", MILESTONE_FLOW.pairs()),
        AllowedMoves("Amendment", AMENDMENT_FLOW.pairs()),
        AllowedMoves("IndexValue", INDEX_VALUE_FLOW.pairs()),
        AllowedMoves("PriceChange", PRICE_CHANGE_FLOW.pairs()),
        Unchanging("Milestone", ["uid", "contract", "no"]),
        Unchanging("Amendment", ["uid", "contract", "version", "value", "value_before", "proposed_by"]),
        Unchanging("IndexValue", ["uid", "index", "month", "value", "entered_by"]),
        Unchanging("PriceChange", ["uid", "contract", "month", "factor"]),
        AppendOnly("ContractVersion"),
        AppendOnly("PriceConsent"),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
