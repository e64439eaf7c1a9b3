"""HOW MUCH steel: the share of our mills, and whether what was bought covers what was sold.

Source: domain 12 (INV-01, INV-02, INV-03).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

ENGINE = "innovilt-1"  # kept with every examination (CNV-07)
FOUR = Decimal("0.0001")
SIX = Decimal("0.000001")
ALL = Decimal(1)


@dataclass(frozen=True, slots=True)
class Steel:
    """One steel part of a product: tonnes in one unit, whether it is of our mills, whether it is a fastener."""

    tonnes: Decimal
    own: bool
    fastener: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """What a part needed in a year and what its steel yields; tonnes. ``coverage`` is None when nothing was sold."""

    bought_t: Decimal
    usable_t: Decimal
    needed_t: Decimal
    coverage: Decimal | None
    covers: bool


def steel_share(parts: Iterable[Steel], *, exempt_below: Decimal | None = None) -> Decimal:
    """The steel of our mills as a share of all steel in one unit, 6 places, rounded down: 1 means all of it.

    ``exempt_below``: fasteners that together weigh less than this share of the steel are left out (off by default).

    Source: INV-01.

    >>> steel_share([Steel(Decimal("0.985"), True), Steel(Decimal("0.015"), False)])
    Decimal('0.985000')
    >>> bolts = Steel(Decimal("0.004"), own=False, fastener=True)
    >>> steel_share([Steel(Decimal("0.996"), True), bolts], exempt_below=Decimal("0.01"))
    Decimal('1.000000')
    >>> steel_share([Steel(Decimal("0.996"), True), bolts])
    Decimal('0.996000')
    >>> steel_share([])
    Decimal('0.000000')
    """
    counted = list(parts)
    whole = sum((part.tonnes for part in counted), Decimal(0))
    if exempt_below is not None and whole:
        fasteners = sum((part.tonnes for part in counted if part.fastener), Decimal(0))
        if fasteners < exempt_below * whole:
            counted = [part for part in counted if not part.fastener]
            whole -= fasteners
    if not whole:
        return Decimal(0).quantize(SIX)
    own = sum((part.tonnes for part in counted if part.own), Decimal(0))
    return (own / whole).quantize(SIX, ROUND_DOWN)


def is_eligible(share: Decimal) -> bool:
    """Whether the steel part is wholly of our mills.

    Source: INV-01.

    >>> is_eligible(Decimal("1.000000")), is_eligible(Decimal("0.999999"))
    (True, False)
    """
    return share == ALL


def mass_balance(bought_t: Decimal, *, yield_rate: Decimal, units: int, t_per_unit: Decimal) -> Balance:
    """Whether what was bought in a year, times the yield, covers what was sold; compared exactly, shown rounded down.

    Source: INV-02 (120.0 t × 0.985 = 118.200 t for 118.4 t: not covered).

    >>> mass_balance(Decimal("120.0"), yield_rate=Decimal("0.985"), units=592, t_per_unit=Decimal("0.2"))
    Balance(bought_t=Decimal('120.0'), usable_t=Decimal('118.2000'), needed_t=Decimal('118.4'), \
coverage=Decimal('0.9983'), covers=False)
    >>> mass_balance(Decimal("121.0"), yield_rate=Decimal("0.985"), units=592, t_per_unit=Decimal("0.2")).coverage
    Decimal('1.0066')
    >>> mass_balance(Decimal("117.9999"), yield_rate=Decimal(1), units=590, t_per_unit=Decimal("0.2")).coverage
    Decimal('0.9999')
    >>> mass_balance(Decimal(0), yield_rate=Decimal(1), units=0, t_per_unit=Decimal("0.2")).covers
    True
    """
    usable, needed = bought_t * yield_rate, units * t_per_unit
    coverage = (usable / needed).quantize(FOUR, ROUND_DOWN) if needed else None
    return Balance(bought_t, usable, needed, coverage, usable >= needed)


def left_of_coil(weight_t: Decimal, used_t: Sequence[Decimal]) -> Decimal:
    """What of a coil is not used yet, in tonnes; never below zero.

    Source: INV-03 (a coil can be used once; split by weight).

    >>> left_of_coil(Decimal("12.500"), [Decimal("7.000"), Decimal("5.000")])
    Decimal('0.500')
    >>> left_of_coil(Decimal("12.500"), [])
    Decimal('12.500')
    """
    return max(Decimal(0), weight_t - sum(used_t, Decimal(0)))


def is_plain(key: str) -> bool:
    """Whether a compared number has Latin letters and digits only: look-alikes of other alphabets are other numbers.

    Source: INV-03 (numbers are unique).

    >>> is_plain("SC40217"), is_plain("\\u0421\\u042140217"), is_plain("")
    (True, False, False)
    """
    return re.fullmatch(r"[0-9A-Z]+", key) is not None


def paper_key(text: str) -> str:
    """A number of a paper as it is compared: letters and digits only, in capitals.

    Source: INV-03 (numbers are unique, however they are typed).

    >>> paper_key(" mc-2026/0417 "), paper_key("ＭＣ２０２６ 0417"), paper_key("--")
    ('MC20260417', 'MC20260417', '')
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).upper()
