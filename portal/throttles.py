"""How often somebody may knock: counted in the database, so that all processes count together and none forgets.
The time is the machine's, also in a sandbox, whose clock may be moved: that opens no new window.

One row per door, knocker and window; who knocked is stored as a hash only. Source: security 3.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.http import keeps_door

HIT = """
INSERT INTO portal_throttle (door, knocker, began, hits)
VALUES (%(door)s, %(knocker)s, date_bin(make_interval(secs => %(seconds)s), pg_catalog.clock_timestamp(), 'epoch'), 1)
ON CONFLICT (door, knocker, began) DO UPDATE SET hits = portal_throttle.hits + 1
RETURNING hits,
    ceil(extract(epoch FROM began + make_interval(secs => %(seconds)s) - pg_catalog.clock_timestamp()))::int,
    clock_timestamp()
"""
FORGET = "DELETE FROM portal_throttle WHERE began < pg_catalog.clock_timestamp() - interval '1 day'"


def client_ip(request: HttpRequest) -> str:
    """Where the request comes from; ``portal.hardening`` has already settled what a proxy may say about it."""
    return request.META.get("REMOTE_ADDR", "")


@dataclass(frozen=True, slots=True)
class Knocks:
    """How often somebody has knocked at a door in its present window, this knock included."""

    door: str
    allowed: int
    window: int  # seconds
    hits: int
    left: int  # seconds until the next window
    moment: datetime | None = None  # by the portal's clock, which a sandbox may have moved

    @property
    def wait(self) -> int:
        """0 to let in, else the seconds to wait."""
        return max(1, self.left) if self.hits > self.allowed else 0

    @property
    def remaining(self) -> int:
        """How many more are let in before the next window."""
        return max(0, self.allowed - self.hits)


def count_knock(door: str, knocker: object) -> Knocks | None:
    """Count one knock of ``knocker`` at ``door``; None where nothing is counted."""
    allowed, seconds = settings.THROTTLES[door]
    if not settings.THROTTLING:
        return None
    hashed = hashlib.sha256(str(knocker).encode()).hexdigest()[:32]
    with connection.cursor() as cursor:
        cursor.execute(HIT, {"door": door, "knocker": hashed, "seconds": seconds})
        hits, left, moment = cursor.fetchone()
    return Knocks(door, allowed, seconds, hits, left, moment)


def knock(door: str, knocker: object) -> int:
    """Count one knock of ``knocker`` at ``door``; 0 to let in, else the seconds to wait."""
    counted = count_knock(door, knocker)
    return counted.wait if counted else 0


def forget_old_knocks() -> None:
    """Drop the counts of past days."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET)


def throttled(door: str, *, methods: tuple[str, ...] = ("GET", "HEAD", "POST"), address_door: str = "") -> Callable:
    """A page that costs much: ``@throttled("export")`` under ``@reads``. Per person, or per address for visitors.

    With an ``address_door`` people of one address are counted together as well: an account is quickly made.
    """

    def decorate(view):
        def counted(request: HttpRequest, *arguments, **names) -> HttpResponse:
            user = request.user
            knocker = f"user {user.pk}" if user.is_authenticated else f"ip {client_ip(request)}"
            wait = knock(door, knocker) if request.method in methods else 0
            if address_door and request.method in methods:
                wait = max(wait, knock(address_door, f"ip {client_ip(request)}"))
            return too_many(request, wait) if wait else view(request, *arguments, **names)

        return keeps_door(view)(counted)

    return decorate


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """429 with the time to wait, on a page of ours."""
    reason = ngettext(
        "This was asked for very often in a short time. Try again in %(seconds)d second.",
        "This was asked for very often in a short time. Try again in %(seconds)d seconds.",
        wait,
    ) % {"seconds": wait}
    context = {"reason": reason, "status": 429, "title": _("Too many requests")}
    name = "components/_refused.html" if getattr(request, "htmx", None) else "refused.html"
    response = render(request, name, context, status=429)
    response["Retry-After"] = str(wait)
    return response
