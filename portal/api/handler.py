"""From an exception in an API view to its problem: pointers into the body, parameters of the query."""

import logging
from collections.abc import Iterator, Mapping

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.core.exceptions import ValidationError as ModelInvalid
from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import set_rollback

from portal.api.problems import CONTENT_TYPE, KINDS, document, kind_of
from portal.errors import NotAllowed, Refused, RulesBroken, WrongState

log = logging.getLogger(__name__)
SAFE = {"GET", "HEAD", "OPTIONS"}
WHOLE = ("non_field_errors", NON_FIELD_ERRORS)


def pointers(detail: object, pointer: str = "") -> Iterator[tuple[str, str]]:
    """(JSON pointer, sentence) of each fault in DRF's nested error detail.

    >>> list(pointers({"lines": [{}, {"qty": ["Too small."]}], "non_field_errors": ["No."]}))
    [('/lines/1/qty', 'Too small.'), ('', 'No.')]
    """
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            step = str(key).replace("~", "~0").replace("/", "~1")
            yield from pointers(
                inner, pointer if key in ("non_field_errors", NON_FIELD_ERRORS) else f"{pointer}/{step}"
            )
    elif isinstance(detail, list | tuple):
        for index, inner in enumerate(detail):
            yield from pointers(inner, f"{pointer}/{index}" if isinstance(inner, Mapping | list) else pointer)
    else:
        yield pointer, str(detail)


def fault_list(detail: object, *, in_query: bool) -> list[dict]:
    """``errors`` of a problem: each with ``detail`` and the ``pointer`` into the body, or the query ``parameter``.

    Of several values that one parameter brings, the parameter is the place.
    """
    if in_query:
        return [
            {"parameter": pointer.strip("/").partition("/")[0], "detail": text} for pointer, text in pointers(detail)
        ]
    return [{"pointer": f"#{pointer}", "detail": text} for pointer, text in pointers(detail)]


def _refusal(request, refused: Refused) -> dict:
    """The status is that of its kind: a key that was used twice is a 422 whatever the service raised."""
    own = 403 if isinstance(refused, NotAllowed) else 409 if isinstance(refused, WrongState) else 422
    kind = KINDS.get(refused.code) or kind_of(own)
    told = refused.each if isinstance(refused, RulesBroken) else (refused,)
    errors = [{"pointer": pointer_to(each.field), "detail": str(each)} for each in told if each.field]
    return document(request, kind.status, detail=refused, code=kind.code, errors=errors or None)


def pointer_to(field: str) -> str:
    """The pointer to a service's field, such as ``envelopes.price``.

    >>> pointer_to("lines.0.qty")
    '#/lines/0/qty'
    """
    return "#/" + field.replace("~", "~0").replace("/", "~1").replace(".", "/")


def _invalid(request, error: exceptions.ValidationError) -> dict:
    in_query = request.method in SAFE or getattr(error, "in_query", False)
    detail = _("Some values are not valid. Each is listed under errors.")
    return document(
        request, 400, detail=detail, code="validation_failed", errors=fault_list(error.detail, in_query=in_query)
    )


def _code_of(error: exceptions.APIException) -> str:
    """The registered code of an exception of ours or of DRF."""
    if isinstance(error, exceptions.AuthenticationFailed):
        return "token_invalid"
    told = error.get_codes()
    return told if isinstance(told, str) and told in KINDS and KINDS[told].status == error.status_code else ""


def answer_problem(error: Exception, context: dict) -> Response | None:
    """DRF's exception handler. Unknown exceptions go on to Django and end as a 500 problem."""
    request, headers = context["request"], {}
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, ModelInvalid):
        error = exceptions.ValidationError(as_serializer_error(error))
    if isinstance(error, Refused):
        body = _refusal(request, error)
    elif isinstance(error, OperationalError):
        log.error("api: the database gave up: %s", type(error).__name__)
        body, headers = document(request, 503), {"Retry-After": "5"}
    elif isinstance(error, exceptions.ValidationError):
        body = _invalid(request, error)
    elif isinstance(error, exceptions.APIException):
        default = isinstance(error.detail, str) and error.detail == str(type(error).default_detail)
        said = "" if default or not isinstance(error.detail, str) else error.detail
        status = error.status_code
        throttled = isinstance(error, exceptions.Throttled)
        body = document(
            request,
            status,
            detail="" if throttled or status in (405, 406, 415) else said,
            code=_code_of(error),
            errors=getattr(error, "errors", None),
        )
        if getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = error.auth_header
        wait = error.wait if throttled else getattr(error, "retry_after", None)
        if wait is not None:
            headers["Retry-After"] = str(max(1, round(wait)))
    else:
        return None
    set_rollback()
    return Response(
        body, status=body["status"], headers={**headers, "Cache-Control": "no-store"}, content_type=CONTENT_TYPE
    )
