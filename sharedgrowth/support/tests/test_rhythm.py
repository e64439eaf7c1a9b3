"""A consultant at least one day a week, where a programme promises it (domain 7.3)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.support.models import Project, Visit
from sharedgrowth.support.queries.visits import rhythm_of, unvisited_projects
from sharedgrowth.support.services.projects import hold_project, resume_project
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.tests import project_stage as made
from sharedgrowth.support.tests.factories import person

pytestmark = pytest.mark.django_db
P = ProjectState


@pytest.fixture
def expert():
    return made.expert()


@pytest.fixture
def project(expert) -> Project:
    """QSS, three weeks and two days old, visited in its first week."""
    found = made.project(state=P.IN_PROGRESS, programme="qss")
    made.assigned(found, expert)
    visit = made.reported(made.cleared(made.planned_visit(found, expert)))
    begins_on = today() - timedelta(days=23)
    Visit.objects.filter(pk=visit.pk).update(visited_on=begins_on + timedelta(days=3))
    Project.objects.filter(pk=found.pk).update(begins_on=begins_on, ends_on=None)
    found.refresh_from_db()
    return found


def test_weeks_without_a_visit_are_named_on_the_page(project, client):
    rhythm = rhythm_of(project, today())
    assert (rhythm.weeks, rhythm.visited) == (3, 1)
    assert rhythm.lacking == [project.begins_on + timedelta(days=7), project.begins_on + timedelta(days=14)]

    for user in (project.officer, person(project.company, "SA")):
        sign_in(client, user)
        page = client.get(reverse("support:project-detail", args=[project.number]), headers={"Accept-Language": "en"})
        assert "A visit in 1 of 3 weeks so far; one day a week is promised." in page.content.decode()
        assert page.content.decode().count("None in the week from") == 1


def test_officer_and_consultant_are_told_and_nobody_else(project, expert, client):
    other = made.expert()
    assert list(unvisited_projects(project.officer, today())) == [project]
    assert list(unvisited_projects(expert.user, today())) == [project]
    assert list(unvisited_projects(other.user, today())) == []

    sign_in(client, expert.user)
    page = client.get(reverse("home:dashboard"), headers={"Accept-Language": "en"}).content.decode()
    assert f"No visit for a week: {project.number}" in page
    assert "One day a week is promised." in page


def test_a_visit_of_the_last_seven_days_is_enough(project):
    Visit.objects.filter(project=project).update(visited_on=today() - timedelta(days=6))
    assert list(unvisited_projects(project.officer, today())) == []
    assert rhythm_of(project, today()).lacking == [project.begins_on, project.begins_on + timedelta(days=7)]


def test_nothing_is_promised_before_the_work_after_it_or_elsewhere(project):
    officer = project.officer
    ended = project.begins_on + timedelta(days=13)
    Project.objects.filter(pk=project.pk).update(ends_on=ended)
    project.refresh_from_db()
    assert rhythm_of(project, today()).weeks == 2, "weeks after the end count for nothing"
    assert list(unvisited_projects(officer, today())) == []

    other = made.project(state=P.IN_PROGRESS, programme="smart_factory", officer=officer)
    Project.objects.filter(pk=other.pk).update(begins_on=project.begins_on, ends_on=None)
    other.refresh_from_db()
    assert rhythm_of(other, today()) is None
    assert list(unvisited_projects(officer, today())) == []
    assert rhythm_of(made.project(programme="qss"), today()) is None, "not signed yet"


def test_a_week_on_hold_lacks_nothing_and_the_week_after_it_is_given(project):
    later = today() + timedelta(days=7)
    assert (rhythm_of(project, later).weeks, len(rhythm_of(project, later).lacking)) == (4, 3)
    hold_project(project, reason="설비 이전", until=later, by=project.officer)
    project.refresh_from_db()
    assert (rhythm_of(project, later).weeks, len(rhythm_of(project, later).lacking)) == (3, 2)
    resume_project(project, by=project.officer)
    project.refresh_from_db()
    assert (rhythm_of(project, later).weeks, len(rhythm_of(project, later).lacking)) == (3, 2)
    assert list(unvisited_projects(project.officer, today())) == []
    assert list(unvisited_projects(project.officer, later)) == [project]


def test_the_first_week_lacks_nothing():
    new = made.project(state=P.IN_PROGRESS, programme="qss")
    Project.objects.filter(pk=new.pk).update(begins_on=today() - timedelta(days=6))
    new.refresh_from_db()
    assert rhythm_of(new, today()).weeks == 0
    assert list(unvisited_projects(staff("SG"), today())) == []
