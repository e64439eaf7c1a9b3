"""Matches from the consent to the job: papers, interviews, offers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.people.models import Company
from portal.privacy.models import Look
from portal.privacy.services import consents, rights
from portal.tests.factories import staff
from sharedgrowth.jobs.models import FirmBlock, Match, Offer, Release, Round
from sharedgrowth.jobs.models.terms import enter_terms
from sharedgrowth.jobs.models.vacancies import enter_minimum_wages
from sharedgrowth.jobs.policies.matching import may_read_reason, may_read_words
from sharedgrowth.jobs.queries import matching as queries
from sharedgrowth.jobs.queries.placements import cohort_figures
from sharedgrowth.jobs.services import interviews, matches, placements, rounds, vacancies
from sharedgrowth.jobs.states import CohortState
from sharedgrowth.jobs.tests import matching_stage as made
from sharedgrowth.jobs.tests.factories import applicant, operator

pytestmark = pytest.mark.django_db


def heard() -> None:
    while deliver_due():
        continue
    assert list(Event.objects.exclude(last_error="").values_list("name", "last_error")) == []


def told(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=f"jobs.{kind}").values_list("user", flat=True))


# Matches --------------------------------------------------------------------------------------------------------------
def test_a_firm_learns_of_a_match_and_reads_papers_only_with_consent():
    firm = made.firm()
    match = made.suggested(by=firm)
    person = match.trainee.user
    assert not queries.matches_visible_to(firm).exists()
    with pytest.raises(RuleBroken, match="Tick the box"):
        matches.consent(match, agreed=False, by=person)
    with pytest.raises(NotAllowed):
        matches.consent(match, agreed=True, by=firm)
    matches.consent(match, agreed=True, by=person)
    match = Match.objects.get(pk=match.pk)
    assert queries.matches_visible_to(firm).get() == match
    papers = matches.read_papers(match, by=firm)
    assert (papers["name"], papers["phone"]) == (match.trainee.application.identity.name, "010-2345-6789")
    look = Look.objects.get()
    assert (look.reader, look.subject, look.about) == (firm, person, match.about)
    assert "name" in look.fields
    for other in (made.firm(), operator(), staff("AU"), staff("AD")):
        with pytest.raises(NotAllowed):
            matches.read_papers(match, by=other)
    Release.objects.update(released_at=db_now() - timedelta(days=31), expires_at=db_now() - timedelta(days=1))
    with pytest.raises(WrongState, match="not released"):
        matches.read_papers(match, by=firm)


def test_a_consent_taken_back_closes_the_papers_at_once():
    firm = made.firm()
    match = made.consented(by=firm)
    person = match.trainee.user
    consents.withdraw_purpose(queries.RELEASE, by=person, about=match.about)  # on the page of one's own data
    with pytest.raises(WrongState):
        matches.read_papers(match, by=firm)
    assert match.trainee.user.pk not in told("match_ended")
    heard()
    match.refresh_from_db()
    assert (match.state, match.reason) == ("ended", "The trainee took the consent back.")
    assert firm.pk in told("match_ended")
    again = made.consented(by=firm)
    assert matches.take_back(again, by=again.trainee.user).state == "ended"
    assert Release.objects.get(match=again).revoked_at


def test_interview_offer_and_the_first_day_of_work():
    firm = made.firm()
    match = made.consented(by=firm)
    person = match.trainee.user
    with pytest.raises(RuleBroken, match="24 hours"):
        interviews.invite(match, begins_at=db_now(), minutes=30, place="x", contact="y", by=firm)
    interview = made.invited(match, firm)
    with pytest.raises(RuleBroken, match="planned already"):
        made.invited(Match.objects.get(pk=match.pk), firm)
    interviews.ask_other_time(interview, words="오후가 좋습니다", by=person)
    moved = interviews.reschedule(
        interview, begins_at=db_now() + timedelta(days=5), minutes=40, place="본사", contact="김서준", by=firm
    )
    assert (moved.version, moved.asked, moved.state) == (1, "", "proposed")
    interviews.confirm_interview(moved, by=person)
    with pytest.raises(WrongState, match="still to come"):
        interviews.note_interview(moved, came=True, by=firm)
    with pytest.raises(RuleBroken, match="promises at least"):
        made.offered(match, firm, wage_won=made.PAY - 1)
    with pytest.raises(RuleBroken, match="has until"):
        made.offered(match, firm, starts_on=today())
    offer = made.offered(match, firm)
    with pytest.raises(NotAllowed):
        interviews.accept_offer(offer, by=firm)
    interviews.accept_offer(offer, by=person)
    match = Match.objects.get(pk=match.pk)
    with pytest.raises(RuleBroken, match="first day"):
        placements.note_start(match, started_on=today() + timedelta(days=1), by=firm)
    placement = placements.note_start(match, started_on=today(), by=firm)
    assert list(placement.checks.values_list("months", flat=True)) == [1, 3, 6, 12]
    heard()
    assert person.pk in told("interview_proposed") & told("offer_made")
    assert firm.pk in told("interview_confirmed") & told("interview_other_time") & told("offer_accepted")
    figures = cohort_figures()[0]
    assert (figures.completed, figures.placed, figures.placed_in_time) == (1, 1, 1)
    assert figures.placement_pct == 100


def test_who_declines_two_offers_makes_no_further_list():
    of, person = made.in_matching(), applicant()
    who = made.agreeing(of, user=person)
    for _each in range(2):
        firm = made.firm()
        match = made.consented(by=firm, who=who)
        made.offered(match, firm)
        matches.decline(Match.objects.get(pk=match.pk), reason="거리가 멉니다", by=person)
    assert queries.offers_declined(who) == 2
    round = made.round_of(of, made.opened())
    with pytest.raises(NotAllowed, match="declined as many"):
        rounds.submit_wishes(round, by=person)


def test_a_firm_that_takes_an_offer_back_has_no_vacancies_for_a_time():
    firm = made.firm()
    match, other = made.consented(by=firm), made.opened(firm)
    offer = made.offered(match, firm)
    interviews.accept_offer(offer, by=match.trainee.user)
    interviews.cancel_offer(offer, reason="물량 감소", by=firm)
    match.refresh_from_db()
    other.refresh_from_db()
    assert (match.state, Offer.objects.get().state, other.state) == ("ended", "cancelled", "closed")
    again = made.draft(firm)
    with pytest.raises(RuleBroken, match="took a job offer back"):
        vacancies.submit_vacancy(again, by=firm)
    block, runner = FirmBlock.objects.get(), operator()
    assert (block.until - block.begins_on).days == 365
    with pytest.raises(NotAllowed):
        vacancies.lift_block(block, reason="사정 확인", by=firm)
    vacancies.lift_block(block, reason="사정 확인", by=runner)
    assert vacancies.submit_vacancy(again, by=firm).state == "submitted"


def test_an_offer_that_nobody_answers_expires_with_its_match():
    firm = made.firm()
    match = made.consented(by=firm)
    offer = made.offered(match, firm)
    late = offer.answer_by + timedelta(days=1)
    assert interviews.run_offer_clock(late) == 1
    match.refresh_from_db()
    assert (Offer.objects.get().state, match.state) == ("expired", "ended")


def test_a_firm_hears_nothing_of_a_match_that_was_declined_before_the_consent():
    firm = made.firm()
    match = made.suggested(by=firm)
    matches.decline(match, reason="멉니다", by=match.trainee.user)
    assert not queries.matches_visible_to(firm).exists()


def test_what_has_become_known_of_a_firm_since_counts_when_people_are_matched():
    firm, of, runner = made.firm(), made.in_matching(), operator()
    who, other = made.agreeing(of), made.agreeing(of)
    match = made.suggested(by=firm, who=who)
    vacancy = made.opened(firm)
    Company.objects.filter(pk=firm.company_id).update(tax_status="CLOSED")
    with pytest.raises(WrongState, match="may not offer jobs"):
        matches.consent(Match.objects.get(pk=match.pk), agreed=True, by=who.user)
    with pytest.raises(RuleBroken, match="no place left"):
        matches.match_by_hand(match.round, other, vacancy, reason="x", by=runner)
    with pytest.raises(RuleBroken, match="at least one open"):
        made.round_of(of, vacancy, by=runner)
    assert vacancies.run_vacancy_clock(today()) == 2
    vacancy.refresh_from_db()
    assert (vacancy.state, "tax status" in vacancy.reason) == ("closed", True)


def test_what_nobody_carries_on_ends_by_the_clock_or_by_the_operator():
    firm, runner = made.firm(), operator()
    silent, read, asked = made.suggested(), made.consented(by=firm), made.consented()
    invited = made.consented(by=firm)
    made.invited(invited, firm)
    assert matches.run_match_clock(queries.answer_by(silent)) == 0
    Release.objects.exclude(match=asked).update(
        released_at=db_now() - timedelta(days=31), expires_at=db_now() - timedelta(seconds=1)
    )
    assert matches.run_match_clock(queries.answer_by(silent) + timedelta(days=1)) == 2
    ends = {each.pk: each.state for each in Match.objects.all()}
    assert ends == {silent.pk: "ended", read.pk: "ended", asked.pk: "consented", invited.pk: "interview"}
    assert silent.trainee in queries.trainees_to_match(silent.trainee.cohort)

    for other in (firm, asked.trainee.user, staff("AU")):
        with pytest.raises(NotAllowed):
            matches.end_by_operator(asked, reason="x", by=other)
    with pytest.raises(RuleBroken, match="Say why"):
        matches.end_by_operator(asked, reason=" ", by=runner)
    assert matches.end_by_operator(asked, reason="연락이 없습니다", by=runner).state == "ended"
    with pytest.raises(NotAllowed, match="is over"):
        matches.end_by_operator(Match.objects.get(pk=asked.pk), reason="x", by=runner)


def test_whose_use_was_stopped_is_not_matched_and_no_firm_reads_on():
    firm = made.firm()
    match = made.consented(by=firm)
    person, of = match.trainee.user, match.trainee.cohort
    other = made.agreeing(of)
    rights.answer(
        rights.ask(kind="suspension", holding="jobs.matching", text="멈춰 주십시오", by=person),
        outcome="granted", decision="멈췄습니다", by=staff("PR"),
    )  # fmt: skip
    with pytest.raises(WrongState, match="not released"):
        matches.read_papers(match, by=firm)
    matches.end(match, reason="x", by=None)
    assert list(queries.trainees_to_match(of)) == [other]


def test_what_people_wrote_is_read_by_whom_it_concerns():
    firm = made.firm()
    match = made.consented(by=firm)
    matches.decline(match, reason="건강 때문입니다", by=match.trainee.user)
    match = Match.objects.get(pk=match.pk)
    readers = {
        "own": match.trainee.user, "operator": operator(), "firm": firm,
        "auditor": staff("AU"), "compliance": staff("CP"), "grower": staff("SG"),
    }  # fmt: skip
    assert [key for key, each in readers.items() if may_read_reason(each, match)] == ["own", "operator"]
    assert [key for key, each in readers.items() if may_read_words(each, match)] == ["own", "operator", "firm"]


def test_nobody_is_matched_in_a_cohort_that_is_over():
    match = made.suggested()
    other = made.agreeing(match.trainee.cohort)
    type(other.cohort).objects.filter(pk=other.cohort_id).update(state=CohortState.FOLLOW_UP)
    with pytest.raises(WrongState, match="not being matched"):
        matches.match_by_hand(match.round, other, made.opened(), reason="x", by=operator())


@pytest.mark.django_db(transaction=True)
def test_two_rounds_published_at_once_never_share_a_seat():
    enter_terms()
    enter_minimum_wages()
    firm, runner, start = made.firm(), operator(), Barrier(2)
    vacancy = made.opened(firm)
    computed = []
    for _each in range(2):
        who = made.agreeing()
        round = made.round_of(who.cohort, vacancy, by=runner)
        made.wish(round, who, vacancy)
        rounds.start_ranking(round, by=runner)
        made.rank(round, vacancy, firm, who)
        computed.append(rounds.compute_round(round, by=runner).pk)

    def publish(key: int) -> str:
        try:
            mine = Round.objects.select_related("cohort").get(pk=key)
            start.wait()
            rounds.publish_round(mine, by=runner)
        except WrongState:
            return "refused"
        finally:
            connection.close()
        return "published"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(publish, computed)) == ["published", "refused"]
    assert Match.objects.filter(vacancy=vacancy).count() == 1
