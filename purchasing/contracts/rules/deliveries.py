"""Days and amounts of deliveries: the clock of inspection, the day from which the 60 days run, what was accepted."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

INSPECTION_DAYS = 10
ONE_DAY = timedelta(days=1)
CENT, WON, SIX_PLACES = Decimal("0.01"), Decimal(1), Decimal("0.000001")
ZERO = Decimal(0)


def inspect_by(received_on: date) -> date:
    """The last day for the result of the inspection: ten days after the receipt; later it is deemed passed.

    Source: domain 4.4, PAY-11 (SFA 9).

    >>> inspect_by(date(2026, 3, 2))
    datetime.date(2026, 3, 12)
    """
    return received_on + timedelta(days=INSPECTION_DAYS)


def billing_base(received_on: date, billing_day: int | None) -> date:
    """From which day the 60 days run: the receipt, or the fixed invoice day that follows frequent deliveries.

    A fixed day beyond the end of a month is the month's last day. Source: domain 4.1 (SFA 13(1)), 4.4, PAY-10.

    >>> billing_base(date(2026, 3, 2), None), billing_base(date(2026, 3, 2), 25), billing_base(date(2026, 3, 26), 25)
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 25), datetime.date(2026, 4, 25))
    >>> billing_base(date(2026, 2, 3), 31), billing_base(date(2026, 12, 31), 30)
    (datetime.date(2026, 2, 28), datetime.date(2027, 1, 30))
    """
    if billing_day is None:
        return received_on
    this = _day_of(received_on.year, received_on.month, billing_day)
    if received_on <= this:
        return this
    year, month = divmod(received_on.year * 12 + received_on.month, 12)
    return _day_of(year, month + 1, billing_day)


def _day_of(year: int, month: int, day: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day, (following - ONE_DAY).day))


def delivered_amount(
    qty_after: Decimal, *, line_qty: Decimal, line_amount: Decimal, unit_price: Decimal, before: Decimal, currency: str
) -> Decimal:
    """What this acceptance is worth: the value of all that is now accepted less what was counted ``before``.

    So the parts of a line add up to the line, whatever the rounding. Half up to the won (dollars: to the cent).
    Source: domain CNV-01.

    >>> line = {"line_qty": Decimal(3), "line_amount": Decimal(100), "unit_price": Decimal("33.33"), "currency": "KRW"}
    >>> delivered_amount(Decimal(1), before=Decimal(0), **line)
    Decimal('33')
    >>> delivered_amount(Decimal(3), before=Decimal(33), **line)
    Decimal('67')
    """
    whole = line_amount if qty_after >= line_qty else qty_after * unit_price
    return max(_rounded(min(whole, line_amount), currency) - before, ZERO)


def _rounded(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(WON if currency == "KRW" else CENT, ROUND_HALF_UP)


def vat_of(net: Decimal, rate: Decimal, currency: str) -> tuple[Decimal, Decimal]:
    """The VAT on an invoice: cut below the unit of the currency, or half up; both are in use.

    Source: domain CNV-01, 4.6 E1.

    >>> vat_of(Decimal(12_345_678), Decimal("0.1"), "KRW")
    (Decimal('1234567'), Decimal('1234568'))
    """
    unit = WON if currency == "KRW" else CENT
    exact = net * rate
    return exact.quantize(unit, ROUND_FLOOR), exact.quantize(unit, ROUND_HALF_UP)


def advance_used(net: Decimal, *, rate: Decimal, left: Decimal, room: Decimal, currency: str) -> Decimal:
    """How much of the advance an invoice for deliveries or a milestone uses up: its share, cut, or more.

    ``room`` is what the contract has still to be invoiced after it: no more of the advance may be left than that,
    or more would be owed than the contract is worth. So the last invoice (room 0) uses up all the rest.

    Source: domain 4.2 (advance %), CNV-02.

    >>> contract = {"rate": Decimal("0.3"), "currency": "KRW"}
    >>> advance_used(Decimal(1_000_001), left=Decimal(900_000), room=Decimal(5_000_000), **contract)
    Decimal('300000')
    >>> advance_used(Decimal(1_000_000), left=Decimal(310_000), room=Decimal(0), **contract)
    Decimal('310000')
    >>> advance_used(Decimal(3_000_000), left=Decimal(3_000_000), room=Decimal(1_000_000), **contract)
    Decimal('2000000')
    """
    unit = WON if currency == "KRW" else CENT
    share = (net * rate).quantize(unit, ROUND_FLOOR)
    return min(max(share, left - room), left, net)


def etax_fault(number: str, *, issued_on: date, today: date) -> str:
    """What is wrong with the approval number of an e-tax invoice: "digits", "date", "early", "late", or "".

    24 digits; the first eight are the day on which it was issued: not before the invoice, not in the future.
    Source: domain 4.2 (e-tax invoice reference).

    >>> day = {"issued_on": date(2026, 11, 2), "today": date(2026, 11, 26)}
    >>> [etax_fault(number + "4100002" + "0" * 9, **day) for number in ("20261103", "20261032", "20261101", "20261127")]
    ['', 'date', 'early', 'late']
    >>> etax_fault("2026110", **day)
    'digits'
    """
    if len(number) != 24 or not (number.isascii() and number.isdigit()):
        return "digits"
    try:
        day = date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    except ValueError:
        return "date"
    if day < issued_on:
        return "early"
    return "late" if day > today else ""


def accepted_share(lines: Iterable[tuple[Decimal, Decimal, Decimal]]) -> Decimal:
    """Which share of a delivery passed its inspection, by value: (delivered, accepted, unit price) of each line.

    Six places, half up. Source: domain CNV-03.

    >>> accepted_share([(Decimal(10), Decimal(9), Decimal(1000)), (Decimal(5), Decimal(5), Decimal(200))])
    Decimal('0.909091')
    """
    rows = list(lines)
    came = sum((qty * price for qty, _accepted, price in rows), ZERO)
    passed = sum((accepted * price for _qty, accepted, price in rows), ZERO)
    return (passed / came).quantize(SIX_PLACES, ROUND_HALF_UP)


def days_late(received_on: date, agreed: Iterable[date | None]) -> int | None:
    """How many days after the earliest agreed day it came; below zero: before it. None where no day was agreed.

    Source: domain 4.2 (agreed dates), issue: facts that the supplier can see and contest.

    >>> days_late(date(2026, 11, 5), [date(2026, 11, 3), None]), days_late(date(2026, 11, 5), [None])
    (2, None)
    """
    days = [day for day in agreed if day is not None]
    return (received_on - min(days)).days if days else None
