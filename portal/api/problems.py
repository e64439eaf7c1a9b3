"""Every error under ``/api/`` is a problem of RFC 9457, in the reader's language, with pointers to what is wrong."""

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

CONTENT_TYPE = "application/problem+json"

TITLES = {
    400: _("The request is not valid"),
    401: _("Sign-in needed"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Method not allowed"),
    406: _("Format not available"),
    409: _("Conflict"),
    413: _("Too large"),
    414: _("Address too long"),
    415: _("Format not supported"),
    422: _("A rule forbids this"),
    429: _("Too many requests"),
    500: _("Fault in the portal"),
    503: _("Not available now"),
}
DETAILS = {
    400: _("The request could not be read. Check its address, headers and body."),
    401: _("Send an access token in the Authorization header: Bearer, then the token."),
    403: _("This client may not do this."),
    404: _("There is nothing here that you may see. Check the address."),
    405: _("This address does not take this method. The Allow header names those it takes."),
    406: _("The API answers in JSON. Send Accept: application/json."),
    409: _("The state has changed in the meantime. Read it again."),
    413: _("The request is too large. Send less at a time."),
    414: _("The address is too long. Ask for fewer things at a time."),
    415: _("Send JSON in UTF-8, with Content-Type: application/json."),
    422: _("A rule forbids this."),
    429: _("Too many requests. Wait as long as the Retry-After header says."),
    500: _("The fault is ours and has been noted. Try again later; tell us the request number if it stays."),
    503: _("The portal is busy. Try again in a moment."),
}
CODES = {422: "rule_broken"}


def document(
    request: HttpRequest, status: int, *, detail: object = "", code: str = "", errors: list[dict] | None = None
) -> dict:
    """The body of a problem. ``code`` is for programs and stays the same in every language."""
    name = HTTPStatus(status).phrase
    body = {
        "type": "about:blank",
        "title": str(TITLES.get(status, name)),
        "status": status,
        "detail": str(detail or DETAILS.get(status, name)),
        "instance": request.path,
        "code": code or CODES.get(status) or name.lower().replace(" ", "_").replace("-", "_"),
        "request_id": getattr(request, "request_id", ""),
    }
    if errors:
        body["errors"] = errors
    return body


def problem(request: HttpRequest, status: int, **parts) -> JsonResponse:
    """A problem outside of DRF: made by middleware, before any view is known."""
    with override(get_language_from_request(request)):
        body = document(request, status, **parts)
    response = JsonResponse(body, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    return response
