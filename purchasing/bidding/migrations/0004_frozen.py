"""The award file stays as it was decided, whoever writes. Source: domain 2.3, CNV-07; security 6.7."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION bidding_refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: what was decided is kept', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
END $$;
"""

FREEZE = """
-- an opening: a first confirmation may lapse and be given by another member; the second one ends it
CREATE TRIGGER bidding_openingsession_kept BEFORE DELETE ON bidding_openingsession
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_openingsession_frozen BEFORE UPDATE ON bidding_openingsession
    FOR EACH ROW WHEN (OLD.second_by_id IS NOT NULL) EXECUTE FUNCTION bidding_refuse_removal();

-- a verdict: reason, rank and figures come with the first move; after that only the state moves, by its flow
CREATE FUNCTION bidding_keep_ruling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = OLD.state
            OR (NEW.bid_id, NEW.tender_id, NEW.preferred, NEW.esg_score)
                IS DISTINCT FROM (OLD.bid_id, OLD.tender_id, OLD.preferred, OLD.esg_score)
            OR (OLD.state <> 'opened' AND (NEW.rank, NEW.cause, NEW.figures, NEW.tie, NEW.remark)
                IS DISTINCT FROM (OLD.rank, OLD.cause, OLD.figures, OLD.tie, OLD.remark)) THEN
        RAISE EXCEPTION 'verdict on bid %: what was decided is kept', OLD.bid_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_ruling_kept BEFORE DELETE ON bidding_ruling
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_ruling_frozen BEFORE UPDATE ON bidding_ruling
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_ruling();

-- an award decision: the proposal never changes, and nothing after it is approved or returned
CREATE FUNCTION bidding_keep_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.approved_at IS NOT NULL OR OLD.returned_at IS NOT NULL
            OR (NEW.uid, NEW.tender_id, NEW.bid_id, NEW.price_won, NEW.reason, NEW.out_of_order, NEW.proposed_by_id,
                NEW.proposed_at)
            IS DISTINCT FROM (OLD.uid, OLD.tender_id, OLD.bid_id, OLD.price_won, OLD.reason, OLD.out_of_order,
                OLD.proposed_by_id, OLD.proposed_at) THEN
        RAISE EXCEPTION 'award decision %: what was decided is kept', OLD.uid
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_awarddecision_kept BEFORE DELETE ON bidding_awarddecision
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_awarddecision_frozen BEFORE UPDATE ON bidding_awarddecision
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_decision();

-- a tender that has ended
CREATE TRIGGER bidding_tender_kept BEFORE DELETE ON bidding_tender
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_tender_frozen BEFORE UPDATE ON bidding_tender
    FOR EACH ROW WHEN (OLD.state IN ('awarded', 'failed', 'cancelled')) EXECUTE FUNCTION bidding_refuse_removal();

-- terms: a row whose day has come, in Korea, has been in force; a new row replaces it
CREATE FUNCTION bidding_keep_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.valid_from <= (clock_timestamp() AT TIME ZONE 'Asia/Seoul')::date THEN
        RAISE EXCEPTION 'bidding terms of %: terms in force are kept, enter a new row', OLD.valid_from
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_keeps_its_file';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER bidding_biddingterms_frozen BEFORE UPDATE OR DELETE ON bidding_biddingterms
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_terms();
"""

BACK = """
DROP TRIGGER bidding_biddingterms_frozen ON bidding_biddingterms;
DROP FUNCTION bidding_keep_terms();
DROP TRIGGER bidding_tender_frozen ON bidding_tender;
DROP TRIGGER bidding_tender_kept ON bidding_tender;
DROP TRIGGER bidding_awarddecision_frozen ON bidding_awarddecision;
DROP TRIGGER bidding_awarddecision_kept ON bidding_awarddecision;
DROP FUNCTION bidding_keep_decision();
DROP TRIGGER bidding_ruling_frozen ON bidding_ruling;
DROP TRIGGER bidding_ruling_kept ON bidding_ruling;
DROP FUNCTION bidding_keep_ruling();
DROP TRIGGER bidding_openingsession_frozen ON bidding_openingsession;
DROP TRIGGER bidding_openingsession_kept ON bidding_openingsession;
DROP FUNCTION bidding_refuse_removal();
"""


class Migration(migrations.Migration):
    dependencies = [("bidding", "0003_tender_key")]

    operations = [migrations.RunSQL(REFUSE + FREEZE, BACK)]
