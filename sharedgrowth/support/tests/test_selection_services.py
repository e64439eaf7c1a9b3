"""Selections: places, budget, the balance of PI-04, the waitlist, and fifty at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.tests.factories import staff
from purchasing.esg.services import note_help
from sharedgrowth.funds.models import BudgetLine, BudgetYear, Commitment, Fund
from sharedgrowth.funds.states import FundState
from sharedgrowth.support.models import Application, Project, Selection
from sharedgrowth.support.queries import selection as queries
from sharedgrowth.support.rules.selection import Candidate, is_balanced, proposed
from sharedgrowth.support.services import applications as applying
from sharedgrowth.support.services import selection as services
from sharedgrowth.support.services.projects import terminate_project
from sharedgrowth.support.states import ApplicationState, CallState, ProjectState
from sharedgrowth.support.tests import factories, review_stage

A = ApplicationState
db = pytest.mark.django_db
races = pytest.mark.django_db(transaction=True)


def budget(amount: int, programme: str = "smart_factory") -> BudgetLine:
    """A line of an open fund."""
    day = today()
    fund = Fund.objects.create(
        code=f"FUND-{amount}",
        name_ko="시험 기금",
        name_en="Trial fund",
        state=FundState.OPEN,
        total=Decimal(amount),
        begins_on=day - timedelta(days=30),
        ends_on=day + timedelta(days=700),
    )
    year = BudgetYear.objects.create(fund=fund, year=day.year, amount=amount)
    return BudgetLine.objects.create(year=year, programme=programme, allocated=amount)


# The proposal: pure --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("order", "places", "wanted"),
    [
        pytest.param("TTTTTTNNNNN", 10, 5, id="the-short-group-is-filled-by-its-best"),
        pytest.param("NNNNNNTTTTT", 10, 5, id="the-other-way-round"),
        pytest.param("TNTNTNTNTN", 10, 5, id="already-balanced"),
        pytest.param("TTTTTTTTTN", 10, 1, id="not-enough-of-one-group"),
        pytest.param("TTN", 2, 1, id="two-places"),
        pytest.param("TTTT", 1, 0, id="one-place-either-way"),
        pytest.param("", 5, 0, id="nobody"),
    ],
)
def test_the_balance_takes_the_best_remaining_of_the_short_group(order, places, wanted):
    rows = [Candidate(at, trading=letter == "T") for at, letter in enumerate(order)]

    pick = proposed(rows, places=places, target=Decimal("0.5"))

    assert sum(not rows[key].trading for key in pick.selected) == wanted
    assert len(pick.selected) == min(places, len(rows))
    for trading in (True, False):  # within a group nobody is passed over
        group = [row.key for row in rows if row.trading == trading]
        taken = [key for key in pick.selected if rows[key].trading == trading]
        assert taken == group[: len(taken)]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(
    rows=st.lists(st.tuples(st.booleans(), st.integers(0, 50)), max_size=25),
    places=st.integers(0, 12),
    available=st.one_of(st.none(), st.integers(0, 300)),
    target=st.sampled_from([None, Decimal("0.5")]),
    taken=st.integers(0, 6),
)
def test_a_proposal_never_exceeds_places_or_budget_and_says_when_it_is_out_of_balance(
    rows, places, available, target, taken
):
    candidates = [Candidate(at, trading, Decimal(won)) for at, (trading, won) in enumerate(rows)]
    before = taken // 2

    pick = proposed(
        candidates,
        places=places,
        available=None if available is None else Decimal(available),
        target=target,
        taken=taken,
        taken_nontrading=before,
    )

    assert len(pick.selected) <= places
    spent = sum(candidates[key].won for key in pick.selected)
    assert available is None or spent <= available
    nontrading = before + sum(not candidates[key].trading for key in pick.selected)
    count = taken + len(pick.selected)
    assert pick.balanced == is_balanced(nontrading, count, target=target, band=Decimal("0.05"))
    assert not set(pick.selected) & set(pick.too_costly)


# One selection -------------------------------------------------------------------------------------------------------
@db
def test_a_selection_takes_commits_opens_projects_and_tells_everybody():
    officer = staff("SG")
    call = review_stage.closed_call(places=2, budget_line=budget(100_000_000), nontrading_target=Decimal("0.5"))
    first = review_stage.ranked(call, trading=True, total=90)
    second = review_stage.ranked(call, trading=True, total=85)
    third = review_stage.ranked(call, trading=False, total=70)
    last = review_stage.ranked(call, trading=False, total=65)

    board = queries.board_of(call)
    assert [row.choice for row in board.rows] == ["select", "waitlist", "select", "waitlist"]
    assert board.proposed_won == 60_000_000
    made = services.select_applications(
        call, [first, third], waitlist=[second], declined={last.pk: "자리가 없습니다."}, by=officer
    )

    states = {each.number: each.state for each in Application.objects.filter(call=call)}
    assert states == {
        first.number: A.SELECTED,
        third.number: A.SELECTED,
        second.number: A.WAITLISTED,
        last.number: A.NOT_SELECTED,
    }
    assert (made.nontrading_share, made.committed, made.waiver) == (Decimal("0.500000"), 60_000_000, "")
    assert [row["number"] for row in made.selected] == [first.number, third.number]
    project = Project.objects.get(application=first)
    assert (project.state, project.anchor_won, project.commitment.amount) == (
        ProjectState.AGREEMENT,
        30_000_000,
        30_000_000,
    )
    assert project.commitment.requested_by == officer
    line = BudgetLine.objects.get(pk=call.budget_line_id)
    assert (line.committed, line.available) == (60_000_000, 40_000_000)
    call.refresh_from_db()
    assert call.state == CallState.DECIDED


@db
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("places", "places are left"),
        ("budget", "budget line"),
        ("balance", "non-trading"),
        ("open", "after the call has closed"),
        ("state", "cannot be selected now"),
        ("eligible", "no longer eligible"),
        ("nobody", "Choose somebody"),
        ("twice", "one decision"),
    ],
)
def test_what_a_selection_refuses(change, message):
    fields = {"places": 1 if change == "places" else 5}
    if change == "budget":
        fields["budget_line"] = budget(59_999_999)
    if change == "open":
        fields["state"] = CallState.PUBLISHED
    call = review_stage.closed_call(**fields)
    chosen = [review_stage.ranked(call, trading=change != "balance" and at == 0) for at in range(2)]
    if change == "state":
        Application.objects.filter(pk=chosen[0].pk).update(state=A.COMMITTEE)
    if change == "eligible":
        chosen[0].company.certificates.update(state="revoked")
    if change == "nobody":
        chosen = []
    if change == "twice":
        chosen = [chosen[0], chosen[0]]

    with pytest.raises(RuleBroken, match=message):
        services.select_applications(call, chosen, by=staff("SG"))

    assert not Selection.objects.exists()
    assert not Commitment.objects.exists()
    assert not Application.objects.filter(state=A.SELECTED).exists()


@db
def test_out_of_balance_a_waiver_is_recorded():
    call = review_stage.closed_call(places=5)
    chosen = [review_stage.ranked(call, trading=True) for _ in range(4)]

    with pytest.raises(RuleBroken) as refusal:
        services.select_applications(call, chosen, by=staff("SG"))
    assert refusal.value.field == "waiver"
    made = services.select_applications(call, chosen, waiver="비거래 기업 신청이 없었습니다.", by=staff("SG"))

    assert (made.nontrading_share, made.waiver) == (0, "비거래 기업 신청이 없었습니다.")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE support_selection SET waiver = '' WHERE id = %s", [made.pk])


@db
def test_who_pays_who_is_tied_and_who_is_no_officer_does_not_select():
    call = review_stage.closed_call()
    one = review_stage.ranked(call, trading=True)
    tied = staff("SG")
    note_help(tied, one.company, last_on=today())

    for person in (staff("SG", "FM"), staff("SG", "FI"), staff("AP"), staff("FM"), tied):
        with pytest.raises(NotAllowed):
            services.select_applications(call, [one], by=person)


@db
def test_a_withdrawal_of_a_selected_one_moves_the_waitlist_up_within_the_balance():
    officer = staff("SG")
    call = review_stage.closed_call(places=2, budget_line=budget(100_000_000))
    stays = review_stage.ranked(call, trading=True, total=90)
    goes = review_stage.ranked(call, trading=False, total=80)
    trading = review_stage.ranked(call, trading=True, total=78)
    nontrading = review_stage.ranked(call, trading=False, total=60)
    services.select_applications(call, [stays, goes], waitlist=[trading, nontrading], by=officer)

    applying.withdraw_application(goes, reason="투자를 미룹니다.", by=factories.person(goes.company, "SA"))
    factories.hear()

    states = {each.pk: each.state for each in Application.objects.filter(call=call)}
    assert states == {
        stays.pk: A.SELECTED,
        goes.pk: A.WITHDRAWN,
        trading.pk: A.WAITLISTED,
        nontrading.pk: A.SELECTED,
    }
    assert Project.objects.get(application=goes).state == ProjectState.TERMINATED
    moved = call.selections.get(moved_up=True)
    assert moved.decided_by == officer
    line = BudgetLine.objects.get(pk=call.budget_line_id)
    assert line.available == 40_000_000
    services.move_up(call)
    assert call.selections.count() == 2


@db
def test_after_the_agreement_a_place_is_not_given_back_and_never_given_twice():
    call = review_stage.closed_call(places=1)
    one, waits = review_stage.ranked(call, trading=True, total=90), review_stage.ranked(call, trading=True, total=80)
    services.select_applications(call, [one], waitlist=[waits], by=staff("SG"))
    Project.objects.filter(application=one).update(state=ProjectState.DIAGNOSIS)

    with pytest.raises(WrongState, match="agreement is signed"):
        applying.withdraw_application(one, reason="투자를 미룹니다.", by=factories.person(one.company, "SA"))

    factories.hear()
    assert set(Application.objects.filter(call=call).values_list("pk", "state")) == {
        (one.pk, A.SELECTED),
        (waits.pk, A.WAITLISTED),
    }


@db
@pytest.mark.parametrize("who", ["the officer ends it", "the company withdraws and the officer has left"])
def test_a_place_given_up_before_the_agreement_goes_to_the_next(who):
    officer = staff("SG")
    call = review_stage.closed_call(places=1, budget_line=budget(30_000_000))
    one, waits = review_stage.ranked(call, trading=True, total=90), review_stage.ranked(call, trading=True, total=80)
    services.select_applications(call, [one], waitlist=[waits], by=officer)
    project = Project.objects.get(application=one)

    if who == "the officer ends it":
        terminate_project(project, reason="서명하지 않습니다.", by=officer)
    else:
        Project.objects.filter(pk=project.pk).update(officer=None)
        applying.withdraw_application(one, reason="투자를 미룹니다.", by=factories.person(one.company, "SA"))
    factories.hear()

    one.refresh_from_db()
    project.refresh_from_db()
    waits.refresh_from_db()
    assert one.state == (A.NOT_SELECTED if who == "the officer ends it" else A.WITHDRAWN)
    assert (project.state, waits.state) == (ProjectState.TERMINATED, A.SELECTED)
    assert Commitment.objects.filter(line=call.budget_line, state="requested").count() == 1


@db
def test_the_end_of_the_waitlist_is_told_with_its_reason():
    call = review_stage.closed_call(places=1)
    one, two = review_stage.ranked(call, trading=True, total=90), review_stage.ranked(call, trading=True, total=80)
    services.select_applications(call, [one], waitlist=[two], by=staff("SG"))

    tied = staff("SG")
    note_help(tied, two.company, last_on=today())
    with pytest.raises(NotAllowed):
        services.end_waitlist(call, "협약을 모두 맺었습니다.", by=tied)
    assert services.end_waitlist(call, "협약을 모두 맺었습니다.", by=staff("SG")) == 1

    two.refresh_from_db()
    assert (two.state, two.reason) == (A.NOT_SELECTED, "협약을 모두 맺었습니다.")


@db
def test_a_call_without_a_decision_for_everybody_is_not_decided():
    call = review_stage.closed_call()
    review_stage.ranked(call, trading=True)

    with pytest.raises(WrongState):
        services.decide_call(call, by=staff("SG"))


# Fifty at once -------------------------------------------------------------------------------------------------------
def _all_at_once(call, applications, officers) -> list[str]:
    def select(at: int) -> str:
        try:
            services.select_applications(call, [applications[at]], waiver="동시 선정", by=officers[at % len(officers)])
        except RuleBroken as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "selected"

    with ThreadPoolExecutor(max_workers=len(applications)) as pool:
        return list(pool.map(select, range(len(applications))))


@races
def test_fifty_at_once_for_ten_places_overbook_none():
    call = review_stage.closed_call(places=10)
    applications = [review_stage.ranked(call, trading=at % 2 == 0) for at in range(50)]
    officers = [staff("SG") for _ in range(5)]

    told = _all_at_once(call, applications, officers)

    assert told.count("selected") == 10
    assert Application.objects.filter(call=call, state=A.SELECTED).count() == 10
    assert Project.objects.filter(application__call=call).count() == 10
    assert call.selections.order_by("-seq").first().taken_after == 10


@races
def test_two_calls_of_a_programme_at_once_take_a_company_once():
    company = factories.sme()
    ranked = [review_stage.ranked(review_stage.closed_call(), trading=True, company=company) for _ in range(2)]
    officers = [staff("SG"), staff("SG")]

    def select(at: int) -> str:
        try:
            services.select_applications(ranked[at].call, [ranked[at]], waiver="동시 선정", by=officers[at])
        except RuleBroken as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "selected"

    with ThreadPoolExecutor(max_workers=2) as pool:
        told = list(pool.map(select, range(2)))

    assert told.count("selected") == 1
    assert Application.objects.filter(company=company, state=A.SELECTED).count() == 1


@races
def test_fifty_at_once_for_a_budget_of_one_million_overbook_nothing():
    call = review_stage.closed_call(places=50, budget_line=budget(1_000_000))
    applications = [review_stage.ranked(call, trading=at % 2 == 0, cost=1_000_000) for at in range(50)]
    officers = [staff("SG") for _ in range(5)]

    told = _all_at_once(call, applications, officers)

    line = BudgetLine.objects.get(pk=call.budget_line_id)
    assert told.count("selected") == 3  # each takes 300,000
    assert (line.committed, line.available) == (900_000, 100_000)
    assert Application.objects.filter(call=call, state=A.SELECTED).count() == 3
    assert Commitment.objects.filter(line=line).count() == 3
