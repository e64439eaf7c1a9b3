"""Every role at every door, every kind of program at every operation of the API."""

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

import pytest

from portal.tests.matrix import (
    STAGES,
    api_rows,
    call,
    described_operations,
    knock,
    programs,
    public_doors,
    rows,
    undone,
)
from portal.tests.test_guards import our_views

for _found in sorted(Path(__file__).parent.glob("matrix_*.py")):  # they register the stages
    import_module(f"portal.tests.{_found.stem}")
ROWS = list(rows())
API_ROWS = list(api_rows())


def stages_of(found) -> list[str]:
    """A world is made once for all the rows of its stage: every knock is undone."""
    return sorted({row.stage for row in found})


def wrong(found: Iterable, stage: str, let_in: Callable) -> list[str]:
    """Rows of the stage that let others in than they say."""
    told = []
    for row in found:
        if row.stage == stage and (got_in := let_in(row)) != row.let_in:
            told.append(f"{row}: in {sorted(got_in - row.let_in)}, kept out {sorted(row.let_in - got_in)}")
    return told


@pytest.mark.django_db
@pytest.mark.parametrize("stage", stages_of(ROWS))
def test_who_gets_in(stage):
    world = STAGES[stage]()

    assert wrong(ROWS, stage, lambda row: {role for role in world.people if knock(row, world, role)}) == []


def test_every_door_has_a_row():
    of_the_api = {name for name, view in our_views().items() if hasattr(view, "cls")}
    assert {row.door for row in ROWS} | public_doors() == set(our_views()) - of_the_api


@pytest.mark.django_db
@pytest.mark.parametrize("stage", stages_of(API_ROWS))
def test_which_programs_get_in(stage):
    world = STAGES[stage]()

    def let_in(row) -> set[str]:
        with undone():
            knocking = programs(world.owner, row.scope)
            return {name for name, program in knocking.items() if call(row, world, program)}

    assert wrong(API_ROWS, stage, let_in) == []


@pytest.mark.django_db
def test_every_operation_of_the_api_has_a_row_with_its_scope():
    assert {(row.operation, row.scope) for row in API_ROWS} == set(described_operations().items())
