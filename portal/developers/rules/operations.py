"""HOW MUCH the description of the API says about one operation: read once, in the shape that pages and files need."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"
SAMPLES = {
    "date": "2027-01-31",
    "date-time": "2027-01-31T09:00:00+09:00",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
MOST_DEPTH = 6  # of a body that is shown: deeper ones repeat themselves


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of path, query or header."""

    name: str
    place: str
    said: str
    kind: str
    required: bool
    example: Any = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body: its path from the top, such as ``rows[].sku``."""

    path: str
    kind: str
    said: str
    required: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One documented answer: status, words, and whether it is a problem."""

    status: str
    said: str
    problem: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, ready to be shown or written into a collection."""

    name: str
    method: str
    path: str
    tag: str
    summary: str
    said: str
    scope: str
    needs_token: bool
    deprecated: bool
    parameters: tuple[Parameter, ...]
    body_type: str
    body: Any
    fields: tuple[Field, ...]
    answer: str
    answer_fields: tuple[Field, ...]
    answers: tuple[Answer, ...]

    @property
    def chapter(self) -> str:
        """The chapter of the reference that holds it, as its address writes it."""
        return chapter_of(self.tag)

    @property
    def body_text(self) -> str:
        """The example body as text."""
        if isinstance(self.body, dict | list):
            if self.body_type == FORM_TYPE and isinstance(self.body, dict):
                return "&".join(f"{name}={value}" for name, value in self.body.items())
            return json.dumps(self.body, ensure_ascii=False, indent=2)
        return str(self.body)

    @property
    def body_language(self) -> str:
        """How the body is coloured."""
        return "json" if self.body_type == JSON_TYPE else "text"


def chapter_of(tag: str) -> str:
    """A tag as a part of an address.

    Source: decision 44.

    >>> chapter_of("quote requests")
    'quote-requests'
    """
    return re.sub(r"[^a-z0-9]+", "-", tag.lower()).strip("-")


def operations(described: Mapping[str, Any]) -> list[Operation]:
    """Every operation of an OpenAPI description, by path.

    Source: OpenAPI 3.1.

    >>> made = operations({"paths": {"/time": {"get": {"operationId": "time", "responses": {"200": {}}}}}})
    >>> [(each.name, each.method, each.path, each.scope, each.needs_token) for each in made]
    [('time', 'GET', '/time', '', False)]
    """
    return [
        _operation(described, method.upper(), path, told)
        for path, methods in described["paths"].items()
        for method, told in methods.items()
        if method in METHODS
    ]


def _operation(described: Mapping[str, Any], method: str, path: str, told: Mapping[str, Any]) -> Operation:
    body_type, body, shape = _body(described, told)
    success = _success(described, told)
    return Operation(
        name=told["operationId"],
        method=method,
        path=path,
        tag=(told.get("tags") or [""])[0],
        summary=told.get("summary") or told["operationId"].replace("_", " "),
        said=told.get("description", ""),
        scope=_scope(told),
        needs_token=bool(told.get("security")),
        deprecated=bool(told.get("deprecated")),
        parameters=tuple(_parameter(described, each) for each in told.get("parameters", [])),
        body_type=body_type,
        body=body,
        fields=tuple(_fields(described, shape)),
        answer=_shown(success),
        answer_fields=tuple(_fields(described, success.get("schema", {}))),
        answers=tuple(_answer(described, status, each) for status, each in told["responses"].items()),
    )


def _scope(told: Mapping[str, Any]) -> str:
    found = [scope for way in told.get("security") or [] for scopes in way.values() for scope in scopes]
    return found[0] if found else ""


def _parameter(described: Mapping[str, Any], told: Mapping[str, Any]) -> Parameter:
    told = resolved(described, told)
    schema = resolved(described, told.get("schema", {}))
    example = told.get("example", schema.get("example"))
    if example is None and told.get("examples"):
        example = next(iter(told["examples"].values())).get("value")
    return Parameter(
        name=told["name"],
        place=told["in"],
        said=told.get("description", ""),
        kind=kind_of(described, schema),
        required=bool(told.get("required")),
        example=example,
    )


def _body(described: Mapping[str, Any], told: Mapping[str, Any]) -> tuple[str, Any, Mapping[str, Any]]:
    """Content type, an example, and the schema of what is sent."""
    request = resolved(described, told.get("requestBody", {}))
    for kind, content in request.get("content", {}).items():
        schema = content.get("schema", {})
        examples = content.get("examples") or {}
        if examples:
            return kind, next(iter(examples.values()))["value"], schema
        return kind, content.get("example", sample(described, schema)), schema
    return "", None, {}


def _success(described: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Schema and examples of its first success."""
    for status, answer in told["responses"].items():
        if status.startswith("2"):
            return resolved(described, answer).get("content", {}).get(JSON_TYPE, {})
    return {}


def _shown(content: Mapping[str, Any]) -> str:
    """An example of it as text; empty where there is none."""
    for example in content.get("examples", {}).values():
        return json.dumps(example["value"], ensure_ascii=False, indent=2)
    return ""


def _answer(described: Mapping[str, Any], status: str, told: Mapping[str, Any]) -> Answer:
    told = resolved(described, told)
    return Answer(status, told.get("description", ""), "application/problem+json" in told.get("content", {}))


def resolved(described: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part itself, or what its ``$ref`` names.

    Source: OpenAPI 3.1, Reference Object.

    >>> resolved({"components": {"schemas": {"A": {"type": "string"}}}}, {"$ref": "#/components/schemas/A"})
    {'type': 'string'}
    """
    while "$ref" in part:
        target: Any = described
        for name in part["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        part = target
    return part


def kind_of(described: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """The type in a few words: ``integer``, ``string (date)``, ``list of string``, ``a | b | c``.

    Source: JSON Schema 2020-12.

    >>> kind_of({}, {"type": ["string", "null"], "format": "date"})
    'string (date) or null'
    >>> kind_of({}, {"type": "array", "items": {"enum": ["a", "b"]}})
    'list of a | b'
    """
    schema = resolved(described, schema)
    for way in ("oneOf", "anyOf"):
        if way in schema:
            kinds = [kind_of(described, each) for each in schema[way] if each]
            return " or ".join(dict.fromkeys(filter(None, kinds)))
    if "allOf" in schema:
        return kind_of(described, schema["allOf"][0])
    if "enum" in schema:
        words = [str(each) for each in schema["enum"] if each is not None]
        return " | ".join(words[:12]) + (" | …" if len(words) > 12 else "")
    if "const" in schema:
        return str(schema["const"])
    types = schema.get("type", "object" if "properties" in schema else "")
    names = types if isinstance(types, list) else [types]
    told = " or ".join(_named(described, schema, name) for name in names if name and name != "null")
    return f"{told} or null" if "null" in names else told or "any"


def _named(described: Mapping[str, Any], schema: Mapping[str, Any], name: str) -> str:
    if name == "array":
        return f"list of {kind_of(described, schema.get('items', {}))}"
    return f"{name} ({schema['format']})" if schema.get("format") else name


def _fields(described: Mapping[str, Any], schema: Mapping[str, Any], path: str = "", depth: int = 0) -> Iterator[Field]:
    schema = _object_of(described, schema)
    if schema.get("type") == "array" and depth < MOST_DEPTH:
        yield from _fields(described, schema.get("items", {}), f"{path}[]", depth + 1)
        return
    required = set(schema.get("required", ()))
    for name, told in schema.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        inner = _object_of(described, told)
        said = told.get("description") or inner.get("description", "") if not inner.get("properties") else ""
        yield Field(here, kind_of(described, told), told.get("description") or said, name in required)
        if depth < MOST_DEPTH and (inner.get("properties") or inner.get("type") == "array"):
            yield from _fields(described, inner, here, depth + 1)


def _object_of(described: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The object or list behind references, ``allOf`` of one, and ``oneOf`` with null."""
    schema = resolved(described, schema)
    for way in ("allOf", "oneOf", "anyOf"):
        inner = [each for each in schema.get(way, []) if each and each.get("type") != "null"]
        if len(inner) == 1:
            return _object_of(described, inner[0])
    return schema


def sample(described: Mapping[str, Any], schema: Mapping[str, Any], depth: int = 0) -> Any:
    """A value that has the shape of the schema, for bodies that come without an example.

    Source: decision 44.

    >>> sample({}, {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}, "s": {"enum": ["a"]}}})
    {'n': 1, 's': 'a'}
    """
    schema = _object_of(described, schema)
    for way in ("example", "default", "const"):
        if way in schema:
            return schema[way]
    if schema.get("enum"):
        return schema["enum"][0]
    types = schema.get("type", "object" if "properties" in schema else "string")
    name = next((each for each in types if each != "null"), "null") if isinstance(types, list) else types
    if name == "object":
        if depth > MOST_DEPTH:
            return {}
        return {key: sample(described, told, depth + 1) for key, told in schema.get("properties", {}).items()}
    if name == "array":
        return [] if depth > MOST_DEPTH else [sample(described, schema.get("items", {}), depth + 1)]
    if name in {"integer", "number"}:
        return schema.get("minimum", 0)
    if name == "boolean":
        return True
    return SAMPLES.get(schema.get("format", ""), "string")
