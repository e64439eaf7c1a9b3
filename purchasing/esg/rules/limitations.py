"""The limitation ladder: which level follows, what votes decide, what level 3 leaves. Source: domain 11.6."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

SIX = Decimal("0.000001")
COMMON_OWNER = Decimal("0.3")
LEVEL_BY_BAND = {"C": 1, "D": 2, "R": 3}  # C: only when its corrective action is missed
MINERALS_LATE = 2  # a smelter was not replaced in time (MIN-07)
CHOICE_BY_BAND = {"R": (3, 4, 5)}  # which level is the committee's decision


def level_for(band: str, *, action_missed: bool = False) -> int:
    """The level that a band leads to by default; 0 is none.

    Source: domain 11.5 (consequences), 11.6.

    >>> level_for("D"), level_for("R"), level_for("C"), level_for("C", action_missed=True), level_for("B")
    (2, 3, 0, 1, 0)
    """
    if band == "C" and not action_missed:
        return 0
    return LEVEL_BY_BAND.get(band, 0)


def levels_to_choose(level: int, band: str) -> tuple[int, ...]:
    """Between which levels the committee chooses: what was proposed, or in band R any from 3 to 5.

    Source: domain 11.5 (R: level 3-5 by decision).

    >>> levels_to_choose(3, "R"), levels_to_choose(2, "D"), levels_to_choose(1, "R")
    ((3, 4, 5), (2,), (1,))
    """
    choice = CHOICE_BY_BAND.get(band, ())
    return choice if level in choice else (level,)


def most_orders(last_year_won: Decimal, share: Decimal) -> Decimal:
    """The most orders in a year at level 3, in won, rounded down.

    Source: domain 11.6.

    >>> most_orders(Decimal(1_200_000_000), Decimal("0.7"))
    Decimal('840000000')
    """
    return (last_year_won * share).to_integral_value(ROUND_DOWN)


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes of a committee: which functions have spoken, how many votes, how many in favour."""

    benches: frozenset[str]
    votes: int
    in_favour: int

    @property
    def share(self) -> Decimal:
        """The share in favour, with six decimals; none voted: 0."""
        return (Decimal(self.in_favour) / self.votes).quantize(SIX, ROUND_HALF_UP) if self.votes else Decimal(0)


def tally(votes: Collection[tuple[str, bool]]) -> Tally:
    """Count ``(bench, in favour)``.

    Source: domain 11.6, LIM-01.

    >>> tally([("esg", True), ("purchasing", True), ("legal", False)]).share
    Decimal('0.666667')
    """
    return Tally(frozenset(bench for bench, _yes in votes), len(votes), sum(yes for _bench, yes in votes))


def is_complete(counted: Tally, benches: Collection[str]) -> bool:
    """Whether every function has spoken.

    Source: domain 11.6, LIM-01.

    >>> is_complete(tally([("esg", True), ("legal", True)]), {"esg", "purchasing", "legal"})
    False
    """
    return counted.benches >= frozenset(benches)


def is_carried(counted: Tally, share: Decimal) -> bool:
    """Whether the votes in favour reach the share that a limitation needs; exactly two thirds suffice.

    Source: domain 11.6, LIM-01.

    >>> two_of_three = tally([("esg", True), ("purchasing", True), ("legal", False)])
    >>> is_carried(two_of_three, Decimal("0.666667"))
    True
    >>> is_carried(tally([("esg", True), ("legal", False)]), Decimal("0.666667"))
    False
    """
    return counted.votes > 0 and counted.share >= share


def is_long_enough(level: int, from_on: date, until_on: date | None) -> bool:
    """A de-registration lasts twelve months at least; one without an end does.

    Source: domain 11.6.

    >>> is_long_enough(5, date(2026, 1, 1), date(2026, 12, 30)), is_long_enough(5, date(2026, 1, 1), date(2026, 12, 31))
    (False, True)
    >>> is_long_enough(2, date(2026, 1, 1), date(2026, 2, 1)), is_long_enough(5, date(2026, 1, 1), None)
    (True, True)
    """
    if level < 5 or until_on is None:
        return True
    leap_day = (from_on.month, from_on.day) == (2, 29)
    a_year_on = from_on.replace(year=from_on.year + 1, **({"month": 3, "day": 1} if leap_day else {}))
    return until_on >= a_year_on - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kin:
    """What is known of who stands behind a company; empty where nothing is known."""

    parent: int | None = None
    representative: str = ""  # an identifier of the person, never a name
    owners: Mapping[str, Decimal] | None = None  # identifier of the owner: share


def tie(one: int, kin: Kin, other: int, of_other: Kin) -> str:
    """Why ``other`` carries the limitation of ``one``: "owner", "representative", "group", or "" for strangers.

    An owner of at least 30 percent of both; the same representative; parent and
    subsidiary, or subsidiaries of the same parent.

    Source: domain 11.10 (the beneficial owner carries the limitation).

    >>> forge = Kin(owners={"P-7": Decimal("0.51")})
    >>> tie(1, forge, 2, Kin(owners={"P-7": Decimal("0.3")})), tie(1, forge, 2, Kin(owners={"P-7": Decimal("0.29")}))
    ('owner', '')
    >>> tie(1, Kin(representative="R-1"), 2, Kin(representative="R-1")), tie(1, Kin(), 2, Kin(parent=1))
    ('representative', 'group')
    >>> tie(1, Kin(parent=3), 2, Kin(parent=3)), tie(1, Kin(parent=3), 2, Kin(parent=4))
    ('group', '')
    """
    shares, others = kin.owners or {}, of_other.owners or {}
    if any(share >= COMMON_OWNER and others.get(who, 0) >= COMMON_OWNER for who, share in shares.items()):
        return "owner"
    if kin.representative and kin.representative == of_other.representative:
        return "representative"
    siblings = kin.parent is not None and kin.parent == of_other.parent
    return "group" if siblings or kin.parent == other or of_other.parent == one else ""


def owners_of(value: str) -> dict[str, Decimal]:
    """``P-1:0.35 P-2:0.65`` as shares; an entry that cannot be read counts for nothing.

    Source: domain 11.4, E-9.

    >>> owners_of("P-1:0.35 P-2:x P-3")
    {'P-1': Decimal('0.35')}
    """
    found = {}
    for entry in value.split():
        who, _colon, share = entry.rpartition(":")
        if who and share.replace(".", "", 1).isdecimal():
            found[who] = Decimal(share)
    return found
