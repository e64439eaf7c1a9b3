"""Every role at every door, every kind of program at every operation of the API."""

from importlib import import_module
from pathlib import Path

import pytest

from portal.tests.matrix import STAGES, api_rows, call, described_operations, knock, programs, public_doors, rows
from portal.tests.test_guards import our_views

for _found in sorted(Path(__file__).parent.glob("matrix_*.py")):  # they register the stages
    import_module(f"portal.tests.{_found.stem}")
ROWS = list(rows())
API_ROWS = list(api_rows())


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_gets_in(row):
    world = STAGES[row.stage]()

    got_in = {role for role in world.people if knock(row, world, role)}

    assert got_in == row.let_in


def test_every_door_has_a_row():
    of_the_api = {name for name, view in our_views().items() if hasattr(view, "cls")}
    assert {row.door for row in ROWS} | public_doors() == set(our_views()) - of_the_api


@pytest.mark.django_db
@pytest.mark.parametrize("row", API_ROWS, ids=str)
def test_which_programs_get_in(row):
    world = STAGES[row.stage]()
    knocking = programs(world.owner, row.scope)

    got_in = {name for name, program in knocking.items() if call(row, world, program)}

    assert got_in == row.let_in


@pytest.mark.django_db
def test_every_operation_of_the_api_has_a_row_with_its_scope():
    assert {(row.operation, row.scope) for row in API_ROWS} == set(described_operations().items())
