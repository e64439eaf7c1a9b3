"""How the API describes itself: OpenAPI 3.1 in which every operation lists the problems it may answer."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from portal.api.access import READS, Scoped
from portal.api.idempotency import HEADER
from portal.api.problems import CONTENT_TYPE, TITLES
from portal.partners.rules import SCOPES

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


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular's hook: it lists successes only, so the problems are added to every operation."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    scopes = {scope.code: str(scope.label) for scope in SCOPES.values()}
    flow = {"tokenUrl": "/api/v1/oauth/token", "scopes": scopes}
    components["securitySchemes"] = {"client": {"type": "oauth2", "flows": {"clientCredentials": flow}}}
    responses = components.setdefault("responses", {})
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, title in TITLES.items():
        responses[f"Problem{status}"] = {"description": str(title), "content": content}
    for path in result.get("paths", {}).values():
        for method, operation in path.items():
            statuses = {401, *ALWAYS}
            statuses |= set() if method.upper() in READS else set(BODY)
            statuses |= {403} if operation.get("security") else set()
            for status in sorted(statuses):
                operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    return result
