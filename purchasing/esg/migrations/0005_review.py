"""Reviews in two rounds, audits on site, ties of reviewers, contests of items, ratings by others."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AllowedMoves, AppendOnly, Unchanging
from purchasing.esg.states import ITEM_CONTEST_FLOW, RATING_FLOW


class Migration(migrations.Migration):
    dependencies = [
        ("esg", "0004_due_process"),
        ("people", "0003_post_parent_one_buyer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExternalRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "scheme",
                    models.CharField(
                        choices=[("ecovadis", "EcoVadis"), ("rba", "RBA VAP")], max_length=10, verbose_name="scheme"
                    ),
                ),
                ("reference", models.CharField(max_length=60, verbose_name="number of the report")),
                ("site", models.CharField(blank=True, max_length=120, verbose_name="site or scope")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("valid_to", models.DateField(verbose_name="valid until")),
                ("score", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="points")),
                (
                    "applicable",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="provisions that apply"),
                ),
                (
                    "conformant",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="provisions conformed with"),
                ),
                ("priority", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="priority findings")),
                ("major", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="major findings")),
                ("minor", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minor findings")),
                (
                    "open_priority",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="priority findings still open"
                    ),
                ),
                (
                    "open_major",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="major findings still open"),
                ),
                (
                    "open_minor",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minor findings still open"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("entered", "To be verified"),
                            ("verified", "Verified"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="entered",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name="added"
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("decision", models.TextField(blank=True, max_length=1000, verbose_name="reason of the decision")),
            ],
            options={
                "verbose_name": "external rating",
                "verbose_name_plural": "external ratings",
                "ordering": ["-issued_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ItemContest",
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
                    "score_before",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="score contested"),
                ),
                (
                    "lodged_at",
                    models.DateTimeField(
                        db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name="lodged"
                    ),
                ),
                ("answer_by", models.DateField(verbose_name="answer due")),
                (
                    "score",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(5)],
                        verbose_name="score",
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="answer")),
            ],
            options={
                "verbose_name": "contest of an item's score",
                "verbose_name_plural": "contests of items' scores",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ReviewerTie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("helped", "Helped it as a consultant"),
                            ("related", "Related to it: shares, family, an earlier employment"),
                        ],
                        max_length=8,
                        verbose_name="reason",
                    ),
                ),
                ("last_on", models.DateField(blank=True, null=True, verbose_name="last on")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "entered_at",
                    models.DateTimeField(
                        db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name="entered"
                    ),
                ),
            ],
            options={
                "verbose_name": "tie of a reviewer",
                "verbose_name_plural": "ties of reviewers",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SampleDraw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("period", models.CharField(max_length=10, verbose_name="period")),
                ("seed", models.CharField(max_length=64, verbose_name="seed")),
                ("share", models.DecimalField(decimal_places=6, max_digits=7, verbose_name="share drawn")),
                (
                    "candidates",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None, verbose_name="candidates"
                    ),
                ),
                (
                    "always",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None, verbose_name="audited in any case"
                    ),
                ),
                (
                    "drawn",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None, verbose_name="drawn"
                    ),
                ),
                (
                    "drawn_at",
                    models.DateTimeField(
                        db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name="drawn on"
                    ),
                ),
            ],
            options={
                "verbose_name": "drawing of the on-site sample",
                "verbose_name_plural": "drawings of the on-site sample",
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="assessment",
            name="audited_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="audited_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="audited on"),
        ),
        migrations.AddField(
            model_name="assessment",
            name="first_locked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="assessment",
            name="second_locked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="itemreview",
            name="confirmed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="itemreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("reviewer")), _negated=True),
                    _connector="OR",
                ),
                name="item_review_agreed_by_two",
                violation_error_message="An agreed score is confirmed by the other reviewer.",
            ),
        ),
        migrations.AddField(
            model_name="externalrating",
            name="added_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="externalrating",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="esg_ratings",
                to="people.company",
                verbose_name="company",
            ),
        ),
        migrations.AddField(
            model_name="externalrating",
            name="decided_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="externalrating",
            name="evidence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="esg.evidence", verbose_name="report"
            ),
        ),
        migrations.AddField(
            model_name="itemcontest",
            name="assessment",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contests",
                to="esg.assessment",
                verbose_name="assessment",
            ),
        ),
        migrations.AddField(
            model_name="itemcontest",
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
            model_name="itemcontest",
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
            model_name="itemcontest",
            name="question",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="esg.question",
                verbose_name="question",
            ),
        ),
        migrations.AddField(
            model_name="reviewertie",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.company",
                verbose_name="company",
            ),
        ),
        migrations.AddField(
            model_name="reviewertie",
            name="entered_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reviewertie",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="sampledraw",
            name="drawn_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="externalrating",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["entered", "verified"])),
                fields=("company", "scheme", "reference"),
                name="external_rating_once",
                violation_error_message="This report is already entered.",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalrating",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("issued_on"))),
                name="external_rating_days_in_order",
                violation_error_message="A rating ends after it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalrating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scheme", "rba"), _negated=True),
                    models.Q(
                        ("applicable__gt", 0),
                        ("conformant__lte", models.F("applicable")),
                        ("open_major__lte", models.F("major")),
                        ("open_minor__lte", models.F("minor")),
                        ("open_priority__lte", models.F("priority")),
                    ),
                    _connector="OR",
                ),
                name="external_rating_rba_counts",
                violation_error_message="An RBA audit has all its counts, none above what it is part of.",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalrating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    ("added_by", None),
                    ("state", "withdrawn"),
                    models.Q(("decided_by", models.F("added_by")), _negated=True),
                    _connector="OR",
                ),
                name="external_rating_by_two_people",
                violation_error_message="Who entered a rating does not verify it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemcontest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "lodged")),
                fields=("assessment", "question"),
                name="item_contest_once_at_a_time",
                violation_error_message="This item is already contested; its decision is awaited.",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemcontest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    ("state", "withdrawn"),
                    models.Q(("decided_by", models.F("lodged_by")), _negated=True),
                    _connector="OR",
                ),
                name="item_contest_by_two_people",
                violation_error_message="Who contests an item does not decide on it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemcontest",
            constraint=models.CheckConstraint(
                condition=models.Q(("score", None), ("score__lte", 5), _connector="OR"),
                name="item_contest_score_in_range",
                violation_error_message="A score lies between 0 and 5.",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewertie",
            index=models.Index(fields=["person", "company"], name="reviewer_tie_of"),
        ),
        AppendOnly("ReviewerTie"),
        AppendOnly("SampleDraw"),
        AllowedMoves("ItemContest", ITEM_CONTEST_FLOW.pairs()),
        AllowedMoves("ExternalRating", RATING_FLOW.pairs()),
        Unchanging("ItemContest", ["uid", "assessment", "question", "text", "lodged_by"]),
        Unchanging("ExternalRating", ["uid", "company", "scheme", "reference", "score", "issued_on", "valid_to"]),
    ]
