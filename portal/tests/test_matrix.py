"""Every role at every door."""

import pytest

from portal.tests import matrix_ground, matrix_stages  # noqa: F401 (they register the stages)
from portal.tests.matrix import STAGES, knock, public_doors, rows
from portal.tests.test_guards import our_views

ROWS = list(rows())


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_gets_in(row):
    world = STAGES[row.stage]()

    got_in = {role for role in world.people if knock(row, world, role)}

    assert got_in == row.let_in


def test_every_door_has_a_row():
    of_the_api = {name for name, view in our_views().items() if hasattr(view, "cls")}
    assert {row.door for row in ROWS} | public_doors() == set(our_views()) - of_the_api
