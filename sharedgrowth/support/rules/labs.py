"""HOW MUCH: the hours of laboratory equipment, cut into slots; how early and how late a slot is booked."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_OPEN = 5  # bookings of one company that are not over yet: nobody hoards the calendar
CANCEL_HOURS = 24  # a confirmed booking is cancelled by the company until then


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of one day at a piece of equipment."""

    begins_at: datetime
    ends_at: datetime

    def overlaps(self, begins_at: datetime, ends_at: datetime) -> bool:
        """Whether they share a moment; neighbours do not."""
        return self.begins_at < ends_at and begins_at < self.ends_at


def slots_of(day: date, opens: time, closes: time, minutes: int, zone: ZoneInfo) -> list[Slot]:
    """The slots of a day in order; what is left before it closes and is shorter than a slot is none.

    Source: domain 8, LabBooking (slot).

    >>> found = slots_of(date(2026, 12, 1), time(9), time(12, 30), 90, ZoneInfo("Asia/Seoul"))
    >>> [f"{slot.begins_at:%H:%M}-{slot.ends_at:%H:%M}" for slot in found]
    ['09:00-10:30', '10:30-12:00']
    """
    begin, end = datetime.combine(day, opens, zone), datetime.combine(day, closes, zone)
    length = timedelta(minutes=minutes)
    found = []
    while begin + length <= end:
        found.append(Slot(begin, begin + length))
        begin += length
    return found


def run_of(slots: Sequence[Slot], begins_at: datetime, count: int) -> Slot | None:
    """``count`` slots in a row that begin at ``begins_at``, as one time; None when there are not so many.

    Source: domain 8, LabBooking (slot).

    >>> zone = ZoneInfo("Asia/Seoul")
    >>> day = slots_of(date(2026, 12, 1), time(9), time(12), 60, zone)
    >>> run_of(day, datetime(2026, 12, 1, 10, tzinfo=zone), 2).ends_at.hour
    12
    >>> run_of(day, datetime(2026, 12, 1, 11, tzinfo=zone), 2) is None
    True
    """
    starts = [slot.begins_at for slot in slots]
    if count < 1 or begins_at not in starts:
        return None
    run = slots[starts.index(begins_at) :][:count]
    return Slot(run[0].begins_at, run[-1].ends_at) if len(run) == count else None


def free_slots(slots: Iterable[Slot], taken: Collection[tuple[datetime, datetime]]) -> list[Slot]:
    """Those that no taken time touches.

    Source: domain 8, LabBooking.

    >>> zone = ZoneInfo("Asia/Seoul")
    >>> day = slots_of(date(2026, 12, 1), time(9), time(12), 60, zone)
    >>> [slot.begins_at.hour for slot in free_slots(day, [(day[1].begins_at, day[1].ends_at)])]
    [9, 11]
    """
    return [slot for slot in slots if not any(slot.overlaps(*each) for each in taken)]


def is_bookable(day: date, *, first: date, last: date, open_day: bool) -> bool:
    """Whether ``day`` may be booked now: a business day, neither too soon nor too far away.

    Source: domain 8, LabBooking.

    >>> is_bookable(date(2026, 12, 2), first=date(2026, 12, 2), last=date(2026, 12, 30), open_day=True)
    True
    >>> is_bookable(date(2026, 12, 1), first=date(2026, 12, 2), last=date(2026, 12, 30), open_day=True)
    False
    """
    return open_day and first <= day <= last


def may_be_cancelled(begins_at: datetime, now: datetime) -> bool:
    """Whether the company may still cancel by itself; later it calls the laboratory.

    Source: domain 8, LabBooking.

    >>> zone = ZoneInfo("Asia/Seoul")
    >>> begin = datetime(2026, 12, 2, 9, tzinfo=zone)
    >>> may_be_cancelled(begin, datetime(2026, 12, 1, 9, tzinfo=zone))
    True
    >>> may_be_cancelled(begin, datetime(2026, 12, 1, 9, 1, tzinfo=zone))
    False
    """
    return begins_at - now >= timedelta(hours=CANCEL_HOURS)
