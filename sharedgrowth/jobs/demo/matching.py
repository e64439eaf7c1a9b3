"""Vacancies, a round with its matches at every step, a round whose lists are open, placements of earlier cohorts."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from portal.clock import SEOUL, db_now, today
from portal.demo import Part, World, parts
from portal.people.models import User
from sharedgrowth.jobs.models import Cohort, Match, Placement, RankList, RetentionCheck, Round, Trainee, Vacancy
from sharedgrowth.jobs.queries import matching as queries
from sharedgrowth.jobs.queries.vacancies import firm_on
from sharedgrowth.jobs.rules.placements import check_days
from sharedgrowth.jobs.rules.vacancies import Firm
from sharedgrowth.jobs.services import interviews, matches, placements, rounds, vacancies
from sharedgrowth.jobs.services.cohorts import follow_up_cohort
from sharedgrowth.jobs.states import ApplicationState, CohortState
from sharedgrowth.jobs.states.placements import MONTHS, Retention

JOBS = (  # title, trade, employment, seats, pay from, to, accommodation, place, what
    ("천장크레인 운전원", "crane", "regular", 2, 2_750_000, 3_100_000, True, "포항시 남구 괴동로 77",
     "코일 야드 천장크레인 운전과 일상 점검. 3조 2교대, 통근 버스."),
    ("기계 정비원", "maintenance", "regular", 2, 2_650_000, 2_950_000, False, "포항시 남구 철강로 312",
     "롤과 감속기 예방 정비. 주간 근무, 입사 후 6개월 선임과 함께 일합니다."),
    ("전기 정비 보조", "electrical", "fixed", 1, 2_500_000, 2_700_000, False, "광양시 태인로 45",
     "수배전반과 전동기 점검 보조. 1년 뒤 평가하여 정규직으로 바꿉니다."),
    ("용접 기능원", "welding", "regular", 2, 2_900_000, 3_400_000, True, "광양시 백운로 8",
     "강구조물 CO2 용접. 자격 수당과 작업복을 드립니다."),
    ("설비 보전 인턴", "maintenance", "intern", 1, 2_250_000, 2_250_000, False, "포항시 북구 장성로 21",
     "예비품 관리와 점검표 정리. 3개월 뒤 정규직을 제안합니다."),
    ("압연 생산 기술", "production", "regular", 2, 2_600_000, 2_900_000, False, "포항시 남구 대송로 5",
     "압연기 운전과 품질 기록. 4조 3교대."),
    ("크레인 점검원", "crane", "regular", 1, 2_800_000, 3_000_000, False, "광양시 길호로 19",
     "협력사 크레인 정기 점검. 출장 수당이 있습니다."),
)  # fmt: skip
REFUSED = "교대 근무가 가능한 분을 찾습니다."
DECLINED = "집에서 통근하기 어렵습니다."


def fill(world: World) -> None:
    """Needs cohorts that are being matched, and firms that may offer jobs."""
    if Vacancy.objects.exists() or not world.staff.get("HR"):
        return
    firms = [
        world.bidders[company.pk]
        for company in world.suppliers
        if company.pk in world.bidders and firm_on(company, today()) == Firm(registered=True)
    ][:6]
    if len(firms) < 4:
        return
    offered = _vacancies(world, firms)
    if cohort := _cohort(world, "jobs cohort matching"):
        _matched(world, cohort, offered[:5])
        _wishing(world, cohort, offered[5:])
    if cohort := _cohort(world, "jobs cohort followed up"):
        _earlier(world, cohort, firms)
        follow_up_cohort(cohort, by=world.one("HR"))
    world.say(f"{Vacancy.objects.count()} vacancies, {Match.objects.count()} matches, {Placement.objects.count()} jobs")


def _cohort(world: World, note: str) -> Cohort | None:
    """What the part before left: a cohort whose training has ended."""
    return Cohort.objects.filter(number=world.notes.get(note, ""), state=CohortState.MATCHING).first()


def _vacancies(world: World, firms: list[User]) -> list[Vacancy]:
    """Most are open; one is a draft, one waits to be checked, one came back."""
    operator, made = world.one("HR"), []
    for place, row in enumerate(JOBS * 2):
        title, trade, employment, seats, low, high, accommodation, where, text = row
        if place > len(JOBS) + 2:
            break
        by = firms[place % len(firms)]
        vacancy = vacancies.write_vacancy(
            None, title=title, trade=trade, employment=employment, seats=seats, wage_from_won=Decimal(low),
            wage_to_won=Decimal(high), hours_week=Decimal(40), text=text,
            region="KR-46" if where.startswith("광양") else "KR-47", place=where, accommodation=accommodation,
            valid_to=today() + timedelta(days=60 + 10 * (place % 4)), by=by,
        )  # fmt: skip
        if place == len(JOBS):
            continue
        vacancies.submit_vacancy(vacancy, by=by)
        if place == len(JOBS) + 1:
            continue
        if place == len(JOBS) + 2:
            vacancies.return_vacancy(vacancy, reason="교대 형태와 기숙사 여부를 적어 주십시오.", by=operator)
            continue
        made.append(vacancies.open_vacancy(vacancy, by=operator))
    return made


def _round(world: World, cohort: Cohort, offered: list[Vacancy]) -> Round:
    begin = datetime.combine(today(), time(18), SEOUL)
    return rounds.open_round(
        cohort,
        vacancies=offered,
        wishes_until=begin + timedelta(days=7),
        ranks_until=begin + timedelta(days=12),
        by=world.one("HR"),
    )


def _wish(world: World, round: Round, who: Trainee, offered: list[Vacancy]) -> None:
    for vacancy in world.rng.sample(offered, min(4, len(offered))):
        rounds.add_wish(round, vacancy, by=who.user)
    rounds.submit_wishes(round, by=who.user)


def _wishing(world: World, cohort: Cohort, offered: list[Vacancy]) -> None:
    """A second round, for who found nothing in the first: half of them have made their lists."""
    if not queries.trainees_to_match(cohort).exists():
        return
    round = _round(world, cohort, offered)
    people = list(queries.trainees_to_match(cohort).order_by("pk"))
    for who in people[: (len(people) + 1) // 2]:
        _wish(world, round, who, offered)


def _matched(world: World, cohort: Cohort, offered: list[Vacancy]) -> None:
    """Lists of both sides, computed and published; then each match goes another way."""
    operator, round = world.one("HR"), _round(world, cohort, offered)
    for who in queries.trainees_to_match(cohort).order_by("pk"):
        _wish(world, round, who, offered)
    rounds.start_ranking(round, by=operator)
    for rank_list in RankList.objects.filter(round=round).select_related("vacancy__entered_by").order_by("pk"):
        people = list(queries.candidates(round, rank_list.vacancy))
        ranks: dict[int, int | None] = {one.pk: 1 + world.rng.randrange(5) for one in people}
        rounds.save_ranks(
            rank_list, ranks, takes_others=world.rng.random() < 0.4, version=1, by=rank_list.vacancy.entered_by
        )
    rounds.compute_round(round, by=operator)
    for place, match in enumerate(rounds.publish_round(round, by=operator)):
        _go_on(match, ("placed", "offer", "interview", "consented", "suggested", "refused", "declined")[place % 7])


def _go_on(match: Match, step: str) -> None:
    person, firm = match.trainee.user, match.vacancy.entered_by
    if step == "suggested":
        return
    match = matches.consent(match, agreed=True, by=person)
    if step == "consented":
        return
    if step == "refused":
        matches.read_papers(match, by=firm)
        matches.refuse(match, reason=REFUSED, by=firm)
        return
    if step == "declined":
        matches.decline(match, reason=DECLINED, by=person)
        return
    matches.read_papers(match, by=firm)
    begins_at = datetime.combine(today() + timedelta(days=4), time(14), SEOUL)
    interview = interviews.invite(
        match, begins_at=begins_at, minutes=40, place=match.vacancy.place, contact="인사팀", note="신분증", by=firm
    )
    interviews.confirm_interview(interview, by=person)
    if step == "interview":
        return
    offer = interviews.make_offer(
        Match.objects.get(pk=match.pk),
        employment=match.vacancy.employment,
        wage_won=match.vacancy.wage_from_won,
        starts_on=today() + timedelta(days=14),
        conditions="수습 3개월(급여 같음), 4대 보험, 통근 버스",
        by=firm,
    )
    if step == "offer":
        return
    interviews.accept_offer(offer, by=person)
    placements.note_start(Match.objects.get(pk=match.pk), started_on=today(), by=firm)


def _earlier(world: World, cohort: Cohort, firms: list[User]) -> None:
    """Placements of a cohort that ended long ago, as the figures that they have become."""
    completed = Trainee.objects.filter(cohort=cohort, application__state=ApplicationState.COMPLETED).count()
    ended_on = cohort.ended_on or cohort.ends_on
    for place in range(completed * 4 // 5):
        started_on = min(ended_on + timedelta(days=7 + world.rng.randrange(70)), today())
        placement = Placement.objects.create(
            number=f"YDP-{started_on.year}-D{cohort.pk:02d}{place:03d}",
            cohort=cohort,
            company=firms[place % len(firms)].company,
            employment="regular" if place % 4 else "fixed",
            wage_won=Decimal(2_500_000 + 50_000 * (place % 7)),
            started_on=started_on,
            noted_by=firms[place % len(firms)],
            pseudonymised_at=db_now(),
        )
        leaves = place % 6 == 5
        for months, due in check_days(started_on, MONTHS):
            gone = leaves and months >= 6
            answered = due <= today()
            RetentionCheck.objects.create(
                placement=placement,
                months=months,
                due_on=due,
                asked_at=db_now() if answered else None,
                answer="" if not answered else Retention.LEFT if gone else Retention.EMPLOYED,
                left_on=due - timedelta(days=9) if answered and gone else None,
                answered_by=firms[place % len(firms)] if answered else None,
                answered_at=db_now() if answered else None,
            )


parts.add("jobs-matching", Part(order=90, title="Youth Dream: vacancies, matching, placements", fill=fill))
