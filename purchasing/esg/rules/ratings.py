"""HOW MUCH: ratings by others, read as they are; none is converted into a score of ours."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

RBA_TOP = 200
RBA_GREEN, RBA_YELLOW = Decimal(180), Decimal(160)
RBA_YEARS = 2
PRIORITY, MAJOR, MINOR = 20, 4, 1  # points that a finding costs


def rba_score(*, applicable: int, conformant: int, priority: int, major: int, minor: int) -> Decimal:
    """``200 * conformant / applicable - 20 * priority - 4 * major - 1 * minor``, two decimals, half up.

    Source: domain 11.1 [W32], vectors rba.

    >>> rba_score(applicable=82, conformant=72, priority=1, major=4, minor=3)
    Decimal('136.61')
    >>> rba_score(applicable=40, conformant=40, priority=0, major=0, minor=0)
    Decimal('200.00')
    """
    lost = PRIORITY * priority + MAJOR * major + MINOR * minor
    exact = Decimal(RBA_TOP * conformant) / applicable - lost
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def rba_colour(score: Decimal) -> str:
    """Green above 180, yellow from 160, red below.

    Source: domain 11.1 [W32].

    >>> rba_colour(Decimal("180.01")), rba_colour(Decimal(180)), rba_colour(Decimal(160)), rba_colour(Decimal("136.61"))
    ('green', 'yellow', 'yellow', 'red')
    """
    if score > RBA_GREEN:
        return "green"
    return "yellow" if score >= RBA_YELLOW else "red"


@dataclass(frozen=True, slots=True)
class Open:
    """Findings that are not closed yet."""

    priority: int
    major: int
    minor: int


def rba_level(score: Decimal, still: Open) -> str:
    """Platinum: 200 points, all closed; gold: 180, priority and major closed; silver: 160, priority closed; else "".

    Source: domain 11.1 [W32].

    >>> rba_level(Decimal(200), Open(0, 0, 0)), rba_level(Decimal(200), Open(0, 0, 1))
    ('platinum', 'gold')
    >>> rba_level(Decimal(165), Open(0, 2, 1))
    'silver'
    >>> rba_level(Decimal(190), Open(1, 0, 0))
    ''
    """
    if score >= RBA_TOP and not (still.priority or still.major or still.minor):
        return "platinum"
    if score >= RBA_GREEN and not (still.priority or still.major):
        return "gold"
    return "silver" if score >= RBA_YELLOW and not still.priority else ""


ECOVADIS = (
    (Decimal(85), "outstanding"),
    (Decimal(65), "advanced"),
    (Decimal(45), "good"),
    (Decimal(25), "partial"),
    (Decimal(0), "insufficient"),
)


def ecovadis_band(score: Decimal) -> str:
    """What the points of EcoVadis (0 to 100) mean by its own scale.

    Source: domain 11.1 [GK-H].

    >>> ecovadis_band(Decimal(64)), ecovadis_band(Decimal(65)), ecovadis_band(Decimal(24))
    ('good', 'advanced', 'insufficient')
    """
    return next(band for least, band in ECOVADIS if score >= least)
