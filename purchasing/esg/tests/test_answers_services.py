"""Answering an assessment: saved by several people, submitted once, frozen with its receipt."""

import pytest

from purchasing.esg.states import AssessmentState
from purchasing.esg.tests.factories import assessed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", AssessmentState)
def test_an_assessment_of_every_state_can_be_made(state):
    assert assessed(state=state).state == state
