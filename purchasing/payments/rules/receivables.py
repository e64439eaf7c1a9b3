"""HOW MUCH: what is left of a receivable, what an early draw costs, what waiting in escrow earns. Amounts in won."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from portal.money import won_down, won_up

YEAR_DAYS = 365  # ACT/365 fixed: domain CNV-05
MOST_TIERS = 4
MOST_DRAWS = 5
LEAST_DRAW_WON = Decimal(100_000)
CUT_OFF = time(15, 0)  # of the bank, Seoul time: PAY-05
ACCEPT_DAYS = 2  # business days, then it counts as accepted: domain 4.3
ANSWER_DAYS = 3  # business days for a supplier named in a progress claim: domain 4.3


@dataclass(frozen=True, slots=True)
class DrawCost:
    """What is drawn, for how many days, what it costs, what is paid out."""

    amount: Decimal
    days: int
    rate: Decimal
    charge: Decimal
    net: Decimal


def days_between(first: date, last: date) -> int:
    """Days from ``first`` to ``last``; the first day is not counted.

    Source: domain CNV-05.

    >>> days_between(date(2026, 7, 10), date(2026, 8, 28))
    49
    """
    return (last - first).days


def draw_cost(amount: Decimal, *, rate: Decimal, drawn_on: date, matures_on: date) -> DrawCost:
    """Charge and payment of an early draw: whole won, the charge rounded down, for the days from draw to maturity.

    Source: domain PAY-05, CNV-02; golden vector ``pay.draw``.

    >>> cost = draw_cost(
    ...     Decimal(120_000_000), rate=Decimal("0.042"), drawn_on=date(2026, 7, 10), matures_on=date(2026, 8, 28)
    ... )
    >>> cost.days, cost.charge, cost.net
    (49, Decimal('676602'), Decimal('119323398'))
    """
    days = days_between(drawn_on, matures_on)
    charge = won_down(amount * rate * days / YEAR_DAYS)
    return DrawCost(amount, days, rate, charge, amount - charge)


def saved_won(cost: DrawCost, *, own_rate: Decimal) -> Decimal:
    """How much less a draw costs than a loan of one's own for the same days, in won; never below 0.

    Source: domain 4.6, 4.9.

    >>> cost = draw_cost(
    ...     Decimal(120_000_000), rate=Decimal("0.042"), drawn_on=date(2026, 7, 10), matures_on=date(2026, 8, 28)
    ... )
    >>> saved_won(cost, own_rate=Decimal("0.085"))
    Decimal('692713')
    """
    return max(won_down(cost.amount * own_rate * cost.days / YEAR_DAYS) - cost.charge, Decimal(0))


def most_net(available: Decimal, *, rate: Decimal, drawn_on: date, matures_on: date) -> Decimal:
    """What would be paid out if all that is left were drawn, in won.

    Source: domain PAY-05.

    >>> most_net(
    ...     Decimal(120_000_000), rate=Decimal("0.042"), drawn_on=date(2026, 7, 10), matures_on=date(2026, 8, 28)
    ... )
    Decimal('119323398')
    """
    return draw_cost(available, rate=rate, drawn_on=drawn_on, matures_on=matures_on).net


def deposit_interest(amount: Decimal, *, rate: Decimal, days: int) -> Decimal:
    """What money earns while it waits in escrow for a later maturity; the bank rounds down to the won.

    Source: domain 4.6 (E10).

    >>> deposit_interest(Decimal(100_000_000), rate=Decimal("0.008"), days=14)
    Decimal('30684')
    """
    return won_down(amount * rate * days / YEAR_DAYS)


def substitute_fee(amount: Decimal, rate: Decimal, days: int) -> Decimal:
    """The fee for a note-substitute that is redeemed ``days`` after day 60, in won, rounded up.

    Source: domain PAY-12, SFA 13(7); golden vector ``pay.subst_fee``.

    >>> substitute_fee(Decimal(100_000_000), Decimal("0.045"), 60)
    Decimal('739727')
    >>> substitute_fee(Decimal(100_000_000), Decimal("0.045"), 0)
    Decimal('0')
    """
    return won_up(amount * rate * days / YEAR_DAYS) if days > 0 else Decimal(0)


def late_redemption_fee(amount: Decimal, *, rate: Decimal, day60: date, redeemed_on: date) -> Decimal:
    """The fee for a receivable that is redeemed after day 60, in won, rounded up; nothing up to that day.

    Source: domain PAY-12, CNV-02; golden vector ``pay.subst_fee``.

    >>> late_redemption_fee(
    ...     Decimal(100_000_000), rate=Decimal("0.045"), day60=date(2026, 5, 1), redeemed_on=date(2026, 6, 30)
    ... )
    Decimal('739727')
    >>> late_redemption_fee(
    ...     Decimal(100_000_000), rate=Decimal("0.045"), day60=date(2026, 5, 1), redeemed_on=date(2026, 5, 1)
    ... )
    Decimal('0')
    """
    return substitute_fee(amount, rate, days_between(day60, redeemed_on))


def is_circle(payee: int, chain: Collection[int]) -> bool:
    """Whether a company would get back what already came through its hands; ``chain``: all who gave or held it.

    Source: domain 4.9 (abuse), issue: circles are refused.

    >>> is_circle(3, [1, 2]), is_circle(2, [1, 2])
    (False, True)
    """
    return payee in chain


def is_drawable(available: Decimal) -> bool:
    """Whether what is left reaches the smallest draw.

    Source: domain PAY-02.

    >>> is_drawable(Decimal(100_000)), is_drawable(Decimal(99_999))
    (True, False)
    """
    return available >= LEAST_DRAW_WON


def reached(rows: Iterable[tuple[int, int | None, Decimal]]) -> dict[int, Decimal]:
    """By receivable: how much of it has reached suppliers by early draws, from it and from its parts.

    ``rows``: (id, id of the one above, drawn from it), the ones above first. Source: domain 4.3 PAY-06, 4.6 E9.

    >>> found = reached([(1, None, Decimal(10)), (2, 1, Decimal(30)), (3, 2, Decimal(5)), (4, 1, Decimal(0))])
    >>> [int(found[key]) for key in (1, 2, 3, 4)]
    [45, 35, 5, 0]
    """
    known = list(rows)
    found = {key: drawn for key, _above, drawn in known}
    for key, above, _drawn in reversed(known):
        if above in found:
            found[above] += found[key]
    return found
