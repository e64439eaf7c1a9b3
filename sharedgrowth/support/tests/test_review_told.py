"""Who is told of what in reviews and selections, and what closes by itself."""

from datetime import timedelta

import pytest

from portal.clock import today
from portal.notices.models import Notice
from portal.people.models import Membership
from portal.tests.factories import staff
from sharedgrowth.support.handlers import review as handlers
from sharedgrowth.support.models import Application, InfoRequest, StageClock
from sharedgrowth.support.services import applications as applying
from sharedgrowth.support.services import review, screening, selection
from sharedgrowth.support.states import ApplicationState
from sharedgrowth.support.tests import factories, review_stage

pytestmark = pytest.mark.django_db
A = ApplicationState


def kinds_of(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_requests_close_by_themselves_and_late_stages_are_told_once():
    officer = staff("SG")
    application = review_stage.screening_of(factories.applied(), officer)
    late = review_stage.screening_of(factories.applied(), officer)
    asked = screening.ask_for_more(application, "도면", by=officer)
    yesterday = today() - timedelta(days=1)
    InfoRequest.objects.filter(pk=asked.pk).update(due_on=yesterday)
    StageClock.objects.filter(application=late).update(due_on=yesterday)
    own = factories.person(application.company, "SA")

    for _ in range(2):
        handlers.close_requests_that_are_over()
        handlers.tell_of_late_stages()
        factories.hear()

    application.refresh_from_db()
    assert application.state == A.SCREENING
    assert kinds_of(own) == ["support.asked_for_more", "support.more_unanswered_own"]
    assert sorted(kinds_of(officer)) == ["support.more_unanswered", "support.stage_late"]


def test_reviewers_officers_and_applicants_are_told():
    officer, first, second = staff("SG"), staff("EV"), staff("EV")
    application = review_stage.in_review(factories.applied(factories.call(officer=officer)), officer)
    made = review.assign_reviewer(application, first, by=officer)
    review.abstain(made, "지인이 있습니다.", by=first)
    for total, person in ((90, second), (60, staff("RQ"))):
        review_stage.reviewed_by(application, person, total, by=officer)
    factories.hear()

    assert kinds_of(first) == ["support.review_asked"]
    assert kinds_of(second) == ["support.review_asked"]
    assert kinds_of(officer) == ["support.review_abstained", "support.second_look"]


def test_everybody_of_a_selection_is_told_and_so_is_who_moves_up():
    officer = staff("SG")
    call = review_stage.closed_call(places=1, officer=officer)
    one, two, three = (review_stage.ranked(call, trading=True, total=90 - at) for at in range(3))
    selection.select_applications(call, [one], waitlist=[two], declined={three.pk: "자리가 없습니다."}, by=officer)
    factories.hear()
    people = [factories.person(each.company, "SA") for each in (one, two, three)]
    outcomes = {"support.selected", "support.waitlisted", "support.declined"}
    told = [[kind for kind in kinds_of(each) if kind in outcomes] for each in people]
    assert told == [["support.selected"], ["support.waitlisted"], ["support.declined"]]

    applying.withdraw_application(one, reason="투자를 미룹니다.", by=people[0])
    factories.hear()

    two.refresh_from_db()
    assert two.state == A.SELECTED
    assert "support.selected" in kinds_of(people[1])
    assert "support.moved_up" in kinds_of(officer)


def test_when_who_selected_has_left_the_place_is_filled_all_the_same():
    officer = staff("SG")
    call = review_stage.closed_call(places=1, officer=staff("SG"))
    one, two = (review_stage.ranked(call, trading=True, total=90 - at) for at in range(2))
    selection.select_applications(call, [one], waitlist=[two], by=officer)
    Membership.objects.filter(user=officer).update(state="disabled")

    applying.withdraw_application(one, reason="투자를 미룹니다.", by=factories.person(one.company, "SA"))
    factories.hear()

    assert Application.objects.get(pk=two.pk).state == A.SELECTED


def test_a_call_that_always_takes_applications_selects_at_any_time():
    call = factories.call("qss", closes_at=None, places=3, nontrading_target=None)
    one = review_stage.ranked(call, trading=True)

    selection.select_applications(call, [one], by=staff("SG"))

    one.refresh_from_db()
    call.refresh_from_db()
    assert (one.state, call.state) == (A.SELECTED, "published")
