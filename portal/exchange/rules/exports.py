"""HOW MUCH: the limits of an export, one form for each value, the names of its files, the signature of its links."""

import hmac
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
FILE_ROWS = 50_000  # rows of one file; security 3
MOST_ROWS = 1_000_000  # rows of one export
MOST_UNASKED = 1_000  # rows without a reason; domain SEC-06
MOST_UNFINISHED = 3  # exports of one person at a time
KEPT_DAYS = 7  # how long the files stay
LINK_HOURS = 24  # how long a private link works unless it is said otherwise
MOST_LINK_HOURS = KEPT_DAYS * 24


def needs_reason(rows: int, *, personal: bool) -> bool:
    """Whether so many rows leave the portal only with a reason.

    Source: domain SEC-06 (more than 1,000 rows), security T45 (data of people).

    >>> needs_reason(1_000, personal=False), needs_reason(1_001, personal=False), needs_reason(1, personal=True)
    (False, True, True)
    """
    return personal or rows > MOST_UNASKED


def files_of(rows: int) -> int:
    """How many files so many rows make: one at least, full ones of 50,000 rows.

    Source: security 3.

    >>> files_of(0), files_of(50_000), files_of(50_001)
    (1, 1, 2)
    """
    return max(1, -(-rows // FILE_ROWS))


def percent(done: int, total: int) -> int:
    """How far it is, in whole percent, never more than 99 before the end.

    Source: issue 9, item 5 (progress).

    >>> percent(0, 0), percent(1, 3), percent(7, 5)
    (0, 33, 99)
    """
    return min(99, done * 100 // total) if total else 0


def plain(value: object) -> str | int | bool | None:
    """A value in its one written form: amounts in plain digits, days and moments by ISO 8601 with Korea's offset.

    Source: security 11.13 (one canonical form), RFC 3339.

    >>> plain(Decimal("1E+3")), plain(Decimal("12.50")), plain(Decimal("-0")), plain(True), plain(None)
    ('1000', '12.5', '0', True, None)
    >>> plain(date(2026, 3, 2)), plain(datetime(2026, 3, 2, 5, tzinfo=ZoneInfo("UTC")))
    ('2026-03-02', '2026-03-02T14:00:00+09:00')
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal):
        text = f"{value:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in ("-0", "") else text
    if isinstance(value, datetime):
        return value.astimezone(SEOUL).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def file_name(number: str, code: str, *, part: int, parts: int, ending: str) -> str:
    """What the file is called where it is kept: the number of the export stands in it, so that it can be traced.

    Source: domain SEC-06 (mark of origin).

    >>> file_name("EXP-2026-000001", "contracts.invoices", part=1, parts=1, ending="csv")
    'EXP-2026-000001-contracts-invoices.csv'
    >>> file_name("EXP-2026-000001", "contracts.invoices", part=2, parts=12, ending="csv")
    'EXP-2026-000001-contracts-invoices-02.csv'
    """
    stem = f"{number}-{code.replace('.', '-').replace('_', '-')}"
    return f"{stem}-{part:02d}.{ending}" if parts > 1 else f"{stem}.{ending}"


def link_code(key: str, uid: str, part: int, until: datetime) -> str:
    """The secret half of a private link: bound to the file and to its end; nobody makes one without the key.

    Source: security A117-A122 (signature first, expiry, one purpose).

    >>> at = datetime(2026, 3, 2, tzinfo=ZoneInfo("UTC"))
    >>> link_code("k", "u", 1, at) == link_code("k", "u", 1, at)
    True
    >>> link_code("k", "u", 2, at) == link_code("k", "u", 1, at)
    False
    """
    told = f"export link|{uid}|{part}|{int(until.timestamp())}"
    return hmac.new(key.encode(), told.encode(), sha256).hexdigest()[:40]


def link_end(now: datetime, hours: int, files_end: datetime) -> datetime:
    """When a link that is to work for ``hours`` ends: never after the files, in whole seconds.

    Source: issue 9, item 5 (private links and expiry).

    >>> at = datetime(2026, 3, 2, tzinfo=ZoneInfo("UTC"))
    >>> link_end(at, 24, at + timedelta(hours=5)) == at + timedelta(hours=5)
    True
    """
    return min(now + timedelta(hours=hours), files_end).replace(microsecond=0)
