"""Flags over the procedure of an opened tender: its time, its price beside base price and budget, who wins a class.

They speak of how it was bought, not of the bidders, so they begin no auditor's case. Advisory: they exclude nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from purchasing.bidding.rules.screen_flags import Flag, Raised

LATE_DAYS = 3  # a change that leaves less than this is late
A_DAY, HOUR = timedelta(hours=24), timedelta(hours=1)  # two extensions of a deadline so close are told
WINS, A_YEAR = 3, timedelta(days=365)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Award:
    """Who won what of a class, and when; ``bidder`` is a public number."""

    class_code: str
    bidder: str
    at: datetime
    notice: int = 0  # the lots of one notice are one purchase


@dataclass(frozen=True, slots=True)
class ContractChange:
    """What the amendments in force made of a contract: their number, the value before and after, the end moved by."""

    times: int
    signed_won: Decimal
    now_won: Decimal
    days: int = 0


def whole_days(begins: datetime, ends: datetime) -> int:
    """Whole days from one moment to another; zero where the second comes first.

    Source: domain 2.11; red flag R003 of the Open Contracting Partnership (whole days from the first to the last
    moment of the tender period).

    >>> monday, evening = datetime(2026, 3, 2, 9), datetime(2026, 3, 9, 18)
    >>> whole_days(monday, evening), whole_days(evening, monday)
    (7, 0)
    """
    return max((ends - begins).days, 0)


def short_period_flags(days: int, least_days: int) -> list[Raised]:
    """Bids were taken no longer than the shortest notice that the terms allow; terms that ask for none say nothing.

    Source: domain 2.3 (notice period); red flag R003 of the Open Contracting Partnership.

    >>> [bool(short_period_flags(days, 7)) for days in (6, 7, 8)], short_period_flags(0, 0)
    ([True, True, False], [])
    """
    if least_days < 1 or days > least_days:
        return []
    return [Raised(Flag.SHORT_PERIOD, {"days": str(days), "least": str(least_days)})]


def late_change_flags(days_left: int | None) -> list[Raised]:
    """The notice was changed less than three whole days before bids closed; None: it was not changed.

    Source: domain 2.3 (amendments); the number of days is the portal's own.

    >>> [bool(late_change_flags(days)) for days in (None, 2, 3)]
    [False, True, False]
    """
    if days_left is None or days_left >= LATE_DAYS:
        return []
    return [Raised(Flag.LATE_CHANGE, {"days": str(days_left), "under": str(LATE_DAYS)})]


def extended_again_flags(decided: Sequence[datetime]) -> list[Raised]:
    """The deadline was extended twice within 24 hours; ``decided``: when each extension came into force.

    Source: security T04 (two extensions within 24 h).

    >>> first = datetime(2026, 3, 2, 9)
    >>> [bool(extended_again_flags([first, first + timedelta(hours=hours)])) for hours in (24, 25)]
    [True, False]
    >>> extended_again_flags([first, first + timedelta(days=3), first + timedelta(days=3, minutes=150)])[0].figures
    {'hours': '2', 'within': '24', 'times': '3'}
    """
    gaps = [later - earlier for earlier, later in pairwise(sorted(decided))]
    if not gaps or min(gaps) > A_DAY:
        return []
    figures = {"hours": str(min(gaps) // HOUR), "within": str(A_DAY // HOUR), "times": str(len(decided))}
    return [Raised(Flag.EXTENDED_AGAIN, figures)]


def share_pct(part_won: Decimal, whole_won: Decimal) -> Decimal:
    """The part in percent of the whole, one place, half up.

    Source: domain CNV-03.

    >>> share_pct(Decimal(103_250_000), Decimal(100_000_000))
    Decimal('103.3')
    """
    return (part_won * 100 / whole_won).quantize(TENTH, ROUND_HALF_UP)


def price_flags(price_won: Decimal, base_won: Decimal | None, budget_won: Decimal | None) -> list[Raised]:
    """The award lies above the opened base price, or above the budget.

    Source: domain 2.11 (award ÷ base price), BID-06.

    >>> price, base = Decimal(101), Decimal(100)
    >>> [[str(each.flag) for each in price_flags(price, base, budget)] for budget in (None, Decimal(101), Decimal(90))]
    [['above_base'], ['above_base'], ['above_base', 'above_budget']]
    """
    flags = []
    bounds = (Flag.ABOVE_BASE, "base_won", base_won), (Flag.ABOVE_BUDGET, "budget_won", budget_won)
    for flag, name, bound_won in bounds:
        if bound_won and price_won > bound_won:
            pct = str(share_pct(price_won, bound_won))
            flags.append(Raised(flag, {"price_won": f"{price_won:.0f}", name: f"{bound_won:.0f}", "pct": pct}))
    return flags


def rank_flags(rank: int | None, valid: int) -> list[Raised]:
    """The winner was not the first of the ``valid`` bids by the published rule.

    Source: domain 2.3 (award proposal), 16.2.

    >>> rank_flags(1, 4), rank_flags(2, 4)[0].figures
    ([], {'rank': '2', 'of': '4'})
    """
    return [] if rank is None or rank < 2 else [Raised(Flag.NOT_FIRST, {"rank": str(rank), "of": str(valid)})]


def changed_after_flags(change: ContractChange | None) -> list[Raised]:
    """Amendments changed the value of the contract or moved its end; an index that was agreed beforehand is none.

    Source: domain 2.11, BID-L1 (no price negotiation after the opening).

    >>> changed = ContractChange(1, Decimal(100), Decimal(120), days=30)
    >>> changed_after_flags(changed)[0].figures
    {'times': '1', 'signed_won': '100', 'now_won': '120', 'pct': '120.0', 'days': '30'}
    >>> changed_after_flags(None), changed_after_flags(ContractChange(1, Decimal(100), Decimal(100)))
    ([], [])
    """
    if change is None or (change.signed_won == change.now_won and not change.days):
        return []
    figures = {
        "times": str(change.times),
        "signed_won": f"{change.signed_won:.0f}",
        "now_won": f"{change.now_won:.0f}",
        "pct": str(share_pct(change.now_won, change.signed_won)),
        "days": str(change.days),
    }
    return [Raised(Flag.CHANGED_AFTER, figures)]


def same_winner_flags(award: Award, awards: Sequence[Award]) -> list[Raised]:
    """One company won three awards of a class and more, and more than half of all, within twelve months up to this one.

    Source: domain 2.11 (bid rotation, winner sequence); the numbers are the portal's own.

    >>> won = [Award("301034", bidder, datetime(2026, month, 1)) for month, bidder in enumerate("AABA", start=1)]
    >>> [bool(same_winner_flags(each, won)) for each in won], same_winner_flags(won[3], won)[0].figures
    ([False, False, False, True], {'wins': '3', 'awards': '4', 'class_code': '301034'})
    >>> lots = [Award("301034", "A", datetime(2026, 1, 1), notice=7)] * 3
    >>> same_winner_flags(lots[2], lots)
    []
    """
    since = award.at - A_YEAR
    near = [each for each in awards if each.class_code == award.class_code and since < each.at <= award.at]
    bought = {(each.notice or each.at, each.bidder) for each in near}
    wins = sum(bidder == award.bidder for _notice, bidder in bought)
    if wins < WINS or wins * 2 <= len(bought):
        return []
    figures = {"wins": str(wins), "awards": str(len(bought)), "class_code": award.class_code}
    return [Raised(Flag.SAME_WINNER, figures, (award.bidder,))]
