"""What the database itself holds of receivables: the sums kept on a row are those of what hangs below it.

Checked when the transaction ends. Source: security 6.8, domain PAY-01.
"""

from django.db import migrations

from portal.audit.operations import AllowedMoves, AppendOnly, NumberSequence, Unchanging
from purchasing.payments.states import CLAIM_FLOW, LINE_FLOW, RATE_FLOW, REQUEST_FLOW

SUMS = """
CREATE FUNCTION payments_receivable_sums(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    kept RECORD;
    below numeric;
    early numeric;
BEGIN
    SELECT number, assigned, drawn INTO kept FROM payments_receivable WHERE id = wanted;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT coalesce(sum(face), 0) INTO below FROM payments_receivable
        WHERE parent_id = wanted AND state NOT IN ('draft', 'refused', 'cancelled');
    SELECT coalesce(sum(amount), 0) INTO early FROM payments_draw WHERE receivable_id = wanted;
    IF kept.assigned <> below OR kept.drawn <> early THEN
        RAISE EXCEPTION '%: % passed on and % drawn are kept, % and % are there',
            kept.number, kept.assigned, kept.drawn, below, early USING ERRCODE = 'check_violation';
    END IF;
END $$;
CREATE FUNCTION payments_receivable_sums_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM payments_receivable_sums(NEW.id);
    IF NEW.parent_id IS NOT NULL THEN
        PERFORM payments_receivable_sums(NEW.parent_id);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION payments_draw_sums_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM payments_receivable_sums(NEW.receivable_id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_receivable_sums_made AFTER INSERT ON payments_receivable
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_receivable_sums_row();
CREATE CONSTRAINT TRIGGER payments_receivable_sums_kept AFTER UPDATE ON payments_receivable
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.face <> NEW.face OR OLD.assigned <> NEW.assigned OR OLD.drawn <> NEW.drawn
          OR (OLD.state <> NEW.state AND (OLD.state IN ('draft', 'refused') OR NEW.state IN ('refused', 'cancelled'))))
    EXECUTE FUNCTION payments_receivable_sums_row();
CREATE CONSTRAINT TRIGGER payments_draw_sums AFTER INSERT ON payments_draw
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_draw_sums_row();
"""
BACK = """
DROP TRIGGER payments_draw_sums ON payments_draw;
DROP TRIGGER payments_receivable_sums_kept ON payments_receivable;
DROP TRIGGER payments_receivable_sums_made ON payments_receivable;
DROP FUNCTION payments_draw_sums_row();
DROP FUNCTION payments_receivable_sums_row();
DROP FUNCTION payments_receivable_sums(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_receivables")]

    operations = [
        NumberSequence("CLM"),
        AppendOnly("DrawQuote"),
        AppendOnly("EscrowEntry"),
        AllowedMoves("BuyerRate", RATE_FLOW.pairs()),
        AllowedMoves("ReceivableRequest", REQUEST_FLOW.pairs()),
        AllowedMoves("Claim", CLAIM_FLOW.pairs()),
        AllowedMoves("ClaimLine", LINE_FLOW.pairs()),
        Unchanging("BuyerRate", ["uid", "kind", "rate", "valid_from", "source", "proposed_by"]),
        Unchanging("ReceivableRequest", ["uid", "receivable", "kind", "reason", "asked_for", "asked_by"]),
        Unchanging("Claim", ["uid", "number", "receivable", "contract", "amount", "made_by"]),
        Unchanging("ClaimLine", ["uid", "claim", "contract", "payee", "obligation"]),
        migrations.RunSQL(SUMS, BACK),
    ]
