"""Ten thousand verdicts at once: the database looks whether a verdict may change without calling a function for each.

What it refuses is the same as before, in the same words. A page of verdicts keeps half of its room for the verdicts to
come, which then stand beside what the bids say and need no place in the indexes.
"""

from django.db import migrations

# while the price is sealed, what the earlier envelopes hold is added, and then the price, once; what was decided
# is kept, unless the verdict is open again
CHANGES_WHAT_IS_KEPT = """
(NEW.state = OLD.state AND OLD.price_won IS NOT NULL)
    OR (NEW.bid_id, NEW.tender_id, NEW.preferred, NEW.esg_score)
        IS DISTINCT FROM (OLD.bid_id, OLD.tender_id, OLD.preferred, OLD.esg_score)
    OR (OLD.price_won IS NOT NULL
        AND (NEW.price_won, NEW.stated_total_won, NEW.lines, NEW.lead_days, NEW.note, NEW.document)
        IS DISTINCT FROM (OLD.price_won, OLD.stated_total_won, OLD.lines, OLD.lead_days, OLD.note, OLD.document))
    OR (OLD.state <> 'opened' AND NEW.state <> 'opened'
        AND (NEW.rank, NEW.cause, NEW.figures, NEW.tie, NEW.remark)
        IS DISTINCT FROM (OLD.rank, OLD.cause, OLD.figures, OLD.tie, OLD.remark))
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION bidding_keep_ruling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {condition}
        RAISE EXCEPTION 'verdict on bid %: what was decided is kept', OLD.bid_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
    {end}
    RETURN NEW;
END $$;
DROP TRIGGER bidding_ruling_frozen ON bidding_ruling;
CREATE TRIGGER bidding_ruling_frozen BEFORE UPDATE ON bidding_ruling
    FOR EACH ROW {when} EXECUTE FUNCTION bidding_keep_ruling();
ALTER TABLE bidding_ruling SET (fillfactor = {filled});
"""
THERE = FUNCTION.format(condition="", end="", when=f"WHEN ({CHANGES_WHAT_IS_KEPT})", filled=50)
BACK = FUNCTION.format(condition=f"IF {CHANGES_WHAT_IS_KEPT} THEN", end="END IF;", when="", filled=100)


class Migration(migrations.Migration):
    dependencies = [("bidding", "0029_changes_of_the_buyer")]

    operations = [migrations.RunSQL(THERE, BACK)]
