"""What the database itself holds: the deadline, the versions of a bid, the moves of a tender, what was promised.

Source: security D4, 6.2, 6.7; domain 2.3, 2.4, CNV-07, BID-L1; decision 0007.
"""

from django.db import migrations

from portal.audit.operations import AllowedMoves, AppendOnly, NumberSequence
from purchasing.bidding.states import RULING_FLOW, TENDER_FLOW

TAKE_BID = """
CREATE FUNCTION bidding_take_bid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tender record;
BEGIN
    -- The closing writes this row, so it waits for every bid in flight, and a bid that comes after it sees the new
    -- state. The foreign key's own lock (FOR KEY SHARE) would not conflict with that write.
    SELECT state, opens_at, closes_at INTO tender FROM bidding_tender WHERE id = NEW.tender_id FOR SHARE;
    PERFORM pg_advisory_xact_lock(hashtextextended('bid:' || NEW.tender_id || ':' || NEW.company_id, 0));
    NEW.received_at := clock_timestamp();  -- not now(): that is when the transaction began
    IF tender.state IS DISTINCT FROM 'published' OR NEW.received_at < tender.opens_at
            OR NEW.received_at >= tender.closes_at THEN
        RAISE EXCEPTION 'tender % takes no bids at %', NEW.tender_id, NEW.received_at
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bid_in_time';
    END IF;
    SELECT coalesce(max(seq), 0) + 1 INTO NEW.seq
        FROM bidding_bid WHERE tender_id = NEW.tender_id AND company_id = NEW.company_id;
    RETURN NEW;
END $$;

CREATE TRIGGER bidding_bid_take BEFORE INSERT ON bidding_bid FOR EACH ROW EXECUTE FUNCTION bidding_take_bid();
"""

KEEP_PROMISES = """
CREATE FUNCTION bidding_keep_promises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.closes_at IS DISTINCT FROM OLD.closes_at AND OLD.state NOT IN ('draft', 'review') AND NOT (
            OLD.state = 'published' AND NEW.state = 'published'
            AND NEW.closes_at > OLD.closes_at AND clock_timestamp() < OLD.closes_at) THEN
        RAISE EXCEPTION 'tender %: a deadline only moves later, and only while the tender takes bids', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_deadline_only_later';
    END IF;
    IF NEW.state = 'closed' AND OLD.state = 'published' AND clock_timestamp() < OLD.closes_at THEN
        RAISE EXCEPTION 'tender %: the deadline has not passed', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_closes_at_its_deadline';
    END IF;
    IF OLD.state NOT IN ('draft', 'review') AND (
            NEW.number, NEW.kind, NEW.method, NEW.fixed_ratio, NEW.fixed_on, NEW.cap_ratio, NEW.pool_cap_on,
            NEW.by_unit_price, NEW.currency, NEW.min_level, NEW.single_bid_allowed, NEW.min_bids, NEW.opens_at,
            NEW.officer_id, NEW.estimator_id, NEW.approver_id, NEW.published_at, NEW.params::text, NEW.title_ko,
            NEW.title_en, NEW.description, NEW.failure_conditions, NEW.delivery_place, NEW.delivery_on
        ) IS DISTINCT FROM (
            OLD.number, OLD.kind, OLD.method, OLD.fixed_ratio, OLD.fixed_on, OLD.cap_ratio, OLD.pool_cap_on,
            OLD.by_unit_price, OLD.currency, OLD.min_level, OLD.single_bid_allowed, OLD.min_bids, OLD.opens_at,
            OLD.officer_id, OLD.estimator_id, OLD.approver_id, OLD.published_at, OLD.params::text, OLD.title_ko,
            OLD.title_en, OLD.description, OLD.failure_conditions, OLD.delivery_place, OLD.delivery_on) THEN
        RAISE EXCEPTION 'tender %: what was published does not change', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_keeps_its_notice';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER bidding_tender_promises BEFORE UPDATE ON bidding_tender
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_promises();

CREATE FUNCTION bidding_keep_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tender_state text;
    its_tender bigint;
BEGIN
    its_tender := CASE WHEN TG_OP = 'DELETE' THEN OLD.tender_id ELSE NEW.tender_id END;
    SELECT state INTO tender_state FROM bidding_tender WHERE id = its_tender FOR SHARE;
    IF tender_state NOT IN ('draft', 'review') THEN
        RAISE EXCEPTION 'tender %: what was published does not change', its_tender
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_keeps_its_notice';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER bidding_tenderline_promises BEFORE INSERT OR UPDATE OR DELETE ON bidding_tenderline
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_parts();
-- after publication the base price is only revealed, and a committee member only declares
CREATE TRIGGER bidding_baseprice_promises
    BEFORE INSERT OR DELETE OR UPDATE OF tender_id, amount_won, basis, lines_sha256, nonce, commitment,
        sealed_payload, set_by_id, sealed_at ON bidding_baseprice
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_parts();
CREATE TRIGGER bidding_committee_promises BEFORE INSERT OR DELETE OR UPDATE OF tender_id, user_id
    ON bidding_committeemember FOR EACH ROW EXECUTE FUNCTION bidding_keep_parts();
"""

AWARD_AT_BID_PRICE = """
CREATE FUNCTION bidding_award_at_bid_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM bidding_bid
            WHERE id = NEW.bid_id AND tender_id = NEW.tender_id AND price_won = NEW.price_won) THEN
        RAISE EXCEPTION 'an award is made at the price of its bid'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'award_price_is_the_bid_price';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER bidding_award_price BEFORE INSERT OR UPDATE OF tender_id, bid_id, price_won ON bidding_awarddecision
    FOR EACH ROW EXECUTE FUNCTION bidding_award_at_bid_price();
"""

BACK = """
DROP TRIGGER bidding_award_price ON bidding_awarddecision;
DROP FUNCTION bidding_award_at_bid_price();
DROP TRIGGER bidding_committee_promises ON bidding_committeemember;
DROP TRIGGER bidding_baseprice_promises ON bidding_baseprice;
DROP TRIGGER bidding_tenderline_promises ON bidding_tenderline;
DROP FUNCTION bidding_keep_parts();
DROP TRIGGER bidding_tender_promises ON bidding_tender;
DROP FUNCTION bidding_keep_promises();
DROP TRIGGER bidding_bid_take ON bidding_bid;
DROP FUNCTION bidding_take_bid();
"""


class Migration(migrations.Migration):
    dependencies = [("bidding", "0001_initial")]

    operations = [
        NumberSequence("TND"),
        migrations.RunSQL(TAKE_BID + KEEP_PROMISES + AWARD_AT_BID_PRICE, BACK),
        AllowedMoves("Tender", sorted(TENDER_FLOW.pairs())),
        AllowedMoves("Ruling", sorted(RULING_FLOW.pairs())),
        AppendOnly("Bid"),
        AppendOnly("LimitCalc"),
    ]
