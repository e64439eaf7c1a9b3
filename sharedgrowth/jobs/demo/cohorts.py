"""Cohorts in every state: planned, open, being selected, in training, to be matched, followed up, cancelled."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.utils.translation import override

from portal.clock import SEOUL, db_now, today
from portal.demo import Part, World, parts
from portal.people.models import User
from sharedgrowth.jobs.models import Application, Cohort, Paper, Review, Session, Trainee
from sharedgrowth.jobs.queries.consents import APPLICATION, INSURER, LATER_CALLS
from sharedgrowth.jobs.services import allowances, applications, cohorts, papers, review, training
from sharedgrowth.jobs.states import ApplicationState, Presence

A = ApplicationState
COURSES = {  # key: title, course, site, region, text
    "crane": (
        ("포항 천장크레인 과정", "Overhead crane course in Pohang"),
        ("천장크레인 운전과 점검", "Operating and checking overhead cranes"),
        ("포항 기술교육관", "Pohang training centre"),
        "KR-47",
        "천장크레인의 구조와 신호, 운전, 줄걸이, 일상 점검을 두 달 동안 배웁니다. 첫 주는 안전과 직장 생활의 기본을 "
        "다루고, 마지막 주는 협력사 현장을 돌아봅니다. 교육비와 숙소, 식사를 드리고 달마다 훈련 수당을 드립니다.",
        "Two months of structure, signals, operation, slinging and daily checks of overhead cranes. The first week is "
        "about safety and working life, the last one is spent at partner firms. Tuition, lodging and meals are paid.",
    ),
    "welding": (
        ("광양 전기용접 과정", "Electric welding course in Gwangyang"),
        ("전기용접과 구조물 제작", "Electric welding and steel structures"),
        ("광양 기술교육관", "Gwangyang training centre"),
        "KR-46",
        "아크 용접과 이산화탄소 용접, 도면 읽기, 가용접과 비드 쌓기를 실습으로 익힙니다. 보호구를 드리며 모든 실습은 "
        "두 사람이 함께 합니다. 과정을 마치면 기능사 시험을 볼 준비가 됩니다.",
        "Arc and CO2 welding, reading drawings, tacking and building beads, all in the workshop. Protective gear is "
        "provided, and all practice is done in pairs.",
    ),
    "maintenance": (
        ("포항 설비정비 과정", "Plant maintenance course in Pohang"),
        ("기계 설비 정비", "Maintenance of plant machinery"),
        ("포항 기술교육관", "Pohang training centre"),
        "KR-47",
        "베어링과 감속기 분해·조립, 축 정렬, 유압, 진동 진단의 기초를 배웁니다. 현장에서 쓰던 설비로 실습합니다.",
        "Bearings and gearboxes, shaft alignment, hydraulics and the basics of vibration diagnosis, on real machines.",
    ),
}
NAMES = (
    "가은빛 나한결 도서진 라지우 마다인 반하율 사은호 안채아 장도윤 차서우 "
    "천이든 편하람 하윤슬 허다온 고은찬 국지호 금나래 기하준 길시온 남유하 "
    "노아린 단비엘 도하진 류이안 맹수아 명재하 모다희 민가람 배로운 백시윤 "
    "봉하늘 빈채윤 서도현 석라온 선우빈 소이현 손다올 승하린 심연우 양비단 "
    "여은결 염지완 예나봄 오새론 옥한별 왕지안 우서율 원도담 위하온 육바다 "
    "은수현 음다진 이루다 인채율 임세찬 전아라 정모아 제하민 조가온 주다솔 "
    "지온유 진하영 채우림 태민솔 표은서 피다은 함주원 현소율 호태윤 홍나린"
)
WHY = (
    "방학 동안 물류 창고에서 천장크레인 신호수를 도우며 이 일을 알게 되었습니다. 무거운 것을 정확히 옮기는 일이 "
    "좋았고, 제대로 배워 오래 하고 싶습니다.",
    "기계과를 졸업하고 정비 보조로 여섯 달 일했습니다. 고장 난 감속기를 선배와 함께 살려 낸 날을 잊지 못합니다. 원리를 "
    "알고 고치는 사람이 되고 싶습니다.",
    "식당 일을 하며 모은 돈으로 용접 학원을 다녔습니다. 비드가 고르게 나올 때 가장 즐겁습니다. 현장에서 통하는 용접을 "
    "배우고 싶습니다.",
    "전공과 다른 일이지만 손으로 만드는 일이 맞는다는 것을 군 복무 때 알았습니다. 안전을 먼저 생각하는 기술자가 "
    "되겠습니다.",
    "집 가까운 공장에서 일하는 어른들을 보며 자랐습니다. 교대 근무도 자신 있고, 자격증을 하나씩 늘려 가고 싶습니다.",
)
HOW = (
    "기계 제도와 측정을 배웠고 전산응용기계제도기능사를 준비했습니다.",
    "용접 실습을 석 달 했고 산업 안전 교육을 받았습니다.",
    "지게차 운전을 배웠으며 물류 창고에서 다섯 달 일했습니다.",
    "유압 실습 장비를 조립해 본 경험이 있습니다.",
)
CARDS = (("천장크레인운전기능사", "CR"), ("용접기능사", "WD"), ("기계정비산업기사", "MT"))
SUBJECTS = ("안전과 보호구", "구조와 원리", "기초 실습", "신호와 소통", "운전 실습", "점검과 정비", "현장 실습")


def fill(world: World) -> None:
    """Everything by the services that the screens use; the days of past cohorts are then set back."""
    if Cohort.objects.exists():
        return
    with override("ko"):
        _planned(world)
        _open(world)
        _selecting(world)
        _training(world)
        world.notes["jobs cohort matching"] = _trained(world, "maintenance", 14, since=90).number
        world.notes["jobs cohort followed up"] = _trained(world, "crane", 12, since=330).number
        _cancelled(world)


def _at(day: date, hour: int = 18) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=SEOUL)


def _plan(world: World, key: str, *, capacity: int = 20, open_since: int = 9, open_for: int = 21) -> Cohort:
    (title, title_en), (course, course_en), (site, site_en), region, text, text_en = COURSES[key]
    day = today()
    last = day + timedelta(days=open_for)
    return cohorts.plan_cohort(
        title_ko=title, title_en=title_en, course_ko=course, course_en=course_en, site_ko=site, site_en=site_en,
        region=region, text_ko=text, text_en=text_en, capacity=capacity,
        apply_from=_at(day - timedelta(days=open_since), 9), apply_to=_at(last),
        announce_on=last + timedelta(days=20), starts_on=last + timedelta(days=30), ends_on=last + timedelta(days=93),
        budget_won=Decimal(6_400_000 * capacity), by=world.one("HR", 0),
    )  # fmt: skip


def _publish(world: World, cohort: Cohort) -> Cohort:
    return cohorts.publish_cohort(cohort, by=world.one("HR", 1))


def _planned(world: World) -> None:
    _plan(world, "welding", open_since=-20, open_for=50)


def _person(world: World) -> User:
    place = int(str(world.notes.get("jobs people", 0)))
    world.notes["jobs people"] = place + 1
    names = NAMES.split()
    name = names[place % len(names)]
    user = User(
        email=f"young{place + 1:02d}@sample.example", name=name, phone=f"010-55{place % 100:02d}-{1000 + place}"
    )
    user.password = world.password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _apply(world: World, cohort: Cohort, *, send: bool = True) -> Application:
    user = _person(world)
    place = int(str(world.notes["jobs people"]))
    agreed = [APPLICATION, LATER_CALLS] if place % 3 else [APPLICATION]
    made = applications.start_application(cohort, agreed=agreed, by=user)
    born = date(2000 + place % 7, 1 + place % 12, 1 + place % 27)
    facts = {
        "name": user.name, "born_on": born, "phone": user.phone, "email": user.email,
        "region": ("KR-47", "KR-46", "KR-27", "KR-48")[place % 4],
        "education": ("high", "college", "bachelor")[place % 3],
        "field_of_study": ("기계", "전기", "용접", "")[place % 4],
    }  # fmt: skip
    told = {
        "motivation": WHY[place % len(WHY)],
        "preparation": HOW[place % len(HOW)],
        "wish": "crane",
        "shift_work": "yes",
    }
    if not send:
        told = {"motivation": told["motivation"]}
    rows = [(each, told[each.key], 0) for each in cohort.questions.all() if each.key in told]
    applications.save_application(made, by=user, identity=facts, answers=rows)
    if place % 2:
        title, letters = CARDS[place % len(CARDS)]
        papers.add_paper(
            made, title=title, number=f"{letters}-24-{5000 + place}", issuer="한국산업인력공단",
            issued_on=date(2024, 1 + place % 12, 5), by=user,
        )  # fmt: skip
    return applications.submit_application(made, by=user) if send else made


def _open(world: World) -> None:
    cohort = _publish(world, _plan(world, "crane"))
    for place in range(7):
        _apply(world, cohort, send=place not in (2, 5))


def _close(cohort: Cohort, day: date) -> Cohort:
    """The deadline was on ``day``; the other days move along."""
    shift = cohort.apply_to.astimezone(SEOUL).date() - day
    rows = Cohort.objects.filter(pk=cohort.pk)
    rows.update(
        apply_from=cohort.apply_from - shift, apply_to=cohort.apply_to - shift, announce_on=cohort.announce_on - shift,
        starts_on=cohort.starts_on - shift, ends_on=cohort.ends_on - shift,
    )  # fmt: skip
    cohorts.close_due_cohorts()
    return rows.get()


def _selecting(world: World) -> None:
    cohort = _publish(world, _plan(world, "maintenance", capacity=8))
    made = [_apply(world, cohort) for _place in range(14)]
    for place, paper in enumerate(Paper.objects.filter(application__in=made).order_by("pk")[:4]):
        papers.check_paper(paper, known=place != 2, by=world.one("HR", 0))
    cohort = _close(cohort, today() - timedelta(days=4))
    review.assign_reviewers(cohort, _reviewers(world), by=world.one("HR", 0))
    waiting = list(Review.objects.filter(application__cohort=cohort).order_by("application__code", "pk"))
    for place, each in enumerate(waiting[:-5]):
        _judge(each, place)


def _reviewers(world: World) -> Sequence[User]:
    return list(world.staff["EV"][:3])


def _judge(waits: Review, place: int) -> None:
    scores = {
        "motivation": 3 + place % 3, "preparation": 2 + place % 4, "papers": 3 if place % 2 else 4,
        "clarity": 3 + place % 2,
    }  # fmt: skip
    words = "준비한 까닭이 분명합니다." if scores["motivation"] > 3 else "하고 싶은 일이 더 드러나면 좋겠습니다."
    review.give_review(waits, scores, remark=words, by=waits.reviewer)


def _chosen(world: World, key: str, capacity: int, applied: int) -> Cohort:
    """From applications to places that are taken up."""
    first, second = world.one("HR", 0), world.one("HR", 1)
    cohort = _publish(world, _plan(world, key, capacity=capacity))
    for _place in range(applied):
        _apply(world, cohort)
    cohort = _close(cohort, today() - timedelta(days=1))
    review.assign_reviewers(cohort, _reviewers(world), by=first)
    for place, each in enumerate(Review.objects.filter(application__cohort=cohort).order_by("application__code", "pk")):
        _judge(each, place)
    review.decide_documents(cohort, by=first)
    passed = cohort.applications.filter(state=A.DOC_PASSED).order_by("code")
    for place, each in enumerate(passed):
        talk = review.plan_talk(
            each, at=db_now() + timedelta(days=2, minutes=30 * place), place="본관 2층 면접실", by=first
        )
        scores = {"attitude": 3 + place % 3, "understanding": 2 + place % 4, "teamwork": 3 + place % 3}
        review.hold_talk(talk, came=True, scores=scores, by=first)
    proposed = review.propose_selection(cohort, waiting=3, note="가점 없이 점수 순입니다.", by=first)
    review.confirm_selection(proposed, by=second)
    for application in cohort.applications.filter(state=A.SELECTED).select_related("user").order_by("rank"):
        training.take_place(application, agreed=[INSURER], by=application.user)
    return Cohort.objects.get(pk=cohort.pk)


def _begin(world: World, cohort: Cohort, begun: date, weeks: int = 9) -> Cohort:
    """The training began on ``begun``."""
    first = world.one("HR", 0)
    ends = begun + timedelta(weeks=weeks, days=-3)
    deadline = _at(begun - timedelta(days=30))
    Cohort.objects.filter(pk=cohort.pk).update(
        apply_from=deadline - timedelta(days=30), apply_to=deadline, announce_on=begun - timedelta(days=10),
        starts_on=begun, ends_on=ends,
    )  # fmt: skip
    cohort = Cohort.objects.get(pk=cohort.pk)
    training.add_insurance(
        cohort, insurer="한빛화재", policy=f"HB-{cohort.pk:04d}-77", valid_from=begun, valid_until=ends, by=first
    )
    for week in range(weeks):
        monday = begun + timedelta(weeks=week)
        training.plan_days(
            cohort, starts=time(9), ends=time(17), title=SUBJECTS[week % len(SUBJECTS)], place="실습동",
            first=monday, last=min(monday + timedelta(days=4), ends), by=first,
        )  # fmt: skip
    for title, weight in (("필기", 1), ("실기", 2)):
        training.add_exam(cohort, title=title, weight=weight, by=first)
    training.begin_training(cohort, by=first)
    return Cohort.objects.get(pk=cohort.pk)


def _attend(world: World, cohort: Cohort) -> None:
    """One is often absent, one falls ill, all others are there nearly always."""
    trainees = list(cohort.trainees.filter(application__state=A.ENROLLED).order_by("pk"))
    for day, session in enumerate(Session.objects.filter(cohort=cohort, on__lt=today()).order_by("on")):
        told = {}
        for place, trainee in enumerate(trainees):
            presence: str = Presence.PRESENT
            if place == len(trainees) - 1 and day % 3 == 0:
                presence = Presence.ABSENT
            elif (place + day) % 19 == 0:
                presence = Presence.LATE
            elif (place * 7 + day) % 31 == 0:
                presence = Presence.EXCUSED
            told[trainee.pk] = presence
        training.take_attendance(session, told, by=world.one("HR", 0))


def _mark(world: World, cohort: Cohort) -> None:
    trainees = list(cohort.trainees.filter(application__state=A.ENROLLED).order_by("pk"))
    for number, exam in enumerate(cohort.exams.order_by("order")):
        marks = {each.pk: Decimal(62 + (place * 11 + number * 17) % 37) for place, each in enumerate(trainees)}
        training.give_marks(exam, marks, by=world.one("HR", 0))


def _pay(world: World, cohort: Cohort, *, leave_last: bool = False) -> None:
    months = sorted({each.on.replace(day=1) for each in cohort.sessions.filter(cancelled_at=None)})
    coming = {each.on.replace(day=1) for each in cohort.sessions.filter(cancelled_at=None, on__gte=today())}
    over = [month for month in months if month not in coming]
    for month in over:
        allowances.state_allowances(cohort, month, by=world.one("HR", 0))
        if not (leave_last and month == over[-1]):
            allowances.confirm_allowances(cohort, month, by=world.one("HR", 1))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _training(world: World) -> None:
    cohort = _begin(world, _chosen(world, "welding", 9, 12), _monday(today() - timedelta(weeks=6)))
    _attend(world, cohort)
    exam = cohort.exams.order_by("order").first()
    trainees = list(cohort.trainees.filter(application__state=A.ENROLLED).order_by("pk"))
    if exam is not None:
        training.give_marks(exam, {each.pk: Decimal(70 + each.pk % 25) for each in trainees}, by=world.one("HR", 0))
    _pay(world, cohort, leave_last=True)


def _trained(world: World, key: str, places: int, *, since: int) -> Cohort:
    """Completed by nearly all; ended ``since`` days ago."""
    ended = today() - timedelta(days=since)
    cohort = _begin(world, _chosen(world, key, places, places + 4), _monday(ended - timedelta(weeks=9)))
    _attend(world, cohort)
    _mark(world, cohort)
    cohort = training.end_training(Cohort.objects.get(pk=cohort.pk), by=world.one("HR", 0))
    _pay(world, cohort)
    _set_back(cohort)
    return cohort


def _set_back(cohort: Cohort) -> None:
    """What was decided for the list was decided before the training."""
    decided = _at(cohort.announce_on, 10)
    Cohort.objects.filter(pk=cohort.pk).update(decided_at=decided, published_at=cohort.apply_from)
    sent = cohort.apply_from + timedelta(days=5)
    rows = Application.objects.filter(cohort=cohort)
    rows.filter(submitted_at__isnull=False).update(submitted_at=sent)
    rows.exclude(decided_at=None).exclude(state__in=[A.COMPLETED, A.DROPPED]).update(decided_at=decided)
    rows.filter(state__in=[A.COMPLETED, A.DROPPED]).update(decided_at=_at(cohort.ends_on, 17))
    Trainee.objects.filter(cohort=cohort).update(enrolled_on=cohort.announce_on + timedelta(days=2))


def _cancelled(world: World) -> None:
    cohort = _publish(world, _plan(world, "welding", capacity=10))
    for _place in range(3):
        _apply(world, cohort)
    reason = "실습동 전기 공사가 늦어져 이번 기수는 열지 않습니다. 다음 기수를 다시 알립니다."
    cohorts.cancel_cohort(cohort, reason=reason, by=world.one("HR", 0))


parts.add("jobs-people", Part(order=84, title="Youth Dream: cohorts, applicants, training", fill=fill))
