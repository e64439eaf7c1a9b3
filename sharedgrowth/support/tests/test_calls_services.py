"""Calls and applications as other tests take them."""

import pytest

from portal.clock import db_now
from sharedgrowth.support.queries.calls import open_calls
from sharedgrowth.support.states import ApplicationState
from sharedgrowth.support.tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ApplicationState.values)
def test_an_application_in_every_state(state):
    made = factories.applied(state=state)

    assert made.state == state
    assert made.facts["trading"] is False
    assert list(open_calls(db_now())) == [made.call]
