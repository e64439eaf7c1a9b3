"""Vacancies and rounds of matching: who may, what is refused and why, what is told."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.people.models import Company, Membership, Role
from portal.privacy.services import consents
from portal.tests.factories import staff, supplier
from purchasing.esg.models import RedFlag
from sharedgrowth.jobs.models import (
    Match,
    RankList,
    Round,
    Vacancy,
    WishList,
)
from sharedgrowth.jobs.models.terms import enter_terms
from sharedgrowth.jobs.models.vacancies import enter_minimum_wages
from sharedgrowth.jobs.queries import matching as queries
from sharedgrowth.jobs.queries.consents import APPLICATION, about
from sharedgrowth.jobs.services import cohorts, placements, rounds, vacancies
from sharedgrowth.jobs.tests import matching_stage as made
from sharedgrowth.jobs.tests.factories import applicant, operator

pytestmark = pytest.mark.django_db


def heard() -> None:
    while deliver_due():
        continue
    assert list(Event.objects.exclude(last_error="").values_list("name", "last_error")) == []


def told(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=f"jobs.{kind}").values_list("user", flat=True))


# Vacancies ------------------------------------------------------------------------------------------------------------
def test_a_vacancy_is_entered_by_its_firm_and_opened_by_the_operator():
    firm, runner = made.firm(), operator()
    vacancy = made.draft(firm)
    for other in (runner, made.firm(), applicant(), staff("SG")):
        with pytest.raises(NotAllowed):
            vacancies.submit_vacancy(vacancy, by=other)
    vacancies.submit_vacancy(vacancy, by=firm)
    with pytest.raises(NotAllowed):
        vacancies.open_vacancy(vacancy, by=firm)
    assert vacancies.open_vacancy(vacancy, by=runner).state == "open"
    heard()
    assert runner.pk in told("vacancy_submitted")
    assert firm.pk in told("vacancy_opened")
    with pytest.raises(WrongState):
        vacancies.write_vacancy(vacancy, title="다른 일", by=firm)


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        pytest.param({"wage_from_won": Decimal(1_500_000)}, "wage_from_won", "2,156,880", id="below-minimum"),
        pytest.param({"wage_to_won": Decimal(2_500_000)}, "wage_to_won", "lower to a higher", id="to-below-from"),
        pytest.param({"valid_to": date(2020, 1, 1)}, "valid_to", "today or a later day", id="past"),
        pytest.param({"seats": 0}, None, "between 1 and 200", id="no-seats"),
        pytest.param({"hours_week": Decimal(52)}, None, "15 and 40", id="too-many-hours"),
        pytest.param({"trade": "cooking"}, "trade", "cooking", id="unknown-trade"),
    ],
)
def test_a_vacancy_that_does_not_fit_is_refused_at_its_field(given, field, words):
    with pytest.raises(RuleBroken, match=words) as refused:
        made.draft(made.firm(), **given)
    assert refused.value.field == field
    assert Vacancy.objects.count() == 0


def test_firms_that_may_not_offer_jobs_are_told_every_reason():
    firm, runner = made.firm(), operator()
    vacancy = made.draft(firm)
    company = firm.company
    vacancies.list_arrears(
        company, listed_on=today(), until=today() + timedelta(days=365), source="고용노동부 명단 공개", by=runner
    )
    RedFlag.objects.create(
        company=company, title_ko="중대재해", source="NEWS", basis="보도", critical=True, state="confirmed",
        happened_on=today(),
    )  # fmt: skip
    Company.objects.filter(pk=company.pk).update(level="L0")
    firm = type(firm).objects.get(pk=firm.pk)
    with pytest.raises(RuleBroken) as refused:
        vacancies.submit_vacancy(vacancy, by=firm)
    for words in ("registered, active", "arrears with wages", "red flag"):
        assert words in str(refused.value)


def test_the_operator_of_the_matching_never_decides_about_the_own_firm():
    firm, runner = made.firm(), operator()
    vacancy = vacancies.submit_vacancy(made.draft(firm), by=firm)
    Membership.objects.create(user=runner, company=firm.company)
    with pytest.raises(NotAllowed, match="belong to this firm"):
        vacancies.open_vacancy(vacancy, by=runner)
    both = supplier("SA", company=firm.company)
    seat = Membership.objects.create(user=both, company=staff("HR").company)
    seat.roles.set(Role.objects.filter(code="HR"))
    with pytest.raises(NotAllowed, match="does not act for a firm"):
        made.draft(both)


def test_a_minimum_wage_counts_from_its_day_and_never_backwards():
    runner = operator()
    with pytest.raises(RuleBroken):
        vacancies.enter_minimum_wage(valid_from=today(), hourly_won=Decimal(1), source="x", by=runner)
    day = today() + timedelta(days=30)
    vacancies.enter_minimum_wage(valid_from=day, hourly_won=Decimal(20_000), source="고시", by=runner)
    firm = made.firm()
    match = made.consented(by=firm)
    with pytest.raises(RuleBroken, match="below the statutory") as refused:
        made.offered(match, firm, starts_on=day)
    assert refused.value.field == "wage_won"
    assert made.offered(match, firm, starts_on=day - timedelta(days=1)).state == "made"


def test_vacancies_close_by_themselves_after_their_last_day():
    vacancy = made.opened()
    Vacancy.objects.update(valid_to=today() - timedelta(days=1))
    assert vacancies.run_vacancy_clock(today()) == 1
    assert vacancies.run_vacancy_clock(today()) == 0
    vacancy.refresh_from_db()
    assert vacancy.state == "closed"


# Rounds ---------------------------------------------------------------------------------------------------------------
def a_round(people: int = 3, seats: int = 1):
    of = made.in_matching()
    firms = [made.firm(), made.firm()]
    offered = [made.opened(firm, seats=seats) for firm in firms]
    trainees = [made.agreeing(of) for _each in range(people)]
    return of, firms, offered, trainees, made.round_of(of, *offered)


def test_lists_of_both_sides_are_matched_and_everybody_learns_why():
    of, firms, offered, (one, two, three), round = a_round()
    for who in (one, two, three):
        made.wish(round, who, *offered)
    rounds.start_ranking(round, by=None)
    made.rank(round, offered[0], firms[0], three, two, one)
    made.rank(round, offered[1], firms[1], two, one)
    runner = operator()
    round = rounds.compute_round(round, by=runner)
    assert queries.decided(round) == {three.pk: offered[0].pk, two.pk: offered[1].pk}
    assert queries.recomputed(round) is True
    assert [(step.why.value) for _vacancy, step in queries.explained(round, one)] == ["full_by_rank", "full_by_rank"]
    matched = rounds.publish_round(round, by=runner)
    assert {(each.trainee_id, each.wish_place, each.firm_rank) for each in matched} == {
        (three.pk, 1, 1),
        (two.pk, 2, 1),
    }
    heard()
    assert told("matched") == {three.user.pk, two.user.pk}
    assert told("round_unmatched") == {one.user.pk}
    assert Round.objects.get().sha256 == rounds.fingerprint(round.inputs, round.outcome)


def test_a_list_is_ordered_without_a_mouse_and_only_while_it_is_open():
    _of, _firms, offered, (one, *_rest), round = a_round()
    rounds.add_wish(round, offered[0], by=one.user)
    rounds.add_wish(round, offered[0], by=one.user)  # pressed twice
    rounds.add_wish(round, offered[1], by=one.user)
    rounds.shift_wish(round, offered[1], up=True, by=one.user)
    rounds.shift_wish(round, offered[1], up=True, by=one.user)  # already first
    wish_list = WishList.objects.get()
    assert [each.pk for each in queries.wishes_shown(wish_list)] == [offered[1].pk, offered[0].pk]
    rounds.drop_wish(round, offered[1], by=one.user)
    assert [each.pk for each in queries.wishes_shown(wish_list)] == [offered[0].pk]
    with pytest.raises(RuleBroken, match="not in the round"):
        rounds.add_wish(round, made.opened(), by=one.user)
    with pytest.raises(NotAllowed):
        rounds.add_wish(round, offered[0], by=made.agreeing().user)
    rounds.submit_wishes(round, by=one.user)
    rounds.drop_wish(round, offered[0], by=one.user)
    assert WishList.objects.get().submitted_at is None  # an empty list counts for nothing
    Round.objects.update(wishes_until=db_now() - timedelta(minutes=1))
    with pytest.raises(WrongState, match="closed"):
        rounds.add_wish(round, offered[0], by=one.user)


def test_a_list_has_a_most():
    of = made.in_matching()
    of.terms.wishes_most = 1
    of.terms.save()
    offered = [made.opened(), made.opened()]
    one, round = made.agreeing(of), made.round_of(of, *offered)
    rounds.add_wish(round, offered[0], by=one.user)
    with pytest.raises(RuleBroken, match="at most 1"):
        rounds.add_wish(round, offered[1], by=one.user)


def test_firms_rank_only_who_wishes_for_them_and_two_windows_see_each_other():
    _of, firms, offered, (one, two, _three), round = a_round()
    made.wish(round, one, offered[0])
    rounds.start_ranking(round, by=operator())
    assert RankList.objects.count() == 1  # nobody wishes for the other vacancy
    rank_list = made.rank(round, offered[0], firms[0], one, two)
    assert list(rank_list.ranks.values_list("trainee", "rank")) == [(one.pk, 1)]
    with pytest.raises(WrongState, match="colleague"):
        rounds.save_ranks(rank_list, {one.pk: 2}, takes_others=False, version=1, by=firms[0])
    with pytest.raises(RuleBroken, match="at least one"):
        rounds.save_ranks(rank_list, {one.pk: None}, takes_others=False, version=2, by=firms[0])
    with pytest.raises(NotAllowed):
        rounds.save_ranks(rank_list, {one.pk: 1}, takes_others=False, version=2, by=firms[1])


def test_the_outcome_is_changed_by_hand_with_a_reason_and_published_by_a_colleague():
    _of, firms, offered, (one, two, _three), round = a_round()
    for who in (one, two):
        made.wish(round, who, offered[0])
    rounds.start_ranking(round, by=None)
    made.rank(round, offered[0], firms[0], one, two)
    runner, colleague = operator(), staff("HR")
    round = rounds.compute_round(round, by=runner)
    with pytest.raises(RuleBroken, match="no place left"):
        rounds.change_by_hand(round, two, offered[0], reason="기숙사 필요", by=runner)
    rounds.change_by_hand(round, two, offered[1], reason="기숙사 필요", by=runner)
    round.refresh_from_db()
    assert queries.decided(round) == {one.pk: offered[0].pk, two.pk: offered[1].pk}
    assert queries.recomputed(round) is True  # what was computed stays beside what was changed
    with pytest.raises(NotAllowed, match="colleague"):
        rounds.publish_round(round, by=runner)
    by_hand = next(each for each in rounds.publish_round(round, by=colleague) if each.trainee_id == two.pk)
    assert (by_hand.source, by_hand.reason, by_hand.wish_place) == ("manual", "기숙사 필요", None)


def test_who_takes_the_consent_back_in_the_middle_leaves_every_list_and_nothing_else_is_lost():
    of, firms, offered, (one, two, _three), round = a_round()
    for who in (one, two):
        made.wish(round, who, offered[0])
    rounds.start_ranking(round, by=None)
    made.rank(round, offered[0], firms[0], one, two)
    runner = operator()
    round = rounds.compute_round(round, by=runner)
    assert queries.decided(round) == {one.pk: offered[0].pk}
    consents.withdraw_purpose(APPLICATION, by=one.user, about=about(of))
    heard()
    assert set(WishList.objects.values_list("trainee", flat=True)) == {two.pk}
    with pytest.raises(WrongState, match="left the round"):
        rounds.publish_round(round, by=runner)
    round = rounds.compute_round(Round.objects.get(pk=round.pk), by=runner)
    (match,) = rounds.publish_round(round, by=runner)
    assert match.trainee_id == two.pk


def test_a_cancelled_cohort_ends_its_rounds_and_matches_and_takes_papers_back():
    firm = made.firm()
    match = made.consented(by=firm)
    of = match.trainee.cohort
    made.round_of(of, made.opened())
    of.published_at = db_now()
    of.save()
    cohorts.cancel_cohort(of, reason="설비 공사", by=operator())
    heard()
    match.refresh_from_db()
    assert (match.state, match.release.revoked_at is None) == ("ended", False)
    assert set(Round.objects.values_list("state", flat=True)) == {"published", "cancelled"}
    assert {match.trainee.user.pk, firm.pk} <= told("match_ended")


@pytest.mark.parametrize(
    ("wishes", "ranks", "field"), [(-1, 3, "wishes_until"), (5, 5, "ranks_until"), (5, 1, "ranks_until")]
)
def test_a_round_has_its_days_in_order(wishes, ranks, field):
    now = db_now()
    with pytest.raises(RuleBroken) as refused:
        rounds.open_round(
            made.in_matching(),
            vacancies=[made.opened()],
            wishes_until=now + timedelta(days=wishes),
            ranks_until=now + timedelta(days=ranks),
            by=operator(),
        )
    assert refused.value.field == field


@pytest.mark.django_db(transaction=True)
def test_a_round_published_twice_at_once_makes_each_match_once():
    enter_terms()
    enter_minimum_wages()
    _of, firms, offered, (one, *_rest), round = a_round(people=1)
    made.wish(round, one, offered[0])
    runner = operator()
    rounds.start_ranking(round, by=runner)
    made.rank(round, offered[0], firms[0], one)
    rounds.compute_round(round, by=runner)
    start = Barrier(4)

    def publish(_place: int) -> str:
        try:
            mine = Round.objects.get(pk=round.pk)
            start.wait()
            rounds.publish_round(mine, by=runner)
        except WrongState:
            return "refused"
        finally:
            connection.close()
        return "published"

    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(publish, range(4)))

    assert (sorted(ends), Match.objects.count()) == (["published", "refused", "refused", "refused"], 1)


def test_the_reason_of_a_change_by_hand_goes_with_the_person_and_nothing_else_of_what_is_published():
    _of, firms, offered, (one, two, _three), round = a_round()
    for who in (one, two):
        made.wish(round, who, offered[0])
    rounds.start_ranking(round, by=None)
    made.rank(round, offered[0], firms[0], one, two)
    rounds.compute_round(round, by=operator())
    rounds.change_by_hand(round, two, offered[1], reason="카나리아 기숙사", by=operator())
    rounds.publish_round(round, by=staff("HR"))

    placements.forget(two)
    kept = Round.objects.get()
    assert "카나리아" not in json.dumps([kept.inputs, kept.outcome], ensure_ascii=False)
    assert kept.outcome["by_hand"][0]["vacancy"] == offered[1].pk
    assert kept.sha256 == rounds.fingerprint(kept.inputs, kept.outcome)
    for changed in ({"matched": {}}, {"by_hand": []}, {"by_hand": [{**kept.outcome["by_hand"][0], "reason": "neu"}]}):
        with pytest.raises(IntegrityError, match="only reasons go"), transaction.atomic():
            Round.objects.update(outcome={**kept.outcome, **changed})


def test_the_database_gives_no_seat_twice():
    match = made.suggested()
    other = made.agreeing(match.trainee.cohort)
    again = {"number": "YDM-2026-990001", "round": match.round, "vacancy": match.vacancy, "source": "computed"}
    with transaction.atomic(), pytest.raises(IntegrityError, match="2 matches for 1 seats"):
        Match.objects.create(trainee=other, **again)
    ended = Match.objects.create(trainee=other, state="ended", **again)  # takes no seat
    with transaction.atomic(), pytest.raises(IntegrityError, match="not an allowed move|2 matches"):
        Match.objects.filter(pk=ended.pk).update(state="suggested")
    Vacancy.objects.filter(pk=match.vacancy_id).update(seats=2)
    Match.objects.create(trainee=made.agreeing(match.trainee.cohort), **again | {"number": "YDM-2026-990002"})
    with transaction.atomic(), pytest.raises(IntegrityError, match="fewer seats than matches"):
        Vacancy.objects.filter(pk=match.vacancy_id).update(seats=1)
