"""The proofs of the ledger ask for each line's account by its key: no plan may begin with all accounts.

The functions are those of 0006 with other joins; what they refuse, and how they say it, is the same.
"""

from django.db import migrations

PROOFS = """
CREATE OR REPLACE FUNCTION payments_line_proof() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE wrong record;
BEGIN
    SELECT w.posting_id, w.book_id, w.currency, sum(w.debit) AS debit, sum(w.credit) AS credit,
           bool_and(w.of_account = w.currency) AS right_currency
      INTO wrong
      FROM (SELECT n.posting_id, n.currency, n.debit, n.credit,
                   (SELECT a.book_id FROM payments_account a WHERE a.id = n.account_id) AS book_id,
                   (SELECT a.currency FROM payments_account a WHERE a.id = n.account_id) AS of_account
              FROM written n) w
     GROUP BY w.posting_id, w.book_id, w.currency
    HAVING sum(w.debit) <> sum(w.credit) OR NOT bool_and(w.of_account = w.currency)
     LIMIT 1;
    IF FOUND AND NOT wrong.right_currency THEN
        RAISE EXCEPTION 'posting %: a line in % stands in an account of another currency',
            wrong.posting_id, wrong.currency USING ERRCODE = 'check_violation', CONSTRAINT = 'line_currency_of_account';
    ELSIF FOUND THEN
        RAISE EXCEPTION 'posting %: book % does not balance in %: debits %, credits %',
            wrong.posting_id, wrong.book_id, wrong.currency, wrong.debit, wrong.credit
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_balances';
    END IF;
    SELECT w.posting_id INTO wrong
      FROM (SELECT posting_id, count(*) AS lines FROM written GROUP BY posting_id) w
     WHERE (SELECT count(*) FROM payments_line l WHERE l.posting_id = w.posting_id) <> w.lines
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'posting %: its lines are written once, in one statement', wrong.posting_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'posting_is_whole';
    END IF;
    INSERT INTO payments_balance (account_id, debit, credit)
    SELECT account_id, sum(debit), sum(credit) FROM written GROUP BY account_id ORDER BY account_id
        ON CONFLICT (account_id) DO UPDATE
        SET debit = payments_balance.debit + EXCLUDED.debit, credit = payments_balance.credit + EXCLUDED.credit;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION payments_posting_proof() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE sides record; books integer := 0;
BEGIN
    FOR sides IN
        SELECT l.book_id, l.currency, sum(l.debit) AS debit, sum(l.credit) AS credit, count(*) AS lines
          FROM (SELECT n.currency, n.debit, n.credit,
                       (SELECT a.book_id FROM payments_account a WHERE a.id = n.account_id) AS book_id
                  FROM payments_line n WHERE n.posting_id = NEW.id) l
         GROUP BY l.book_id, l.currency
    LOOP
        books := books + 1;
        IF sides.debit <> sides.credit OR sides.lines < 2 THEN
            RAISE EXCEPTION 'posting %: book % does not balance in %: debits %, credits %, lines %',
                NEW.id, sides.book_id, sides.currency, sides.debit, sides.credit, sides.lines
                USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_balances';
        END IF;
    END LOOP;
    IF books = 0 THEN
        RAISE EXCEPTION 'posting %: it has no lines', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_balances';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0011_ledger_plans")]

    operations = [migrations.RunSQL(PROOFS, migrations.RunSQL.noop)]
