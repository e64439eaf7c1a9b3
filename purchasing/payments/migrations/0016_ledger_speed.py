"""Proofs for whole chunks: the keys of lines by the trigger that proves them, postings with the statement of their lines.

What the database refuses is the same as before. Why, and what it saves: portal/decisions/0035-ledger-keys.md.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AllowedMoves, Unchanging
from purchasing.payments.states import INSTRUCTION_FLOW, OBLIGATION_FLOW, RECEIVABLE_FLOW

PROOFS = """
CREATE OR REPLACE FUNCTION payments_line_proof() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET enable_nestloop = off AS $$
DECLARE wrong record;
BEGIN
    WITH accounts AS MATERIALIZED (
        SELECT n.account_id, (SELECT a.book_id FROM payments_account a WHERE a.id = n.account_id) AS book_id,
               (SELECT a.currency FROM payments_account a WHERE a.id = n.account_id) AS currency
          FROM (SELECT DISTINCT account_id FROM written) n
    )
    SELECT w.posting_id, a.book_id, w.currency, sum(w.debit) AS debit, sum(w.credit) AS credit,
           min(w.account_id) AS account_id, bool_and(a.currency = w.currency) AS right_currency
      INTO wrong
      FROM written w JOIN accounts a ON a.account_id = w.account_id
     GROUP BY w.posting_id, a.book_id, w.currency
    HAVING sum(w.debit) <> sum(w.credit) OR bool_and(a.currency = w.currency) IS DISTINCT FROM true
     LIMIT 1;
    IF FOUND AND wrong.book_id IS NULL THEN
        RAISE EXCEPTION 'posting %: there is no account %', wrong.posting_id, wrong.account_id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'line_account_is_there';
    ELSIF FOUND AND NOT wrong.right_currency THEN
        RAISE EXCEPTION 'posting %: a line in % stands in an account of another currency',
            wrong.posting_id, wrong.currency USING ERRCODE = 'check_violation', CONSTRAINT = 'line_currency_of_account';
    ELSIF FOUND THEN
        RAISE EXCEPTION 'posting %: book % does not balance in %: debits %, credits %',
            wrong.posting_id, wrong.book_id, wrong.currency, wrong.debit, wrong.credit
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_balances';
    END IF;
    SELECT w.posting_id, (SELECT p.id FROM payments_posting p WHERE p.id = w.posting_id) AS there INTO wrong
      FROM (SELECT posting_id, count(*) AS lines FROM written GROUP BY posting_id) w
     WHERE (SELECT count(*) FROM payments_line l WHERE l.posting_id = w.posting_id) <> w.lines
        OR (SELECT p.id FROM payments_posting p WHERE p.id = w.posting_id) IS NULL
     LIMIT 1;
    IF FOUND AND wrong.there IS NULL THEN
        RAISE EXCEPTION 'there is no posting %', wrong.posting_id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'line_posting_is_there';
    ELSIF FOUND THEN
        RAISE EXCEPTION 'posting %: its lines are written once, in one statement', wrong.posting_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'posting_is_whole';
    END IF;
    INSERT INTO payments_balance (account_id, debit, credit)
    SELECT account_id, sum(debit), sum(credit) FROM written GROUP BY account_id ORDER BY account_id
        ON CONFLICT (account_id) DO UPDATE
        SET debit = payments_balance.debit + EXCLUDED.debit, credit = payments_balance.credit + EXCLUDED.credit;
    RETURN NULL;
END $$;

CREATE FUNCTION payments_posting_with_lines() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE wrong record;
BEGIN
    SELECT m.id INTO wrong FROM made m
     WHERE m.with_lines AND (SELECT l.id FROM payments_line l WHERE l.posting_id = m.id LIMIT 1) IS NULL
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'posting %: it has no lines', wrong.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_balances';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payments_posting_with_lines AFTER INSERT ON payments_posting
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION payments_posting_with_lines();

DROP TRIGGER payments_posting_proof ON payments_posting;
CREATE CONSTRAINT TRIGGER payments_posting_proof AFTER INSERT ON payments_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NOT NEW.with_lines) EXECUTE FUNCTION payments_posting_proof();
"""
BACK = """
DROP TRIGGER payments_posting_proof ON payments_posting;
CREATE CONSTRAINT TRIGGER payments_posting_proof AFTER INSERT ON payments_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_posting_proof();
DROP TRIGGER payments_posting_with_lines ON payments_posting;
DROP FUNCTION payments_posting_with_lines();
"""


# Keys and references are only compared and looked for from their beginning: a second index for that is not needed.
PLAIN_KEYS = """
DROP INDEX IF EXISTS payments_posting_key_5b367416_like;
ALTER TABLE payments_posting ALTER COLUMN key TYPE varchar(120) COLLATE "C";
DROP INDEX IF EXISTS payments_instruction_end_to_end_dea98032_like;
DROP INDEX IF EXISTS payments_obligation_number_c94134b8_like;
"""
LIKE_KEYS = """
CREATE INDEX payments_obligation_number_c94134b8_like ON payments_obligation (number varchar_pattern_ops);
CREATE INDEX payments_instruction_end_to_end_dea98032_like ON payments_instruction (end_to_end varchar_pattern_ops);
ALTER TABLE payments_posting ALTER COLUMN key TYPE varchar(120) COLLATE "default";
CREATE INDEX payments_posting_key_5b367416_like ON payments_posting (key varchar_pattern_ops);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0015_direct_in_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="posting",
            name="with_lines",
            field=models.BooleanField(db_default=False, editable=False),
        ),
        migrations.AlterField(
            model_name="posting",
            name="posted_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="posted by",
            ),
        ),
        migrations.AlterField(
            model_name="line",
            name="posting",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="payments.posting",
            ),
        ),
        migrations.AlterField(
            model_name="line",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="payments.account",
            ),
        ),
        migrations.AlterField(
            model_name="instruction",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="instructions",
                to="payments.paymentrun",
            ),
        ),
        migrations.AlterField(
            model_name="obligation",
            name="invoice",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="obligations",
                to="contracts.invoice",
            ),
        ),
        migrations.RunSQL(
            PLAIN_KEYS,
            LIKE_KEYS,
            state_operations=[
                migrations.AlterField(
                    model_name="posting",
                    name="key",
                    field=models.CharField(db_collation="C", max_length=120, unique=True, verbose_name="key"),
                ),
            ],
        ),
        migrations.RunSQL(PROOFS, BACK),
        # The same rules once more: their triggers now call a function for what is refused alone.
        AllowedMoves("Obligation", OBLIGATION_FLOW.pairs()),
        AllowedMoves("Receivable", RECEIVABLE_FLOW.pairs()),
        AllowedMoves("Instruction", INSTRUCTION_FLOW.pairs()),
        Unchanging("Obligation", ["uid", "number", "invoice", "contract", "part", "payer", "payee", "currency", "amount"]),
        Unchanging("Instruction", ["uid", "run", "obligation", "receivable", "currency", "amount", "end_to_end"]),
    ]
