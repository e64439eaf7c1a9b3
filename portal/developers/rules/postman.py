"""HOW MUCH goes into the Postman collection (v2.1): every operation with its example, and the token first."""

import json
import re
import uuid
from collections.abc import Iterable
from typing import Any

from portal.developers.rules.operations import FORM_TYPE, JSON_TYPE, Operation

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
HOME = uuid.UUID("6f1c5d2e-2a53-4a2e-9a55-7b1f0f0c9d10")  # names of our requests are made from it
TOKEN = "oauth_token"  # noqa: S105 (the name of an operation)
KEEP_TOKEN = [
    "const answer = pm.response.json();",
    "pm.collectionVariables.set('access_token', answer.access_token);",
]
VARIABLES = (("base_url", "http://127.0.0.1:8000"), ("client_id", ""), ("client_secret", ""), ("access_token", ""))


def collection(operations: Iterable[Operation], *, title: str, version: str, said: str) -> dict[str, Any]:
    """The collection: a folder for each chapter, the token first. Ids are made of names, so that nothing is random.

    Source: Postman Collection Format v2.1.0.

    >>> made = collection([], title="Together API", version="1.2.0", said="")
    >>> made["info"]["name"], [each["key"] for each in made["variable"]]
    ('Together API', ['base_url', 'client_id', 'client_secret', 'access_token'])
    """
    folders: dict[str, list[dict[str, Any]]] = {}
    for operation in operations:
        folders.setdefault(operation.tag, []).append(request(operation))
    ordered = sorted(folders, key=lambda tag: (tag != "oauth", tag))
    return {
        "info": {
            "_postman_id": str(uuid.uuid5(HOME, title)),
            "name": title,
            "description": said,
            "version": version,
            "schema": SCHEMA,
        },
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{access_token}}", "type": "string"}]},
        "variable": [{"key": key, "value": value, "type": "string"} for key, value in VARIABLES],
        "item": [{"name": tag, "item": folders[tag]} for tag in ordered],
    }


def request(operation: Operation) -> dict[str, Any]:
    """One request: parameters that are not required are there, switched off.

    Source: Postman Collection Format v2.1.0.
    """
    item: dict[str, Any] = {
        "id": str(uuid.uuid5(HOME, operation.name)),
        "name": operation.summary,
        "request": {
            "method": operation.method,
            "header": _headers(operation),
            "url": _url(operation),
            "description": operation.said + (f"\n\nScope: {operation.scope}" if operation.scope else ""),
        },
    }
    if operation.name == TOKEN:
        basic = [("username", "{{client_id}}"), ("password", "{{client_secret}}")]
        pairs = [{"key": key, "value": value, "type": "string"} for key, value in basic]
        item["request"]["auth"] = {"type": "basic", "basic": pairs}
        item["request"]["body"] = _form([("grant_type", "client_credentials")])
        item["event"] = [{"listen": "test", "script": {"type": "text/javascript", "exec": KEEP_TOKEN}}]
    elif operation.body_type == FORM_TYPE:
        item["request"]["body"] = _form(list(form_of(operation).items()))
    elif operation.body_type:
        language = "json" if operation.body_type == JSON_TYPE else "text"
        item["request"]["body"] = {
            "mode": "raw",
            "raw": operation.body_text,
            "options": {"raw": {"language": language}},
        }
    if not operation.needs_token and operation.name != TOKEN:
        item["request"]["auth"] = {"type": "noauth"}
    return item


def form_of(operation: Operation) -> dict[str, str]:
    """The form of a request: fields called like a variable are filled from it, except the token, which others use.

    Source: Postman Collection Format v2.1.0; RFC 7009 (whoever gives a token back proves who it is).
    """
    told = {"client_id", "client_secret"}
    return {key: f"{{{{{key}}}}}" if key in told else str(value) for key, value in (operation.body or {}).items()}


def _form(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {"mode": "urlencoded", "urlencoded": [{"key": key, "value": str(value)} for key, value in pairs]}


def _headers(operation: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if operation.body_type and operation.body_type != FORM_TYPE:
        found.append({"key": "Content-Type", "value": operation.body_type})
    for each in operation.parameters:
        if each.place == "header":
            value = "{{$guid}}" if each.name == "Idempotency-Key" else text_of(each.example)
            found.append({"key": each.name, "value": value, "description": each.said, "disabled": not each.required})
    return found


def _url(operation: Operation) -> dict[str, Any]:
    path = re.sub(r"\{(\w+)\}", r":\1", operation.path)
    query = [
        {"key": each.name, "value": text_of(each.example), "description": each.said, "disabled": not each.required}
        for each in operation.parameters
        if each.place == "query"
    ]
    variable = [
        {"key": each.name, "value": text_of(each.example), "description": each.said}
        for each in operation.parameters
        if each.place == "path"
    ]
    asked = "&".join(f"{each['key']}={each['value']}" for each in query if not each["disabled"])
    return {
        "raw": "{{base_url}}" + path + (f"?{asked}" if asked else ""),
        "host": ["{{base_url}}"],
        "path": path.strip("/").split("/") + ([""] if path.endswith("/") else []),
        "query": query,
        "variable": variable,
    }


def text_of(value: Any) -> str:
    """An example as it stands in an address: a list by commas, nothing for none.

    Source: decision 43 (lists in parameters are separated by commas).

    >>> text_of(None), text_of(["a", "b"]), text_of(True)
    ('', 'a,b', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, list):
        return ",".join(text_of(each) for each in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
