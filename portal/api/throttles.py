"""The API's throttles: each client in the whole, and dear doors apart. A refusal carries Retry-After."""

import logging
from datetime import date

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from rest_framework.throttling import BaseThrottle

from portal.api.problems import problem
from portal.clock import SEOUL, today
from portal.throttles import Knocks, client_ip, count_knock

log = logging.getLogger(__name__)


class ApiThrottle(BaseThrottle):
    """Per client, or per address for visitors; a view's ``throttle_door`` counts once more at its own rate.

    What was counted stays with the request: the answer tells it (``portal.api.middleware``).
    """

    _wait = 0

    def allow_request(self, request, view) -> bool:
        """Count at each door that applies."""
        client = getattr(request.auth, "client_id", None)
        knocker = f"client {client}" if client else f"ip {client_ip(request)}"
        doors = ["api" if client else "api-visitor", getattr(view, "throttle_door", "")]
        counted = [knocks for door in doors if door and (knocks := count_knock(door, knocker))]
        request._request.knocks = counted
        self._wait = max((knocks.wait for knocks in counted), default=0)
        return self._wait == 0

    def wait(self) -> int | None:
        """Seconds until the window ends."""
        return self._wait or None


def day_of(request) -> date:
    """The day in Korea of this request: its counting has already told the time, so nobody asks for it again."""
    knocks = getattr(request._request, "knocks", [])
    moment = knocks[0].moment if knocks else None
    return moment.astimezone(SEOUL).date() if moment is not None else today()


def rate_headers(knocks: list[Knocks]) -> dict[str, str]:
    """How much of each limit is left.

    >>> rate_headers([Knocks("api", 600, 60, hits=3, left=41)])
    {'RateLimit-Policy': '"api";q=600;w=60', 'RateLimit': '"api";r=597;t=41'}
    """
    if not knocks:
        return {}
    return {
        "RateLimit-Policy": ", ".join(f'"{each.door}";q={each.allowed};w={each.window}' for each in knocks),
        "RateLimit": ", ".join(f'"{each.door}";r={each.remaining};t={max(1, each.left)}' for each in knocks),
    }


def count_refusal(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A refusal that came before the throttle is counted too: no good credentials, no scope, too large, not there.

    Whoever has proved to be a client counts as that client, everybody else by address; beyond the limit it is a 429.
    """
    if not 400 <= response.status_code < 500 or response.status_code == 429 or getattr(request, "knocks", None):
        return response
    client = getattr(getattr(request, "auth", None), "client_id", None)
    door, knocker = ("api", f"client {client}") if client else ("api-visitor", f"ip {client_ip(request)}")
    try:
        knocks = count_knock(door, knocker)
    except DatabaseError as error:  # the refusal stands, counted or not
        log.error("api: a refusal was not counted: %s", type(error).__name__)
        return response
    if knocks is None:
        return response
    if knocks.wait:
        response = problem(request, 429)
        response["Retry-After"] = str(knocks.wait)
    for name, value in rate_headers([knocks]).items():
        response[name] = value
    return response
