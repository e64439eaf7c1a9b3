"""HOW MUCH: what is left of a line, what carries over, tranches, transfers, the match, what is claimed back.

All amounts in the currency of the fund. Source: domain 15, FND-01 to FND-10.
"""

import hashlib
from collections.abc import Collection, Sequence
from decimal import ROUND_CEILING, Decimal

from portal.money import shares, won_down

ZERO = Decimal(0)


def available(
    *,
    allocated: Decimal,
    carry_in: Decimal = ZERO,
    transfers_in: Decimal = ZERO,
    transfers_out: Decimal = ZERO,
    carry_out: Decimal = ZERO,
    committed: Decimal = ZERO,
    released: Decimal = ZERO,
) -> Decimal:
    """What of a line can still be committed.

    Source: domain 15, FND-02.

    >>> available(allocated=Decimal(4000), committed=Decimal(3650), released=Decimal(120))
    Decimal('470')
    """
    return allocated + carry_in + transfers_in - transfers_out - carry_out - committed + released


def carried(left: Decimal, *, is_last: bool) -> Decimal:
    """What of a line goes to the next year: all that is available, nothing after the last year.

    Commitments stay in their year. Source: domain 15, FND-04, FND-05.

    >>> carried(Decimal(470), is_last=False), carried(Decimal(470), is_last=True)
    (Decimal('470'), Decimal('0'))
    """
    return ZERO if is_last else left


def is_whole(total: Decimal, years: Collection[Decimal]) -> bool:
    """Whether the years of a plan add up to the fund.

    Source: domain 15, FND-01.

    >>> is_whole(Decimal(20_000_000_000), [Decimal(4_000_000_000)] * 5)
    True
    """
    return sum(years, ZERO) == total


def tranches(amount: Decimal, percents: Sequence[Decimal]) -> list[Decimal]:
    """The parts of a commitment, in whole won, that add up to it.

    Source: domain 15, FND-06 (40/40/20 by default).

    >>> tranches(Decimal(30_000_001), [Decimal(40), Decimal(40), Decimal(20)])
    [Decimal('12000001'), Decimal('12000000'), Decimal('6000000')]
    """
    return shares(amount, percents)


def drawable(amount: Decimal, percents: Sequence[Decimal], *, tranche: int, used: Decimal) -> Decimal:
    """How much can be drawn with ``tranche``: all tranches up to it, less what is drawn or asked for already.

    Source: domain 15, FND-03, FND-06.

    >>> percents = [Decimal(40), Decimal(40), Decimal(20)]
    >>> [drawable(Decimal(100), percents, tranche=n, used=Decimal(30)) for n in (1, 2, 3)]
    [Decimal('10'), Decimal('50'), Decimal('70')]
    """
    return max(sum(tranches(amount, percents)[:tranche], ZERO) - used, ZERO)


def needs_board(amount: Decimal, *, moved: Decimal, line: Decimal, limit_pct: Decimal) -> bool:
    """Whether a transfer goes to the board: with what was moved out of the line this year it is above the limit.

    Source: domain 15, FND-08.

    >>> needs_board(Decimal(200), moved=Decimal(0), line=Decimal(1000), limit_pct=Decimal(20))
    False
    >>> needs_board(Decimal(1), moved=Decimal(200), line=Decimal(1000), limit_pct=Decimal(20))
    True
    """
    return (moved + amount) * 100 > line * limit_pct


def unmatched(drawn: Decimal, *, confirmed: Decimal, bridged: Decimal) -> Decimal:
    """How much of what is drawn the government has not matched one to one, and nobody bridges.

    Source: domain 15, FND-07.

    >>> unmatched(Decimal(100), confirmed=Decimal(60), bridged=Decimal(10))
    Decimal('30')
    """
    return max(drawn - confirmed - bridged, ZERO)


def reclaim_interest(amount: Decimal, *, days: int, yearly_pct: Decimal) -> Decimal:
    """Interest on money that is claimed back, from the day it was paid, ACT/365; the firm pays it: rounded down.

    Source: domain 15, FND-09; CNV-02, CNV-05.

    >>> reclaim_interest(Decimal(10_000_000), days=90, yearly_pct=Decimal(5))
    Decimal('123287')
    """
    return won_down(amount * yearly_pct * days / Decimal(36_500))


def audit_sample(keys: Collection[str], *, pct: Decimal, seed: str) -> list[str]:
    """Which payments the auditor looks at: so many percent, at least one, chosen by ``seed`` that nobody can steer.

    Source: domain 15, roles (auditor samples 10 %).

    >>> len(audit_sample([str(n) for n in range(25)], pct=Decimal(10), seed="2026-11"))
    3
    >>> audit_sample([], pct=Decimal(10), seed="2026-11")
    []
    """
    wanted = (len(keys) * pct / 100).to_integral_value(ROUND_CEILING)
    drawn = sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).hexdigest())
    return sorted(drawn[: int(wanted)])


def share_pct(part: Decimal, whole: Decimal) -> Decimal | None:
    """``part`` in percent of ``whole``, one place; None of nothing.

    Source: domain 15 (KPIs: burn rate, matching ratio; FND-10).

    >>> share_pct(Decimal(2980), Decimal(4000)), share_pct(Decimal(1), Decimal(0))
    (Decimal('74.5'), None)
    """
    return (part * 100 / whole).quantize(Decimal("0.1")) if whole else None
