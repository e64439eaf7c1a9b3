"""How the API describes itself: OpenAPI 3.1 in which every operation lists the problems it may answer."""

import json
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.serializers import TimeField

from portal.api.access import ANY, READS, Scoped
from portal.api.answers import add_answers
from portal.api.deprecation import AGEING
from portal.api.etags import IF_MATCH, IF_NONE_MATCH
from portal.api.expand import ADDRESS, base_of, expand_parameters
from portal.api.fields import DecimalField, StrictSerializer
from portal.api.idempotency import HEADER, KEY_PATTERN
from portal.api.parameters import with_words
from portal.api.problems import CONTENT_TYPE, KINDS, OF_STATUS
from portal.api.tags import TAGS
from portal.partners.queries import scope_words

ALWAYS = (400, 401, 404, 405, 406, 414, 429, 431, 500, 503)
BODY = (409, 413, 415, 422)
TOLD = ("API-Version", "X-Request-ID", "Content-Language", "Vary")  # headers of every answer
LIMITED = ("RateLimit", "RateLimit-Policy")
# What the edge lets through (``portal.hardening``): no control characters.
VISIBLE = "^[^\\u0000-\\u0008\\u000e-\\u001f\\u007f]+$"
SEGMENT = "^[^\\u0000-\\u0008\\u000e-\\u001f\\u007f/]+$"
METHODS = ("get", "put", "post", "patch", "delete")

CONVENTIONS = """

**Conventions.** JSON in UTF-8; names in snake_case; moments in ISO 8601 with their zone; whole won as integers; other
decimals as text. `Accept-Language: ko` or `en` decides the language of texts. Lists come in pages of
`{"next", "previous", "results"}`: follow `next` until it is null. What is not described is refused. A 201 of a thing
that has an address of its own tells it in `Location`.

**Repeat safely.** Every POST that does something takes an `Idempotency-Key` of yours: for a day the same key with the
same request gets the same answer and has one effect (`Idempotent-Replay: true` tells that it was repeated). Another
request with that key is a 422 `idempotency_key_reused`; while the first is being answered, 409
`idempotency_key_in_flight` at once. What only computes and keeps nothing needs no key.

**Read cheaply, write safely.** Every GET that takes `If-None-Match` answers with an `ETag`; send it back there and what
has not changed is a 304 without a body. Clocks and files have none. Send the ETag of a thing as `If-Match` with a deed
on it, and the deed is done only if the thing is still what you read: else 412 `precondition_failed`.

**Limits.** `RateLimit-Policy` tells the limits that apply and `RateLimit` what is left; 429 carries `Retry-After`.

**Versions.** Everything under `/api/v1/` stays: fields, parameters, operations, codes and values may be added, so
ignore what you do not know. What shall go is marked at least a year ahead, here and by the headers
`Deprecation` and `Sunset`.
"""

PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is for programs; `title` and `detail` are in the reader's language.",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "The page that explains the code"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "The address that was asked"},
        "code": {
            "type": "string",
            "description": "Stable within a version; new ones may be added",
            "examples": sorted(KINDS),
        },
        "request_id": {"type": "string", "description": "Name it when you ask us about this answer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body, such as `#/lines/0/qty`"},
                    "parameter": {"type": "string", "description": "The query parameter"},
                    "header": {"type": "string", "description": "The header of the request"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
HEADERS = {
    "API-Version": ("The version of the API.", {"type": "string"}),
    "X-Request-ID": ("The number of this request; yours, if you sent one.", {"type": "string"}),
    "ETag": ("What you have read; for `If-None-Match`, and of a thing for `If-Match`.", {"type": "string"}),
    "Content-Language": ("The language of the texts: `ko` or `en`.", {"type": "string"}),
    "Vary": ("Headers of the request that the answer depends on; a cache keeps one for each.", {"type": "string"}),
    "RateLimit": ('What is left of each limit: `"api";r=597;t=41`, 597 requests in 41 seconds.', {"type": "string"}),
    "RateLimit-Policy": ('The limits that apply: `"api";q=600;w=60`, 600 requests in 60 seconds.', {"type": "string"}),
    "Retry-After": ("Seconds to wait.", {"type": "integer"}),
    "Idempotent-Replay": ("`true` where the answer was given before, to the same key.", {"type": "string"}),
    "Location": ("Where what was made is read: `api_url` of the body.", {"type": "string", "format": "uri"}),
    "Allow": ("The methods that the address takes.", {"type": "string"}),
    "WWW-Authenticate": ("How to sign in: Bearer.", {"type": "string"}),
}
OF_PROBLEM = {401: ["WWW-Authenticate"], 405: ["Allow"], 429: ["Retry-After"], 503: ["Retry-After"]}


class _Settled(DjangoJSONEncoder):
    """Limits of decimals stay numbers."""

    def default(self, o):
        return _plain(o) if isinstance(o, Decimal) else super().default(o)


MOST_KEPT = 8  # descriptions: of one portal they differ by the address at which it is read
_KEPT: dict[tuple, str] = {}


class Generator(SchemaGenerator):
    """In English, whoever asks: programs are generated from it. Made once in a process for each address of ours."""

    def get_schema(self, request=None, public=False):
        """Words of the language of nobody are settled before it leaves here, and no version that somebody asks for."""
        self.api_version = None
        key = (base_of(request), public, settings.ROOT_URLCONF, *AGEING.values())
        told = _KEPT.get(key)  # another thread may forget it at any moment
        if told is None:
            with override("en"):
                told = json.dumps(super().get_schema(request, public), cls=_Settled)
            if len(_KEPT) >= MOST_KEPT:
                _KEPT.clear()
            _KEPT[key] = told
        return json.loads(told)


class Schema(AutoSchema):
    """The scope of each operation, and the headers of POSTs and PUTs."""

    def get_auth(self) -> list[dict[str, list[str]]]:
        """The scope that ``Scoped`` will ask for; none for public reads."""
        needed = Scoped.needed(self.method, self.view) if hasattr(self.view, "scopes") else ""
        if not needed:
            return []
        return [{"client": [] if needed == ANY else [needed]}]

    def get_override_parameters(self) -> list[Any]:
        """``Idempotency-Key`` where a view is ``@idempotent``, ``If-Match`` there and where it is ``@conditional``.

        ``If-None-Match`` of a GET whose answer has an ETag.
        """
        named = getattr(self.view, getattr(self.view, "action", "") or "", None)  # of a view set
        action = named or getattr(self.view, self.method.lower(), None)
        found = []
        if getattr(action, "idempotent", False):
            said = "Your own key for this request; the same key gives the same answer for a day."
            key = {"type": "string", "minLength": 8, "maxLength": 100, "pattern": KEY_PATTERN}
            found.append(OpenApiParameter(HEADER, key, "header", True, said))
        if (found or getattr(action, "conditional", False)) and getattr(self.view, "tagged", True):
            said = "The ETag of the thing, read without parameters: the deed is done only if it is still that."
            found.append(OpenApiParameter(IF_MATCH, {"type": "string"}, "header", False, said))
        if self.method in READS and getattr(self.view, "tagged", True):
            said = (
                "ETags that you have, with commas: where the answer is still one of them, it is a 304 without a body."
            )
            found.append(OpenApiParameter(IF_NONE_MATCH, {"type": "string"}, "header", False, said))
        return [*found, *expand_parameters(self.view, self.method)]

    def _map_serializer_field(self, field, direction, bypass_extensions=False):
        """Numbers may be sent as numbers or as plain digits in text."""
        if direction == "request" and isinstance(field, DecimalField) and not bypass_extensions:
            return sent_decimal(field)
        if isinstance(field, TimeField) and not bypass_extensions:  # ``format: time`` would be one with its zone
            told = super()._map_serializer_field(field, direction, bypass_extensions)
            told.pop("format", None)
            return told | {"pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$"}
        return super()._map_serializer_field(field, direction, bypass_extensions)

    def _map_basic_serializer(self, serializer, direction):
        """What refuses unknown fields says so."""
        schema = super()._map_basic_serializer(serializer, direction)
        if direction == "request" and isinstance(serializer, StrictSerializer):
            schema["additionalProperties"] = False
        return schema


def sent_decimal(field: DecimalField) -> dict[str, Any]:
    """The schema of a decimal that comes in: as a number or as text."""
    whole = field.max_digits - field.decimal_places if field.max_digits is not None else 30
    places = 20 if field.decimal_places is None else field.decimal_places
    sign = "-?" if field.min_value is None or field.min_value < 0 else ""
    digits = f"(0|[1-9][0-9]{{0,{max(0, whole - 1)}}})"
    decimals = rf"(\.[0-9]{{1,{places}}})?" if places else ""
    schema: dict[str, Any] = {
        "type": ["number" if places else "integer", "string"],
        "pattern": f"^{sign}{digits}{decimals}$",
        "maximum": 10**whole - 1 if field.max_value is None else _plain(field.max_value),
    }
    least = -(10**whole) + 1 if field.min_value is None else _plain(field.min_value)
    schema["minimum"] = least
    if places:
        schema["multipleOf"] = float(f"1e-{places}")
    return schema


def _plain(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


def _form(
    name: str, summary: str, fields: dict[str, str], required: list[str], answer: dict[str, Any]
) -> dict[str, Any]:
    """An operation of OAuth: a form in, JSON out; its views are the toolkit's, so they are described here."""
    properties = {name: {"type": "string", "description": told} for name, told in fields.items()}
    schema = {"type": "object", "properties": properties, "required": required}
    body = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}
    told = {"operationId": name, "tags": ["oauth"], "summary": summary}
    return {"post": {**told, "requestBody": body, "responses": {"200": answer}}}


CREDENTIALS = {"client_id": "or as HTTP Basic", "client_secret": "or as HTTP Basic"}
TOKEN = {
    "type": "object",
    "properties": {
        "access_token": {"type": "string"},
        "token_type": {"type": "string", "const": "Bearer"},
        "expires_in": {"type": "integer", "description": "Seconds"},
        "scope": {"type": "string", "description": "Scopes, separated by spaces"},
    },
}


def _oauth_paths() -> dict[str, Any]:
    granted = {"description": "A token", "content": {"application/json": {"schema": TOKEN}}}
    asked = {"grant_type": "client_credentials", "scope": "fewer scopes than the client has, if wanted", **CREDENTIALS}
    return {
        "/api/v1/oauth/token": _form("oauth_token", "Get an access token", asked, ["grant_type"], granted),
        "/api/v1/oauth/revoke": _form(
            "oauth_revoke",
            "Give a token back",
            {"token": "the access token", **CREDENTIALS},
            ["token"],
            {"description": "Done"},
        ),
    }


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _components(result: dict[str, Any], base: str) -> None:
    """What operations refer to: problems, headers, the way to sign in."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    flow = {"tokenUrl": f"{base}/api/v1/oauth/token", "scopes": scope_words()}
    components["securitySchemes"] = {"client": {"type": "oauth2", "flows": {"clientCredentials": flow}}}
    components["headers"] = {name: {"description": told, "schema": schema} for name, (told, schema) in HEADERS.items()}
    responses = components.setdefault("responses", {})
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, code in sorted(OF_STATUS.items()):
        codes = [f"`{each.code}`" for each in KINDS.values() if each.status == status]
        responses[f"Problem{status}"] = {
            "description": f"{KINDS[code].title}. Codes: {', '.join(codes)}.",
            "content": content,
            "headers": _headers(*TOLD, *OF_PROBLEM.get(status, [])),
        }
    responses["NotModified"] = {
        "description": "What `If-None-Match` names is still so; no body.",
        "headers": _headers(*TOLD, "ETag"),
    }


def _say_not_empty(parameters: list[dict[str, Any]]) -> None:
    """An empty parameter of the query is refused (``portal.api.filters``), and so are control characters in a path."""
    for schema in (each["schema"] for each in parameters if each["in"] == "path"):
        if schema.get("type") == "string" and not {"enum", "format", "pattern"} & set(schema):
            schema["pattern"] = SEGMENT
    for schema in (each["schema"] for each in parameters if each["in"] == "query"):
        for text in (schema, schema.get("items", {})):
            if text.get("type") == "string" and not {"enum", "format"} & set(text):
                text.setdefault("minLength", 1)
                text.setdefault("pattern", VISIBLE)
        if schema.get("type") == "array":
            schema.setdefault("minItems", 1)


def thing_of(path: str, paths: dict[str, Any]) -> str | None:
    """The nearest address from ``path`` upwards that answers GET: what ``If-Match`` is about (``portal.api.etags``).

    >>> thing_of("/api/v1/a/{uid}/open/", {"/api/v1/a/{uid}/open/": {"post": {}}, "/api/v1/a/{uid}/": {"get": {}}})
    '/api/v1/a/{uid}/'
    """
    steps = path.rstrip("/").split("/")
    above = ("/".join(steps[:length]) + "/" for length in range(len(steps), 3, -1))
    return next((each for each in above if "get" in paths.get(each, {})), None)


def _tells_address(answer: dict[str, Any], schemas: dict[str, Any]) -> bool:
    """Whether the thing in the body says where it is read."""
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return ADDRESS in schemas.get(schema.get("$ref", "").rpartition("/")[2], {}).get("properties", {})


def _complete(method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Headers of successes, problems, security."""
    operation.setdefault("security", [])  # open to everybody, said aloud
    _say_not_empty(operation.get("parameters", []))
    with_words(operation.get("parameters", []))
    reads = method.upper() in READS
    named = {parameter["name"] for parameter in operation.get("parameters", [])}
    tagged = ["ETag"] if IF_NONE_MATCH in named else []
    told = [*TOLD, *LIMITED, *tagged, *(["Idempotent-Replay"] if HEADER in named else [])]
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            where = ["Location"] if status == "201" and _tells_address(answer, schemas) else []
            answer["headers"] = _headers(*told, *where) | answer.get("headers", {})
            answer["description"] = answer.get("description") or HTTPStatus(int(status)).phrase
    statuses = set(ALWAYS) | (set() if reads else set(BODY))
    statuses |= {403} if operation["security"] else set()
    statuses |= {412} if IF_MATCH in named else set()
    for status in sorted(statuses):
        operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    if tagged:
        operation["responses"].setdefault("304", {"$ref": "#/components/responses/NotModified"})
    operation["responses"] = dict(sorted(operation["responses"].items()))


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular's hook: it lists successes only, so problems and headers are added to every operation."""
    base = base_of(request)
    result["servers"] = [{"url": base}]  # the reader's own address: the reference may ask no other
    _components(result, base)
    result["info"]["description"] = result["info"].get("description", "") + CONVENTIONS
    result.setdefault("paths", {}).update(_oauth_paths())
    used = set()
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            if method in METHODS:
                if not thing_of(path, result["paths"]):  # nothing can be read of which an ETag could be told
                    operation["parameters"] = [
                        each for each in operation.get("parameters", []) if each["name"] != IF_MATCH
                    ]
                _complete(method, operation, result["components"]["schemas"])
                used |= set(operation.get("tags", []))
                if ageing := AGEING.get(f"{method.upper()} {path}"):
                    operation["deprecated"] = True
                    operation["responses"].setdefault("410", {"$ref": "#/components/responses/Problem410"})
                    operation["x-sunset"] = ageing.ends_on.isoformat()
    add_answers(result)
    responses, said = result["components"]["responses"], json.dumps(result["paths"], default=str)
    for name in [name for name in responses if f'#/components/responses/{name}"' not in said]:
        del responses[name]  # a kind of problem that no operation answers with
    result["tags"] = [{"name": name, "description": told} for name, told in TAGS.items() if name in used]
    return result
