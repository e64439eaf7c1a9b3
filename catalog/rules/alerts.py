"""Saved searches and alerts: what is kept of an address, how long, what is said. Source: domain 1.9, 9.4."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

MOST_SEARCHES = 50  # of one person
MOST_ALERTS = 20  # of one e-mail address
LONGEST_QUERY_STRING = 1000
KEEP_PENDING = timedelta(days=3)  # an alert that nobody confirmed; its link lives as long
DAILY_HOUR = 8  # in Korea
NAMES_TOLD = 3
MOST_MAILED = 20  # things in one e-mail; the page behind the link has them all
RECENT = 12
NOT_THE_SEARCH = {"page", "lang", "csrfmiddlewaretoken"}


def kept_query(query: str) -> str:
    """The query of a search page's address as it is kept: without page and language, in one order.

    Source: issue 3, item 5 (the address holds the whole state).

    >>> kept_query("?q=%EB%B0%A9%EC%B2%AD&page=3&lead=1&lead=0&lang=en")
    'lead=0&lead=1&q=%EB%B0%A9%EC%B2%AD'
    >>> kept_query("q=+&sort=newest")
    'sort=newest'
    """
    pairs = parse_qsl(query.lstrip("?"), keep_blank_values=False)
    kept = {(name, value.strip()) for name, value in pairs if name not in NOT_THE_SEARCH and value.strip()}
    return urlencode(sorted(kept))


def masked_email(address: str) -> str:
    """An address as others may see it: enough to recognise one's own.

    Source: PII-08.

    >>> masked_email("hong.gildong@garam.example"), masked_email("a@b.kr")
    ('h***@garam.example', 'a***@b.kr')
    """
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}***@{host}"


def is_daily_time(here: datetime) -> bool:
    """Whether the day's alerts may go out; ``here`` is the time in Korea.

    Source: issue 2, notices (the daily e-mail).

    >>> is_daily_time(datetime(2026, 11, 26, 7, 59)), is_daily_time(datetime(2026, 11, 26, 8, 0))
    (False, True)
    """
    return here.hour >= DAILY_HOUR


def told_names(names: Iterable[str]) -> str:
    """The first names of what was found, for one line.

    Source: issue 3, item 5 (saved searches with e-mail alert).

    >>> told_names(["펌프 A", "펌프 B", "펌프 C", "펌프 D"]), told_names(["펌프 A"])
    ('펌프 A, 펌프 B, 펌프 C …', '펌프 A')
    """
    found = list(names)
    return ", ".join(found[:NAMES_TOLD]) + (" …" if len(found) > NAMES_TOLD else "")
