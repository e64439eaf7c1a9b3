"""The curriculum: courses, enrolments, attendance, tries, certificates, duties."""

import django.db.models.deletion
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AllowedMoves, AppendOnly, NumberSequence
from purchasing.esg.states.courses import DUTY_FLOW
from purchasing.esg.states.support import ENROLMENT_FLOW


class Migration(migrations.Migration):
    dependencies = [
        ("esg", "0011_reviews_in_order"),
        ("people", "0003_post_parent_one_buyer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, verbose_name="code")),
                ("version", models.CharField(max_length=10, verbose_name="version")),
                ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                ("title_ko", models.CharField(max_length=120, verbose_name="title (Korean)")),
                ("title_en", models.CharField(max_length=120, verbose_name="title (English)")),
                ("summary_ko", models.CharField(max_length=300, verbose_name="summary (Korean)")),
                ("summary_en", models.CharField(max_length=300, verbose_name="summary (English)")),
                ("is_current", models.BooleanField(default=True, verbose_name="offered")),
                ("is_mandatory", models.BooleanField(default=True, verbose_name="mandatory in bands C and D")),
                ("created_at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
            ],
            options={
                "verbose_name": "course",
                "verbose_name_plural": "courses",
                "ordering": ["order", "code", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "version"),
                        name="course_version_once",
                        violation_error_message="This version already exists.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("code",),
                        name="course_offered_in_one_version",
                        violation_error_message="Another version of this course is offered.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CourseQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(verbose_name="no.")),
                ("text_ko", models.CharField(max_length=300, verbose_name="question (Korean)")),
                ("text_en", models.CharField(max_length=300, verbose_name="question (English)")),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="esg.course"
                    ),
                ),
            ],
            options={
                "verbose_name": "quiz question",
                "verbose_name_plural": "quiz questions",
                "ordering": ["course", "no"],
            },
        ),
        migrations.CreateModel(
            name="CourseOption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(verbose_name="no.")),
                ("text_ko", models.CharField(max_length=200, verbose_name="answer (Korean)")),
                ("text_en", models.CharField(max_length=200, verbose_name="answer (English)")),
                ("is_right", models.BooleanField(default=False, verbose_name="right")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="options", to="esg.coursequestion"
                    ),
                ),
            ],
            options={
                "verbose_name": "answer of a quiz",
                "verbose_name_plural": "answers of quizzes",
                "ordering": ["question", "no"],
            },
        ),
        migrations.CreateModel(
            name="CourseSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(verbose_name="no.")),
                ("seconds", models.PositiveSmallIntegerField(verbose_name="reading time (seconds)")),
                ("title_ko", models.CharField(max_length=120, verbose_name="title (Korean)")),
                ("title_en", models.CharField(max_length=120, verbose_name="title (English)")),
                ("text_ko", models.TextField(max_length=4000, verbose_name="text (Korean)")),
                ("text_en", models.TextField(max_length=4000, verbose_name="text (English)")),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="esg.course"
                    ),
                ),
            ],
            options={
                "verbose_name": "section of a course",
                "verbose_name_plural": "sections of courses",
                "ordering": ["course", "no"],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("enrolled", "Enrolled"), ("passed", "Passed"), ("expired", "Certificate expired")],
                        default="enrolled",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "enrolled_at",
                    models.DateTimeField(
                        db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name="enrolled"
                    ),
                ),
                ("passed_at", models.DateTimeField(editable=False, null=True, verbose_name="time of passing")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="course_enrolments",
                        to="people.company",
                        verbose_name="company",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="esg.course",
                        verbose_name="course",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="course_enrolments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "enrolment",
                "verbose_name_plural": "enrolments",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CourseCertificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("token", models.CharField(editable=False, max_length=32, unique=True, verbose_name="token")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("points", models.PositiveSmallIntegerField(verbose_name="points")),
                ("issued_on", models.DateField(verbose_name="issued")),
                ("valid_to", models.DateField(verbose_name="valid until")),
                ("at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="course_certificates",
                        to="people.company",
                        verbose_name="company",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="esg.course",
                        verbose_name="course",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "enrolment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="certificate", to="esg.enrolment"
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate of a course",
                "verbose_name_plural": "certificates of courses",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CourseAttendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seconds", models.PositiveIntegerField(default=0, verbose_name="seconds counted")),
                ("beats", models.PositiveIntegerField(default=0, verbose_name="signs of life")),
                ("begun_at", models.DateTimeField(editable=False, null=True, verbose_name="open since")),
                ("beat_at", models.DateTimeField(editable=False, null=True, verbose_name="last sign of life")),
                ("read_at", models.DateTimeField(editable=False, null=True, verbose_name="read")),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="esg.coursesection"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendance", to="esg.enrolment"
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance at a course",
                "verbose_name_plural": "attendance at courses",
                "ordering": ["enrolment", "section"],
            },
        ),
        migrations.CreateModel(
            name="QuizTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(verbose_name="no.")),
                ("answers", models.JSONField(verbose_name="answers")),
                ("points", models.PositiveSmallIntegerField(verbose_name="points")),
                ("pass_points", models.PositiveSmallIntegerField(verbose_name="points to pass")),
                ("passed", models.BooleanField(verbose_name="enough points")),
                ("at", models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tries", to="esg.enrolment"
                    ),
                ),
            ],
            options={
                "verbose_name": "try at a quiz",
                "verbose_name_plural": "tries at quizzes",
                "ordering": ["enrolment", "no"],
            },
        ),
        migrations.CreateModel(
            name="CourseDuty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.SlugField(max_length=20, verbose_name="course")),
                (
                    "reason",
                    models.CharField(
                        choices=[("band", "Band C or D"), ("staff", "Asked by the buyer")],
                        max_length=6,
                        verbose_name="reason",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To do"), ("met", "Done"), ("lifted", "Lifted")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due")),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name="asked"
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
                        related_name="course_duties",
                        to="people.company",
                        verbose_name="company",
                    ),
                ),
            ],
            options={
                "verbose_name": "course that is mandatory",
                "verbose_name_plural": "courses that are mandatory",
                "ordering": ["due_on", "id"],
                "indexes": [models.Index(fields=["state", "due_on"], name="course_duty_due")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("company", "code"),
                        name="course_duty_open_once",
                        violation_error_message="This course is already mandatory for the company.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="coursequestion",
            constraint=models.UniqueConstraint(
                fields=("course", "no"),
                name="course_questions_in_order",
                violation_error_message="This number is already used.",
            ),
        ),
        migrations.AddConstraint(
            model_name="courseoption",
            constraint=models.UniqueConstraint(
                fields=("question", "no"),
                name="course_options_in_order",
                violation_error_message="This number is already used.",
            ),
        ),
        migrations.AddConstraint(
            model_name="courseoption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_right", True)),
                fields=("question",),
                name="course_option_one_is_right",
                violation_error_message="One answer of a question is right.",
            ),
        ),
        migrations.AddConstraint(
            model_name="coursesection",
            constraint=models.UniqueConstraint(
                fields=("course", "no"),
                name="course_sections_in_order",
                violation_error_message="This number is already used.",
            ),
        ),
        migrations.AddConstraint(
            model_name="coursesection",
            constraint=models.CheckConstraint(
                condition=models.Q(("seconds__gt", 0)),
                name="course_section_takes_time",
                violation_error_message="Reading a section takes time.",
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(fields=["company", "state"], name="enrolment_by_company"),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "enrolled")),
                fields=("course", "user"),
                name="enrolment_under_way_once",
                violation_error_message="You already take this course.",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("passed_at", None), ("state", "enrolled")),
                    models.Q(models.Q(("state", "enrolled"), _negated=True), ("passed_at__isnull", False)),
                    _connector="OR",
                ),
                name="enrolment_passed_has_its_time",
                violation_error_message="A passed course has the time at which it was passed.",
            ),
        ),
        migrations.AddIndex(
            model_name="coursecertificate",
            index=models.Index(fields=["company", "valid_to"], name="course_certificate_in_force"),
        ),
        migrations.AddConstraint(
            model_name="coursecertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gt", models.F("issued_on"))),
                name="course_certificate_holds",
                violation_error_message="It ends after it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="courseattendance",
            constraint=models.UniqueConstraint(
                fields=("enrolment", "section"),
                name="attendance_once_a_section",
                violation_error_message="This section is already counted.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quiztry",
            constraint=models.UniqueConstraint(
                fields=("enrolment", "no"),
                name="quiz_tries_in_order",
                violation_error_message="This try was already handed in.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quiztry",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__lte", 100)),
                name="quiz_points_up_to_100",
                violation_error_message="Points lie between 0 and 100.",
            ),
        ),
        NumberSequence("EDU"),
        AppendOnly("QuizTry"),
        AppendOnly("CourseCertificate"),
        AllowedMoves("Enrolment", ENROLMENT_FLOW.pairs()),
        AllowedMoves("CourseDuty", DUTY_FLOW.pairs()),
    ]
