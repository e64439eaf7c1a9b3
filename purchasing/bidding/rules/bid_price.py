"""What a bid's price is: value-added tax and unit prices."""

from collections.abc import Sequence
from decimal import Decimal

from portal.money import won, won_down

LARGEST_WON = Decimal(999_999_999_999_999)


def net_of_vat(gross_won: Decimal) -> Decimal:
    """The price without value-added tax of 10 %, down to the won.

    Source: domain BID-02.

    >>> net_of_vat(Decimal(110_000_000)), net_of_vat(Decimal(100_000_001))
    (Decimal('100000000'), Decimal('90909091'))
    """
    return Decimal(int(gross_won) * 10 // 11)


def vat_on(price_won: Decimal) -> Decimal:
    """The value-added tax of 10 % that comes on top of a price, down to the won; told beside it, never part of it.

    Source: domain BID-02.

    >>> vat_on(Decimal(90_909_091))
    Decimal('9090909')
    """
    return won_down(price_won / 10)


def line_amount(qty: Decimal, unit_price_won: Decimal) -> Decimal:
    """Quantity times unit price, to the whole won, half up.

    Source: domain BID-03.

    >>> line_amount(Decimal("2.5"), Decimal(333))
    Decimal('833')
    """
    return won(qty * unit_price_won)


def total_of_lines(lines: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """The price of a bid with unit prices: the sum of the rounded lines of (quantity, unit price), in won.

    Where a stated total differs, the lines win. Source: domain BID-03.

    >>> total_of_lines([(Decimal("0.5"), Decimal(3)), (Decimal("0.5"), Decimal(3))])
    Decimal('4')
    """
    return sum((line_amount(qty, unit_price_won) for qty, unit_price_won in lines), Decimal(0))


def price_fault(price_won: Decimal) -> str:
    """What is wrong with a price: ``"not_positive"``, ``"not_whole"``, ``"too_large"``, or ``""``.

    Source: domain BID-02.

    >>> [price_fault(Decimal(p)) for p in ("1", "0", "-5", "1.5", "1E+15", "NaN")]
    ['', 'not_positive', 'not_positive', 'not_whole', 'too_large', 'not_whole']
    """
    if not price_won.is_finite():
        return "not_whole"
    if price_won <= 0:
        return "not_positive"
    if price_won > LARGEST_WON:
        return "too_large"
    return "" if price_won == price_won.to_integral_value() else "not_whole"
