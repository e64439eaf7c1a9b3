"""The reason of a change by hand goes with the data of the person; the rest of a published outcome stays bound."""

from django.db import migrations

BOUND = """
DROP TRIGGER jobs_round_frozen ON jobs_round;
CREATE TRIGGER jobs_round_frozen BEFORE UPDATE ON jobs_round FOR EACH ROW
    WHEN (OLD.state = 'published'
          AND (OLD.inputs IS DISTINCT FROM NEW.inputs OR OLD.sha256 IS DISTINCT FROM NEW.sha256))
    EXECUTE FUNCTION jobs_round_frozen();
CREATE FUNCTION jobs_round_forgets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.outcome - 'by_hand' IS DISTINCT FROM NEW.outcome - 'by_hand'
        OR jsonb_array_length(OLD.outcome -> 'by_hand') IS DISTINCT FROM jsonb_array_length(NEW.outcome -> 'by_hand')
        OR EXISTS (
            SELECT FROM jsonb_array_elements(OLD.outcome -> 'by_hand') WITH ORDINALITY AS before(entry, place)
            JOIN jsonb_array_elements(NEW.outcome -> 'by_hand') WITH ORDINALITY AS after(entry, place) USING (place)
            WHERE before.entry - 'reason' IS DISTINCT FROM after.entry - 'reason'
                OR coalesce(after.entry ->> 'reason', '-') NOT IN ('', before.entry ->> 'reason')
        )
    THEN
        RAISE EXCEPTION 'jobs_round: of what is published only reasons go' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER jobs_round_forgets BEFORE UPDATE ON jobs_round FOR EACH ROW
    WHEN (OLD.state = 'published' AND OLD.outcome IS DISTINCT FROM NEW.outcome)
    EXECUTE FUNCTION jobs_round_forgets();
"""
AS_BEFORE = """
DROP TRIGGER jobs_round_forgets ON jobs_round;
DROP FUNCTION jobs_round_forgets();
DROP TRIGGER jobs_round_frozen ON jobs_round;
CREATE TRIGGER jobs_round_frozen BEFORE UPDATE ON jobs_round FOR EACH ROW
    WHEN (OLD.state = 'published'
          AND (OLD.inputs IS DISTINCT FROM NEW.inputs OR OLD.outcome IS DISTINCT FROM NEW.outcome
               OR OLD.sha256 IS DISTINCT FROM NEW.sha256))
    EXECUTE FUNCTION jobs_round_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0005_attendance_note")]

    operations = [migrations.RunSQL(BOUND, AS_BEFORE)]
