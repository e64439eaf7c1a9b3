"""Experts: no day is promised twice, releases by the unit, the wall between advice and tenders."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken
from portal.people.models import Membership
from portal.periods import months_after
from portal.tests.factories import staff
from purchasing.bidding.policies.tenders import may_evaluate
from purchasing.bidding.queries import is_tied, is_walled
from purchasing.bidding.services import close_tender
from purchasing.bidding.tests import factories as bidding
from purchasing.esg.queries.review import is_kept_away
from sharedgrowth.support.models import CostAccess, ExpertMonth
from sharedgrowth.support.queries.experts import advises, calendar_of, deciding_in
from sharedgrowth.support.services import experts
from sharedgrowth.support.states import ApplicationState, ProjectState
from sharedgrowth.support.tests import project_stage as made
from sharedgrowth.support.tests.factories import applied, call

pytestmark = pytest.mark.django_db
NEXT = 1  # months from now: a month without absences and holidays of today


def month(places: int = NEXT) -> date:
    return months_after(today().replace(day=1), places)


def ask(project, expert, number, **given):
    told = {"days": {month(): Decimal(number)}, "task": "지도", "by": project.officer} | given
    return experts.ask_expert(project, expert, **told)


def test_days_are_planned_when_asked_and_free_when_not_released():
    project, expert = made.project(state=ProjectState.IN_PROGRESS), made.expert(days=8)
    assignment = ask(project, expert, 5)

    assert calendar_of([expert], month(), 1)[expert.pk][0].free == 3
    with pytest.raises(NotAllowed, match="head of the expert's unit"):
        experts.release_expert(assignment, by=project.officer)
    experts.refuse_expert(assignment, reason="정기 수리 기간입니다.", by=expert.head)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.reason) == ("refused", "정기 수리 기간입니다.")
    assert calendar_of([expert], month(), 1)[expert.pk][0].free == 8


def test_more_days_than_there_are_is_refused():
    expert = made.expert(days=4)
    ask(made.project(state=ProjectState.IN_PROGRESS), expert, 3)

    with pytest.raises(RuleBroken, match="1.0 days left") as refusal:
        ask(made.project(state=ProjectState.IN_PROGRESS), expert, 2)

    assert refusal.value.field == "days"
    assert ExpertMonth.objects.get(expert=expert).planned == 3


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_never_overbook_an_expert():
    expert = made.expert(days=10)
    at, officer = call(), staff("SG")
    projects = [made.project(applied(at, state=ApplicationState.SELECTED), officer=officer) for _each in range(50)]

    def reserve(project) -> str:
        try:
            ask(project, expert, 1)
        except RuleBroken:
            return "full"
        finally:
            connection.close()
        return "planned"

    with ThreadPoolExecutor(12) as pool:
        said = list(pool.map(reserve, projects))

    assert (said.count("planned"), said.count("full")) == (10, 40)
    row = ExpertMonth.objects.get(expert=expert, month=month())
    assert (row.planned, row.free) == (10, 0)


def test_absences_take_days_only_where_what_is_planned_still_fits():
    expert = made.expert(days=4)
    project = made.project(state=ProjectState.IN_PROGRESS)
    ask(project, expert, 3)
    first = month() + timedelta(days=3)

    with pytest.raises(RuleBroken, match="planned already"):
        experts.add_absence(expert, begins_on=first, ends_on=first + timedelta(days=10), by=expert.user)
    with pytest.raises(RuleBroken, match="must not lie before"):
        experts.add_absence(expert, begins_on=first, ends_on=first - timedelta(days=1), by=expert.user)
    after = month(3)
    experts.add_absence(expert, begins_on=after, ends_on=after + timedelta(days=40), note="연수", by=expert.user)
    assert calendar_of([expert], after, 1)[expert.pk][0].free == 0
    with pytest.raises(RuleBroken, match="0.0 days left"):
        ask(made.project(state=ProjectState.IN_PROGRESS), expert, 1, days={after: Decimal(1)})


def test_capacity_never_falls_below_what_is_planned():
    expert = made.expert(days=4)
    ask(made.project(state=ProjectState.IN_PROGRESS), expert, 3)

    with pytest.raises(RuleBroken, match="planned or absent already"):
        experts.set_capacity(expert, month(), days=Decimal(2), by=expert.head)
    assert experts.set_capacity(expert, month(), days=Decimal(12), by=expert.head).free == 9


def test_who_belongs_to_the_company_does_not_advise_it():
    project = made.project(state=ProjectState.IN_PROGRESS)
    expert = made.expert()
    Membership.objects.create(user=expert.user, company=project.company)

    with pytest.raises(RuleBroken, match="belongs, or belonged"):
        ask(project, expert, 1)


def helped(company):
    """A project of a company that bids elsewhere."""
    return made.project(applied(call(), company, state=ApplicationState.SELECTED), state=ProjectState.IN_PROGRESS)


def test_an_expert_who_saw_costs_decides_in_no_tender_of_the_company_for_six_months():
    stage = bidding.opened()
    company = stage.bidders[0].company
    project = helped(company)
    expert = made.expert(user=staff("CN", "EV"))
    assert may_evaluate(expert.user, stage.tender)

    made.assigned(project, expert)

    assert is_tied(expert.user, stage.tender)
    assert is_walled(expert.user, stage.tender)
    assert not is_tied(staff("EV"), stage.tender)
    assert "SOD-14" in may_evaluate(expert.user, stage.tender).reason
    assert advises(expert.user, company)
    access = CostAccess.objects.get(person=expert.user)
    assert access.until == months_after(access.on, 6)
    assert is_kept_away(expert.user, company) == "helped"  # SOD-11: no review of it for a year


def test_before_the_closing_nobody_learns_who_bids():
    stage = bidding.published(prices=[90_000_000])
    project = helped(stage.bidders[0].company)
    person = made.assigned(project).expert.user

    assert not is_tied(person, stage.tender)
    assert not is_walled(person, stage.tender)


def test_who_sees_no_costs_may_go_on_deciding():
    project = made.project(state=ProjectState.IN_PROGRESS)
    person = made.assigned(project, sees_costs=False).expert.user

    assert not CostAccess.objects.filter(person=person).exists()


def test_who_decides_in_a_live_tender_of_the_company_is_not_asked_to_see_its_costs():
    stage = bidding.published(prices=[90_000_000, 91_000_000, 92_000_000])
    expert, company = made.expert(user=stage.cast.officer), stage.bidders[0].company
    assert not deciding_in(expert.user, company).exists()  # sealed: nobody knows who bids
    bidding.pass_deadline(stage.tender)
    close_tender(stage.tender)
    project = helped(company)

    with pytest.raises(RuleBroken, match="SGS-03"):
        ask(project, expert, 1)
    assert ask(project, expert, 1, sees_costs=False).state == "asked"
