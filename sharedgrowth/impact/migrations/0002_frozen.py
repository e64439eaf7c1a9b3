"""What was proposed or published never changes: the report's words and sums, its numbers and their rows."""

from django.db import migrations

from portal.audit.operations import AllowedMoves, Frozen
from sharedgrowth.impact.states import REPORT_FLOW

FROZEN_NUMBERS = """
CREATE OR REPLACE FUNCTION impact_reportnumber_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_report bigint; now_state text;
BEGIN
    IF TG_OP = 'DELETE' THEN of_report := OLD.report_id; ELSE of_report := NEW.report_id; END IF;
    SELECT state INTO now_state FROM impact_report WHERE id = of_report;
    IF now_state IS DISTINCT FROM 'draft' AND NOT (TG_OP = 'DELETE' AND now_state IS NULL) THEN
        RAISE EXCEPTION 'impact_reportnumber: the numbers of a proposed report never change'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER impact_reportnumber_frozen BEFORE INSERT OR UPDATE OR DELETE ON impact_reportnumber
    FOR EACH ROW EXECUTE FUNCTION impact_reportnumber_frozen();
"""
LOOSE_NUMBERS = """
DROP TRIGGER impact_reportnumber_frozen ON impact_reportnumber; DROP FUNCTION impact_reportnumber_frozen();
"""
WORDS = [
    "year", "version", "foreword_ko", "foreword_en", "correction_ko", "correction_en", "taken_at", "published", "sha256",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("impact", "0001_initial")]

    operations = [
        AllowedMoves("Report", REPORT_FLOW.pairs()),
        Frozen("Report", WORDS, "OLD.state <> 'draft'"),
        migrations.RunSQL(FROZEN_NUMBERS, LOOSE_NUMBERS),
    ]
