"""A task from the idea to its completion: who, when, what is kept."""

import pytest

from sharedgrowth.benefit.states import TaskState
from sharedgrowth.benefit.tests import factories as made

pytestmark = pytest.mark.django_db


def test_a_task_goes_from_the_idea_to_its_completion():
    task = made.task(TaskState.COMPLETED)

    assert task.state == TaskState.COMPLETED
    agreement = task.agreement
    agreement.refresh_from_db()
    assert agreement.signed_at is not None
    assert agreement.baseline.state == "agreed"
    assert agreement.right.company == task.suppliers.get().company
