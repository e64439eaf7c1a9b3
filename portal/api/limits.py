"""Limits of the API and the ways in which it says no itself. Source: security 3."""

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError

MOST_BYTES = 1_000_000
MOST_DEPTH = 32
MOST_DIGITS = 60  # of one number; beyond them none of our numbers goes
MOST_PER_PAGE = 100
MOST_IN_FILTER = 200
MOST_ROWS_PER_CALL = 100
MOST_SEARCH = 100
UID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # the key of a thing, in addresses


class TooLarge(APIException):
    """413."""

    status_code = 413
    default_detail = _("The request is too large. Send less at a time.")
    default_code = "content_too_large"


class Clash(APIException):
    """409 of the API itself: somebody else was faster."""

    status_code = 409
    default_detail = _("The state has changed in the meantime. Read it again.")
    default_code = "conflict"


class Malformed(ParseError):
    """400: a body that is not JSON as we take it; ``pointer`` is the place where that is known."""

    default_code = "malformed_body"

    def __init__(self, detail: object, *, pointer: str | None = None):
        super().__init__(detail)
        self.errors = [] if pointer is None else [{"pointer": f"#{pointer}", "detail": str(detail)}]


class NoKey(ParseError):
    """400: a POST without its ``Idempotency-Key``."""

    default_detail = _("Send the header Idempotency-Key: your own key for this request, 8 to 100 characters.")
    default_code = "idempotency_key_missing"

    def __init__(self) -> None:
        super().__init__()
        self.errors = [{"header": "Idempotency-Key", "detail": str(self.detail)}]


class KeyInFlight(APIException):
    """409 at once: the twin of this request is being answered."""

    status_code = 409
    default_detail = _("A request with this Idempotency-Key is being answered right now. Send it again in a moment.")
    default_code = "idempotency_key_in_flight"
    retry_after = 1


class KeyReused(APIException):
    """422: the key belongs to another request of this client."""

    status_code = 422
    default_detail = _("This Idempotency-Key was used for another request. Use a new key.")
    default_code = "idempotency_key_reused"


class Changed(APIException):
    """412: the thing is not what ``If-Match`` says."""

    status_code = 412
    default_detail = _("The thing is no longer as your ETag says. Read it again, decide anew, and send its new ETag.")
    default_code = "precondition_failed"
