"""Every role at every door, every kind of program at every operation of the API."""

import logging
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import HttpResponse

import portal.home.views
import portal.middleware
from portal.rights import page
from portal.tests.matrix import (
    STAGES,
    ApiRow,
    Watch,
    World,
    api_rows,
    call,
    described_operations,
    knock,
    people_of,
    programs,
    proofs,
    public_doors,
    rows,
    standing,
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


AT_DOORS = stages_of(ROWS)


def wrong(found: Iterable, stage: str, let_in: Callable) -> list[str]:
    """Rows of the stage that let others in than they say."""
    told = []
    for row in found:
        if row.stage == stage and (got_in := let_in(row)) != row.let_in:
            told.append(f"{row}: in {sorted(got_in - row.let_in)}, kept out {sorted(row.let_in - got_in)}")
    return told


@pytest.fixture
def short_refusals(monkeypatch) -> None:
    """Three of four knocks are refused: how, is what matters here. The pages that say so have tests of their own."""

    def answer(_request, _template: str, *told, status: int = 0, **_more) -> HttpResponse:
        return HttpResponse(status=status or told[0])

    monkeypatch.setattr(portal.middleware, "page", answer)
    monkeypatch.setattr(portal.home.views, "_wrong", answer)


@pytest.fixture
def short_log() -> Iterator[None]:
    """Nobody reads the lines of these knocks: none are written but those of faults."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.django_db
@pytest.mark.parametrize("stage", stages_of([*ROWS, *API_ROWS]))
@pytest.mark.usefixtures("short_refusals", "short_log")
def test_who_gets_in_and_reads_what(stage):
    world = STAGES[stage]()
    watch = Watch(stage, world)

    if stage in AT_DOORS:
        assert {name: standing(user, world.owner) for name, user in world.people.items()} == people_of(stage)
    assert wrong(ROWS, stage, lambda row: {role for role in world.people if knock(row, world, role, watch)}) == []
    assert watch.wrong("persons") == []

    watch = Watch(stage, world)
    assert wrong(API_ROWS, stage, lambda row: programs_let_in(row, world, watch)) == []
    assert watch.wrong("programs") == []


def programs_let_in(row: ApiRow, world: World, watch: Watch) -> set[str]:
    """The kinds of programs that get in at an operation."""
    with undone():
        knocking = programs(world.owner, row.scope, world.own)
        return {name for name, program in knocking.items() if call(row, world, program, watch, name)}


def test_every_door_has_a_row():
    of_the_api = {name for name, view in our_views().items() if hasattr(view, "cls")}
    assert {row.door for row in ROWS} | public_doors() == set(our_views()) - of_the_api


@pytest.mark.django_db
def test_every_operation_of_the_api_has_a_row_with_its_scope():
    assert {(row.operation, row.scope) for row in API_ROWS} == set(described_operations().items())


def test_every_value_is_looked_for_where_somebody_knocks():
    """Where there are operations the proof says which programs read it, if only that none does."""
    at_doors, at_operations = set(AT_DOORS), {row.stage for row in API_ROWS}
    told = [proof for each in page()["fields"].values() for proof in each["proofs"]]
    stages = {proof["stage"] for proof in told}
    assert stages <= at_doors
    assert {proof["stage"] for proof in told if "programs" in proof} == stages & at_operations
    assert any(proof.programs for proof in proofs())


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ('{"face_won":500000000,"currency":"KRW"}', True),
        ("[1,500000000,2]", True),
        ('{"value":"500000000.00"}', True),
        ("<td>500,000,000</td>", True),
        ("500,000,000원, 500.", True),
        ("1500000000 5000000001 1,500,000,000 500,000,000,000 500000000.05 0.500000000", False),
    ],
)
def test_a_watch_sees_an_amount_wherever_it_stands_and_no_part_of_another(answer, found):
    assert bool(Watch.pattern("500000000").search(answer)) is found


def test_the_page_for_people_is_up_to_date():
    call_command("access_table", "--check")
