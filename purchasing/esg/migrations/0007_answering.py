"""Answers as handed in; published question sets are frozen by the database."""

import django.db.models.deletion
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AppendOnly

FROZEN = """
CREATE OR REPLACE FUNCTION esg_questionset_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('published', 'superseded')
       AND (TG_OP = 'DELETE' OR to_jsonb(OLD) - 'state' IS DISTINCT FROM to_jsonb(NEW) - 'state') THEN
        RAISE EXCEPTION 'a published question set never changes: copy it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER esg_questionset_frozen BEFORE UPDATE OR DELETE ON esg_questionset
    FOR EACH ROW EXECUTE FUNCTION esg_questionset_frozen();

CREATE OR REPLACE FUNCTION esg_question_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sets bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN sets := sets || OLD.question_set_id; END IF;
    IF TG_OP <> 'DELETE' THEN sets := sets || NEW.question_set_id; END IF;
    IF EXISTS (SELECT FROM esg_questionset WHERE id = ANY(sets) AND state <> 'draft') THEN
        RAISE EXCEPTION 'questions change in a draft only: copy the set' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER esg_question_frozen BEFORE INSERT OR UPDATE OR DELETE ON esg_question
    FOR EACH ROW EXECUTE FUNCTION esg_question_frozen();

CREATE OR REPLACE FUNCTION esg_anchor_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    questions bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN questions := questions || OLD.question_id; END IF;
    IF TG_OP <> 'DELETE' THEN questions := questions || NEW.question_id; END IF;
    IF EXISTS (SELECT FROM esg_question q JOIN esg_questionset s ON s.id = q.question_set_id
               WHERE q.id = ANY(questions) AND s.state <> 'draft') THEN
        RAISE EXCEPTION 'anchors change in a draft only: copy the set' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER esg_anchor_frozen BEFORE INSERT OR UPDATE OR DELETE ON esg_anchor
    FOR EACH ROW EXECUTE FUNCTION esg_anchor_frozen();
"""
THAWED = """
DROP TRIGGER esg_anchor_frozen ON esg_anchor;
DROP FUNCTION esg_anchor_frozen();
DROP TRIGGER esg_question_frozen ON esg_question;
DROP FUNCTION esg_question_frozen();
DROP TRIGGER esg_questionset_frozen ON esg_questionset;
DROP FUNCTION esg_questionset_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("esg", "0006_minerals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="lapsed_on",
            field=models.DateField(editable=False, null=True, verbose_name="evidence ended on"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="reminded",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="questionset",
            name="copied_from",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="esg.questionset",
            ),
        ),
        migrations.AddField(
            model_name="questionset",
            name="remark",
            field=models.TextField(
                blank=True, editable=False, max_length=1000, verbose_name="what to change before it is published"
            ),
        ),
        migrations.CreateModel(
            name="AnswerSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("seq", models.PositiveSmallIntegerField(verbose_name="no.")),
                ("content", models.TextField(editable=False)),
                ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name="handed in"
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="esg.assessment",
                        verbose_name="assessment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handed in by",
                    ),
                ),
            ],
            options={
                "verbose_name": "answers as handed in",
                "verbose_name_plural": "answers as handed in",
                "ordering": ["assessment", "seq"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "seq"),
                        name="answer_sheet_in_order",
                        violation_error_message="These answers are already handed in.",
                    )
                ],
            },
        ),
        AppendOnly("AnswerSheet"),
        migrations.RunSQL(FROZEN, THAWED),
    ]
