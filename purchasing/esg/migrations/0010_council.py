"""The council and consulting requests."""

import django.db.models.deletion
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AllowedMoves, AppendOnly
from purchasing.esg.states.support import CONSULTING_FLOW, MEETING_FLOW


class Migration(migrations.Migration):
    dependencies = [
        ("esg", "0009_eco"),
        ("people", "0003_post_parent_one_buyer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CouncilMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("half", models.CharField(max_length=7, verbose_name="half-year")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "In preparation"),
                            ("invited", "Invited"),
                            ("held", "Held, minutes to approve"),
                            ("closed", "Minutes approved"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("meets_at", models.DateTimeField(verbose_name="meets on")),
                ("place", models.CharField(max_length=120, verbose_name="place")),
                ("minutes", models.TextField(blank=True, max_length=8000, verbose_name="minutes")),
                ("approved_at", models.DateTimeField(editable=False, null=True, verbose_name="approved")),
                ("created_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                (
                    "approved_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "minutes_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "meeting of the council",
                "verbose_name_plural": "meetings of the council",
                "ordering": ["-meets_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CouncilAgendaItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(verbose_name="no.")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("strategy", "Strategy"),
                            ("risk", "ESG risk"),
                            ("trends", "Trends and law"),
                            ("response", "Joint response"),
                            ("training", "Training of suppliers"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title_ko", models.CharField(max_length=200, verbose_name="title (Korean)")),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="title (English)")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="agenda", to="esg.councilmeeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "point of the agenda",
                "verbose_name_plural": "points of the agenda",
                "ordering": ["meeting", "no"],
            },
        ),
        migrations.CreateModel(
            name="CouncilMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("group_company", models.CharField(max_length=80, verbose_name="group company")),
                ("person", models.CharField(max_length=80, verbose_name="person")),
                ("title", models.CharField(blank=True, max_length=80, verbose_name="office")),
                ("chairs", models.BooleanField(default=False, verbose_name="chairs the council")),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account in the portal",
                    ),
                ),
            ],
            options={
                "verbose_name": "member of the council",
                "verbose_name_plural": "members of the council",
                "ordering": ["-chairs", "group_company", "id"],
            },
        ),
        migrations.CreateModel(
            name="CouncilDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("no", models.PositiveSmallIntegerField(verbose_name="no.")),
                ("text", models.TextField(max_length=1000, verbose_name="decision")),
                ("due_on", models.DateField(verbose_name="due")),
                ("entered_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="esg.councilmeeting"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="esg.councilmember",
                        verbose_name="responsible",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision of the council",
                "verbose_name_plural": "decisions of the council",
                "ordering": ["meeting", "no"],
            },
        ),
        migrations.CreateModel(
            name="CouncilPresence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("notice_sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="presences", to="esg.councilmeeting"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="esg.councilmember",
                        verbose_name="member",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "presence at the council",
                "verbose_name_plural": "presences at the council",
                "ordering": ["meeting", "id"],
            },
        ),
        migrations.CreateModel(
            name="CouncilProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("progress", "Under way"),
                            ("done", "Done"),
                            ("na", "Does not concern it"),
                        ],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="progress", to="esg.councildecision"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="esg.councilmember",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "progress of a decision",
                "verbose_name_plural": "progress of decisions",
                "ordering": ["decision", "id"],
            },
        ),
        migrations.CreateModel(
            name="SharingConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given", models.BooleanField(verbose_name="consent given")),
                ("at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sharing_consents",
                        to="people.company",
                        verbose_name="company",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent to share a result",
                "verbose_name_plural": "consents to share results",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ConsultingRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("handed", "Handed over to the support programmes"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("done", "Done"),
                        ],
                        default="asked",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("energy", "Energy and greenhouse gases"),
                            ("waste", "Waste and recycling"),
                            ("chemicals", "Chemicals and permits"),
                            ("safety", "Safety at work"),
                            ("systems", "Management systems and certificates"),
                            ("rights", "Human rights and ethics"),
                        ],
                        max_length=10,
                        verbose_name="field",
                    ),
                ),
                ("need", models.TextField(max_length=2000, verbose_name="what is needed")),
                ("site", models.CharField(blank=True, max_length=120, verbose_name="site")),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name="asked"
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="decided")),
                ("decision", models.TextField(blank=True, max_length=1000, verbose_name="answer")),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="esg.correctiveaction",
                        verbose_name="corrective action",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consulting_requests",
                        to="people.company",
                        verbose_name="company",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "consulting request",
                "verbose_name_plural": "consulting requests",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "handed"])),
                        fields=("company", "field"),
                        name="consulting_open_once",
                        violation_error_message="A request of this field is already open.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="councilmeeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "cancelled"), _negated=True),
                fields=("half",),
                name="council_meets_once_a_half",
                violation_error_message="The council already meets in this half-year.",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("half__regex", "^20[0-9]{2}-H[12]$")),
                name="council_half_is_named",
                violation_error_message="Name the half-year as 2026-H1 or 2026-H2.",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None),
                    models.Q(("approved_by", models.F("minutes_by")), _negated=True),
                    _connector="OR",
                ),
                name="council_minutes_by_two_people",
                violation_error_message="Who wrote the minutes does not approve them.",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilagendaitem",
            constraint=models.UniqueConstraint(
                fields=("meeting", "no"),
                name="council_agenda_in_order",
                violation_error_message="This number is already used.",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("group_company",),
                name="council_member_once",
                violation_error_message="This group company already has a member.",
            ),
        ),
        migrations.AddConstraint(
            model_name="councildecision",
            constraint=models.UniqueConstraint(
                fields=("meeting", "no"),
                name="council_decision_in_order",
                violation_error_message="This number is already used.",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilpresence",
            constraint=models.UniqueConstraint(
                fields=("meeting", "member"),
                name="council_presence_once",
                violation_error_message="This member is already noted.",
            ),
        ),
        migrations.AddIndex(
            model_name="sharingconsent",
            index=models.Index(fields=["company", "-id"], name="sharing_latest"),
        ),
        AppendOnly("CouncilPresence"),
        AppendOnly("CouncilProgress"),
        AppendOnly("SharingConsent"),
        AllowedMoves("CouncilMeeting", MEETING_FLOW.pairs()),
        AllowedMoves("ConsultingRequest", CONSULTING_FLOW.pairs()),
    ]
