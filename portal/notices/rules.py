"""HOW MUCH: who is mailed when, what a stored value looks like in words, how long notices are kept."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import get_language

from portal.display import day_text
from portal.notices.states import Delivery, MailState
from portal.text import BIDI_CONTROLS

KEEP_READ = timedelta(days=180)
KEEP_UNREAD = timedelta(days=365)
KEEP_ESSENTIAL = timedelta(days=3 * 365)
REMINDER_DAYS = 2  # business days
DIGEST_HOUR = 8  # in Korea
LONGEST_PARAM = 200


def mail_state(*, essential: bool, delivery: str) -> MailState:
    """What is to happen by e-mail: essential notices go at once whatever the person chose.

    Source: domain 17 (last paragraph); issue 2, notices.

    >>> str(mail_state(essential=True, delivery="never")), str(mail_state(essential=False, delivery="daily"))
    ('due', 'digest')
    """
    if essential or delivery == Delivery.IMMEDIATELY:
        return MailState.DUE
    return MailState.DIGEST if delivery == Delivery.DAILY else MailState.NONE


def one_line(text: str) -> str:
    """``text`` without line breaks, control characters and direction marks: it goes into mail headers.

    Source: security T-mail (header injection), section 8.

    >>> one_line("Pump\\r\\nBcc: all@example.com\\u202e  5.5 kW")
    'Pump Bcc: all@example.com 5.5 kW'
    """
    visible = "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text if c not in BIDI_CONTROLS
    )
    return re.sub(r"\s+", " ", visible).strip()[:LONGEST_PARAM]


def stored(value: Any) -> Any:
    """A parameter as JSON keeps it: days and moments are marked, so that the reader's language can write them.

    Source: issue 2, notices (rendered in the reader's language).

    >>> stored(date(2026, 11, 24)), stored("  TND-2026-000123\\n"), stored(12)
    ({'day': '2026-11-24'}, 'TND-2026-000123', 12)
    >>> stored({"ko": "펌프", "en": "Pump"})
    {'ko': '펌프', 'en': 'Pump'}
    """
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Mapping) and set(value) == {"ko", "en"}:
        return {language: one_line(str(text)) for language, text in value.items()}
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"a notice keeps text, whole numbers, days and bilingual names, not {type(value).__name__}")
    return one_line(value) if isinstance(value, str) else value


def shown(value: Any) -> Any:
    """A stored parameter in the words of the active language.

    Source: issue 2, notices (rendered in the reader's language).

    >>> from django.utils.translation import override
    >>> with override("en"): shown({"day": "2026-11-24"}), shown({"ko": "펌프", "en": "Pump"})
    ('24 Nov 2026', 'Pump')
    >>> with override("en"): shown({"ko": "펌프", "en": ""})
    '펌프'
    """
    if not isinstance(value, Mapping):
        return value
    if "day" in value:
        return day_text(date.fromisoformat(value["day"]), "day")
    if "at" in value:
        return day_text(datetime.fromisoformat(value["at"]))
    english = (get_language() or "ko").startswith("en")
    return (value["en"] or value["ko"]) if english else (value["ko"] or value["en"])


def notice_key(cause: str, kind: str, url: str) -> str:
    """What makes two notices of a person the same one: the same cause, kind and place.

    Source: security 7.1 (at least once plus a unique key).

    >>> notice_key("event 12", "people.company_approved", "/") == notice_key("event 12", "people.company_approved", "/")
    True
    """
    return hashlib.sha256("\n".join((cause, kind, url)).encode()).hexdigest()
