"""HOW MUCH of the description the generator of the Python client is given: what makes clumsy code is taken out."""

from collections.abc import Mapping
from typing import Any

from portal.developers.rules.operations import JSON_TYPE, METHODS

KEPT_WHOLE = {"example", "examples", "default", "const", "enum"}


def prepared(described: Mapping[str, Any]) -> dict[str, Any]:
    """The description for the generator: problems are exceptions, lists in addresses are text, keys are optional.

    Source: decision 44.

    >>> problem = {"description": "No"}
    >>> told = {"operationId": "a", "responses": {"200": {"description": "Yes"}, "404": problem}, "parameters": [
    ...     {"name": "state", "in": "query", "schema": {"type": "array", "items": {"type": "string", "title": "X"}}},
    ...     {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string"}}]}
    >>> made = prepared({"paths": {"/a/": {"post": told}}})["paths"]["/a/"]["post"]
    >>> list(made["responses"]), [(each["name"], each["schema"], each["required"]) for each in made["parameters"]]
    (['200'], [('state', {'type': 'string'}, False), ('Idempotency-Key', {'type': 'string'}, False)])
    """
    plain = {part: told if part == "info" else _without_titles(told) for part, told in described.items()}
    for methods in plain["paths"].values():
        for method, told in methods.items():
            if method not in METHODS:
                continue
            told["responses"] = {
                status: _answer(each) for status, each in told["responses"].items() if status.startswith("2")
            }
            told["parameters"] = [_parameter(each) for each in told.get("parameters", []) if "$ref" not in each]
    return plain


def _answer(told: dict[str, Any]) -> dict[str, Any]:
    """JSON as it is described; every other file as bytes, which the generator knows how to give."""
    kinds = told.get("content", {})
    if not kinds or JSON_TYPE in kinds:
        return told
    return {**told, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}


def _parameter(told: dict[str, Any]) -> dict[str, Any]:
    schema = told.get("schema", {})
    if told["in"] == "query" and schema.get("type") == "array":
        schema = {"type": "string"}
    required = bool(told.get("required")) and told["in"] != "header"
    kept = {key: value for key, value in told.items() if key not in {"explode", "style", "example", "examples"}}
    return {**kept, "schema": schema, "required": required}


def _without_titles(part: Any, named: bool = False) -> Any:
    """Titles are words for people; the generator would make class names of them. A property called title stays."""
    if isinstance(part, Mapping):
        return {
            key: value if key in KEPT_WHOLE and not named else _without_titles(value, key == "properties")
            for key, value in part.items()
            if named or key != "title" or not isinstance(value, str)
        }
    return [_without_titles(each) for each in part] if isinstance(part, list) else part
