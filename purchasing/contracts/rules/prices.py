"""A price that follows an index: whether it must, by how much, and the new unit price."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

LEAST_SHARE = Decimal("0.1")  # a main raw material, or a main energy cost
MOST_TRIGGER = Decimal("0.1")
SHORT_DAYS = 90
LOW_WON = Decimal(100_000_000)
CENT = Decimal("0.01")
WON = Decimal(1)


@dataclass(frozen=True, slots=True)
class Link:
    """What a rule needs to know of a link: shares and trigger as fractions."""

    key: str
    share: Decimal
    trigger: Decimal
    base: Decimal
    value: Decimal


def linkage_exemption(*, client_is_small: bool, starts_on: date, ends_on: date, value: Decimal, currency: str) -> str:
    """Which exemption frees the two sides from linking the price, as ``states.NoLink``; "" when none does.

    Source: domain 4.8 (client a small enterprise; contract of 90 days or less; 100 million won or less).

    >>> long = dict(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    >>> big = dict(value=Decimal(500_000_000), currency="KRW")
    >>> linkage_exemption(client_is_small=False, **long, **big)
    ''
    >>> linkage_exemption(client_is_small=True, **long, **big)
    'small'
    >>> linkage_exemption(client_is_small=False, starts_on=date(2026, 1, 1), ends_on=date(2026, 4, 1), **big)
    'short'
    >>> linkage_exemption(client_is_small=False, **long, value=Decimal(100_000_000), currency="KRW")
    'low'
    """
    if client_is_small:
        return "small"
    if (ends_on - starts_on).days <= SHORT_DAYS:
        return "short"
    if currency == "KRW" and value <= LOW_WON:
        return "low"
    return ""


def is_linkage_due(material_share: Decimal | None) -> bool:
    """Whether a main raw material, or the main energy, weighs so much that the agreement must contain a link.

    Source: domain 4.8 (a tenth of the price or more).

    >>> [is_linkage_due(share) for share in (None, Decimal("0.0999"), Decimal("0.1"))]
    [False, False, True]
    """
    return material_share is not None and material_share >= LEAST_SHARE


def index_change(base: Decimal, value: Decimal) -> Decimal:
    """By how much an index has moved, as a fraction of its base; exact to the 28 digits of Decimal.

    Source: domain 4.8.

    >>> index_change(Decimal(1000), Decimal(1086))
    Decimal('0.086')
    """
    return (value - base) / base


def moved(links: Iterable[Link]) -> list[Link]:
    """The links whose index has moved by the trigger or more, up or down.

    Compared exactly: |value - base| >= trigger x base. Source: domain 4.8, CNV-02.

    >>> steel = Link("steel", Decimal("0.35"), Decimal("0.05"), Decimal(1000), Decimal(1050))
    >>> copper = Link("copper", Decimal("0.2"), Decimal("0.05"), Decimal(1000), Decimal("950.0001"))
    >>> [link.key for link in moved([steel, copper])]
    ['steel']
    """
    return [link for link in links if abs(link.value - link.base) >= link.trigger * link.base]


def price_factor(links: Iterable[Link]) -> Decimal:
    """What a unit price is multiplied by: one, plus share times change of each link that has moved.

    Source: domain 4.8.

    >>> price_factor([Link("steel", Decimal("0.35"), Decimal("0.05"), Decimal(1000), Decimal(1086))])
    Decimal('1.03010')
    """
    return 1 + sum((link.share * index_change(link.base, link.value) for link in links), Decimal(0))


def linked_price(price: Decimal, links: Iterable[Link], *, currency: str = "KRW") -> Decimal:
    """The new unit price, half up to the won (to the cent in dollars); the old one while no link has moved enough.

    Source: domain 4.8.

    >>> linked_price(Decimal(10_000), [Link("steel", Decimal("0.35"), Decimal("0.05"), Decimal(1000), Decimal(1086))])
    Decimal('10301')
    >>> linked_price(Decimal(10_000), [Link("steel", Decimal("0.35"), Decimal("0.1"), Decimal(1000), Decimal(1086))])
    Decimal('10000')
    """
    factor = price_factor(moved(links))
    if factor == 1:
        return price
    return (price * factor).quantize(WON if currency == "KRW" else CENT, ROUND_HALF_UP)
