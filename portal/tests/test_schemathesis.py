"""Properties of every operation of the API, by schemathesis: what the description says is what happens.

Each operation meets cases at the edges of its description (``coverage``: boundaries, missing and wrong values, other
methods) and random ones (``fuzzing``, the same in every run), asked by four kinds of programs: a visitor, the company
whose thing it is, another company, and a buyer. Every check of schemathesis judges every answer. The worlds are those
of the permission matrix: half of the cases ask for what is there. Each case is undone.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice
from typing import Any
from unittest.mock import patch

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.case import Case
from schemathesis.schemas import APIOperation, BaseSchema

from portal.hardening import CONTROL
from portal.tests.matrix import STAGES, ApiRow, Program, filled, programs, undone
from portal.tests.test_api_examples import described
from portal.tests.test_matrix import API_ROWS

WHO = ("visitor", "own", "other_company", "buyer")
RANDOM = 4  # random cases of each operation, valid ones and invalid ones: one for each of the four
MOST_EDGES = 40  # of each operation
LEAST_CASES = 5000
GIVEN = {"cursor", "attributes", "company"}
# A well-formed request may still be refused: for want of rights or of the thing, by a rule, or by a
# condition that it set itself. A 400 is none of these: what the description calls valid is understood. Of bodies not
# everything can be described (text must be visible, codes known): there a 400 is an answer, if it names the place.
ANSWERS = ["2xx", "304", "401", "403", "404", "409", "412", "422"]
REFUSALS = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "414", "415", "422"]
CONFIG = {
    "checks": {
        "missing_required_header": {"expected-statuses": REFUSALS},
        "negative_data_rejection": {"expected-statuses": REFUSALS},
        "positive_data_acceptance": {"expected-statuses": ANSWERS},
    },
    "operations": [
        {
            "include-method": ["POST", "PUT", "PATCH"],
            "checks": {"positive_data_acceptance": {"expected-statuses": [*ANSWERS, "400"]}},
        }
    ],
    "generation": {"with-security-parameters": False, "allow-x00": False},
    "phases": {"coverage": {"unexpected-methods": ["DELETE", "PATCH", "TRACE"]}},
}
load_all_checks()


@schemathesis.check
def refusals_name_their_place(_context: Any, response: Any, _case: Case) -> None:
    """A 400 says where. Only where the address itself is no text there is no more to say."""
    if response.status_code == 400:
        told = response.json()
        if not told.get("errors") and not CONTROL.search(told["instance"]):
            raise Failure(operation=_case.operation.label, title="A 400 without its place", message=str(told))


@pytest.fixture(autouse=True)
def cases_come_from_the_description():
    """Hypothesis would also draw from all source that has been loaded by now, which is not the same in every run."""
    with patch.object(providers, "_get_local_constants", Constants):
        yield


@cache
def schema() -> BaseSchema:
    """The description, with the portal itself behind it."""
    config = schemathesis.Config.from_dict(CONFIG)
    found = schemathesis.openapi.from_dict(described(), config=config)
    found.app = get_wsgi_application()
    return found


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests in the test's own transaction, as Django's client does it: otherwise each would end its connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def rows_by_stage() -> dict[str, list[ApiRow]]:
    """Each operation once, in the world where most programs get in."""
    best: dict[str, ApiRow] = {}
    for row in API_ROWS:
        if not row.form and (row.operation not in best or len(row.let_in) > len(best[row.operation].let_in)):
            best[row.operation] = row
    found = defaultdict(list)
    for row in best.values():
        found[row.stage].append(row)
    return dict(found)


def every_edge(operation: APIOperation) -> Iterator[Case]:
    """Cases at the edges of the description, made one after another."""
    return schema().iter_coverage_cases(
        operation,
        generation_modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE],
        generation_config=schema().config.generation,
    )


def edges(operation: APIOperation) -> list[Case]:
    """Those that are asked: spread evenly where there are many."""
    every = list(every_edge(operation))
    asked = min(MOST_EDGES, len(every))
    return [every[number * len(every) // asked] for number in range(asked)]


def chance(operation: APIOperation) -> list[Case]:
    """Random cases, the same in every run."""
    found: list[Case] = []
    for mode in GenerationMode:

        @settings(
            max_examples=RANDOM,
            database=None,
            derandomize=True,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def keep(case: Case) -> None:
            found.append(case)

        with suppress(Unsatisfiable):  # an operation that takes nothing cannot be asked wrongly
            keep()
    return found


def without_invented(case: Case) -> Case:
    """A cursor is given by the page before, attributes by a class, a supplier by a product: none can be invented."""
    if case.meta is not None and case.meta.generation.mode.is_positive:
        known = {parameter.name for parameter in case.operation.query} - GIVEN
        for name in set(case.query or {}) - known:
            case.query.pop(name)
    return case


def is_astray(case: Case) -> bool:
    """Whether its address is wrong on purpose."""
    part = case.meta.components.get(ParameterLocation.PATH) if case.meta is not None else None
    return part is not None and part.mode.is_negative


def asked(rows: list[ApiRow]) -> Iterator[tuple[ApiRow, Case, str]]:
    """Which case is asked by whom."""
    for row in rows:
        method, _space, path = row.operation.partition(" ")
        operation = schema()[path][method]
        for number, case in enumerate([*edges(operation), *chance(operation)]):
            yield row, without_invented(case), WHO[number % len(WHO)]


def send(case: Case, program: Program) -> str:
    """Ask and judge; what was found, or nothing."""
    headers = {"Authorization": f"Bearer {program.token}"} if program.token else {}
    try:
        with undone(), one_connection():
            case.call_and_validate(headers=headers)
    except FailureGroup as found:
        return "; ".join(f"{type(each).__name__}: {str(each)[:600]}" for each in found.exceptions)
    return ""


@pytest.mark.django_db
@pytest.mark.parametrize("stage", sorted(rows_by_stage()))
def test_the_description_is_what_happens(stage):
    world = STAGES[stage]()
    faults: dict[str, Any] = {}
    asking: dict[str, dict[str, Program]] = {}
    for number, (row, case, who) in enumerate(asked(rows_by_stage()[stage])):
        if row.scope not in asking:
            asking[row.scope] = programs(world.owner, row.scope, world.own)
        there = filled(row.args, world.names)
        if number // len(WHO) % 2 and not is_astray(case) and set(there) == set(case.path_parameters or ()):
            case.path_parameters.update({name: str(value) for name, value in there.items()})
        if number % 8 and case.headers:  # a condition that fails is judged before the body: mostly go without
            case.headers.pop("If-Match", None)
        if (who in asking[row.scope]) and (found := send(case, asking[row.scope][who])):
            faults.setdefault(f"{row.operation} as {who}: {found}", case.as_curl_command())
    assert not faults, "\n".join(f"{said}\n    {how}" for said, how in faults.items())


@pytest.mark.django_db
def test_there_are_thousands_of_cases():
    """Those at the edges alone are more than enough; of each operation no more are made than are asked."""
    count = 0
    for rows in rows_by_stage().values():
        for method, _space, path in (row.operation.partition(" ") for row in rows):
            count += len(list(islice(every_edge(schema()[path][method]), MOST_EDGES)))
    assert count >= LEAST_CASES
