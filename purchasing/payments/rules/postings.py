"""HOW MUCH: which sides each event has in whose book. One table serves single postings and whole runs.

Source: domain 4.6. A leg names who, the account and the amount; ``sides`` puts books and amounts in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from purchasing.payments.rules import chart as c
from purchasing.payments.states.ledger import Event

BookKey = int | str  # a company's id, one of the two below, or a fund's: ``fund_book``
BANK, ESCROW, FUND = "bank", "escrow", "fund"
FUND_PREFIX = f"{FUND}:"
DEBIT, CREDIT = "debit", "credit"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a posting: in which book and account, how much, on which side."""

    book: BookKey
    code: str
    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)
    currency: str = "KRW"


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of an event before it has books and amounts."""

    who: str
    code: str
    side: str
    amount: str


def _legs(who: str, debits: Mapping[str, str], credits: Mapping[str, str]) -> tuple[Leg, ...]:
    return tuple(
        Leg(who, code, side, amount)
        for side, entries in ((DEBIT, debits), (CREDIT, credits))
        for code, amount in entries.items()
    )


A = "amount"
_HOLDER_PAID = _legs("holder", {c.CASH: "rest"}, {c.WINWIN_RECEIVABLE: "rest"})
_BANK_PAID = _legs(BANK, {c.CASH: "drawn", c.UNEARNED: "charge"}, {c.BOUGHT: "drawn", c.DISCOUNT_INCOME: "charge"})

LEGS: dict[Event, tuple[Leg, ...]] = {
    Event.INVOICE: (
        *_legs("payer", {c.PURCHASES: "net", c.VAT_IN: "vat"}, {c.PAYABLE: "total", c.ADVANCE_PAID: "advance"}),
        *_legs("payee", {c.RECEIVABLE: "total", c.ADVANCE_RECEIVED: "advance"}, {c.SALES: "net", c.VAT_OUT: "vat"}),
    ),
    Event.ADVANCE: (
        *_legs("payer", {c.ADVANCE_PAID: "net", c.VAT_IN: "vat"}, {c.PAYABLE: "total"}),
        *_legs("payee", {c.RECEIVABLE: "total"}, {c.ADVANCE_RECEIVED: "net", c.VAT_OUT: "vat"}),
    ),
    Event.ISSUE: (
        *_legs("issuer", {c.PAYABLE: A}, {c.WINWIN_PAYABLE: A}),
        *_legs("holder", {c.WINWIN_RECEIVABLE: A}, {c.RECEIVABLE: A}),
    ),
    Event.PASS_ON: (
        *_legs("issuer", {c.PAYABLE: A}, {c.WINWIN_RECEIVABLE: A}),
        *_legs("holder", {c.WINWIN_RECEIVABLE: A}, {c.RECEIVABLE: A}),
    ),
    Event.UNISSUE: (
        *_legs("issuer", {c.WINWIN_PAYABLE: A}, {c.PAYABLE: A}),
        *_legs("holder", {c.RECEIVABLE: A}, {c.WINWIN_RECEIVABLE: A}),
    ),
    Event.TAKE_BACK: (
        *_legs("issuer", {c.WINWIN_RECEIVABLE: A}, {c.PAYABLE: A}),
        *_legs("holder", {c.RECEIVABLE: A}, {c.WINWIN_RECEIVABLE: A}),
    ),
    Event.DRAW: (
        *_legs("holder", {c.CASH: "net", c.DISCOUNT_COST: "charge"}, {c.WINWIN_RECEIVABLE: A}),
        *_legs(BANK, {c.BOUGHT: A}, {c.CASH: "net", c.UNEARNED: "charge"}),
    ),
    Event.FUND_SENT: _legs("issuer", {c.WINWIN_PAYABLE: A}, {c.UNDER_WAY: A}),
    Event.FUNDED: (
        *_legs("issuer", {c.UNDER_WAY: A}, {c.CASH: A}),
        *_legs(ESCROW, {c.ESCROW_CASH: A}, {c.HOLDERS: A}),
    ),
    Event.FUNDING: (
        *_legs("issuer", {c.WINWIN_PAYABLE: A}, {c.CASH: A}),
        *_legs(ESCROW, {c.ESCROW_CASH: A}, {c.HOLDERS: A}),
    ),
    Event.SETTLE_SENT: _legs(ESCROW, {c.HOLDERS: A}, {c.UNDER_WAY: A}),
    Event.SETTLED: (*_legs(ESCROW, {c.UNDER_WAY: "rest"}, {c.ESCROW_CASH: "rest"}), *_HOLDER_PAID),
    Event.BOUGHT_SETTLED: (*_legs(ESCROW, {c.UNDER_WAY: "drawn"}, {c.ESCROW_CASH: "drawn"}), *_BANK_PAID),
    Event.DISTRIBUTION: (*_legs(ESCROW, {c.HOLDERS: A}, {c.ESCROW_CASH: A}), *_HOLDER_PAID, *_BANK_PAID),
    Event.LATE_INTEREST: (
        *_legs("payer", {c.INTEREST_COST: A}, {c.INTEREST_OWED: A}),
        *_legs("payee", {c.INTEREST_DUE: A}, {c.INTEREST_INCOME: A}),
    ),
    Event.LATE_INTEREST_PAID: (
        *_legs("payer", {c.INTEREST_OWED: A}, {c.CASH: A}),
        *_legs("payee", {c.CASH: A}, {c.INTEREST_DUE: A}),
    ),
    Event.FEE: (
        *_legs("payer", {c.FEE_COST: A}, {c.FEE_OWED: A}),
        *_legs("payee", {c.FEE_DUE: A}, {c.FEE_INCOME: A}),
    ),
    Event.FEE_PAID: (
        *_legs("payer", {c.FEE_OWED: A}, {c.CASH: A}),
        *_legs("payee", {c.CASH: A}, {c.FEE_DUE: A}),
    ),
    Event.DEFAULT: _legs(BANK, {c.DOUBTFUL: A}, {c.BOUGHT: A}),  # and none at a supplier: PAY-06
    Event.DEFAULT_REPAID: (
        *_legs("issuer", {c.WINWIN_PAYABLE: A}, {c.CASH: A}),
        *_legs(BANK, {c.CASH: A, c.UNEARNED: "charge"}, {c.DOUBTFUL: A, c.DISCOUNT_INCOME: "charge"}),
    ),
    Event.INCENTIVE: (
        *_legs(ESCROW, {c.DEPOSIT_INTEREST: A}, {c.INCENTIVE_OWED: A}),
        *_legs("holder", {c.INCENTIVE_DUE: A}, {c.INCENTIVE_INCOME: A}),
    ),
    Event.INCENTIVE_PAID: (
        *_legs(ESCROW, {c.ESCROW_CASH: A}, {c.DEPOSIT_INTEREST: A}),  # the bank's interest comes in …
        *_legs(ESCROW, {c.INCENTIVE_OWED: A}, {c.ESCROW_CASH: A}),  # … and goes on to the holder
        *_legs("holder", {c.CASH: A}, {c.INCENTIVE_DUE: A}),
    ),
    Event.CASH_SENT: _legs("payer", {c.PAYABLE: A}, {c.UNDER_WAY: A}),
    Event.CASH_PAID: (
        *_legs("payer", {c.UNDER_WAY: A}, {c.CASH: A}),
        *_legs("payee", {c.CASH: A}, {c.RECEIVABLE: A}),
    ),
    Event.TIER_CASH: (
        *_legs("payer", {c.PAYABLE: A}, {c.CASH: A}),
        *_legs("payee", {c.CASH: A}, {c.RECEIVABLE: A}),
    ),
    Event.DIRECT: (
        *_legs("buyer", {c.PAYABLE: A}, {c.CASH: A}),
        *_legs("contractor", {c.PAYABLE: A}, {c.RECEIVABLE: A}),
        *_legs("payee", {c.CASH: A}, {c.RECEIVABLE: A}),
    ),
    Event.DIRECT_SENT: (  # both debts are smaller from here on; the firm below has its money when the bank confirms it
        *_legs("payer", {c.PAYABLE: A}, {c.UNDER_WAY: A}),
        *_legs("contractor", {c.PAYABLE: A}, {c.RECEIVABLE: A}),
    ),
    Event.DIRECT_PAID: (
        *_legs("payer", {c.UNDER_WAY: A}, {c.CASH: A}),
        *_legs("payee", {c.CASH: A}, {c.RECEIVABLE: A}),
    ),
    Event.CREDIT_ADVANCE: (  # nothing was bought yet: the advance itself gets smaller
        *_legs("payer", {c.PAYABLE: "rest", c.WINWIN_PAYABLE: "face"}, {c.ADVANCE_PAID: "net", c.VAT_IN: "vat"}),
        *_legs(
            "payee",
            {c.ADVANCE_RECEIVED: "net", c.VAT_OUT: "vat"},
            {c.RECEIVABLE: "rest", c.WINWIN_RECEIVABLE: "face"},
        ),
    ),
    Event.CREDIT_ADVANCE_BELOW: (
        *_legs("payer", {c.PAYABLE: "rest", c.WINWIN_RECEIVABLE: "face"}, {c.ADVANCE_PAID: "net", c.VAT_IN: "vat"}),
        *_legs(
            "payee",
            {c.ADVANCE_RECEIVED: "net", c.VAT_OUT: "vat"},
            {c.RECEIVABLE: "rest", c.WINWIN_RECEIVABLE: "face"},
        ),
    ),
    Event.ADVANCE_BACK: (  # what an ended contract did not use up: a claim and a debt of their own
        *_legs("payer", {c.REFUND_DUE: A}, {c.ADVANCE_PAID: A}),
        *_legs("payee", {c.ADVANCE_RECEIVED: A}, {c.REFUND_OWED: A}),
    ),
    Event.ADVANCE_REPAID: (
        *_legs("payer", {c.CASH: A}, {c.REFUND_DUE: A}),
        *_legs("payee", {c.REFUND_OWED: A}, {c.CASH: A}),
    ),
    Event.ADVANCE_WRITTEN_OFF: (
        *_legs("payer", {c.WRITTEN_OFF: A}, {c.REFUND_DUE: A}),
        *_legs("payee", {c.REFUND_OWED: A}, {c.RELEASED: A}),
    ),
    Event.PAYABLE: (
        *_legs("payer", {c.SUPPORT_COST: A}, {c.OTHER_OWED: A}),
        *_legs("payee", {c.OTHER_DUE: A}, {c.SUPPORT_INCOME: A}),
    ),
    Event.PAYABLE_SENT: _legs("payer", {c.OTHER_OWED: A}, {c.UNDER_WAY: A}),
    Event.PAYABLE_PAID: (
        *_legs("payer", {c.UNDER_WAY: A}, {c.CASH: A}),
        *_legs("payee", {c.CASH: A}, {c.OTHER_DUE: A}),
    ),
    Event.PAYABLE_RECEIVED: (
        *_legs("payer", {c.OTHER_OWED: A}, {c.CASH: A}),
        *_legs("payee", {c.CASH: A}, {c.OTHER_DUE: A}),
    ),
    Event.FUND_ALLOTTED: _legs(FUND, {c.ALLOTTED: A}, {c.AVAILABLE: A}),
    Event.FUND_COMMITTED: _legs(FUND, {c.AVAILABLE: A}, {c.COMMITTED: A}),
    Event.FUND_RELEASED: _legs(FUND, {c.COMMITTED: A}, {c.AVAILABLE: A}),
    Event.FUND_DRAWN: _legs(FUND, {c.COMMITTED: A}, {c.DRAWN: A}),
    Event.FUND_MOVED: _legs(FUND, {c.AVAILABLE: A}, {c.AVAILABLE: A}),
    Event.FUND_RETURNED: _legs(FUND, {c.AVAILABLE: A}, {c.ALLOTTED: A}),
    Event.FUND_RECLAIMED: _legs(FUND, {c.DRAWN: A}, {c.COMMITTED: A}),
    Event.CONTRIBUTED: _legs(FUND, {c.CASH: A}, {c.CONTRIBUTIONS: A}),
    Event.CONTRIBUTION_BACK: _legs(FUND, {c.CONTRIBUTIONS: A}, {c.CASH: A}),
    Event.GRANT_PAID: _legs(FUND, {c.GRANTS: A}, {c.CASH: A}),
    Event.GRANT_BACK: _legs(FUND, {c.CASH: A}, {c.GRANTS: A}),
    Event.CREDIT: (
        *_legs("payer", {c.PAYABLE: "rest", c.WINWIN_PAYABLE: "face"}, {c.PURCHASES: "net", c.VAT_IN: "vat"}),
        *_legs("payee", {c.SALES: "net", c.VAT_OUT: "vat"}, {c.RECEIVABLE: "rest", c.WINWIN_RECEIVABLE: "face"}),
    ),
    Event.CREDIT_BELOW: (
        *_legs("payer", {c.PAYABLE: "rest", c.WINWIN_RECEIVABLE: "face"}, {c.PURCHASES: "net", c.VAT_IN: "vat"}),
        *_legs("payee", {c.SALES: "net", c.VAT_OUT: "vat"}, {c.RECEIVABLE: "rest", c.WINWIN_RECEIVABLE: "face"}),
    ),
}


def fund_book(code: str) -> str:
    """How the rules name the book of a fund.

    Source: domain 13, 15 (every won of a fund stands in a book of its own).

    >>> fund_book("FND-2019")
    'fund:FND-2019'
    """
    return FUND_PREFIX + code


def sides(
    event: Event, *, books: Mapping[str, BookKey], amounts: Mapping[str, Decimal], currency: str = "KRW"
) -> list[Side]:
    """The sides of ``event``; a leg whose amount is zero has none. In won or in the currency given, never rounded.

    Source: domain 4.6 (E1 to E10).

    >>> for side in sides(Event.ISSUE, books={"issuer": 1, "holder": 2}, amounts={"amount": Decimal(500)}):
    ...     print(side.book, side.code, side.debit, side.credit)
    1 2100 500 0
    1 2110 0 500
    2 1210 500 0
    2 1200 0 500
    """
    made = []
    for leg in LEGS[event]:
        amount = amounts[leg.amount]
        if amount < 0:
            raise ValueError(f"{event}: {leg.amount} is negative: {amount}")
        if amount:
            book = books.get(leg.who, leg.who) if leg.who in (BANK, ESCROW) else books[leg.who]
            debit, credit = (amount, Decimal(0)) if leg.side == DEBIT else (Decimal(0), amount)
            made.append(Side(book, leg.code, debit, credit, currency))
    return made


def differences(sides_: Iterable[Side]) -> dict[tuple[BookKey, str], Decimal]:
    """Debits less credits of each book and currency, where they are not equal: {} when all books balance.

    Source: domain 4.6, invariants.

    >>> differences([Side(1, "1000", debit=Decimal(5)), Side(1, "4000", credit=Decimal(5))])
    {}
    >>> differences([Side(1, "1000", debit=Decimal(5)), Side(2, "4000", credit=Decimal(5))])
    {(1, 'KRW'): Decimal('5'), (2, 'KRW'): Decimal('-5')}
    """
    sums: dict[tuple[BookKey, str], Decimal] = defaultdict(Decimal)
    for side in sides_:
        sums[side.book, side.currency] += side.debit - side.credit
    return {key: sum_ for key, sum_ in sums.items() if sum_}


def mirrored(sides_: Iterable[Side]) -> list[Side]:
    """The sides of a reversal: each debit a credit and each credit a debit.

    Source: domain 4.6; security 6.2 (reversals, never edits).

    >>> mirrored([Side(1, "1000", debit=Decimal(5))])
    [Side(book=1, code='1000', debit=Decimal('0'), credit=Decimal('5'), currency='KRW')]
    """
    return [Side(side.book, side.code, side.credit, side.debit, side.currency) for side in sides_]
