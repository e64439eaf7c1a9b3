"""Every list takes what it is described with: each order, filter and neighbour, in the worlds of the matrix."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from rest_framework.test import APIClient

from catalog.starter.loading import load_starter
from portal.tests.matrix import STAGES, ApiRow, World, filled, programs, undone
from portal.tests.test_api_examples import faults_of, operation_of, successes
from portal.tests.test_matrix import API_ROWS

PAGE = ("cursor", "page_size")


def rows_by_stage() -> dict[str, dict[str, ApiRow]]:
    """One row for each operation that lists, or shows one thing: the first where a program gets in."""
    first: dict[str, ApiRow] = {}
    for row in API_ROWS:
        if row.operation.startswith("GET ") and row.let_in & {"own", "buyer"} and "/ocds/" not in row.operation:
            first.setdefault(row.operation, row)
    found: dict[str, dict[str, ApiRow]] = {}
    for operation, row in sorted(first.items()):
        found.setdefault(row.stage, {})[operation] = row
    return found


def sample(schema: dict[str, Any]) -> str:
    """A value that the description allows."""
    schema = schema.get("anyOf", [schema])[0]
    if schema.get("type") == "array":
        items = schema["items"]
        return ",".join(map(str, items["enum"])) if "enum" in items else sample(items)
    if "enum" in schema:
        return str(schema["enum"][-1])
    match schema.get("type"), schema.get("format"):
        case "boolean", _:
            return "true"
        case "integer", _:
            return str(schema.get("minimum", 1))
        case _, "date":
            return date(2026, 3, 2).isoformat()
        case _, "date-time":
            return "2026-03-02T14:00:00+09:00"
        case _, "uuid":
            return "00000000-0000-4000-8000-000000000000"
    pattern = schema.get("pattern", "")
    if "-(0" in pattern or "{4}-" in pattern:
        return "2026-03"
    return "31171504" if "{8}" in pattern else "KR" if "{2}" in pattern else "2026"


def questions(told: dict[str, Any]) -> list[dict[str, str]]:
    """Nothing; each parameter alone; each order on its own; all neighbours."""
    asked: list[dict[str, str]] = [{}]
    for parameter in told.get("parameters", []):
        name, schema = parameter["name"], parameter.get("schema", {})
        if parameter["in"] != "query" or name in PAGE or schema.get("type") == "object" or parameter.get("required"):
            continue
        if name == "ordering":
            asked += [{name: value} for value in schema.get("items", schema)["enum"]]
        elif name != "company" or schema.get("format") != "uuid":  # the search of products knows its companies
            asked.append({name: sample(schema)})
    return asked


def program_of(row: ApiRow, world: World) -> APIClient:
    """One that gets in."""
    program = programs(world.owner, row.scope, world.own)["own" if "own" in row.let_in else "buyer"]
    api = APIClient(raise_request_exception=False)
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {program.token}")
    return api


def faults_in(stage: str) -> list[str]:
    """What is wrong with the answers in this world."""
    world = STAGES[stage]()
    wrong = []
    for operation, row in rows_by_stage()[stage].items():
        told = operation_of(row)
        schema, tagged = successes(told)[200], "304" in told["responses"]
        with undone():
            api = program_of(row, world)
            path = operation.removeprefix("GET ").format(**filled(row.args, world.names))
            had = api.get(path, filled(row.data, world.names)).has_header("ETag")
            wrong += [f"{operation}: an ETag is described, or given, alone"] * (had is not tagged)
            if not schema:
                continue  # a file
            for query in questions(told):
                answer = api.get(path, {**filled(row.data, world.names), **query})
                if answer.status_code != 200:
                    wrong.append(f"{operation} {query}: {answer.status_code} {answer.content.decode()[:200]}")
                elif not query and answer.has_header("ETag"):
                    again = api.get(path, filled(row.data, world.names), headers={"If-None-Match": answer["ETag"]})
                    wrong += [f"{operation}: its ETag varies, so no If-Match can hold"] * (again.status_code != 304)
                if answer.status_code == 200 and query.keys() <= {"expand"}:
                    wrong += [f"{operation} {query}: {fault}" for fault in faults_of(answer.json(), schema)]
    return wrong


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(4))
def test_every_read_takes_what_it_describes_and_answers_as_described(part):
    load_starter(apps)
    wrong = []
    for stage in sorted(rows_by_stage())[part::4]:
        with undone():
            wrong += faults_in(stage)
    assert not wrong, "\n".join(wrong)
