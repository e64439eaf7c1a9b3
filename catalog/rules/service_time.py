"""How long answers take, and when somebody is to be reminded. Source: CAT-22, domain 1.10 (review lead time)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta, tzinfo

from portal.calendar import add_open_days

NOON, EVENING = time(12), time(18)


def share_of_days(waits: Iterable[tuple[int, int]], percent: int) -> int | None:
    """The smallest number of days within which ``percent`` of the answers came; ``waits`` are (days, how many).

    None without an answer; at least 1, for nobody can count on an answer within the hour.
    Source: domain 1.10 (p50, p90).

    >>> waits = [(0, 3), (1, 4), (2, 2), (7, 1)]
    >>> share_of_days(waits, 50), share_of_days(waits, 90), share_of_days([], 50)
    (1, 2, None)
    """
    rows = sorted(waits)
    total = sum(count for _days, count in rows)
    if not total:
        return None
    seen = 0
    for days, count in rows:
        seen += count
        if seen * 100 >= total * percent:
            return max(1, days)
    raise AssertionError("the shares of a whole add up to it")


def moment_after(day: date, half_days: int, closed: Collection[date], zone: tzinfo) -> datetime:
    """The end of a period of ``half_days`` half business days after ``day``: noon of an odd one, else 18:00.

    Source: CAT-22 (3 business days; reminder at 50 %: one and a half), CNV-05.

    >>> from zoneinfo import ZoneInfo
    >>> seoul, thursday = ZoneInfo("Asia/Seoul"), date(2026, 11, 26)
    >>> str(moment_after(thursday, 3, (), seoul)), str(moment_after(thursday, 6, (), seoul))
    ('2026-11-30 12:00:00+09:00', '2026-12-01 18:00:00+09:00')
    """
    last = add_open_days(day, (half_days + 1) // 2, closed)
    return datetime.combine(last, NOON if half_days % 2 else EVENING, zone)


def days_due(
    now: datetime, half_days: int, closed: Collection[date], zone: tzinfo, *, look_back: int = 30
) -> list[date]:
    """The days of the last ``look_back`` on which what began has by ``now`` lasted ``half_days`` half business days.

    Source: CAT-22.

    >>> from zoneinfo import ZoneInfo
    >>> seoul = ZoneInfo("Asia/Seoul")
    >>> found = days_due(datetime(2026, 12, 1, 18, 0, tzinfo=seoul), 6, (), seoul, look_back=6)
    >>> [day.day for day in found]  # Thursday's is due now, Friday's only tomorrow
    [25, 26]
    """
    today = now.astimezone(zone).date()
    days = [today - timedelta(days=back) for back in range(look_back, -1, -1)]
    return [day for day in days if moment_after(day, half_days, closed, zone) <= now]
