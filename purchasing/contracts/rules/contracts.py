"""Amounts of a contract, who may stand below whom, what a certificate changes, what an amendment may not touch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

LEGAL_DAYS = 60
MOST_TIERS = 4
CENT = Decimal("0.01")
WON = Decimal(1)


def line_amount(qty: Decimal, unit_price: Decimal, currency: str) -> Decimal:
    """Quantity times unit price, half up to the won (to the cent in dollars).

    Source: domain CNV-01.

    >>> line_amount(Decimal("2.5"), Decimal("1333"), "KRW"), line_amount(Decimal(3), Decimal("0.335"), "USD")
    (Decimal('3333'), Decimal('1.01'))
    """
    return (qty * unit_price).quantize(WON if currency == "KRW" else CENT, ROUND_HALF_UP)


def advance_amount(value: Decimal, rate: Decimal, currency: str) -> Decimal:
    """What is paid before delivery, rounded down: the rest follows with the deliveries.

    Source: domain 4.2 (advance %), CNV-01.

    >>> advance_amount(Decimal(99_999_999), Decimal("0.3"), "KRW")
    Decimal('29999999')
    """
    return (value * rate).quantize(WON if currency == "KRW" else CENT, ROUND_FLOOR)


def most_days(*, preferred: bool, preferred_days: int) -> int:
    """The longest term of payment that may be agreed: 60 days by law, fewer for a socially friendly enterprise.

    Source: domain 4.1 (SFA 13(1), Win-Win Act 22), 5.3 PRF-09.

    >>> most_days(preferred=False, preferred_days=15), most_days(preferred=True, preferred_days=15)
    (60, 15)
    """
    return min(LEGAL_DAYS, preferred_days) if preferred else LEGAL_DAYS


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a new subcontract would lie: ids of the companies from the buyer down to who gives the work."""

    chain: Sequence[int]
    tier: int


def subcontract_fault(placed: Placed, payee: int) -> str:
    """Why a company may not stand below this contract: "depth", "oneself", "circle", or "".

    Source: domain 4.2 (tiers 1 to 4), PAY-02.

    >>> chain = Placed([1, 7, 9], tier=3)
    >>> [subcontract_fault(chain, company) for company in (9, 7, 1, 12)]
    ['oneself', 'circle', 'circle', '']
    >>> subcontract_fault(Placed([1, 7, 9, 12, 13], tier=5), 20)
    'depth'
    """
    if placed.tier > MOST_TIERS:
        return "depth"
    if payee == placed.chain[-1]:
        return "oneself"
    return "circle" if payee in placed.chain else ""


def above_parent(parent: Decimal, others: Iterable[Decimal], value: Decimal) -> Decimal:
    """By how much all subcontracts together would exceed the contract that they lie below; zero when they do not.

    Source: domain 4.9 (phantom firms, lower tiers paid more than what comes from above).

    >>> above_parent(Decimal(100), [Decimal(40)], Decimal(70)), above_parent(Decimal(100), [Decimal(40)], Decimal(60))
    (Decimal('10'), Decimal('0'))
    """
    return max(sum(others, value) - parent, Decimal(0))


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line as it stands: how much of it has been delivered, rejected quantities apart."""

    no: int
    qty: Decimal
    unit_price: Decimal
    delivered: Decimal


@dataclass(frozen=True, slots=True)
class LineSplit:
    """What becomes of a line: what stays as it is, and what goes on in a new line."""

    kept: Decimal
    carried: Decimal


def repriced(line: LineNow, *, qty: Decimal, unit_price: Decimal) -> LineSplit:
    """How a line takes a new quantity and price: what was delivered keeps its price.

    Nothing delivered: all of it takes the new price in place. Else the delivered part stays as a line of its own and
    the rest goes on at the new price. Raises ValueError below what was delivered. Source: domain 4.8, CNV-07.

    >>> line = LineNow(1, Decimal(10), Decimal(100), delivered=Decimal(4))
    >>> repriced(line, qty=Decimal(10), unit_price=Decimal(110))
    LineSplit(kept=Decimal('4'), carried=Decimal('6'))
    >>> repriced(line, qty=Decimal(12), unit_price=Decimal(100))
    LineSplit(kept=Decimal('12'), carried=Decimal('0'))
    """
    if qty < line.delivered:
        raise ValueError("less than what was delivered")
    if unit_price == line.unit_price or not line.delivered:
        return LineSplit(qty, Decimal(0))
    return LineSplit(line.delivered, qty - line.delivered)
