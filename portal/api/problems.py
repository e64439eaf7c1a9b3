"""Every error under ``/api/`` is a problem of RFC 9457, in the reader's language, with pointers to what is wrong.

Its ``code`` is for programs: each is a ``Kind`` entered here (or by an app, in its ``api`` room), told for people at
``/developers/problems/<code>/`` and frozen in ``docs/api/problems.yaml``: codes are added, never changed or dropped
within a version of the API.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

CONTENT_TYPE = "application/problem+json"
PAGES = "/developers/problems/{code}/"


@dataclass(frozen=True)
class Kind:
    """A kind of problem: what happened in three words, and what a program or its author does about it."""

    code: str
    status: int
    title: object
    advice: object

    @property
    def page(self) -> str:
        """Where people read about it; its ``type``."""
        return PAGES.format(code=self.code)


KINDS: dict[str, Kind] = {}
PLACES = {  # where the fault is, of kinds that have only one place
    "malformed_body": {"pointer": "#"},
    "content_too_large": {"pointer": "#"},
    "unauthorized": {"header": "Authorization"},
    "token_invalid": {"header": "Authorization"},
    "not_acceptable": {"header": "Accept"},
    "unsupported_media_type": {"header": "Content-Type"},
    "precondition_failed": {"header": "If-Match"},
    "idempotency_key_missing": {"header": "Idempotency-Key"},
    "idempotency_key_in_flight": {"header": "Idempotency-Key"},
    "idempotency_key_reused": {"header": "Idempotency-Key"},
}
OF_STATUS: dict[int, str] = {}  # the kind of a status where nothing says more


def register(kinds: Iterable[Kind]) -> None:
    """Enter kinds; the first of a status stands for it."""
    for kind in kinds:
        if kind.code in KINDS and KINDS[kind.code] != kind:
            raise ValueError(f"two kinds of problem are called {kind.code}")
        KINDS[kind.code] = kind
        OF_STATUS.setdefault(kind.status, kind.code)


INVALID = _("The request is not valid")
CLASH = _("Conflict")
RULE = _("A rule forbids this")
KEY_TITLE = _("Idempotency-Key")
SIGN_IN = _("Sign-in needed")
register(
    [
        Kind(
            "bad_request",
            400,
            INVALID,
            _("The request could not be read. Check its address, headers and body."),
        ),
        Kind(
            "malformed_body",
            400,
            _("The body is not readable"),
            _("The body is not JSON as RFC 8259 means it. Mend the place that errors names."),
        ),
        Kind(
            "validation_failed",
            400,
            INVALID,
            _("Some values are not valid. Each is listed under errors."),
        ),
        Kind(
            "idempotency_key_missing",
            400,
            KEY_TITLE,
            _("Send the header Idempotency-Key: your own key for this request, 8 to 100 characters."),
        ),
        Kind(
            "unauthorized",
            401,
            SIGN_IN,
            _("Send an access token in the Authorization header: Bearer, then the token."),
        ),
        Kind(
            "token_invalid",
            401,
            SIGN_IN,
            _("The access token is not valid (any more). Get a new one."),
        ),
        Kind("forbidden", 403, _("Not allowed"), _("This client may not do this.")),
        Kind(
            "scope_missing",
            403,
            _("Scope missing"),
            _("The token lacks a scope. Scopes are not added: ask the company's administrator for another client."),
        ),
        Kind("not_found", 404, _("Not found"), _("There is nothing here that you may see. Check the address.")),
        Kind(
            "method_not_allowed",
            405,
            _("Method not allowed"),
            _("This address does not take this method. The Allow header names those it takes."),
        ),
        Kind(
            "not_acceptable",
            406,
            _("Format not available"),
            _("The API answers in JSON. Send Accept: application/json."),
        ),
        Kind("conflict", 409, CLASH, _("The state has changed in the meantime. Read it again.")),
        Kind(
            "wrong_state",
            409,
            _("Not in this state"),
            _("The thing is not (or no longer) in a state that allows this. Read it again."),
        ),
        Kind(
            "idempotency_key_in_flight",
            409,
            KEY_TITLE,
            _("A request with this Idempotency-Key is being answered right now. Send it again in a moment."),
        ),
        Kind("gone", 410, _("Gone"), _("What was asked for is no longer kept. Start anew.")),
        Kind(
            "cursor_expired",
            410,
            _("No longer available"),
            _("The cursor is older than what is kept, or unknown. Read the list anew, then follow the feed from now."),
        ),
        Kind(
            "precondition_failed",
            412,
            _("Changed meanwhile"),
            _("The thing is no longer as your ETag says. Read it again, decide anew, and send its new ETag."),
        ),
        Kind("content_too_large", 413, _("Too large"), _("The request is too large. Send less at a time.")),
        Kind(
            "uri_too_long",
            414,
            _("Address too long"),
            _("The address is too long. Ask for fewer things at a time."),
        ),
        Kind(
            "unsupported_media_type",
            415,
            _("Format not supported"),
            _("Send JSON in UTF-8, with Content-Type: application/json."),
        ),
        Kind("rule_broken", 422, RULE, _("A rule of the portal forbids this; detail says which. Change the request.")),
        Kind(
            "idempotency_key_reused",
            422,
            KEY_TITLE,
            _("This Idempotency-Key was used for another request. Use a new key."),
        ),
        Kind(
            "too_many_requests",
            429,
            _("Too many requests"),
            _("Too many requests. Wait as long as the Retry-After header says."),
        ),
        Kind(
            "header_fields_too_large",
            431,
            _("Headers too large"),
            _("The headers are too many or too large. Send fewer and shorter ones."),
        ),
        Kind(
            "internal_server_error",
            500,
            _("Fault in the portal"),
            _("The fault is ours and has been noted. Try again later; tell us the request number if it stays."),
        ),
        Kind(
            "service_unavailable",
            503,
            _("Not available now"),
            _("The portal is busy. Try again in a moment."),
        ),
    ]
)
# The words of OAuth (RFC 6749, section 5.2; RFC 7009), which its clients look for under ``error``.
OAUTH = _("No token given")
register(
    [
        Kind("invalid_request", 400, OAUTH, _("A parameter is missing, doubled or not known. See the description.")),
        Kind(
            "invalid_client",
            401,
            OAUTH,
            _("The client is not known here, its secret is wrong, or it has been revoked."),
        ),
        Kind("invalid_grant", 400, OAUTH, _("This grant is not valid. Ask with grant_type=client_credentials.")),
        Kind("unauthorized_client", 400, OAUTH, _("This client may not use this grant.")),
        Kind("unsupported_grant_type", 400, OAUTH, _("Ask with grant_type=client_credentials; there is no other.")),
        Kind("unsupported_token_type", 400, OAUTH, _("Only access tokens are given, so only they are taken back.")),
        Kind("invalid_scope", 400, OAUTH, _("Ask only for scopes that the client has, or leave scope out.")),
    ]
)


def kind_of(status: int, code: str = "") -> Kind:
    """The kind called ``code``, else what stands for ``status``."""
    if code in KINDS:
        return KINDS[code]
    return KINDS[OF_STATUS.get(status, "bad_request" if status < 500 else "internal_server_error")]


def document(
    request: HttpRequest, status: int, *, detail: object = "", code: str = "", errors: list[dict] | None = None
) -> dict:
    """The body of a problem. ``code`` is for programs and stays the same in every language."""
    kind = kind_of(status, code)
    body = {
        "type": kind.page,
        "title": str(kind.title),
        "status": status,
        "detail": str(detail or kind.advice),
        "instance": request.path,
        "code": kind.code,
        "request_id": getattr(request, "request_id", ""),
    }
    if not errors and kind.code in PLACES:
        errors = [PLACES[kind.code] | {"detail": body["detail"]}]
    if errors:
        body["errors"] = errors
    return body


def problem(request: HttpRequest, status: int, *, place: dict[str, str] | None = None, **parts) -> JsonResponse:
    """A problem outside of DRF: made by middleware, before any view is known. ``place``: ``{"header": "Cookie"}``."""
    language = get_language_from_request(request)
    with override(language):
        body = document(request, status, **parts)
        if place:
            body["errors"] = [{**place, "detail": body["detail"]}]
    response = JsonResponse(body, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"], response["Content-Language"] = "no-store", language
    return response
