"""FIND: whether the books hold. Every question is one statement, so that it sees one moment.

Each gives rows ``(whose, expected, found)`` where the two differ; what it means is said
in ``views/ledger_words.py``. Source: domain 4.6 (invariants), security 6.2 and T24.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from portal.registry import Registry

# What stands for a receivable in the books, as long as it is not settled: of whom, how much.
BOOKED = "c.state NOT IN ('draft', 'refused', 'cancelled')"
ESCROW_OUT = "SELECT sum(e.amount) FROM payments_escrowentry e WHERE e.receivable_id = c.id AND e.kind = '%s'"


# Whether the bank was repaid after a default what it paid out on a receivable.
REPAID = (
    "EXISTS (SELECT FROM payments_receivable part JOIN payments_receivable top"
    " ON top.id = coalesce(part.root_id, part.id) WHERE part.id = %s AND top.repaid_on IS NOT NULL)"
)
# Of a first-tier receivable: its face; after a default what was drawn of the chain, until the bank has it back.
OWED_TO_HOLDERS = (
    "CASE WHEN c.state NOT IN ('defaulted', 'cleared') THEN c.face WHEN c.repaid_on IS NOT NULL THEN 0 ELSE"
    " (SELECT sum(t.drawn) FROM payments_receivable t WHERE t.id = c.id OR t.root_id = c.id) END"
)


def _account(code: str, sign: str, expected: str) -> str:
    """Companies whose balance of ``code`` is not what ``expected`` (company, amount) says."""
    found = f"sum(b.debit - b.credit) * {sign}"
    return f"""
        WITH expected AS ({expected}), found AS (
            SELECT k.company_id AS company, {found} AS amount
              FROM payments_balance b JOIN payments_account a ON a.id = b.account_id
              JOIN payments_book k ON k.id = a.book_id
             WHERE a.code = '{code}' AND k.company_id IS NOT NULL GROUP BY 1
        ), wanted AS (SELECT company, sum(amount) AS amount FROM expected GROUP BY 1)
        SELECT coalesce(p.number, company::text), coalesce(w.amount, 0), coalesce(f.amount, 0)
          FROM wanted w FULL JOIN found f USING (company) LEFT JOIN people_company p ON p.id = company
         WHERE coalesce(w.amount, 0) <> coalesce(f.amount, 0) ORDER BY 1
    """  # noqa: S608 (constants of this file)


def _special(kind: str, codes: str, sign: str, expected: str) -> str:
    """The same for the one book of the bank or of the trustee."""
    return f"""
        SELECT '{kind}', w.amount, f.amount FROM (SELECT coalesce(({expected}), 0) AS amount) w,
               (SELECT coalesce(sum(b.debit - b.credit), 0) * {sign} AS amount
                  FROM payments_balance b JOIN payments_account a ON a.id = b.account_id
                  JOIN payments_book k ON k.id = a.book_id
                 WHERE k.kind = '{kind}' AND a.code IN ({codes})) f
         WHERE w.amount <> f.amount
    """  # noqa: S608


CHECKS: dict[str, str] = {
    "posting": """
        SELECT p.key, sum(l.debit), sum(l.credit) FROM payments_line l
          JOIN payments_account a ON a.id = l.account_id JOIN payments_posting p ON p.id = l.posting_id
         GROUP BY p.id, a.book_id, l.currency HAVING sum(l.debit) <> sum(l.credit) ORDER BY p.id
    """,
    "empty": """
        SELECT p.key, 1, 0 FROM payments_posting p
         WHERE NOT EXISTS (SELECT FROM payments_line l WHERE l.posting_id = p.id) ORDER BY p.id
    """,
    "orphan": """
        SELECT 'line ' || l.id, 1, 0 FROM payments_line l LEFT JOIN payments_posting p ON p.id = l.posting_id
          LEFT JOIN payments_account a ON a.id = l.account_id WHERE p.id IS NULL OR a.id IS NULL ORDER BY l.id
    """,
    "currency": """
        SELECT p.key, 0, count(*) FROM payments_line l JOIN payments_account a ON a.id = l.account_id
          JOIN payments_posting p ON p.id = l.posting_id WHERE a.currency <> l.currency GROUP BY p.id ORDER BY p.id
    """,
    "balance": """
        WITH sums AS (SELECT account_id, sum(debit) AS debit, sum(credit) AS credit FROM payments_line GROUP BY 1)
        SELECT coalesce(s.account_id, b.account_id)::text, coalesce(s.debit - s.credit, 0),
               coalesce(b.debit - b.credit, 0)
          FROM sums s FULL JOIN payments_balance b ON b.account_id = s.account_id
         WHERE coalesce(s.debit, 0) <> coalesce(b.debit, 0) OR coalesce(s.credit, 0) <> coalesce(b.credit, 0)
         ORDER BY 1
    """,
    "reversal": """
        SELECT min(r.key), 0, sum(l.debit - l.credit) FROM payments_posting r
          JOIN payments_line l ON l.posting_id IN (r.id, r.reverses_id) WHERE r.reverses_id IS NOT NULL
         GROUP BY r.id, l.account_id HAVING sum(l.debit) <> sum(l.credit) ORDER BY 1
    """,
    "negative": """
        SELECT coalesce(p.number, k.kind) || ' ' || a.code, 0, b.debit - b.credit
          FROM payments_balance b JOIN payments_account a ON a.id = b.account_id
          JOIN payments_book k ON k.id = a.book_id LEFT JOIN people_company p ON p.id = k.company_id
         WHERE a.code IN ('1010', '1210', '1310') AND b.debit < b.credit
            OR a.code IN ('2110', '2450', '2510') AND b.credit < b.debit ORDER BY 1
    """,
    "tree": f"""
        SELECT r.number, r.face, sum(c.face - c.assigned) FROM payments_receivable r
          JOIN payments_receivable c ON (c.id = r.id OR c.root_id = r.id) AND {BOOKED}
         WHERE r.parent_id IS NULL AND r.state NOT IN ('draft', 'refused', 'cancelled')
         GROUP BY r.id HAVING r.face <> sum(c.face - c.assigned) ORDER BY r.id
    """,  # noqa: S608 (each part belongs to its holder or to the bank: together they are the face)
    "holders": _account(
        "1210",
        "1",
        f"SELECT c.holder_id AS company, c.face - c.assigned - c.drawn - coalesce(({ESCROW_OUT % 'holder'}), 0)"  # noqa: S608
        f" AS amount FROM payments_receivable c WHERE {BOOKED} AND c.state NOT IN ('defaulted', 'cleared')",
    ),  # after a default the rest is a trade claim again
    "issuers": _account(
        "2110",
        "-1",
        f"SELECT c.issuer_id AS company, {OWED_TO_HOLDERS} - coalesce(({ESCROW_OUT % 'funded'}), 0)"  # noqa: S608
        " - coalesce((SELECT sum(i.amount) FROM payments_instruction i JOIN payments_paymentrun r ON r.id = i.run_id"
        " WHERE i.receivable_id = c.id AND r.kind = 'funding' AND i.state = 'posted'), 0) AS amount"
        f" FROM payments_receivable c WHERE c.tier = 1 AND {BOOKED}",
    ),
    "payables": _account(
        "2100",
        "-1",
        "SELECT o.payer_id AS company, o.amount - o.credited - o.covered - o.paid AS amount FROM payments_obligation o",
    ),
    "receivables": _account(  # what is under way has left the payer's debts, and is still due to the payee
        "1200",
        "1",
        "SELECT o.payee_id AS company, o.amount - o.credited - o.covered - o.paid"
        " + coalesce((SELECT sum(i.amount) FROM payments_instruction i"
        " WHERE i.obligation_id = o.id AND i.state = 'posted'), 0)"
        " + coalesce((SELECT sum(i.amount) FROM payments_instruction i JOIN payments_directpayment d"
        " ON d.id = i.direct_id WHERE d.lower_id = o.id AND i.state = 'posted'), 0) AS amount"
        " FROM payments_obligation o",
    ),
    "refunds_due": _account(
        "1370",
        "1",
        "SELECT k.payer_id AS company, r.amount FROM payments_advancerefund r JOIN contracts_contract k"
        " ON k.id = r.contract_id WHERE r.state NOT IN ('settled', 'written_off')",
    ),
    "refunds_owed": _account(
        "2370",
        "-1",
        "SELECT k.payee_id AS company, r.amount FROM payments_advancerefund r JOIN contracts_contract k"
        " ON k.id = r.contract_id WHERE r.state NOT IN ('settled', 'written_off')",
    ),
    "other_owed": _account(
        "2120", "-1", "SELECT p.payer_id AS company, p.amount FROM payments_payable p WHERE p.state = 'owed'"
    ),
    "other_due": _account(
        "1230", "1", "SELECT p.payee_id AS company, p.amount FROM payments_payable p WHERE p.state IN ('owed', 'sent')"
    ),
    "bought": _special(
        "bank",
        "'1310', '1390'",
        "1",
        f"SELECT sum(c.drawn - coalesce(({ESCROW_OUT % 'bank'}), 0)) FROM payments_receivable c"  # noqa: S608
        f" WHERE {BOOKED} AND NOT {REPAID % 'c.id'}",
    ),
    "unearned": _special(
        "bank",
        "'2450'",
        "-1",
        "SELECT sum(d.charge) FROM payments_draw d WHERE NOT EXISTS (SELECT FROM payments_escrowentry e"  # noqa: S608
        f" WHERE e.receivable_id = d.receivable_id AND e.kind = 'bank') AND NOT {REPAID % 'd.receivable_id'}",
    ),
    "escrow": _special(
        "escrow",
        "'1010'",
        "1",
        "SELECT sum(CASE e.kind WHEN 'funded' THEN e.amount ELSE -e.amount END) FROM payments_escrowentry e",
    ),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What an upper app asks of the books: one statement like those above, and what it means when rows come back."""

    sql: str
    words: object


questions: Registry[Question] = Registry("questions to the ledger")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold: which question, whose, what was expected and what was found."""

    check: str
    whose: str
    expected: Decimal
    found: Decimal

    def kept(self) -> dict[str, str]:
        """As it is stored with the check."""
        return {
            "check": self.check,
            "whose": self.whose,
            "expected": str(self.expected),
            "found": str(self.found),
        }


def faults() -> Iterator[Fault]:
    """Every fault of every question."""
    with connection.cursor() as cursor:
        asked = CHECKS | {key: each.sql for key, each in questions.items()}
        for check, sql in asked.items():
            cursor.execute(sql)
            for whose, expected, found in cursor.fetchall():
                yield Fault(check, whose, Decimal(expected), Decimal(found))


def counts() -> tuple[int, int]:
    """How many entries (lines), in how many books."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM payments_line), (SELECT count(*) FROM payments_book)",
        )
        return cursor.fetchone()


# Anchors: a hash over all that was posted -----------------------------------------------------------------------------
DIGEST = """
    WITH lines AS (
        SELECT l.posting_id, jsonb_agg(jsonb_build_array(l.id, a.book_id, a.code, l.currency, l.debit, l.credit)
               ORDER BY l.id) AS told
          FROM payments_line l JOIN payments_account a ON a.id = l.account_id
         WHERE l.posting_id > %(after)s AND l.posting_id <= %(upto)s GROUP BY 1
    )
    SELECT count(*), encode(sha256(convert_to(%(before)s || coalesce(string_agg(jsonb_build_array(p.id, p.uid, p.key,
           p.event, p.booked_on, p.thing_type, p.thing_id, p.text, p.reverses_id, p.posted_by_id,
           extract(epoch FROM p.posted_at), lines.told)::text, E'\\n' ORDER BY p.id), ''), 'UTF8')), 'hex')
      FROM payments_posting p LEFT JOIN lines ON lines.posting_id = p.id
     WHERE p.id > %(after)s AND p.id <= %(upto)s
"""


def digest(*, after: int, upto: int, before: str) -> tuple[int, str]:
    """How many postings lie between, and their SHA-256 together with the hash ``before``."""
    with connection.cursor() as cursor:
        cursor.execute(DIGEST, {"after": after, "upto": upto, "before": before})
        return cursor.fetchone()


def block_end(after: int, upto: int, size: int) -> int:
    """The id of the last of the next ``size`` postings."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(id) FROM (SELECT id FROM payments_posting WHERE id > %s AND id <= %s ORDER BY id LIMIT %s) p",
            [after, upto, size],
        )
        return cursor.fetchone()[0]


def anchors_told() -> dict[int, tuple[int, str]]:
    """What the audit chain says of the anchors, by their ids: up to which posting, and the hash."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT thing_id::bigint, (payload::jsonb->>'upto')::bigint, payload::jsonb->>'sha256'"
            " FROM audit_auditentry"
            " WHERE thing_type = 'payments.ledgeranchor' AND what = 'payments.ledgeranchor.made'"
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return {pk: (upto, sha256) for pk, upto, sha256 in rows}
