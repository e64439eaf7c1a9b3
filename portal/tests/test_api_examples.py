"""The examples of the API's description are true: each is sent, answered as documented, and fits the schema.

The worlds are those of the permission matrix, so a new operation is covered by its row in ``docs/access.yaml``.
"""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator, FormatChecker
from rest_framework.test import APIClient

from catalog.starter.loading import load_starter
from portal.api.answers import FOLDER
from portal.tests.matrix import STAGES, ApiRow, filled, programs, undone
from portal.tests.test_matrix import API_ROWS

FORMS = ("/oauth/token", "/oauth/revoke")  # no JSON: every script of docs/examples sends the first
CATALOGUE = ("/products/", "/classes/", "/inquiries/", "/quote-requests/", "/sourcing", "/imports", "/bulk")
TENDERING = ("/tenders/{uid}/bids/", "/v1/bids/", "/debrief/", "/explanation/", "/mend/", "/evaluation/", "-figures/")
PAYMENTS = (  # contracts and payments, read and written
    "/statement/", "/contracts/", "/deliveries/", "/invoices/", "/obligations/", "/receivables/", "/payment-runs/",
    "/bank-messages/",
)  # fmt: skip
REMOTE = "application/json"
ALONE = "without parameters"
OF_THE_WORLD = {  # what only a world knows: its questions, how often an answer was changed, which way is better
    "POST /api/v1/support-applications/{uid}/answers/": {"answers"},
    "PUT /api/v1/esg/assessments/{uid}/answers/": {"answers"},
    "POST /api/v1/support-projects/{uid}/indicators/{kpi}/before/": {"target"},
}
PARTS = 5  # each row makes a world of its own: parts run beside each other


@cache
def described() -> dict[str, Any]:
    """The whole description."""
    return json.loads(Client().get(reverse("openapi")).content)


def operation_of(row: ApiRow) -> dict[str, Any]:
    """What the description tells of the row's operation."""
    method, _space, path = row.operation.partition(" ")
    return described()["paths"][path][method.lower()]


@dataclass(frozen=True)
class Example:
    """One example of an operation: a body, or parameters of the query or the path."""

    row: ApiRow
    name: str
    query: tuple[tuple[str, Any], ...] = ()
    path: tuple[tuple[str, str], ...] = ()
    body: Any = None

    def __str__(self) -> str:
        return f"{self.row.operation}: {self.name}"


def examples_of(row: ApiRow, told: dict[str, Any]) -> Iterator[Example]:
    """All of them; an operation that asks for nothing is an example of itself."""
    bodies = told.get("requestBody", {}).get("content", {}).get(REMOTE, {}).get("examples", {})
    for name, example in bodies.items():
        yield Example(row, name, body=example["value"])
    for parameter in told.get("parameters", []):
        for name, example in parameter.get("examples", {}).items():
            value = example["value"]
            if parameter["in"] == "path":
                yield Example(row, name, path=((parameter["name"], value),))
            elif parameter["in"] == "query":
                pairs = value.items() if isinstance(value, dict) else [(parameter["name"], value)]
                yield Example(row, name, query=tuple(pairs))
    if not bodies and "requestBody" not in told:
        yield Example(row, ALONE)


def first_rows() -> dict[str, ApiRow]:
    """One row for each operation with an example or a body, and for all of the catalogue, bids, results, contracts and
    payments: the first where a program of the thing's own company gets in.
    """
    found: dict[str, ApiRow] = {}
    for row in API_ROWS:
        listed = any(part in row.operation for part in CATALOGUE + TENDERING + PAYMENTS) or is_worth_sending(row)
        if listed and row.let_in & {"own", "buyer"} and not row.operation.endswith(FORMS):
            found.setdefault(row.operation, row)
    return found


def is_worth_sending(row: ApiRow) -> bool:
    """Whether it takes a body, or the description shows an example of it."""
    told = operation_of(row)
    return "requestBody" in told or any(example.name != ALONE for example in examples_of(row, told))


def resolved(schema: Any) -> Any:
    """The schema with its references filled in from the whole description."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            target: Any = described()
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            return resolved(target)
        return {name: resolved(part) for name, part in schema.items()}
    return [resolved(part) for part in schema] if isinstance(schema, list) else schema


@cache
def judge_of(schema: str) -> Draft202012Validator:
    """What finds the faults, made once for each schema (as JSON)."""
    return Draft202012Validator(resolved(json.loads(schema)), format_checker=FormatChecker())


def faults_of(value: Any, schema: dict[str, Any]) -> list[str]:
    """Where ``value`` does not fit ``schema``."""
    faults = judge_of(json.dumps(schema)).iter_errors(value)
    return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}" for fault in faults]


def successes(told: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Documented statuses of success, with the schema of their body."""
    return {
        int(status): answer.get("content", {}).get(REMOTE, {}).get("schema", {})
        for status, answer in told["responses"].items()
        if status.startswith("2")
    }


def of_this_world(body: Any, asked: dict[str, Any], names: dict[str, Any]) -> Any:
    """The body; what no description can know (keys and numbers of things, today) is the world's.

    ``asked``: what the row of the matrix sends, ``$name`` where the world knows it; ``names``: the same, filled in.
    """
    if not isinstance(body, dict):
        return body
    of_world = {name for name, value in asked.items() if isinstance(value, str) and value.startswith("$")}
    of_world.discard("class_code")  # classes of the starter set are known to every description
    uids = {name for name, value in body.items() if name in names and is_uid(value)}
    return body | {name: _sent(names[name]) for name in body if name in of_world | uids}


def _sent(value: Any) -> Any:
    return value if isinstance(value, list) else str(value)


def is_uid(value: Any) -> bool:
    """Whether it is the key of a thing."""
    return isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value))


def send(example: Example) -> tuple[int, Any]:
    """Send it as a program that may: status and body."""
    row = example.row
    world = STAGES[row.stage]()
    who = "own" if "own" in row.let_in else "buyer"
    program = programs(world.owner, row.scope, world.own)[who]
    method, _space, path = row.operation.partition(" ")
    args = filled(row.args, world.names) | dict(example.path)
    api = APIClient(raise_request_exception=False)
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {program.token}")
    if method in ("GET", "HEAD"):
        query = dict(example.query) or (filled(row.data, world.names) if example.name == ALONE else {})
        answer = api.get(path.format(**args), query)
    else:
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        body = of_this_world(example.body, row.data, filled(row.data, world.names))
        for name in OF_THE_WORLD.get(row.operation, ()):
            del body[name]
            body |= {name: row.data[name]} if name in row.data else {}
        answer = getattr(api, method.lower())(path.format(**args), body, format="json", headers=headers)
    is_json = "json" in answer.headers.get("Content-Type", "")  # a file is no JSON
    return answer.status_code, answer.json() if answer.content and is_json else None


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_every_example_is_answered_as_documented(part):
    load_starter(apps)  # a test before this one may have emptied the tables
    rows = list(first_rows().values())[part::PARTS]
    wrong, sent = [], 0
    for row in rows:
        told = operation_of(row)
        documented = successes(told)
        for example in examples_of(row, told):
            sent += 1
            with undone():
                status, body = send(example)
            if status not in documented:
                wrong.append(
                    f"{example}: {status}, not {sorted(documented)}: {json.dumps(body, ensure_ascii=False)[:300]}"
                )
            else:
                wrong += [f"{example}: {fault}" for fault in faults_of(body, documented[status])]
    assert wrong == []
    assert sent >= len(rows) > 6


@pytest.mark.django_db
def test_every_operation_that_takes_something_has_an_example():
    poor = []
    for operation, row in first_rows().items():
        told = operation_of(row)
        takes = "requestBody" in told
        if takes and not any(example.body is not None for example in examples_of(row, told)):
            poor.append(operation)
    assert poor == []


@pytest.mark.django_db
def test_the_examples_of_answers_fit_their_schema():
    wrong = []
    for path, methods in described()["paths"].items():
        for method, told in methods.items():
            for status, answer in told["responses"].items():
                content = answer.get("content", {}).get(REMOTE, {})
                for name, example in content.get("examples", {}).items():
                    faults = faults_of(example["value"], content["schema"])
                    wrong += [f"{method} {path} {status} {name}: {fault}" for fault in faults]
    assert wrong == []


def shape_faults(shown: Any, real: Any, place: str = "") -> list[str]:
    """Where an example has other names than the real answer; of lists the first rows are compared."""
    if isinstance(shown, dict) and isinstance(real, dict):
        strange = [f"{place}: {sorted(set(shown) ^ set(real))}"] if set(shown) != set(real) else []
        inner = (shape_faults(shown[name], real[name], f"{place}/{name}") for name in set(shown) & set(real))
        return strange + [fault for faults in inner for fault in faults]
    if isinstance(shown, list) and isinstance(real, list) and shown and real:
        return shape_faults(shown[0], real[0], f"{place}/0")
    return []


def answer_to(operation: str, status: str) -> Any:
    """What the portal says to the operation's first row in the matrix that lets the thing's own program in."""
    row = next(row for row in API_ROWS if operation_of(row)["operationId"] == operation and "own" in row.let_in)
    world = STAGES[row.stage]()
    program = programs(world.owner, row.scope, world.own)["own"]
    method, _space, path = row.operation.partition(" ")
    path = path.format(**filled(row.args, world.names))
    api = APIClient(raise_request_exception=False)
    if row.form:
        secrets = {"client_id": program.client_id, "client_secret": program.client_secret}
        answer = api.post(path, urlencode(filled(row.form, secrets)), content_type="application/x-www-form-urlencoded")
    else:
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {program.token}")
        body = {"rows": []} if status == "400" else filled(row.data, world.names)
        headers = {"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}
        answer = getattr(api, method.lower())(path, body, headers=headers, **({"format": "json"} if headers else {}))
    assert str(answer.status_code) == status
    return answer.json()


SHOWN = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "shown"), list(SHOWN.items()), ids=list(SHOWN))
def test_the_examples_of_answers_are_as_real_ones(name, shown):
    operation, _dot, status = name.rpartition(".")
    assert shape_faults(shown, answer_to(operation, status)) == []


@pytest.mark.django_db
def test_the_examples_of_answers_stand_in_the_description():
    found = {
        name
        for methods in described()["paths"].values()
        for told in methods.values()
        for status, answer in told["responses"].items()
        for content in resolved(answer).get("content", {}).values()
        for name in content.get("examples", {})
    }
    assert {name.rpartition(".")[0] for name in SHOWN} <= found


def test_a_fault_would_be_seen():
    schema = {"type": "object", "properties": {"count": {"type": "integer"}}, "required": ["count"]}
    assert faults_of({"count": "1"}, schema) == ["count: '1' is not of type 'integer'"]
    assert faults_of({}, schema)
    assert shape_faults({"rows": [{"a": 1}]}, {"rows": [{"b": 1}]}) == ["/rows/0: ['a', 'b']"]
