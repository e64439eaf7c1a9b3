"""What a 201 has made is found by its ``Location``, wherever it has an address of its own. Source: RFC 9110, 15.3.2."""

import uuid
from typing import Any
from urllib.parse import urlsplit

import pytest

from portal.api.expand import ADDRESS
from portal.tests.matrix import STAGES, ApiRow, filled, undone
from portal.tests.test_api_examples import described
from portal.tests.test_hostile_input import by_stage
from portal.tests.test_if_match import asker, paths, scopes_of
from portal.tests.test_matrix import API_ROWS


def answer_of(told: dict[str, Any], status: str) -> dict[str, Any]:
    """What the description says of an answer with that status."""
    return told.get("responses", {}).get(status, {})


def schema_of(answer: dict[str, Any]) -> str:
    """The name of what stands in its body."""
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return schema.get("$ref", "").rpartition("/")[2]


def making() -> dict[str, dict[str, Any]]:
    """Operations that answer 201, with that answer."""
    return {
        f"{method.upper()} {path}": answer_of(told, "201")
        for path, methods in paths().items()
        for method, told in methods.items()
        if "201" in told.get("responses", {})
    }


def with_address() -> set[str]:
    """Operations whose thing is read at an address: of itself it says so, or it is what some address shows."""
    schemas = described()["components"]["schemas"]
    shown = {schema_of(answer_of(methods.get("get", {}), "200")) for methods in paths().values()} - {""}
    return {
        operation
        for operation, answer in making().items()
        if schema_of(answer) in shown or ADDRESS in schemas.get(schema_of(answer), {}).get("properties", {})
    }


def rows() -> list[ApiRow]:
    """One of each deed, where a program gets in: which of them make something the description tells."""
    found: dict[str, ApiRow] = {}
    for row in API_ROWS:
        if not row.form and row.operation.startswith("POST") and row.let_in & {"own", "buyer"}:
            found.setdefault(row.operation, row)
    return list(found.values())


@pytest.mark.django_db
def test_the_description_tells_the_header_of_everything_that_has_an_address():
    assert {operation for operation, answer in making().items() if "Location" in answer["headers"]} == with_address()
    assert len(with_address()) > 10


@pytest.mark.django_db
def test_every_operation_that_makes_something_is_tried():
    untried = making().keys() - {row.operation for row in rows()}
    assert untried == {"POST /api/v1/sandbox/companies/"}  # of a sandbox alone; it has no address


@pytest.mark.django_db
@pytest.mark.parametrize(("stage", "found"), by_stage(rows()))
def test_what_was_made_is_read_where_its_header_says(stage, found):
    makes = [row for row in found if row.operation in making()]
    world = STAGES[stage]() if makes else None
    for row in makes:
        with undone():
            _method, _space, template = row.operation.partition(" ")
            names = filled(row.args, world.names)
            api = asker(row, world, scopes_of(row.operation))
            path, body, once = template.format(**names), filled(row.data, world.names), uuid.uuid4().hex
            made = api.post(path, body, format="json", headers={"Idempotency-Key": once})
            assert made.status_code == 201, (row.operation, made.content)
            assert ("Location" in made.headers) == (row.operation in with_address()), row.operation
            if "Location" in made.headers:
                assert made["Location"] == made.json()[ADDRESS]
                answer = api.get(urlsplit(made["Location"]).path)
                assert answer.status_code in (200, 403), (row.operation, made["Location"])  # 403: a scope to read
