"""A base price becomes due again only while the tender takes bids: nobody reopens it after the closing (S7)."""

from django.db import migrations

DUE = """
CREATE FUNCTION bidding_base_price_due_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- by an amendment of the quantities or by new keys; both are made before the deadline alone
    IF OLD.state <> 'published' OR NEW.state <> 'published' OR clock_timestamp() >= OLD.closes_at THEN
        RAISE EXCEPTION 'tender %: a base price becomes due only before the deadline', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_base_price_due_in_time';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_tender_base_price_due BEFORE UPDATE ON bidding_tender FOR EACH ROW
    WHEN (NEW.base_price_due AND NOT OLD.base_price_due) EXECUTE FUNCTION bidding_base_price_due_in_time();
"""
BACK = """
DROP TRIGGER bidding_tender_base_price_due ON bidding_tender;
DROP FUNCTION bidding_base_price_due_in_time();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0016_esg_minimum'),
    ]

    operations = [migrations.RunSQL(DUE, BACK)]
