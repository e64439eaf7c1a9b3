"""HOW MUCH: the fingerprint of a code of conduct, the days around a new version. Source: domain 11.3 (ESG-01, 02)."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta

PARTS_OF_A_CODE = 7
REMIND_DAYS = (14, 7, 1)


def code_sha256(version: str, parts: Sequence[Sequence[str]]) -> str:
    """The SHA-256 of a version: its number and, part by part, both titles and both texts, as canonical JSON.

    Source: domain 11.3 (ESG-02: a consent stores the hash of the version).

    >>> code_sha256("1.0", [("가", "A", "나", "B")])[:12]
    'b716471d533a'
    """
    text = json.dumps([version, [list(part) for part in parts]], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def consent_until(effective_on: date, days: int) -> date:
    """The last day on which a former consent still counts after a new version came into force.

    Source: domain 11.3 (ESG-01: within 30 days).

    >>> consent_until(date(2026, 11, 26), 30)
    datetime.date(2026, 12, 26)
    """
    return effective_on + timedelta(days=days)


def reminder_due(until: date, on: date) -> int:
    """Which reminder is due ``on``: the days that are left, 14, 7 or 1; 0 for none.

    Source: domain 11.3 (ESG-01: reminders D-14, D-7, D-1).

    >>> [reminder_due(date(2026, 12, 26), date(2026, 12, day)) for day in (11, 12, 18, 19, 24, 25, 26, 27)]
    [0, 14, 0, 7, 0, 1, 0, 0]
    """
    left = (until - on).days
    return left if left in REMIND_DAYS else 0
