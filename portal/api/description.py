"""How the API describes itself: OpenAPI 3.1 in which every operation lists the problems it may answer."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from portal.api.access import READS, Scoped
from portal.api.idempotency import HEADER
from portal.api.problems import CONTENT_TYPE, TITLES
from portal.partners.queries import scope_words

ALWAYS = (400, 404, 405, 406, 414, 429, 500, 503)
BODY = (409, 413, 415, 422)

PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is for programs; `title` and `detail` are in the reader's language.",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body, such as `#/lines/0/qty`"},
                    "parameter": {"type": "string", "description": "The query parameter"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


class Schema(AutoSchema):
    """The scope of each operation, and the header of a repeatable POST."""

    def get_auth(self) -> list[dict[str, list[str]]]:
        """The scope that ``Scoped`` will ask for; none for public reads."""
        needed = Scoped.needed(self.method, self.view) if hasattr(self.view, "scopes") else ""
        if not needed:
            return []
        return [{"client": [needed]}]

    def get_override_parameters(self) -> list[Any]:
        """``Idempotency-Key`` where a view is ``@idempotent``."""
        action = getattr(self.view, getattr(self.view, "action", "") or self.method.lower(), None)
        if not getattr(action, "idempotent", False):
            return []
        said = "Your own key for this request; the same key gives the same answer for a day."
        return [OpenApiParameter(HEADER, {"type": "string", "minLength": 8, "maxLength": 100}, "header", True, said)]


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


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular's hook: it lists successes only, so the problems are added to every operation."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    flow = {"tokenUrl": "/api/v1/oauth/token", "scopes": scope_words()}
    components["securitySchemes"] = {"client": {"type": "oauth2", "flows": {"clientCredentials": flow}}}
    responses = components.setdefault("responses", {})
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, title in TITLES.items():
        responses[f"Problem{status}"] = {"description": str(title), "content": content}
    result.setdefault("paths", {}).update(_oauth_paths())
    for path in result["paths"].values():
        for method, operation in path.items():
            statuses = {401, *ALWAYS}
            statuses |= set() if method.upper() in READS else set(BODY)
            statuses |= {403} if operation.get("security") else set()
            for status in sorted(statuses):
                operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    return result
