"""DO: the postings of whole runs, set-based: one statement for all sides of all payments of a chunk.

The sides come from the same table as single postings (``rules.postings.LEGS``); a test compares the two ways.
"""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction

from portal.people.models import User
from purchasing.payments.rules.postings import BANK, DEBIT, ESCROW, LEGS
from purchasing.payments.services.ledger import AccountKey, accounts_for
from purchasing.payments.states.ledger import Event

WHO = ("payer", "payee", "issuer", "holder", "contractor")
OWN = {BANK: 0, ESCROW: -1}  # in place of a company's id

# What a set of instructions is, in the words of the legs. ``charge``: of what the bank bought, if it is the bank's.
SOURCE = """
SELECT i.id AS thing, 'payments.instruction' AS thing_type, i.uid, i.currency, i.end_to_end AS text,
       r.value_on, i.paid_on,
       CASE WHEN r.kind = 'maturity' AND i.payee_id IS NULL THEN 'bank' WHEN i.direct_id IS NOT NULL THEN 'direct'
            WHEN i.payable_id IS NOT NULL THEN 'payable' ELSE r.kind END AS kind,
       coalesce(o.payer_id, c.issuer_id, u.payer_id, y.payer_id) AS payer, i.payee_id AS payee,
       coalesce(o.payer_id, c.issuer_id, u.payer_id, y.payer_id) AS issuer, i.payee_id AS holder,
       u.payee_id AS contractor,
       i.amount AS amount, i.amount AS rest, i.amount AS drawn,
       CASE WHEN r.kind = 'maturity' AND i.payee_id IS NULL
            THEN (SELECT coalesce(sum(d.charge), 0) FROM payments_draw d WHERE d.receivable_id = i.receivable_id)
            ELSE 0 END AS charge
  FROM payments_instruction i
  JOIN payments_paymentrun r ON r.id = i.run_id
  LEFT JOIN payments_obligation o ON o.id = i.obligation_id
  LEFT JOIN payments_receivable c ON c.id = i.receivable_id
  LEFT JOIN payments_directpayment d ON d.id = i.direct_id
  LEFT JOIN payments_obligation u ON u.id = d.upper_id
  LEFT JOIN payments_payable y ON y.id = i.payable_id
 WHERE i.id = ANY(%s)
"""
PARTS_SOURCE = """
SELECT c.id AS thing, 'payments.receivable' AS thing_type, c.uid, 'KRW' AS currency, c.number AS text, c.issued_on,
       'part' AS kind, c.issuer_id AS payer, c.holder_id AS payee, c.issuer_id AS issuer, c.holder_id AS holder,
       NULL::bigint AS contractor, c.face AS amount
  FROM payments_receivable c WHERE c.id = ANY(%s) AND c.parent_id IS NOT NULL
"""
PARTS = {"part": Event.PASS_ON}
SENT = {
    "cash": Event.CASH_SENT,
    "funding": Event.FUND_SENT,
    "maturity": Event.SETTLE_SENT,
    "bank": Event.SETTLE_SENT,
    "direct": Event.DIRECT_SENT,
    "payable": Event.PAYABLE_SENT,
}
CONFIRMED = {
    "cash": Event.CASH_PAID,
    "funding": Event.FUNDED,
    "maturity": Event.SETTLED,
    "bank": Event.BOUGHT_SETTLED,
    "direct": Event.DIRECT_PAID,
    "payable": Event.PAYABLE_PAID,
}


def book_sent_many(instruction_ids: Sequence[int], *, on: date | None = None, by: User | None = None) -> dict[int, int]:
    """The instructions of a chunk go to the bank. Returns each instruction's posting; those already booked as well.

    ``on``: the day of booking for all, else each run's bank day.
    """
    return _book(instruction_ids, SENT, prefix="sent", day="value_on", on=on, by=by)


def book_confirmed_many(
    instruction_ids: Sequence[int], *, on: date | None = None, by: User | None = None
) -> dict[int, int]:
    """The bank has executed them. ``on``: the day of booking for all, else each instruction's ``paid_on``."""
    return _book(instruction_ids, CONFIRMED, prefix="paid", day="paid_on", on=on, by=by)


def book_parts(receivable_ids: Sequence[int], *, by: User | None = None) -> dict[int, int]:
    """E3, E4 of many parts at once, whatever their tier. Returns each part's posting; those booked before as well."""
    return _book(receivable_ids, PARTS, prefix="pass-on", day="issued_on", on=None, by=by, source=PARTS_SOURCE)


@transaction.atomic
def _book(
    thing_ids: Sequence[int], events: dict[str, Event], *, prefix, day, on, by, source: str = SOURCE
) -> dict[int, int]:
    """Those that nobody has booked go in at once; only where one has, they are looked up, and the others booked."""
    ids = list(thing_ids)
    booked: dict[int, int] = {}
    while left := [pk for pk in ids if pk not in booked]:
        try:
            with transaction.atomic():
                booked |= _book_new(left, events, prefix=prefix, day=day, on=on, by=by, source=source)
        except IntegrityError as fault:
            if "payments_posting_key" not in str(fault):
                raise
            booked |= _booked_before(left, prefix, source)
    return booked


def _book_new(ids: list[int], events: dict[str, Event], *, prefix, day, on, by, source: str) -> dict[int, int]:
    needed, kinds = _needed(ids, events, source)
    if not kinds:
        raise ValueError(f"{len(ids)} things could not be booked, among them {min(ids)}")
    accounts = accounts_for(needed)
    columns: list[Any] = [[OWN[book] if isinstance(book, str) else book for book, _code, _currency in accounts]]
    columns += [[key[at] for key in accounts] for at in (1, 2)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_nestloop', 'off', true)")  # few accounts are guessed, many may come
        cursor.execute(
            _statement({kind: events[kind] for kind in kinds}, prefix, day, source),
            [ids, *columns, list(accounts.values()), uuid.uuid4().hex, on, by.pk if by else None],
        )
        booked = dict(cursor.fetchall())
        cursor.execute("SELECT set_config('enable_nestloop', 'on', true)")
    if missing := set(ids) - booked.keys():
        raise ValueError(f"{len(missing)} things could not be booked, among them {min(missing)}")
    return booked


def _booked_before(ids: list[int], prefix: str, source: str) -> dict[int, int]:
    """By this or by another call, which has ended: its keys made ours wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.thing, p.id FROM ({source}) s"  # noqa: S608
            " JOIN payments_posting p ON p.key = %s || ':' || s.uid",
            [ids, prefix],
        )
        return dict(cursor.fetchall())


def _needed(ids: list[int], events: dict[str, Event], source: str) -> tuple[set[AccountKey], list[str]]:
    """The accounts of these things, and which kinds of things they are."""
    asked = {leg.who for event in events.values() for leg in LEGS[event]}
    who = [name for name in WHO if name in asked]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT {', '.join(('kind', 'currency', *who))} FROM ({source}) s", [ids])  # noqa: S608
        rows = cursor.fetchall()
    needed: set[AccountKey] = set()
    for kind, currency, *companies in rows:
        whose = dict(zip(who, companies, strict=True))
        for leg in LEGS[events[kind]]:
            needed.add((whose.get(leg.who, leg.who), leg.code, currency))
    return needed, sorted({row[0] for row in rows})


def _statement(events: dict[str, Event], prefix: str, day: str, source: str) -> str:
    """Postings and all their lines in one statement, proved at its end. Each name in it is a constant of this house."""
    cases = " ".join(f"WHEN '{kind}' THEN '{event.value}'" for kind, event in events.items())
    lines = " UNION ALL ".join(
        f"SELECT s.posting, v.*, s.currency FROM source s"  # noqa: S608
        f" CROSS JOIN LATERAL (VALUES {_values(event)}) AS v (company, code, debit, credit)"
        f" WHERE s.kind = '{kind}'"
        for kind, event in events.items()
    )
    return f"""
        WITH source AS MATERIALIZED (
            SELECT nextval('payments_posting_id_seq') AS posting, s.* FROM ({source}) s
        ),
        accounts AS MATERIALIZED (
            SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[]) AS a (company, code, currency, id)
        ),
        posted AS (
            INSERT INTO payments_posting
                   (id, uid, key, event, booked_on, thing_type, thing_id, text, posted_by_id, with_lines)
            SELECT posting, md5(%s || uid)::uuid, '{prefix}:' || uid, CASE kind {cases} END,
                   coalesce(%s::date, {day}), thing_type, thing::text, text, %s::bigint, true
              FROM source
        ),
        sides AS MATERIALIZED ({lines}),
        written AS (
            INSERT INTO payments_line (posting_id, account_id, currency, debit, credit)
            SELECT sides.posting, a.id, sides.currency, sides.debit, sides.credit
              FROM sides JOIN accounts a
                ON a.company = sides.company AND a.code = sides.code AND a.currency = sides.currency
             WHERE sides.debit + sides.credit > 0
        )
        SELECT thing, posting FROM source
    """  # noqa: S608


def _values(event: Event) -> str:
    rows = []
    for leg in LEGS[event]:
        who = str(OWN[leg.who]) if leg.who in OWN else f"s.{leg.who}"
        debit, credit = (f"s.{leg.amount}", "0") if leg.side == DEBIT else ("0", f"s.{leg.amount}")
        rows.append(f"({who}::bigint, '{leg.code}', {debit}::numeric, {credit}::numeric)")
    return ", ".join(rows)
