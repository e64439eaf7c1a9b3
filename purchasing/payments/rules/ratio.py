"""HOW MUCH of what came by win-win payment goes on: exact fractions; the cash test; the estimate of a tax credit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

# Days from the receipt to the payment, and the share of it that may be taken off the tax: [GK-M] since 2022.
CREDIT_STEPS = ((15, Decimal("0.005")), (30, Decimal("0.003")), (60, Decimal("0.0015")))
CREDIT_CAP = Decimal("0.10")  # of the corporate tax


@dataclass(frozen=True, slots=True)
class Flow:
    """What a company received and what it paid down in a period; win-win and cash parts of both. One currency."""

    received: Decimal
    received_winwin: Decimal
    down: Decimal
    down_cash: Decimal
    down_winwin: Decimal


@dataclass(frozen=True, slots=True)
class Ratio:
    """The verdict. ``required`` and ``actual`` are exact."""

    required: Fraction
    actual: Fraction
    least: Decimal  # the least to be paid down in cash or by win-win
    shortfall: Decimal

    @property
    def compliant(self) -> bool:
        """Whether enough went on."""
        return self.actual >= self.required


def ratio(flow: Flow) -> Ratio:
    """Whether a company pays its suppliers in cash or by win-win at least at the share at which it was paid by win-win.

    Exact fractions; the least amount rounds up to the won (for the weaker party). Who paid nothing down is compliant.

    Source: domain PAY-20 (Win-Win Act 22(5)); golden vector ``pay.ratio``.

    >>> found = ratio(Flow(Decimal(800), Decimal(500), Decimal(320), Decimal(50), Decimal(149)))
    >>> found.required, found.least, found.shortfall, found.compliant
    (Fraction(5, 8), Decimal('200'), Decimal('1'), False)
    >>> ratio(Flow(Decimal(800), Decimal(500), Decimal(320), Decimal(50), Decimal(150))).compliant
    True
    >>> ratio(Flow(Decimal(800), Decimal(500), Decimal(0), Decimal(0), Decimal(0))).compliant
    True
    """
    required = Fraction(flow.received_winwin) / Fraction(flow.received) if flow.received else Fraction(0)
    good = flow.down_cash + flow.down_winwin
    actual = Fraction(good) / Fraction(flow.down) if flow.down else Fraction(1)
    exact = required * Fraction(flow.down)
    least = Decimal(-(-exact.numerator // exact.denominator))
    return Ratio(required, actual, least, max(least - good, Decimal(0)))


def trickle_down(received_winwin: Decimal, passed_winwin: Decimal) -> Decimal:
    """How much of what a company got by win-win payment it passed on by win-win payment; 4 decimals, rounded down.

    Source: domain 4.9 (share reaching tier 2 and 3), CNV-03.

    >>> trickle_down(Decimal(500), Decimal(300)), trickle_down(Decimal(3), Decimal(2))
    (Decimal('0.6000'), Decimal('0.6666'))
    >>> trickle_down(Decimal(0), Decimal(0))
    Decimal('0.0000')
    """
    if not received_winwin:
        return Decimal("0.0000")
    return (passed_winwin / received_winwin).quantize(Decimal("0.0001"), ROUND_FLOOR)


def is_cash_enough(*, received: Decimal, received_cash: Decimal, down: Decimal, down_cash: Decimal) -> bool:
    """Whether a firm pays a subcontract in cash at least at the share in which it was paid in cash for it.

    Compared by cross-multiplication, never by rounded shares. Win-win payment is no cash here, on either side.

    Source: SFA 13(4), domain 4.1, 4.5.

    >>> is_cash_enough(received=Decimal(100), received_cash=Decimal(70), down=Decimal(50), down_cash=Decimal(35))
    True
    >>> is_cash_enough(received=Decimal(100), received_cash=Decimal(70), down=Decimal(50), down_cash=Decimal(34))
    False
    >>> is_cash_enough(received=Decimal(0), received_cash=Decimal(0), down=Decimal(50), down_cash=Decimal(0))
    True
    """
    return down_cash * received >= received_cash * down


def tax_credit(paid: Iterable[tuple[Decimal, int]]) -> Decimal:
    """An ESTIMATE of the tax credit for win-win payments: (amount, days from receipt to payment) each; won, down.

    The rates are those that are generally known since 2022; a tax adviser decides. The cap is ``CREDIT_CAP`` of the
    tax, which the portal does not know.

    Source: domain 4.1, 4.6 (estimate); pay.tax_credit.

    >>> tax_credit([(Decimal(300_000_000), 15)]), tax_credit([(Decimal(200_000_000), 30)])
    (Decimal('1500000'), Decimal('600000'))
    >>> tax_credit([(Decimal(100_000_000), 60), (Decimal(100_000_000), 61)])
    Decimal('150000')
    """
    total = Decimal(0)
    for amount, days in paid:
        total += amount * next((rate for most, rate in CREDIT_STEPS if days <= most), Decimal(0))
    return total.quantize(Decimal(1), ROUND_FLOOR)


def quarter_of(day: date) -> tuple[date, date]:
    """The first and the last day of the calendar quarter of ``day``.

    Source: domain PAY-20 (pay.ratio_period).

    >>> quarter_of(date(2026, 11, 26))
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    """
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def quarter_before(day: date) -> tuple[date, date]:
    """The quarter before the one of ``day``.

    Source: domain appendix B (ratio-report).

    >>> quarter_before(date(2026, 2, 3))
    (datetime.date(2025, 10, 1), datetime.date(2025, 12, 31))
    """
    return quarter_of(quarter_of(day)[0] - timedelta(days=1))


def percent(share: Fraction) -> Decimal:
    """A share for people, in percent with two decimals: rounded up, so that a limit is never shown lower than it is.

    Source: domain CNV-02, CNV-03.

    >>> percent(Fraction(5, 8)), percent(Fraction(2, 3))
    (Decimal('62.50'), Decimal('66.67'))
    """
    exact = Decimal(share.numerator) * 100 / Decimal(share.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_CEILING)
