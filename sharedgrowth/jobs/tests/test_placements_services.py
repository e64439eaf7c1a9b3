"""Placements: checks, figures, what is forgotten; what trainees see."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.privacy.registry import holdings
from portal.tests.factories import staff
from sharedgrowth.jobs.models import Match, Offer, Placement, RetentionCheck, WishList
from sharedgrowth.jobs.models.terms import enter_terms
from sharedgrowth.jobs.models.vacancies import enter_minimum_wages
from sharedgrowth.jobs.queries.placements import cohort_figures
from sharedgrowth.jobs.queries.vacancies import vacancies_visible_to
from sharedgrowth.jobs.services import interviews, matches, placements
from sharedgrowth.jobs.states import CohortState
from sharedgrowth.jobs.tests import matching_stage as made

pytestmark = pytest.mark.django_db


def heard() -> None:
    while deliver_due():
        continue
    assert list(Event.objects.exclude(last_error="").values_list("name", "last_error")) == []


def told(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=f"jobs.{kind}").values_list("user", flat=True))


def test_firms_are_asked_when_a_check_is_due_and_reminded_once():
    firm = made.firm()
    placement = made.placed(by=firm)
    first = placement.checks.first()
    with pytest.raises(WrongState, match="not due"):
        placements.answer_check(first, answer="employed", by=firm)
    RetentionCheck.objects.filter(months__lte=6).update(due_on=today() - timedelta(days=20))
    assert placements.run_retention_checks(today()) == (3, 0)
    assert placements.run_retention_checks(today()) == (0, 0)
    assert placements.run_retention_checks(today() + timedelta(days=1)) == (0, 3)
    heard()
    assert firm.pk in told("retention_due")
    placements.answer_check(first, answer="employed", by=firm)
    with pytest.raises(WrongState, match="answered already"):
        placements.answer_check(first, answer="left", left_on=today(), by=firm)
    second = placement.checks.get(months=3)
    with pytest.raises(RuleBroken, match="which day"):
        placements.answer_check(second, answer="left", by=firm)
    with pytest.raises(RuleBroken, match="between"):
        placements.answer_check(second, answer="left", left_on=today() + timedelta(days=1), by=firm)
    placements.answer_check(second, answer="left", left_on=today(), by=firm)
    answers = list(placement.checks.values_list("answer", flat=True))
    assert answers == ["employed", "left", "left", "left"]  # who has gone is not asked about again
    assert cohort_figures()[0].retention_pct == 0
    with pytest.raises(NotAllowed):
        placements.answer_check(first, answer="employed", by=made.firm())


def test_after_the_follow_up_a_placement_is_a_figure():
    placement = made.placed()
    counts = placements.make_figure(placement)
    assert counts == {"jobs.placement": 1, "jobs.match": 1, "jobs.offer": 1}
    placement.refresh_from_db()
    assert (placement.match, Match.objects.count(), Offer.objects.count()) == (None, 0, 0)
    assert cohort_figures()[0].placed == 1


def test_everything_of_a_trainee_can_be_forgotten():
    firm = made.firm()
    match = made.consented(by=firm)
    made.invited(match, firm)
    counts = placements.forget(match.trainee)
    assert counts == {"jobs.wish_list": 1, "jobs.rank": 1, "jobs.match": 1, "jobs.interview": 1}
    assert Match.objects.count() == WishList.objects.count() == 0
    heard()  # what was announced of it is heard and tells nothing


def test_trainees_see_open_vacancies_only_while_they_are_matched():
    match = made.suggested()
    hidden = made.draft(made.firm())
    seen = vacancies_visible_to(match.trainee.user)
    assert match.vacancy in seen
    assert hidden not in seen
    of = match.trainee.cohort
    of.state = CohortState.FOLLOW_UP
    type(of).objects.filter(pk=of.pk).update(state="follow_up")
    assert not vacancies_visible_to(match.trainee.user).exists()
    assert not vacancies_visible_to(staff("PO")).exists()
    assert Placement.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_offer_is_accepted_or_taken_back_never_both():
    enter_terms()
    enter_minimum_wages()
    firm = made.firm()
    match = made.consented(by=firm)
    offer, person, start = made.offered(match, firm), match.trainee.user, Barrier(2)

    def act(answer: str) -> str:
        try:
            mine = Offer.objects.select_related("match__trainee__application", "match__vacancy").get(pk=offer.pk)
            start.wait()
            if answer == "accept":
                interviews.accept_offer(mine, by=person)
            else:
                matches.decline(mine.match, reason="", by=person)
        except WrongState:
            return "refused"
        finally:
            connection.close()
        return answer

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(act, ["accept", "decline"]))

    match.refresh_from_db()
    states = (match.state, Offer.objects.get().state)
    assert states in {("accepted", "accepted"), ("declined", "declined")}
    assert ends in (["accept", "refused"], ["refused", "decline"], ["accept", "decline"])


def test_what_matching_keeps_is_shown_to_the_person_and_erased_for_good():
    kept = holdings.get("jobs.matching")
    placement = made.placed()
    person = placement.match.trainee.user
    titles = [str(part.title) for part in kept.sections_of(person)]
    assert titles == ["Lists of vacancies", "Matches with firms", "Employment found here"]
    assert list(kept.due(today())) == []
    last = placement.checks.get(months=12)
    assert list(kept.due(last.due_on)) == []  # the day on which the firm is asked about this person
    assert list(kept.due(last.due_on + timedelta(days=29))) == []
    assert list(kept.due(last.due_on + timedelta(days=30))) == [placement]
    placement.checks.update(answer="employed")
    assert list(kept.due(last.due_on)) == [placement]
    assert kept.erase(person, reason="asked")["jobs.match"] == 1
    assert list(kept.sections_of(person)) == []
    placement.refresh_from_db()
    assert (placement.match, placement.company_id is None) == (None, False)
    assert kept.erase(person, reason="asked") == {}
