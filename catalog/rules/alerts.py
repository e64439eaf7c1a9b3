"""Saved searches and alerts: what is kept of an address, how long, what is said. Source: domain 1.9, 9.4."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from catalog.rules.grams import normalise, terms_of

MOST_SEARCHES = 50  # of one person
LONGEST_QUERY_STRING = 1000
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


def in_branch(code: str, wanted: str) -> bool:
    """Whether two classes lie on one branch of the tree: one of them is the other, or stands above it.

    Source: issue 3, item 10 (alerts by class); CAT-10.

    >>> in_branch("40151503", "40150000"), in_branch("40151500", "40151503"), in_branch("40151503", "40151504")
    (True, True, False)
    """
    first, second = _branch(code), _branch(wanted)
    return first.startswith(second) or second.startswith(first)


def is_below(code: str, above: str) -> bool:
    """Whether the class lies below another one in the tree.

    Source: domain 1.6 (classes inherit down the tree).

    >>> is_below("40151503", "40150000"), is_below("40150000", "40150000"), is_below("40150000", "40151503")
    (True, False, False)
    """
    return code != above and code.startswith(_branch(above))


def _branch(code: str) -> str:
    while code.endswith("00"):
        code = code[:-2]
    return code


def meets(text: str, code: str, *, keyword: str, class_code: str) -> bool:
    """Whether a request with this text and class is one that an alert looks for: each word, and the branch.

    Source: issue 3, item 10 (alerts for sourcing requests by class and keyword).

    >>> meets("저소음 원심펌프 대체품", "40151503", keyword="펌프", class_code="40150000")
    True
    >>> meets("저소음 원심펌프 대체품", "40151503", keyword="펌프 밸브", class_code="")
    False
    """
    if class_code and not in_branch(code, class_code):
        return False
    words = normalise(text)
    return all(term in words for term in terms_of(keyword))
