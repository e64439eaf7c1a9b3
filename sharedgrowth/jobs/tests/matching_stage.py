"""Firms, vacancies, rounds and matches at any step, made through the services."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from portal.clock import db_now, today
from portal.people.models import User
from portal.privacy.services import consents
from portal.tests.factories import CompanyFactory, supplier
from sharedgrowth.jobs.models import Cohort, Interview, Match, Offer, Placement, RankList, Round, Trainee, Vacancy
from sharedgrowth.jobs.queries.consents import APPLICATION, about
from sharedgrowth.jobs.services import interviews, matches, placements, rounds, vacancies
from sharedgrowth.jobs.states import CohortState
from sharedgrowth.jobs.tests.factories import cohort, operator, trainee

PAY = Decimal(2_600_000)


def firm(**fields: Any) -> User:
    """The administrator of a registered partner firm."""
    return supplier("SA", "SU", company=CompanyFactory(**fields))


def draft(by: User, **given: Any) -> Vacancy:
    """A vacancy that nothing bars."""
    values: dict[str, Any] = {
        "title": "천장크레인 정비원",
        "trade": "crane",
        "employment": "regular",
        "seats": 1,
        "wage_from_won": PAY,
        "wage_to_won": PAY + 300_000,
        "hours_week": Decimal(40),
        "text": "크레인 일상 점검과 예방 정비. 주 5일, 교대 없음.",
        "region": "KR-47",
        "place": "포항시 남구 철강로 1",
        "accommodation": True,
        "valid_to": today() + timedelta(days=120),
    }
    return vacancies.write_vacancy(None, **(values | given), by=by)


def opened(by: User | None = None, **given: Any) -> Vacancy:
    """Open for trainees."""
    by = by or firm()
    vacancy = vacancies.submit_vacancy(draft(by, **given), by=by)
    return vacancies.open_vacancy(vacancy, by=operator())


def agreeing(of: Cohort | None = None, **given: Any) -> Trainee:
    """A trainee who completed the training and agrees to the use of the data."""
    made = trainee(of=of or in_matching(), **given)
    consents.give(APPLICATION, by=made.user, about=about(made.cohort_id))
    return made


def in_matching() -> Cohort:
    """A cohort whose training has ended; its trainees are matched."""
    return cohort(CohortState.MATCHING)


def round_of(of: Cohort, *offered: Vacancy, by: User | None = None) -> Round:
    """Trainees make their lists for a week, firms for another."""
    now = db_now()
    return rounds.open_round(
        of,
        vacancies=offered,
        wishes_until=now + timedelta(days=7),
        ranks_until=now + timedelta(days=14),
        by=by or operator(),
    )


def wish(of: Round, who: Trainee, *wished: Vacancy) -> None:
    """A list, handed in."""
    for vacancy in wished:
        rounds.add_wish(of, vacancy, by=who.user)
    rounds.submit_wishes(of, by=who.user)


def rank(of: Round, vacancy: Vacancy, by: User, *ranked: Trainee, takes_others: bool = False) -> RankList:
    """The firm's list, the best first."""
    found = RankList.objects.get(round=of, vacancy=vacancy)
    ranks = {one.pk: place for place, one in enumerate(ranked, 1)}
    return rounds.save_ranks(found, ranks, takes_others=takes_others, version=found.version, by=by)


def suggested(*, by: User | None = None, who: Trainee | None = None, **given: Any) -> Match:
    """A published match of one trainee and one vacancy."""
    by = by or firm()
    who = who or agreeing()
    vacancy = opened(by, **given)
    made, runner = round_of(who.cohort, vacancy), operator()
    wish(made, who, vacancy)
    rounds.start_ranking(made, by=runner)
    rank(made, vacancy, by, who)
    rounds.compute_round(made, by=runner)
    return rounds.publish_round(made, by=runner)[0]


def consented(**given: Any) -> Match:
    """The firm may read the papers."""
    match = suggested(**given)
    return matches.consent(match, agreed=True, by=match.trainee.user)


def invited(match: Match, by: User) -> Interview:
    """In three days."""
    return interviews.invite(
        match, begins_at=db_now() + timedelta(days=3), minutes=40, place="본사 2층", contact="인사팀 김서준", by=by
    )


def offered(match: Match, by: User, **given: Any) -> Offer:
    """The pay of the vacancy, from next month on."""
    values: dict[str, Any] = {
        "employment": "regular",
        "wage_won": PAY,
        "starts_on": today() + timedelta(days=30),
        "conditions": "수습 없음, 기숙사 제공",
    }
    return interviews.make_offer(match, **(values | given), by=by)


def placed(**given: Any) -> Placement:
    """At work since today."""
    by = given.pop("by", None) or firm()
    match = consented(by=by, **given)
    offer = offered(match, by)
    interviews.accept_offer(offer, by=match.trainee.user)
    return placements.note_start(Match.objects.get(pk=match.pk), started_on=today(), by=by)
