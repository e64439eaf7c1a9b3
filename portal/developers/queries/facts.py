"""FIND: facts of the API that pages tell: scopes with what they open, problems, limits. Read where they are decided."""

import json
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from portal.api import limits
from portal.api.problems import KINDS, Kind
from portal.developers.queries.description import operations
from portal.developers.rules.operations import Operation
from portal.hardening import MOST_ADDRESS, MOST_HEADER, MOST_HEADERS
from portal.partners.queries import known_scopes


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """A scope, whom it is for, and the operations that it opens."""

    code: str
    label: object
    side: str
    includes: tuple[str, ...]
    operations: tuple[Operation, ...]


def scope_rows() -> list[ScopeRow]:
    """Every scope, with the operations that ask for it."""
    opened: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations():
        opened[operation.scope].append(operation)
    return [
        ScopeRow(
            scope.code,
            scope.label,
            "supplier" if scope.supplier_only else "buyer" if scope.buyer_only else "both",
            scope.includes,
            tuple(opened[scope.code]),
        )
        for scope in known_scopes()
    ]


def problem_kinds() -> list[Kind]:
    """Every kind of problem, by status, then by code."""
    return sorted(KINDS.values(), key=lambda kind: (kind.status, kind.code))


def problem_sample(kind: Kind) -> str:
    """How an answer with this code looks, in the reader's language."""
    body: dict[str, object] = {
        "type": kind.page,
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(kind.advice),
        "instance": "/api/v1/products/bulk/",
        "code": kind.code,
        "request_id": "5f0c1a52-6f6e-4c2e-9a3c-0d6c0f1f7e55",
    }
    if kind.code == "validation_failed":
        body["errors"] = [{"pointer": "#/rows/0/price", "detail": _("A valid number is required.")}]
    return json.dumps(body, ensure_ascii=False, indent=2)


def chapters() -> list[tuple[str, list[Operation]]]:
    """Tags of the description and their operations, in the order of the description's chapters."""
    found: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations():
        found[operation.tag].append(operation)
    return sorted(found.items(), key=lambda pair: pair[0])


def limit_rows() -> list[tuple[str, str, str]]:
    """What is limited, how, and which answer says so."""
    throttles = settings.THROTTLES

    def rate(door: str) -> str:
        times, seconds = throttles[door]
        if seconds == 60:
            return _("%(times)s requests a minute") % {"times": f"{times:,}"}
        return _("%(times)s requests in %(minutes)s minutes") % {"times": f"{times:,}", "minutes": seconds // 60}

    return [
        (_("All requests of a client"), rate("api"), "429 too_many_requests"),
        (_("Requests without a token, by address"), rate("api-visitor"), "429 too_many_requests"),
        (_("Requests for a token, by client and address"), rate("token"), "429 too_many_requests"),
        (_("Requests for a token, by address"), rate("token-address"), "429 too_many_requests"),
        (_("Test messages and replays of webhooks"), rate("webhook-again"), "429 too_many_requests"),
        (
            _("Size of a body"),
            _("%(size)s bytes; 4,000,000 for messages of the bank") % {"size": f"{limits.MOST_BYTES:,}"},
            "413 content_too_large",
        ),
        (_("Depth of a JSON body"), _("%(n)s levels") % {"n": limits.MOST_DEPTH}, "400 malformed_body"),
        (_("Digits of one number"), f"{limits.MOST_DIGITS}", "400 malformed_body"),
        (_("Rows of one call"), f"{limits.MOST_ROWS_PER_CALL}", "400 validation_failed"),
        (_("Rows of a page"), f"{limits.MOST_PER_PAGE}", "400 validation_failed"),
        (_("Values of one filter"), f"{limits.MOST_IN_FILTER}", "400 validation_failed"),
        (_("Characters of a search"), f"{limits.MOST_SEARCH}", "400 validation_failed"),
        (_("An address with its parameters"), _("%(n)s characters") % {"n": f"{MOST_ADDRESS:,}"}, "414 uri_too_long"),
        (
            _("Headers"),
            _("%(count)s, each of %(n)s characters") % {"count": MOST_HEADERS, "n": f"{MOST_HEADER:,}"},
            "431 header_fields_too_large",
        ),
        (_("How long an access token holds"), _("15 minutes"), "401 token_invalid"),
        (_("How long an Idempotency-Key is remembered"), _("24 hours"), "–"),
    ]
