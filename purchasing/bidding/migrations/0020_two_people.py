"""An outage that was noted, and a correction of a declared value, take two people."""

import django.db.models.deletion
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AllowedMoves
from purchasing.bidding.states import TCO_INPUT_FLOW


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0019_base_price_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OutageNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("began_at", models.DateTimeField(verbose_name="began")),
                ("ended_at", models.DateTimeField(verbose_name="ended")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "noted_at",
                    models.DateTimeField(
                        db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name="noted"
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("decline_reason", models.CharField(blank=True, editable=False, max_length=500)),
            ],
            options={
                "verbose_name": "noted outage",
                "verbose_name_plural": "noted outages",
                "ordering": ["-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="tcoinput",
            name="tco_input_corrected_has_its_value",
        ),
        migrations.AddField(
            model_name="outage",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="confirmed by",
            ),
        ),
        migrations.AddField(
            model_name="tcoinput",
            name="proposed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="tcoinput",
            name="proposed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="correction proposed by",
            ),
        ),
        migrations.AlterField(
            model_name="tcoinput",
            name="state",
            field=models.CharField(
                choices=[
                    ("entered", "Declared"),
                    ("verified", "Verified"),
                    ("proposed", "Correction proposed"),
                    ("corrected", "Corrected"),
                    ("rejected", "Rejected"),
                ],
                default="entered",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(("noted_by", models.F("confirmed_by")), _negated=True),
                name="outage_by_two_people",
                violation_error_message="A second person confirms an outage.",
            ),
        ),
        migrations.AddConstraint(
            model_name="tcoinput",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("corrected__gte", 0), ("corrected__isnull", False), ("state__in", ["proposed", "corrected"])
                    ),
                    models.Q(models.Q(("state__in", ["proposed", "corrected"]), _negated=True), ("corrected", None)),
                    _connector="OR",
                ),
                name="tco_input_corrected_has_its_value",
                violation_error_message="A corrected value, and only it, has a correction.",
            ),
        ),
        migrations.AddConstraint(
            model_name="tcoinput",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proposed_by", None), ("state", "proposed"), _negated=True),
                    models.Q(("proposed_by", models.F("decided_by")), _negated=True),
                ),
                name="tco_input_corrected_by_two_people",
                violation_error_message="A second person confirms a correction.",
            ),
        ),
        migrations.AddField(
            model_name="outagenote",
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
            model_name="outagenote",
            name="noted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="noted by",
            ),
        ),
        migrations.AddField(
            model_name="outagenote",
            name="outage",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="note",
                to="bidding.outage",
            ),
        ),
        migrations.AddConstraint(
            model_name="outagenote",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at__gt", models.F("began_at"))),
                name="outage_note_ends_after_it_began",
                violation_error_message="An outage ends after it began.",
            ),
        ),
        migrations.AddConstraint(
            model_name="outagenote",
            constraint=models.CheckConstraint(
                condition=models.Q(("noted_by", models.F("decided_by")), _negated=True),
                name="outage_note_by_two_people",
                violation_error_message="A second person confirms an outage.",
            ),
        ),
        migrations.AddConstraint(
            model_name="outagenote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("decline_reason", ""), ("outage", None)),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("decline_reason", ""),
                        ("outage__isnull", False),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("outage", None),
                        models.Q(("decline_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="outage_note_decided_once",
                violation_error_message="A noted outage is confirmed, or declined with a reason.",
            ),
        ),
        AllowedMoves("TcoInput", sorted(TCO_INPUT_FLOW.pairs())),
    ]
