"""``If-Match`` at every operation that offers it, in the worlds of the permission matrix.

A deed is done on what was read; on what is no longer so nothing is done.
"""

import json
import uuid
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import JsonResponse
from rest_framework.test import APIClient

from portal.partners import services as partners
from portal.partners.models import ApiClient
from portal.partners.tests.factories import make_client
from portal.people.models import Company
from portal.tests.factories import BuyerFactory, CompanyFactory
from portal.tests.matrix import STAGES, ApiRow, World, filled, undone
from portal.tests.test_api_examples import described
from portal.tests.test_hostile_input import by_stage
from portal.tests.test_matrix import API_ROWS

WRONG = '"0123456789abcdef0123456789abcdef"'
NOTHING_TO_READ = {
    "/api/v1/bank-messages/",
    "/api/v1/oauth/revoke",
    "/api/v1/oauth/token",
    "/api/v1/sandbox/clock/",  # it shows something else each time, so it has no ETag
    "/api/v1/sandbox/companies/",
    "/api/v1/simulations/",
}
WRITTEN = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables WHERE schemaname = 'public'"


def paths() -> dict[str, dict[str, Any]]:
    """The description's."""
    return described()["paths"]


def offered() -> set[str]:
    """Operations with the header in their description."""
    return {
        f"{method.upper()} {path}"
        for path, methods in paths().items()
        for method, told in methods.items()
        if "If-Match" in {each["name"] for each in told.get("parameters", [])}
    }


def rows() -> list[ApiRow]:
    """Each write once, where a program gets in."""
    found: dict[str, ApiRow] = {}
    for row in API_ROWS:
        if not row.form and row.operation.startswith(("POST", "PUT", "PATCH")) and row.let_in & {"own", "buyer"}:
            found.setdefault(row.operation, row)
    return [row for row in found.values() if row.operation.partition(" ")[2] not in NOTHING_TO_READ]


def thing_above(path: str) -> str:
    """The nearest address of the description, from the written one upwards, that can be read."""
    while path.count("/") > 3:
        if "get" in paths().get(path, {}):
            return path
        path = path.rstrip("/").rpartition("/")[0] + "/"
    raise AssertionError("nothing to read")


def scopes_of(*operations: str) -> set[str]:
    """What the description asks for."""
    found = (paths()[path][method.lower()] for method, _space, path in (each.partition(" ") for each in operations))
    return {scope for told in found for need in told.get("security", []) for scope in need["client"]}


def asker(row: ApiRow, world: World, scopes: set[str]) -> APIClient:
    """A program that may read the thing and do the deed."""
    company = world.owner if "own" in row.let_in else BuyerFactory()
    client = world.own if world.own is not None and "own" in row.let_in else make_client(company, *scopes)[0]
    ApiClient.objects.filter(pk=client.pk).update(scopes=sorted(scopes | set(client.scopes)))
    api = APIClient(raise_request_exception=False)
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {partners.issue_token(ApiClient.objects.get(pk=client.pk))}")
    return api


def written() -> dict[str, int]:
    """Each table: how many rows of it this transaction has written, also those that it took back."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return dict(cursor.fetchall())


def held(tables: Iterable[str]) -> list[tuple[str, int, int]]:
    """Each of the tables: how many rows, and a sum over what they hold."""
    sums = "count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)"
    asked = [f"SELECT '{name}', {sums} FROM \"{name}\" t" for name in tables]  # noqa: S608
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return sorted(cursor.fetchall())


def send(method: Callable[..., Any], path: str, body: dict[str, Any], tag: str) -> Any:
    """Under a key of its own, on condition."""
    return method(path, body, format="json", headers={"Idempotency-Key": uuid.uuid4().hex, "If-Match": tag})


def refused(act: Callable[[str], Any], tag: str, what: object) -> None:
    """It is, it says why, and nothing is otherwise than before: once it is undone, the tables hold the same."""
    before, began = written(), transaction.savepoint()
    response = act(tag)
    assert response.status_code == 412, (what, response.content)
    told = response.json()
    assert (told["code"], told["errors"][0]["header"]) == ("precondition_failed", "If-Match"), what
    touched = [name for name, count in written().items() if count != before.get(name, 0)]
    after = held(touched)
    transaction.savepoint_rollback(began)
    assert after == held(touched), what


@pytest.mark.django_db
def test_a_change_would_be_seen():
    company = CompanyFactory()

    def act(_tag: str) -> JsonResponse:
        Company.objects.filter(pk=company.pk).update(number="other")
        return JsonResponse({"code": "precondition_failed", "errors": [{"header": "If-Match"}]}, status=412)

    with pytest.raises(AssertionError, match="people_company"):
        refused(lambda tag: _with_json(act(tag)), WRONG, "a change")
    refused(lambda tag: _with_json(_undone(act, tag)), WRONG, "a change that was taken back")


def _undone(act: Callable[[str], JsonResponse], tag: str) -> JsonResponse:
    with undone():
        return act(tag)


def _with_json(response: JsonResponse) -> JsonResponse:
    """As the test client's answers."""
    response.json = lambda: json.loads(response.content)
    return response


@pytest.mark.django_db
@pytest.mark.parametrize(("stage", "found"), by_stage(rows()))
def test_a_deed_is_done_on_what_was_read_and_on_nothing_else(stage, found):
    world = STAGES[stage]()
    for row in found:
        with undone():
            method, _space, template = row.operation.partition(" ")
            thing, names = thing_above(template), filled(row.args, world.names)
            api = asker(row, world, scopes_of(row.operation, f"GET {thing}"))
            act = partial(send, getattr(api, method.lower()), template.format(**names), filled(row.data, world.names))
            seen = api.get(thing.format(**names))
            assert seen.status_code == 200, (row.operation, seen.content)
            refused(act, WRONG, row.operation)
            done = act(seen["ETag"])
            assert done.status_code < 300, (row.operation, done.status_code, done.content)
            now = api.get(thing.format(**names))
            if now.headers.get("ETag") != seen["ETag"]:
                refused(act, seen["ETag"], f"{row.operation} again")


@pytest.mark.django_db
def test_it_is_offered_where_something_can_be_read_and_proved_wherever_it_is_offered():
    writes = {f"{method.upper()} {path}" for path, methods in paths().items() for method in methods if method != "get"}
    assert offered() == {each for each in writes if each.partition(" ")[2] not in NOTHING_TO_READ}
    assert offered() == {row.operation for row in rows()}
