"""How the API ages. Within ``/api/v1/`` only additions; what shall go is announced here, a year ahead or more.

An operation that is entered answers with ``Deprecation`` (RFC 9745), ``Sunset`` (RFC 8594) and links to its successor
and to the page on versions; the description marks it. After its last day it answers 410 and the entry stays.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest
from django.utils.http import http_date

from portal.clock import SEOUL, real_now

VERSION = "1"
LEAST_NOTICE = timedelta(days=365)
POLICY_PAGE = "/developers/versions/"
CONVERTER = re.compile(r"<(?:[a-z_]+:)?([a-z_]+)>")
GROUP = re.compile(r"\(\?P<([a-z_]+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True)
class Ageing:
    """An operation, as ``GET /api/v1/things/{uid}/``, that is going to end."""

    operation: str
    since: date
    ends_on: date
    instead: str = ""

    def has_ended(self) -> bool:
        """Whether its last day is over."""
        return real_now().astimezone(SEOUL).date() > self.ends_on

    def __post_init__(self) -> None:
        if self.ends_on - self.since < LEAST_NOTICE:
            raise ValueError(f"{self.operation}: at least {LEAST_NOTICE.days} days between announcement and end")


AGEING: dict[str, Ageing] = {}


def announce_end(*found: Ageing) -> None:
    """Enter operations that are going to end."""
    AGEING.update({each.operation: each for each in found})


def template_of(request: HttpRequest) -> str:
    """The address as the description writes it, ``/api/v1/tenders/{uid}/``; empty before a view is known."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return ""
    route = CONVERTER.sub(r"{\1}", GROUP.sub(r"{\1}", match.route))
    return "/" + route.replace("^", "").replace("\\Z", "").rstrip("$?").lstrip("/")


def ageing_of(request: HttpRequest) -> Ageing | None:
    """What is announced of the operation that is asked."""
    if not AGEING:
        return None
    method = "GET" if request.method == "HEAD" else request.method
    return AGEING.get(f"{method} {template_of(request)}")


def ageing_headers(found: Ageing) -> dict[str, str]:
    """The headers that announce the end.

    >>> ageing_headers(Ageing("GET /api/v1/x/", date(2027, 1, 1), date(2028, 1, 1)))["Deprecation"]
    '@1798729200'
    """
    links = [f'<{POLICY_PAGE}>; rel="deprecation"; type="text/html"']
    if found.instead:
        links.append(f'<{found.instead}>; rel="successor-version"')
    return {
        "Deprecation": f"@{int(_midnight(found.since).timestamp())}",
        "Sunset": http_date(_midnight(found.ends_on).timestamp()),
        "Link": ", ".join(links),
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SEOUL)
