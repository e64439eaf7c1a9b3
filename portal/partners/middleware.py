"""The log of the API's requests: outermost, so that it sees what was really answered. No bodies, no values."""

import time

from django.http import HttpRequest, HttpResponse

from portal.partners import services
from portal.partners.services.log import Line
from portal.text import address_template


class RequestLog:
    """Writes down each request whose client is known; the door that knows it sets ``request.api_client``.

    Where a client is only said to be the one who asks, the door sets ``request.is_client_proved`` too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = self.get_response(request)
        client = getattr(request, "api_client", None)
        if client is not None:
            self._note(request, response, client, began)
        return response

    @staticmethod
    def _note(request: HttpRequest, response: HttpResponse, client, began: float) -> None:
        match = getattr(request, "resolver_match", None)
        told = getattr(response, "data", None)
        code = told.get("code", "") if response.status_code >= 400 and isinstance(told, dict) else ""
        size = request.META.get("CONTENT_LENGTH") or "0"
        services.note_request(
            Line(
                clock=began,
                client_id=client.pk,
                company_id=client.company_id,
                method=(request.method or "")[:8],
                path=address_template(match.route if match else "")[:200],
                status=response.status_code,
                code=str(code)[:60],
                milliseconds=round((time.monotonic() - began) * 1000),
                bytes_in=int(size) if size.isascii() and size.isdigit() else 0,
                bytes_out=0 if response.streaming else len(response.content),
                request_id=getattr(request, "request_id", ""),
                address=request.META.get("REMOTE_ADDR", ""),
                proved=getattr(request, "is_client_proved", True),
                replayed=response.get("Idempotent-Replay", "") == "true",
            )
        )
