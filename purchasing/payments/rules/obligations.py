"""HOW MUCH is owed in which part and by what: the split of an invoice, and of what a credit note takes off."""

from decimal import Decimal

ALL, NET, VAT = "all", "net", "vat"
CASH, WINWIN = "cash", "winwin"


def parts(*, net: Decimal, vat: Decimal, advance_used: Decimal, method: str) -> list[tuple[str, str, Decimal]]:
    """(part, paid by, amount) of an invoice: whole under cash; under win-win payment the VAT is paid in cash beside it.

    What the advance has paid is not owed again. A part of nothing is none.

    Source: domain 4.6 (E1: VAT in cash), PAY-10.

    >>> parts(net=Decimal(500), vat=Decimal(50), advance_used=Decimal(0), method="winwin")
    [('net', 'winwin', Decimal('500')), ('vat', 'cash', Decimal('50'))]
    >>> parts(net=Decimal(500), vat=Decimal(50), advance_used=Decimal(100), method="cash")
    [('all', 'cash', Decimal('450'))]
    >>> parts(net=Decimal(500), vat=Decimal(50), advance_used=Decimal(500), method="winwin")
    [('vat', 'cash', Decimal('50'))]
    """
    if method == WINWIN:
        found = [(NET, WINWIN, net - advance_used), (VAT, CASH, vat)]
    else:
        found = [(ALL, CASH, net + vat - advance_used)]
    return [each for each in found if each[2] > 0]


def credit_parts(kinds: list[str], *, net: Decimal, vat: Decimal) -> list[tuple[str, Decimal]]:
    """What a credit note takes off each part that there is.

    Source: domain 4.3 (credit notes), 4.6.

    >>> credit_parts(["all"], net=Decimal(100), vat=Decimal(10))
    [('all', Decimal('110'))]
    >>> credit_parts(["net", "vat"], net=Decimal(100), vat=Decimal(0))
    [('net', Decimal('100'))]
    """
    if kinds == [ALL]:
        return [(ALL, net + vat)]
    return [(kind, amount) for kind, amount in ((NET, net), (VAT, vat)) if amount > 0]
