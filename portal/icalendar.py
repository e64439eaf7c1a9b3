"""Calendars that people's own programs subscribe to. Source: RFC 5545, RFC 7986."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LINE_OCTETS = 75


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a calendar: a moment at which something is due, or a time from ``begins_at`` until then.

    ``changed_at`` tells programs of a newer version.
    """

    uid: str  # never changes
    at: datetime
    title: str
    text: str
    url: str
    changed_at: datetime
    cancelled: bool = False
    remind_hours: int = 24
    version: int = 0
    begins_at: datetime | None = None  # else half an hour before
    place: str = ""


def escaped(text: str) -> str:
    """A text value. Source: RFC 5545, 3.3.11.

    >>> escaped("a;b,c" + chr(92) + chr(10) + "d")
    'a\\\\;b\\\\,c\\\\\\\\\\\\nd'
    """
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "")):
        text = text.replace(plain, written)
    return text


def folded(line: str) -> str:
    """A content line in parts of at most 75 octets, never cut within a character. Source: RFC 5545, 3.1.

    >>> [len(part.encode()) for part in folded("SUMMARY:" + "가" * 40).split("\\r\\n")]
    [74, 55]
    """
    parts, part = [], b""
    for character in line:
        encoded = character.encode()
        if len(part) + len(encoded) > LINE_OCTETS - 1:
            parts.append(part)
            part = b" "
        part += encoded
    return b"\r\n".join([*parts, part]).decode()


def stamp(moment: datetime) -> str:
    """A moment in UTC.

    >>> stamp(datetime(2026, 11, 24, 5, 0, tzinfo=UTC))
    '20261124T050000Z'
    """
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def calendar_text(name: str, product: str, moments: Iterable[Moment]) -> str:
    """The whole calendar, lines ended as the standard asks.

    >>> calendar_text("Tenders", "-//Example//Portal//EN", []).splitlines()[:3]
    ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Example//Portal//EN']
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{product}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    for moment in moments:
        lines += _event(moment)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(moment: Moment) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{moment.uid}",
        f"DTSTAMP:{stamp(moment.changed_at)}",
        f"LAST-MODIFIED:{stamp(moment.changed_at)}",
        f"SEQUENCE:{moment.version}",
        f"DTSTART:{stamp(moment.begins_at or moment.at - timedelta(minutes=30))}",
        f"DTEND:{stamp(moment.at)}",
        f"SUMMARY:{escaped(moment.title)}",
        f"DESCRIPTION:{escaped(moment.text)}",
        f"URL:{moment.url}",
        f"STATUS:{'CANCELLED' if moment.cancelled else 'CONFIRMED'}",
        f"TRANSP:{'OPAQUE' if moment.begins_at else 'TRANSPARENT'}",
    ]
    if moment.place:
        lines.append(f"LOCATION:{escaped(moment.place)}")
    if moment.remind_hours and not moment.cancelled:
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{escaped(moment.title)}",
            f"TRIGGER:-PT{moment.remind_hours}H",
            "END:VALARM",
        ]
    return [*lines, "END:VEVENT"]
