"""The entry gate: self-assessment, questions, a code of conduct that is frozen; who supplied before passes for a year."""

import django.db.models.deletion
from django.db import migrations, models

from portal.audit.operations import Unchanging

FROZEN = """
CREATE FUNCTION esg_keep_code() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held text;
BEGIN
    IF TG_TABLE_NAME = 'esg_codepart' THEN
        SELECT state INTO held FROM esg_codeofconduct WHERE id = coalesce(OLD.code_id, NEW.code_id);
        IF held <> 'draft' THEN
            RAISE EXCEPTION 'a published code of conduct is never changed' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN coalesce(NEW, OLD);
    END IF;
    IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR
        (OLD.version, OLD.effective_on, OLD.changes_ko, OLD.changes_en, OLD.is_material, OLD.sha256)
        IS DISTINCT FROM
        (NEW.version, NEW.effective_on, NEW.changes_ko, NEW.changes_en, NEW.is_material, NEW.sha256)) THEN
        RAISE EXCEPTION 'a published code of conduct is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER esg_keep_code BEFORE INSERT OR UPDATE OR DELETE ON esg_codepart
    FOR EACH ROW EXECUTE FUNCTION esg_keep_code();
CREATE TRIGGER esg_keep_code BEFORE UPDATE OR DELETE ON esg_codeofconduct
    FOR EACH ROW EXECUTE FUNCTION esg_keep_code();
"""
THAWED = """
DROP TRIGGER esg_keep_code ON esg_codeofconduct;
DROP TRIGGER esg_keep_code ON esg_codepart;
DROP FUNCTION esg_keep_code();
"""
BEFORE_THE_GATE = """
INSERT INTO people_standing (company_id, fact, value, valid_from, valid_to, source)
SELECT c.id, f.fact, f.value, current_date, current_date + f.holds, 'Supplied before the entry gate'
FROM people_company c
CROSS JOIN (VALUES ('esg.entry', 'QUALIFIED', interval '12 months'), ('esg.code', '0', interval '30 days'))
    AS f (fact, value, holds)
WHERE c.level IN ('L2', 'L3') AND c.state = 'active' AND NOT c.is_buyer
    AND NOT EXISTS (SELECT FROM people_standing s WHERE s.company_id = c.id AND s.fact = f.fact);
"""


class Migration(migrations.Migration):
    dependencies = [("esg", "0007_answering"), ("people", "0003_post_parent_one_buyer")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="answer_due",
            field=models.DateField(editable=False, null=True, verbose_name="answer due"),
        ),
        migrations.AddField(
            model_name="entry",
            name="former",
            field=models.ForeignKey(
                editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="esg.entry"
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="question",
            field=models.TextField(blank=True, max_length=2000, verbose_name="question to the supplier"),
        ),
        migrations.AddField(
            model_name="entry",
            name="reply",
            field=models.TextField(blank=True, max_length=2000, verbose_name="supplier's answer"),
        ),
        migrations.AddField(
            model_name="entry",
            name="self_answers",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="entry",
            name="sha256",
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256"),
        ),
        Unchanging("Entry", ["uid", "number", "company"]),
        migrations.RunSQL(FROZEN, THAWED),
        migrations.RunSQL(BEFORE_THE_GATE, migrations.RunSQL.noop),
    ]
