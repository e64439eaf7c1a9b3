"""Inquiries and quotes in figures: when to remind, what a quote comes to, which is best. Source: domain 1.7, 1.9."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from catalog.states import WHOLE_CURRENCIES, QuoteState
from portal.money import won

CENT = Decimal("0.01")
ONE_DAY = timedelta(days=1)
HUNDRED = Decimal(100)


def reminder_place(days: int, pct: int) -> tuple[int, timedelta]:
    """When ``pct`` percent of ``days`` business days are over: on which business day, and how far into that day.

    Source: domain 1.7 (Inquiry: reminder at 50 %).

    >>> reminder_place(3, 50)  # one and a half days: noon of the second
    (2, datetime.timedelta(seconds=43200))
    >>> reminder_place(4, 50)  # two days: the end of the second
    (2, datetime.timedelta(days=1))
    """
    over = ONE_DAY * days * pct / 100
    nth = max(1, -(-over // ONE_DAY))
    return nth, over - ONE_DAY * (nth - 1)


def answer_days(took: timedelta) -> int:
    """An answer time in whole days, rounded up and at least one: "usually answers in 1 day".

    Source: issue item 6 (response time measured from answered inquiries).

    >>> answer_days(timedelta(hours=3)), answer_days(timedelta(days=1, seconds=1))
    (1, 2)
    """
    return max(1, -(-took // ONE_DAY))


@dataclass(frozen=True, slots=True)
class Landed:
    """What goods cost where they are used, in whole won; without VAT."""

    unit_price: Decimal  # in the currency of the price
    goods_won: Decimal
    freight_won: Decimal
    duty_won: Decimal

    @property
    def total_won(self) -> Decimal:
        """Goods, freight and duty."""
        return self.goods_won + self.freight_won + self.duty_won


def landed_cost(qty: Decimal, unit_price: Decimal, *, rate: Decimal, freight_won: Decimal, duty_pct: Decimal) -> Landed:
    """``unit price × qty + freight + duty`` in won; ``rate`` is won for one unit of the price's currency.

    Duty is taken on goods and freight together, the customs value (CIF). Each part is rounded to the whole won.

    Source: CAT-32; CNV-01.

    >>> d = Decimal
    >>> cost = landed_cost(d(100), d("12.50"), rate=d(1400), freight_won=d(250_000), duty_pct=d(8))
    >>> cost.goods_won, cost.duty_won, cost.total_won
    (Decimal('1750000'), Decimal('160000'), Decimal('2160000'))
    """
    goods = won(qty * unit_price * rate)
    duty = won((goods + freight_won) * duty_pct / HUNDRED)
    return Landed(unit_price, goods, freight_won, duty)


def quote_total(lines: Iterable[tuple[Decimal, Decimal]], freight: Decimal, currency: str) -> Decimal:
    """Quantity × unit price of all lines, plus freight, in the quote's currency; rounded once, half up.

    Source: issue item 8; CNV-01.

    >>> quote_total([(Decimal("2.5"), Decimal("0.33")), (Decimal(10), Decimal(1))], Decimal(5), "USD")
    Decimal('15.83')
    >>> quote_total([(Decimal("0.5"), Decimal(33))], Decimal(0), "KRW")
    Decimal('17')
    """
    whole = sum((qty * price for qty, price in lines), Decimal(0)) + freight
    return whole.quantize(Decimal(1) if currency in WHOLE_CURRENCIES else CENT, ROUND_HALF_UP)


def amounts_readable(state: str, closes_at: datetime, now: datetime) -> bool:
    """Whether the buyer reads amounts: once the request is closed, or its deadline is over; never before.

    Source: issue item 8 (fair: before the deadline one sees who answered, not how much).

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 26, 12, tzinfo=UTC)
    >>> amounts_readable("open", noon, noon - ONE_DAY), amounts_readable("open", noon, noon)
    (False, True)
    """
    return state in (QuoteState.CLOSED, QuoteState.DECIDED) or (state == QuoteState.OPEN and now >= closes_at)


def best_of(numbers: Mapping[int, Decimal], *, more_is_better: bool) -> set[int]:
    """Which of the numbered values is best; none when all are equal or there are fewer than two.

    Source: issue item 6 (compare), item 8 (comparison of quotes).

    >>> best_of({0: Decimal(5), 1: Decimal(3), 2: Decimal(3)}, more_is_better=False)
    {1, 2}
    >>> best_of({0: Decimal(5), 1: Decimal(5)}, more_is_better=False), best_of({0: Decimal(5)}, more_is_better=True)
    (set(), set())
    """
    if len(set(numbers.values())) < 2:
        return set()
    top = (max if more_is_better else min)(numbers.values())
    return {place for place, number in numbers.items() if number == top}


def differs(texts: Sequence[str]) -> bool:
    """Whether the values of a row are not all the same; what is not stated differs from what is.

    Source: issue item 6 (differences marked).

    >>> differs(["20 mm", "20 mm"]), differs(["20 mm", ""])
    (False, True)
    """
    return len(set(texts)) > 1
