"""HOW MUCH: what a notice must keep: its period after an amendment, specifications without brands, needs not split."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

ROUND = re.compile(
    r"(?:재|다시)\s?(?:공고|입찰)(?:합니다|한다|하며|하고|함)|re-?tendered\b|another round follows", re.IGNORECASE
)
NO_ROUND = re.compile(r"않|아니|없|못|\bnot?\b|\bnever\b|\bnone\b", re.IGNORECASE)
ON_TIME = timedelta(minutes=10)  # the portal looks each minute for what is due, and may have to wait for a lock
SHORTEST_BRAND = 3  # shorter names of makers are words like any other


def least_new_deadline(*, began_at: datetime, first_closes_at: datetime, closes_at: datetime) -> datetime:
    """The earliest deadline after a material amendment: the present one, later by half of the first notice period.

    The first period runs from the publication to the deadline as it was first published.

    Source: domain 2.3 (PUBLISHED → PUBLISHED).

    >>> day = datetime(2026, 11, 2)
    >>> least_new_deadline(began_at=day, first_closes_at=datetime(2026, 11, 12), closes_at=datetime(2026, 11, 12))
    datetime.datetime(2026, 11, 17, 0, 0)
    """
    return closes_at + (first_closes_at - began_at) / 2


def period_begins(*, publish_at: datetime | None, published_at: datetime) -> datetime:
    """From when the period of a notice counts: from the moment set for it, if the portal published it soon after.

    The portal never comes to the very second. A deadline that is set so many days after that moment leaves suppliers
    their whole days, by the day and hour that officer and approver agreed on; without this it would always be seconds
    short, and no notice could have exactly the shortest period. Later than ``ON_TIME`` suppliers really have less, and
    the period counts from the publication.

    Source: domain 2.3 (APPROVED → PUBLISHED: job at publish_at, notice period).

    >>> noon = datetime(2026, 11, 2, 12)
    >>> period_begins(publish_at=noon, published_at=noon + timedelta(seconds=40))
    datetime.datetime(2026, 11, 2, 12, 0)
    >>> period_begins(publish_at=noon, published_at=noon + timedelta(minutes=11))
    datetime.datetime(2026, 11, 2, 12, 11)
    """
    if publish_at is not None and publish_at <= published_at <= publish_at + ON_TIME:
        return publish_at
    return published_at


def brands_in(text: str, makers: Iterable[str]) -> list[str]:
    """The makers that a text names as whole words, whatever their case, in the order of the alphabet.

    A name of Latin letters is not found inside a longer Latin word; Korean particles may follow it.

    Source: domain 2.3 (DRAFT → REVIEW: a specification without brand names unless justified).

    >>> brands_in("Bearing 6204, SKF or equal; Timkens", ["SKF", "Timken", "FAG"])
    ['SKF']
    >>> brands_in("한빛정밀의 베어링과 같은 것", ["한빛정밀", "빛"])
    ['한빛정밀']
    """
    found = set()
    for maker in makers:
        name = maker.strip()
        if len(name) < SHORTEST_BRAND:
            continue
        if re.search(rf"(?<![0-9A-Za-z]){re.escape(name)}(?![0-9A-Za-z])", text, re.IGNORECASE):
            found.add(name)
    return sorted(found)


def promises_round(text: str) -> bool:
    """Whether a text says that another round follows a failure; one that says that none does is no promise.

    Source: domain 2.1, BID-L1 (another round only on conditions that the notice announced).

    >>> [promises_round(text) for text in ("유찰되면 같은 조건으로 재공고합니다.", "한 차례 다시 공고합니다.")]
    [True, True]
    >>> [promises_round(text) for text in ("재공고는 하지 않습니다.", "재공고할 수 없음.", "재공고 여부는 따로 정함.")]
    [False, False, False]
    >>> [promises_round(text) for text in ("It is re-tendered once.", "No re-tender.", "It will not be re-tendered.")]
    [True, False, False]
    """
    return any(ROUND.search(sentence) and not NO_ROUND.search(sentence) for sentence in re.split(r"[.;!?\n]", text))


def threshold_crossed(
    own_won: Decimal, other_won: Sequence[Decimal], thresholds_won: Sequence[Decimal]
) -> Decimal | None:
    """The highest threshold that the purchases cross together though each alone stays at or below it; else None.

    Source: domain BID-08; 16.2 (approval levels are "up to and including").

    >>> levels = [Decimal(50_000_000), Decimal(500_000_000)]
    >>> threshold_crossed(Decimal(30_000_000), [Decimal(30_000_000)], levels)
    Decimal('50000000')
    >>> threshold_crossed(Decimal(30_000_000), [Decimal(20_000_000)], levels) is None  # exactly at it: not above
    True
    >>> threshold_crossed(Decimal(60_000_000), [Decimal(30_000_000)], levels) is None  # above it anyway
    True
    """
    if not other_won:
        return None
    total_won = own_won + sum(other_won, Decimal(0))
    single_won = max([own_won, *other_won])
    crossed = [threshold for threshold in thresholds_won if single_won <= threshold < total_won]
    return max(crossed, default=None)


def points_decide(*, by_points: bool, least: Decimal | None) -> bool:
    """Whether points of a technical envelope change anything: the award rule weighs them, or there is a minimum.

    Source: domain 2.10 COMPOSITE, issue 4 (nothing in a notice that misleads).

    >>> points_decide(by_points=False, least=None), points_decide(by_points=False, least=Decimal(60))
    (False, True)
    """
    return by_points or least is not None


def scored_weights_fault(weights: Sequence[Decimal]) -> Decimal | None:
    """What the weights of the scored criteria add up to where that is not 100; None where it is, or none is scored.

    Source: domain 2.10 COMPOSITE (points of 100).

    >>> scored_weights_fault([Decimal(60), Decimal(30)])
    Decimal('90')
    >>> scored_weights_fault([]) is None
    True
    """
    total = sum(weights, Decimal(0))
    return total if weights and total != 100 else None
