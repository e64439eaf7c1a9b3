"""Which firm may offer a job, and for how much at least. Source: domain 9.3, YDC-06."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from fractions import Fraction

LIMITED_FROM = 2  # level of a supply limitation. Source: domain 17
FULL_WEEK = 40  # hours; a full week earns 8 hours of paid weekly rest


@dataclass(frozen=True, slots=True)
class Firm:
    """What is known of a firm on a day."""

    registered: bool
    in_arrears: bool = False
    red_flag: bool = False
    blocked_until: date | None = None
    trading: bool = True  # by its tax status
    limitation: int = 0  # level of an ESG supply limitation

    @property
    def is_barred(self) -> bool:
        """Whether anything known of the firm bars its vacancies."""
        return any(_firm_bars(self).values())


class Bar(StrEnum):
    """Why a vacancy may not open."""

    NOT_REGISTERED = "not_registered"
    NOT_TRADING = "not_trading"
    IN_ARREARS = "in_arrears"
    RED_FLAG = "red_flag"
    LIMITED = "limited"
    BLOCKED = "blocked"
    BELOW_MINIMUM = "below_minimum"
    OVER = "over"


def paid_hours_month(hours_week: Decimal) -> int:
    """The hours that a month of so many a week is paid for, the paid weekly rest included; rounded up.

    Source: Enforcement Decree of the Minimum Wage Act, article 5 (209 hours for 40 a week); Labor Standards Act 55.

    >>> paid_hours_month(Decimal(40)), paid_hours_month(Decimal(20))
    (209, 105)
    """
    week = Fraction(hours_week) + min(Fraction(hours_week) / FULL_WEEK, Fraction(1)) * 8
    return -int(-(week * 365 / 84) // 1)


def least_pay(hourly_won: Decimal, hours_week: Decimal) -> Decimal:
    """The least base pay a month, in whole won. Source: domain 9.3, YDC-06; Minimum Wage Act, article 6.

    >>> least_pay(Decimal(10_320), Decimal(40))
    Decimal('2156880')
    """
    return (hourly_won * paid_hours_month(hours_week)).quantize(Decimal(1), ROUND_CEILING)


def _firm_bars(firm: Firm) -> dict[Bar, bool]:
    return {
        Bar.NOT_REGISTERED: not firm.registered,
        Bar.NOT_TRADING: not firm.trading,
        Bar.IN_ARREARS: firm.in_arrears,
        Bar.RED_FLAG: firm.red_flag,
        Bar.LIMITED: firm.limitation >= LIMITED_FROM,
        Bar.BLOCKED: firm.blocked_until is not None,
    }


def bars(firm: Firm, *, pay_won: Decimal, hours_week: Decimal, hourly_won: Decimal, over: bool = False) -> list[Bar]:
    """Every reason against it, not only the first; none when the vacancy may open. Source: domain 9.3, YDC-06.

    >>> bars(Firm(True), pay_won=Decimal(2_156_880), hours_week=Decimal(40), hourly_won=Decimal(10_320))
    []
    >>> bars(Firm(False), pay_won=Decimal(2_156_879), hours_week=Decimal(40), hourly_won=Decimal(10_320))
    [<Bar.NOT_REGISTERED: 'not_registered'>, <Bar.BELOW_MINIMUM: 'below_minimum'>]
    """
    own = {Bar.BELOW_MINIMUM: pay_won < least_pay(hourly_won, hours_week), Bar.OVER: over}
    return [bar for bar, holds in {**_firm_bars(firm), **own}.items() if holds]
