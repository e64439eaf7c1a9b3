"""Screening, the request for more, reviewers and their points, the joint investigation, the committee."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from portal.audit.models import AuditEntry
from portal.calendar import BUSINESS, open_days_between
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.tests.factories import FileFactory
from portal.tests.factories import staff, supplier
from purchasing.esg.services import note_help
from sharedgrowth.support.models import InfoRequest, Review, StageClock
from sharedgrowth.support.queries import review as queries
from sharedgrowth.support.queries import screening as finding
from sharedgrowth.support.services import review, screening
from sharedgrowth.support.states import ApplicationState, ReviewState, Stage
from sharedgrowth.support.tests import factories, review_stage

pytestmark = pytest.mark.django_db
A = ApplicationState


@pytest.fixture
def officer():
    return staff("SG")


# Screening -----------------------------------------------------------------------------------------------------------
def test_an_application_is_taken_up_and_its_clock_runs_from_the_day_it_was_sent(officer):
    application = factories.applied()

    screening.take_up(application, by=officer)

    application.refresh_from_db()
    assert (application.state, application.officer) == (A.SCREENING, officer)
    clock = application.clocks.get()
    assert (clock.stage, clock.started_on, clock.promised_days) == (Stage.SCREEN, today(), 10)


def test_more_is_asked_for_answered_with_papers_and_the_waiting_days_do_not_count(officer):
    application = review_stage.screening_of(review_stage.plain(), officer)

    asked = screening.ask_for_more(application, "전력 사용량 12개월을 붙여 주십시오.", by=officer)
    assert application.state == A.NEED_INFO
    InfoRequest.objects.filter(pk=asked.pk).update(asked_at=asked.asked_at - timedelta(days=14))
    before = application.clocks.get().due_on
    paper = FileFactory(company=application.company)
    writer = factories.person(application.company, "SA")
    screening.answer_request(asked, "붙였습니다.", files=[paper], by=writer)

    asked.refresh_from_db()
    application.refresh_from_db()
    assert (application.state, asked.answer, asked.answered_by) == (A.SCREENING, "붙였습니다.", writer)
    clock = application.clocks.get()
    assert clock.paused == open_days_between(today() - timedelta(days=14), today(), BUSINESS)
    assert clock.due_on > before
    assert application.sheets.count() == 2  # what the company changed meanwhile is signed anew
    with pytest.raises(WrongState):
        screening.answer_request(asked, "한 번 더", by=writer)


def test_a_request_is_answered_by_the_applicant_alone_and_with_its_own_files(officer):
    application = review_stage.screening_of(review_stage.plain(), officer)
    asked = screening.ask_for_more(application, "도면", by=officer)

    with pytest.raises(NotAllowed):
        screening.answer_request(asked, "…", by=supplier("SA"))
    with pytest.raises(NotAllowed):
        screening.answer_request(asked, "…", by=officer)
    writer = factories.person(application.company, "SA")
    with pytest.raises(RuleBroken) as refusal:
        screening.answer_request(asked, "붙임", files=[FileFactory()], by=writer)
    assert refusal.value.field == "files"


def test_without_an_answer_the_screening_goes_on_after_the_days(officer):
    application = review_stage.screening_of(factories.applied(), officer)
    asked = screening.ask_for_more(application, "도면", by=officer)

    assert screening.close_unanswered(asked) is None  # not yet
    InfoRequest.objects.filter(pk=asked.pk).update(due_on=today() - timedelta(days=1))
    assert list(finding.requests_over(today())) == [asked]
    screening.close_unanswered(asked)

    application.refresh_from_db()
    asked.refresh_from_db()
    assert application.state == A.SCREENING
    assert asked.lapsed_at is not None
    assert AuditEntry.objects.filter(what="support.application.answer", by=None).count() == 1


def test_a_rejection_tells_its_reason_and_other_programmes(officer):
    application = review_stage.screening_of(factories.applied(), officer)

    with pytest.raises(RuleBroken) as refusal:
        screening.reject_application(application, "  ", by=officer)
    assert refusal.value.field == "reason"
    screening.reject_application(application, "사업 범위가 아닙니다.", by=officer)

    application.refresh_from_db()
    assert (application.state, application.reason) == (A.REJECTED, "사업 범위가 아닙니다.")
    assert StageClock.objects.filter(application=application, ended_on=None).count() == 0
    alternatives = finding.alternatives_for(application)
    assert alternatives
    assert all(each.programme.slug != "smart_factory" for each in alternatives)


def test_officers_alone_screen_and_none_with_a_tie(officer):
    application = factories.applied()
    note_help(officer, application.company, last_on=today())

    for other in (staff("PO"), staff("AP"), staff("FM"), supplier("SA"), factories.person(application.company, "SA")):
        with pytest.raises(NotAllowed):
            screening.take_up(application, by=other)
    with pytest.raises(NotAllowed, match="SOD-11"):
        screening.take_up(application, by=officer)


# Reviewers -----------------------------------------------------------------------------------------------------------
def test_who_advises_belongs_to_pays_or_already_reviews_is_not_asked(officer):
    application = review_stage.in_review(factories.applied(), officer)
    consultant, member, payer, friend = staff("CN"), staff("EV"), staff("SG", "FM"), staff("EV")
    note_help(consultant, application.company, last_on=today())
    member.memberships.create(company=application.company)

    for person in (consultant, member, payer, staff("PO"), factories.person(application.company, "SA")):
        with pytest.raises(RuleBroken) as refusal:
            review.assign_reviewer(application, person, by=officer)
        assert refusal.value.field == "reviewer"
    review.assign_reviewer(application, friend, by=officer)
    with pytest.raises(RuleBroken):
        review.assign_reviewer(application, friend, by=officer)
    offered = set(queries.reviewers_for(application))
    assert not offered & {consultant, member, payer, friend}


def test_points_are_hidden_until_the_own_are_locked(officer):
    application = review_stage.in_review(factories.applied(), officer)
    first, second = staff("EV"), staff("RQ")
    review_stage.reviewed_by(application, first, 80, by=officer)
    waiting = review.assign_reviewer(application, second, by=officer)

    rows = queries.reviews_of(application)
    hidden = queries.score_of(application, rows, second)
    assert (hidden.hidden, hidden.mean, hidden.by_code) == (True, None, {})
    assert queries.score_of(application, rows, officer).hidden  # nobody who steers leans on who still scores
    assert queries.score_of(application, rows, first).mean == Decimal("80.00")

    review.declare_free(waiting, by=second)
    review.save_points(waiting, review_stage.points(application.call, 70), "근거", by=second)
    review.lock_review(waiting, by=second)

    seen = queries.score_of(application, queries.reviews_of(application), second)
    assert (seen.mean, seen.median, seen.spread, seen.complete) == (
        Decimal("75.00"),
        Decimal("75.00"),
        Decimal("10.00"),
        True,
    )
    application.refresh_from_db()
    assert application.points == Decimal("75.00")


def test_points_need_the_declaration_lie_within_their_weights_and_stay_once_locked(officer):
    application = review_stage.in_review(factories.applied(), officer)
    reviewer = staff("EV")
    made = review.assign_reviewer(application, reviewer, by=officer)
    given = review_stage.points(application.call, 80)

    with pytest.raises(WrongState):
        review.save_points(made, given, "근거", by=reviewer)
    review.declare_free(made, by=reviewer)
    code = next(iter(given))
    with pytest.raises(RuleBroken) as refusal:
        review.save_points(made, {code: Decimal(101)}, "근거", by=reviewer)
    assert refusal.value.field == code
    review.save_points(made, {code: given[code]}, "", by=reviewer)
    with pytest.raises(RuleBroken):
        review.lock_review(made, by=reviewer)
    review.save_points(made, given, "", by=reviewer)
    with pytest.raises(RuleBroken) as refusal:
        review.lock_review(made, by=reviewer)
    assert refusal.value.field == "comment"
    with pytest.raises(NotAllowed):
        review.save_points(made, given, "근거", by=officer)
    review.save_points(made, given, "근거", by=reviewer)
    review.lock_review(made, by=reviewer)
    with pytest.raises(WrongState):
        review.save_points(made, given, "다른 근거", by=reviewer)
    with pytest.raises(IntegrityError):
        Review.objects.filter(pk=made.pk).update(total=Decimal(99))


def test_a_tie_found_late_abstains_and_keeps_the_person_away(officer):
    application = review_stage.in_review(factories.applied(), officer)
    reviewer = staff("EV")
    made = review.assign_reviewer(application, reviewer, by=officer)

    review.abstain(made, "동생이 이 회사에 다닙니다.", tied=True, by=reviewer)

    made.refresh_from_db()
    assert (made.state, made.abstained) == (ReviewState.ABSTAINED, "동생이 이 회사에 다닙니다.")
    assert finding.tie_of(reviewer, application.company) == "related"
    assert reviewer not in queries.reviewers_for(application)
    assert not finding.applications_read_by(reviewer).exists()


def test_a_tie_entered_after_the_assignment_stops_the_lock(officer):
    application = review_stage.in_review(factories.applied(), officer)
    reviewer = staff("CN")
    made = review.assign_reviewer(application, reviewer, by=officer)
    review.declare_free(made, by=reviewer)
    review.save_points(made, review_stage.points(application.call, 80), "근거", by=reviewer)
    note_help(reviewer, application.company, last_on=today())

    with pytest.raises(NotAllowed, match="SOD-11"):
        review.lock_review(made, by=reviewer)


def test_reviewers_far_apart_call_for_a_second_look_of_somebody_who_saw_nothing(officer):
    application = review_stage.reviewed(factories.applied(), 90)
    colleague = staff("AP")
    for reader in (officer, colleague):  # one of two is locked, nobody is asked: either may be asked next
        assert queries.score_of(application, queries.reviews_of(application), reader).hidden
    review_stage.reviewed_by(application, staff("EV"), 62)

    application.refresh_from_db()
    assert application.points is None
    told = queries.score_of(application, queries.reviews_of(application), colleague)
    assert (told.second_look, told.hidden, told.mean, told.by_code) == (True, True, None, {})
    with pytest.raises(RuleBroken, match="second look"):
        review.shortlist_application(application, by=officer)
    with pytest.raises(RuleBroken):
        review.assign_reviewer(application, officer, by=officer)
    third = staff("EV")
    made = review.assign_reviewer(application, third, by=officer)
    assert made.second_look
    review.declare_free(made, by=third)
    review.save_points(made, review_stage.points(application.call, 70), "근거", by=third)
    review.lock_review(made, by=third)

    review.shortlist_application(application, by=officer)
    assert (application.state, application.points) == (A.SHORTLISTED, Decimal("74.00"))


@pytest.mark.parametrize(("total", "state"), [(60, A.SHORTLISTED), (59, A.NOT_SELECTED)])
def test_sixty_points_make_the_shortlist(officer, total, state):
    application = review_stage.reviewed(factories.applied(), total, total)

    review.shortlist_by_points(application.call, [application], by=officer)

    application.refresh_from_db()
    assert application.state == state
    if state == A.SHORTLISTED:
        with pytest.raises(WrongState):
            review.fall_short(application, "…", by=officer)


def test_a_batch_is_shared_out_evenly_and_says_where_nobody_is_free(officer):
    call = factories.call()
    applications = [review_stage.in_review(factories.applied(call), officer) for _ in range(3)]
    people = [staff("EV"), staff("EV"), staff("EV")]
    note_help(people[0], applications[0].company, last_on=today())
    note_help(people[1], applications[0].company, last_on=today())

    made, refused = review.share_out(applications, people, by=officer)

    assert (made, len(refused)) == (5, 1)
    assert applications[0].number in refused[0]
    loads = sorted(Review.objects.filter(reviewer=person).count() for person in people)
    assert loads[-1] - loads[0] <= 1
