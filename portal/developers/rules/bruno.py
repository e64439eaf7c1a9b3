"""HOW MUCH goes into the Bruno collection: one plain text file for each operation, to be kept under version control."""

import json
import re
from collections.abc import Iterable, Mapping

from portal.developers.rules.operations import FORM_TYPE, JSON_TYPE, Operation, Parameter
from portal.developers.rules.postman import TOKEN, form_of, text_of

ENVIRONMENT = """vars {
  base_url: http://127.0.0.1:8000
  client_id:
}
vars:secret [
  client_secret,
  access_token
]
"""
COLLECTION = """auth {
  mode: bearer
}

auth:bearer {
  token: {{access_token}}
}
"""


def files(operations: Iterable[Operation], *, title: str) -> dict[str, bytes]:
    """Path → contents, all under one folder.

    Source: Bru language, as docs.usebruno.com describes it.

    >>> sorted(files([], title="Together API"))
    ['together-api/bruno.json', 'together-api/collection.bru', 'together-api/environments/local.bru']
    """
    top = re.sub(r"[^a-z0-9]+", "-", title.lower())
    head = {"version": "1", "name": title, "type": "collection", "ignore": ["node_modules", ".git"]}
    made = {
        "bruno.json": json.dumps(head, indent=2) + "\n",
        "collection.bru": COLLECTION,
        "environments/local.bru": ENVIRONMENT,
    }
    counts: dict[str, int] = {}
    for operation in operations:
        counts[operation.chapter] = counts.get(operation.chapter, 0) + 1
        made[f"{operation.chapter}/{operation.name}.bru"] = request(operation, counts[operation.chapter])
    return {f"{top}/{path}": text.encode() for path, text in made.items()}


def request(operation: Operation, number: int) -> str:
    """One ``.bru`` file; ``number`` is its place in the folder.

    Source: Bru language, as docs.usebruno.com describes it.
    """
    form = operation.body_type == FORM_TYPE
    body = "formUrlEncoded" if form else "json" if operation.body_type == JSON_TYPE else "text"
    mode = "basic" if operation.name == TOKEN else "inherit" if operation.needs_token else "none"
    query = [each for each in operation.parameters if each.place == "query"]
    asked = "&".join(f"{each.name}={text_of(each.example)}" for each in query if each.required)
    path = re.sub(r"\{(\w+)\}", r":\1", operation.path)
    parts = [
        _block("meta", {"name": _line(operation.summary), "type": "http", "seq": str(number)}),
        _block(
            operation.method.lower(),
            {
                "url": "{{base_url}}" + path + (f"?{asked}" if asked else ""),
                "body": body if operation.body_type else "none",
                "auth": mode,
            },
        ),
        _parameters("params:query", query),
        _parameters("params:path", [each for each in operation.parameters if each.place == "path"]),
        _parameters("headers", [each for each in operation.parameters if each.place == "header"]),
    ]
    if operation.name == TOKEN:
        parts.append(_block("auth:basic", {"username": "{{client_id}}", "password": "{{client_secret}}"}))
        parts.append(_block("body:form-urlencoded", {"grant_type": "client_credentials"}))
        parts.append('script:post-response {\n  bru.setEnvVar("access_token", res.body.access_token);\n}\n')
    elif form:
        parts.append(_block("body:form-urlencoded", form_of(operation)))
    elif operation.body_type:
        parts.append(_text(f"body:{body}", operation.body_text))
    said = operation.said + (f"\n\nScope: {operation.scope}" if operation.scope else "")
    if said.strip():
        parts.append(_text("docs", said.strip()))
    return "\n".join(part for part in parts if part)


def _line(text: str) -> str:
    return " ".join(text.split())


def _block(name: str, pairs: Mapping[str, str]) -> str:
    lines = [f"  {key}: {value}".rstrip() for key, value in pairs.items()]
    return "\n".join([f"{name} {{", *lines, "}", ""])


def _parameters(name: str, found: list[Parameter]) -> str:
    """Those that are not required are switched off by a tilde."""
    if not found:
        return ""
    values = {
        each.name if each.required or each.place == "path" else f"~{each.name}": "{{$guid}}"
        if each.name == "Idempotency-Key"
        else text_of(each.example)
        for each in found
    }
    return _block(name, values)


def _text(name: str, text: str) -> str:
    lines = "\n".join(f"  {line}".rstrip() for line in text.splitlines())
    return f"{name} {{\n{lines}\n}}\n"
