"""The API's throttles: each client in the whole, and dear doors apart. A refusal carries Retry-After."""

from rest_framework.throttling import BaseThrottle

from portal.throttles import client_ip, count_knock


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
