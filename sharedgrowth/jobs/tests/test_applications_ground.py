"""The ground of Youth Dream: rows in every state, and what the database refuses."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from sharedgrowth.jobs.models import Application
from sharedgrowth.jobs.states import ApplicationState, CohortState
from sharedgrowth.jobs.tests.factories import applicant, application, cohort, trainee

pytestmark = pytest.mark.django_db


def test_rows_in_every_state():
    for state in CohortState:
        assert cohort(state).state == state
    in_selection = cohort(CohortState.SELECTING)
    for state in ApplicationState:
        assert application(state, of=in_selection).user is not None
    assert [trainee(state).application.state for state in ("enrolled", "completed", "dropped")] == [
        "enrolled", "completed", "dropped",
    ]  # fmt: skip


def test_the_database_holds_the_moves_and_one_application_of_a_person():
    first = application("submitted", user=applicant())

    with pytest.raises(DatabaseError, match="not an allowed move"), transaction.atomic():
        Application.objects.filter(pk=first.pk).update(state="completed")
    with pytest.raises(IntegrityError, match="jobs_application_once"), transaction.atomic():
        application("draft", of=first.cohort, user=first.user)
    with pytest.raises(IntegrityError, match="jobs_application_of_somebody"), transaction.atomic():
        Application.objects.filter(pk=first.pk).update(user=None)
