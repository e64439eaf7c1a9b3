"""Blind review, the list by two people, training, completion and allowance."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from portal.audit.models import AuditEntry
from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.services import deliver_due
from portal.privacy.services import looks
from portal.tests.factories import staff
from sharedgrowth.jobs.models import Allowance, Application, Cohort, JobsTerms, Review, Session, Trainee
from sharedgrowth.jobs.policies.review import about
from sharedgrowth.jobs.queries.applications import blind_sheet
from sharedgrowth.jobs.rules.blinding import blinded
from sharedgrowth.jobs.rules.hiring import forbidden_subject
from sharedgrowth.jobs.services import allowances, questions, review, training
from sharedgrowth.jobs.services.cohorts import cancel_cohort
from sharedgrowth.jobs.services.terms import enter_jobs_terms
from sharedgrowth.jobs.states import ApplicationState, CohortState, Presence
from sharedgrowth.jobs.tests.factories import application, cohort, operator, second_operator, trainee

pytestmark = pytest.mark.django_db
A, P = ApplicationState, Presence
GOOD = {"motivation": 5, "preparation": 4, "papers": 4, "clarity": 4}
POOR = {"motivation": 1, "preparation": 2, "papers": 0, "clarity": 2}
TALK = {"attitude": 4, "understanding": 4, "teamwork": 4}


@pytest.mark.parametrize(
    ("asked", "subject"),
    [
        ("증명사진을 붙이십시오", "photo"),
        ("Upload a headshot", "photo"),
        ("용모와 인상", "appearance"),
        ("Describe your appearance", "appearance"),
        ("키는 몇 cm입니까?", "height"),
        ("신장 / 체중", "height"),
        ("How tall are you?", "height"),
        ("몸무게(kg)", "weight"),
        ("Height and weight", "height"),
        ("출신 지역은 어디입니까?", "birthplace"),
        ("Place of birth", "birthplace"),
        ("결혼 여부", "marriage"),
        ("Are you married?", "marriage"),
        ("본인 소유 부동산 보유 현황", "property"),
        ("Do you own a house?", "property"),
        ("형제의 직업과 학력", "relatives"),
        ("가족 관계를 쓰십시오", "relatives"),
        ("Your mother's education", "relatives"),
        ("What do your parents do for a living?", "relatives"),
        ("주민 등록 번호", "resident_number"),
        ("Passport number", "resident_number"),
        ("종교가 있습니까?", "sensitive"),
        ("Trade union membership", "sensitive"),
        ("지원한 동기는 무엇입니까?", ""),
        ("키워드 세 개로 자신을 말해 보십시오", ""),
        ("크레인의 높이와 하중을 아십니까?", ""),
        ("Which lifting weight may this crane carry?", ""),
        ("What have you built with your own hands?", ""),
        ("교대 근무를 할 수 있습니까?", ""),
    ],
)
def test_what_a_form_must_not_ask(asked, subject):
    assert forbidden_subject(asked) == subject


def answered(of: Cohort, text: str, **identity) -> Application:
    made = application("submitted", of=of, identity=identity)
    made.answers.create(question=of.questions.get(key="motivation"), value=text)
    return made


def test_a_reviewer_sees_no_name_no_sex_no_region_and_nobody_judges_who_saw_the_name():
    of = cohort(CohortState.SELECTING)
    questions.copy_questions(None, of)
    made = answered(of, "저 홍길동은 경북에서 온 남자입니다. 길동이라 불러 주십시오. hong@mail.example", name="홍길동")

    told = " ".join(answer for _question, answer in blind_sheet(made))
    for word in ("홍길동", "길동", "경북", "남자", "hong@mail.example", "010-2345-6789"):
        assert word not in told
    spaced = answered(of, "저는 홍 길동이고 홍길동, 경상북도 포항에서 왔습니다. 길 동", name="홍 길동")
    told = " ".join(answer for _question, answer in blind_sheet(spaced))
    for word in ("길동", "길 동", "경상북도"):
        assert word not in told
    assert blinded("저는 산이라고 합니다. 이 산에 올랐습니다", ["이산"]) == "저는 ▒▒▒이라고 합니다. ▒▒▒에 올랐습니다"

    curious = operator()
    looks.look(reader=curious, subject=made.user, fields=["name"], why="연락", about=about(made))
    other = staff("EV")
    with pytest.raises(RuleBroken, match="not seen the name"):
        review.assign_reviewers(of, [curious, other], by=second_operator())
    assert not Review.objects.exists()


def test_from_blind_review_to_places_by_two_people():
    of = cohort(CohortState.SELECTING, capacity=1, starts_on=today() + timedelta(days=30),
                ends_on=today() + timedelta(days=90), announce_on=today())  # fmt: skip
    made = [application("submitted", of=of) for _each in range(4)]
    first, second, one, two = operator(), second_operator(), staff("EV"), staff("EV")
    assert review.assign_reviewers(of, [one, two], by=first) == 8

    with pytest.raises(RuleBroken, match="0 of 2 reviews"):
        review.decide_documents(of, by=first)
    for given in Review.objects.select_related("application", "reviewer"):
        scores = POOR if given.application_id == made[3].pk else GOOD
        review.give_review(given, scores, by=given.reviewer)
    with pytest.raises(NotAllowed):
        review.give_review(Review.objects.filter(reviewer=one).first(), GOOD, by=two)
    assert review.decide_documents(of, by=first) == (3, 1)

    for place, each in enumerate(made[:3]):
        each.refresh_from_db()
        talk = review.plan_talk(each, at=db_now() + timedelta(days=1 + place), place="본관 2층", by=first)
        scores = TALK | {"attitude": 5 - place}
        review.hold_talk(talk, came=place < 3, scores=scores, by=first)
    proposed = review.propose_selection(of, waiting=1, by=first)
    assert [row["outcome"] for row in proposed.rows] == ["selected", "waitlist", "failed"]
    with pytest.raises(NotAllowed, match="Who proposed"):
        review.confirm_selection(proposed, by=first)
    review.confirm_selection(proposed, by=second)

    states = [Application.objects.get(pk=each.pk).state for each in made]
    assert states == [A.SELECTED, A.WAITLIST, A.FAILED, A.DOC_FAILED]
    with pytest.raises(NotAllowed, match="decided already"):
        review.confirm_selection(proposed, by=second)


def test_points_that_change_after_the_list_was_proposed_stop_it():
    of = cohort(CohortState.SELECTING)
    one = application("interviewed", of=of, points=Decimal(70), documents_points=70, interview_points=70)
    proposed = review.propose_selection(of, waiting=0, by=operator())
    Application.objects.filter(pk=one.pk).update(points=Decimal(71))

    with pytest.raises(WrongState, match="Points changed"):
        review.confirm_selection(proposed, by=second_operator())
    review.return_selection(proposed, reason="점수가 바뀌었습니다.", by=second_operator())
    assert review.propose_selection(of, waiting=0, by=operator()).rows[0]["points"] == "71.00"


def in_training(sessions: int = 5) -> tuple[Cohort, Trainee, Trainee, list[Session]]:
    day = today()
    of = cohort(CohortState.TRAINING, announce_on=day - timedelta(days=70), starts_on=day - timedelta(days=60),
                ends_on=day - timedelta(days=1))  # fmt: skip
    first_day = (day - timedelta(days=40)).replace(day=1)
    days = [
        Session.objects.create(
            cohort=of, on=first_day + timedelta(days=place), starts=time(9), ends=time(17), title="실습"
        )
        for place in range(sessions)
    ]
    return of, trainee("enrolled", of=of), trainee("enrolled", of=of), days


def test_attendance_is_taken_corrected_with_a_reason_and_frozen_by_the_statement():
    of, one, two, days = in_training()
    by = operator()
    assert training.take_attendance(days[0], {one.pk: P.PRESENT, two.pk: P.ABSENT}, by=by) == 2
    with pytest.raises(RuleBroken, match="corrected") as refusal:
        training.take_attendance(days[0], {two.pk: P.PRESENT}, by=by)
    assert refusal.value.field == "reason"
    assert training.take_attendance(days[0], {two.pk: P.LATE}, reason="출입 기록 확인", by=by) == 1
    assert two.attendance.get(session=days[0]).note == "absent > late: 출입 기록 확인"
    noted = AuditEntry.objects.filter(what="jobs.session.attendance_corrected").latest("pk")
    assert noted.payload == '{"corrected":1,"trainees":1}'  # nobody's attendance stays in the trail
    for day in days[1:]:
        training.take_attendance(day, {one.pk: P.PRESENT, two.pk: P.ABSENT}, by=by)

    month = days[0].on
    assert allowances.state_allowances(of, month, by=by) == 2
    with pytest.raises(NotAllowed, match="Who stated"):
        allowances.confirm_allowances(of, month, by=by)
    assert allowances.confirm_allowances(of, month, by=second_operator()) == 2

    money = dict(Allowance.objects.values_list("trainee_id", "amount_won"))
    assert money == {one.pk: Decimal(800_000), two.pk: Decimal(0)}  # 5 of 5 days; 1 of 5 is below 80 percent
    with pytest.raises(WrongState, match="change no more"):
        training.take_attendance(days[1], {two.pk: P.PRESENT}, reason="늦게", by=by)
    with pytest.raises(WrongState, match="stated already"):
        allowances.state_allowances(of, month, by=by)


def test_who_completes_the_training():
    of, one, two, days = in_training()
    by = operator()
    exam = training.add_exam(of, title="실기", weight=1, by=by)
    with pytest.raises(RuleBroken, match="is missing for 5 sessions"):
        training.end_training(of, by=by)
    for place, day in enumerate(days):
        training.take_attendance(day, {one.pk: P.PRESENT, two.pk: P.PRESENT if place < 3 else P.ABSENT}, by=by)
    with pytest.raises(RuleBroken, match="no mark"):
        training.end_training(of, by=by)
    training.give_marks(exam, {one.pk: Decimal(60), two.pk: Decimal(95)}, by=by)

    training.end_training(of, by=by)

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.application.state, one.attendance_pct, one.grade) == (A.COMPLETED, Decimal("100.00"), Decimal("60.00"))
    assert one.certificate.startswith("YDT-")
    assert (two.application.state, two.attendance_pct, two.certificate) == (A.DROPPED, Decimal("60.00"), None)
    assert Cohort.objects.get(pk=of.pk).state == CohortState.MATCHING


def test_nobody_trains_uninsured():
    of = cohort(CohortState.SELECTING, decided_at=db_now())
    trainee("enrolled", of=of)
    by = operator()
    training.plan_days(of, starts=time(9), ends=time(17), title="안전", place="", first=of.starts_on,
                       last=of.starts_on + timedelta(days=6), by=by)  # fmt: skip
    with pytest.raises(RuleBroken, match="uninsured"):
        training.begin_training(of, by=by)
    facts = {"insurer": "한빛화재", "policy": "A-1", "by": by}
    with pytest.raises(RuleBroken, match="first to its last day"):
        training.add_insurance(of, valid_from=of.starts_on, valid_until=of.starts_on, **facts)
    training.add_insurance(of, valid_from=of.starts_on, valid_until=of.ends_on, **facts)
    training.begin_training(of, by=by)

    assert Trainee.objects.get(cohort=of).insurance.policy == "A-1"
    assert all(each.on.weekday() < 5 for each in of.sessions.all())


def test_a_month_is_counted_in_days():
    of, one, _two, days = in_training(sessions=1)
    Session.objects.create(cohort=of, on=days[0].on, starts=time(18), ends=time(20), title="저녁")
    by = operator()
    for session in of.sessions.all():
        training.take_attendance(session, {each.pk: P.PRESENT for each in of.trainees.all()}, by=by)
    allowances.state_allowances(of, date(days[0].on.year, days[0].on.month, 1), by=by)
    assert Allowance.objects.get(trainee=one).scheduled == 1


def test_a_day_on_which_somebody_leaves_stops_nobodys_allowance():
    of, one, two, days = in_training()
    by = operator()
    for day in days[:4]:
        training.take_attendance(day, {one.pk: P.PRESENT, two.pk: P.PRESENT}, by=by)
    training.drop_trainee(two, reason="이사", by=by)
    Trainee.objects.filter(pk=two.pk).update(ended_on=days[4].on)  # on the last day, before attendance was taken
    training.take_attendance(days[4], {one.pk: P.PRESENT}, by=by)
    assert allowances.state_allowances(of, days[0].on, by=by) == 2
    assert dict(Allowance.objects.values_list("trainee_id", "attended")) == {one.pk: 5, two.pk: 4}


def test_attendance_of_who_left_later_is_still_noted():
    _of, _one, two, days = in_training()
    by = operator()
    training.drop_trainee(two, reason="이사", by=by)
    assert training.take_attendance(days[0], {two.pk: P.PRESENT}, by=by) == 1
    Trainee.objects.filter(pk=two.pk).update(ended_on=days[0].on)
    with pytest.raises(RuleBroken, match="each trainee of this cohort"):
        training.take_attendance(days[1], {two.pk: P.PRESENT}, by=by)


def test_no_session_is_planned_into_a_month_that_is_stated():
    of, one, two, days = in_training()
    by = operator()
    for day in days:
        training.take_attendance(day, {one.pk: P.PRESENT, two.pk: P.PRESENT}, by=by)
    allowances.state_allowances(of, days[0].on, by=by)
    training.plan_days(of, starts=time(18), ends=time(19), title="보충", place="", first=of.starts_on,
                       last=of.ends_on, by=by)  # fmt: skip
    added = {each.on.replace(day=1) for each in of.sessions.filter(starts=time(18))}
    assert days[0].on.replace(day=1) not in added


def test_nobody_fails_for_exams_that_were_never_entered():
    of, one, two, days = in_training(sessions=1)
    by = operator()
    training.take_attendance(days[0], {one.pk: P.PRESENT, two.pk: P.PRESENT}, by=by)
    with pytest.raises(RuleBroken, match="Enter the exams"):
        training.end_training(of, by=by)


def test_what_was_earned_before_a_cohort_was_cancelled_is_paid():
    of, one, two, days = in_training()
    by = operator()
    for day in days[:3]:
        training.take_attendance(day, {one.pk: P.PRESENT, two.pk: P.PRESENT}, by=by)
    cancel_cohort(of, reason="강사 사정", by=by)
    Cohort.objects.filter(pk=of.pk).update(cancelled_on=days[3].on)
    training.take_attendance(Session.objects.get(pk=days[3].pk), {one.pk: P.PRESENT, two.pk: P.ABSENT}, by=by)
    with pytest.raises(WrongState, match="cancelled"):
        training.take_attendance(Session.objects.get(pk=days[4].pk), {one.pk: P.PRESENT}, by=by)
    assert allowances.state_allowances(Cohort.objects.get(pk=of.pk), days[0].on, by=by) == 2
    assert dict(Allowance.objects.values_list("trainee_id", "attended")) == {one.pk: 4, two.pk: 3}


def test_the_place_of_who_leaves_before_the_training_goes_to_who_waits():
    of = cohort(CohortState.SELECTING, capacity=1, decided_at=db_now())
    leaving = trainee("enrolled", of=of)
    waiting = application("waitlist", of=of, rank=2)
    training.drop_trainee(leaving, reason="취업", by=operator())
    while deliver_due():
        continue
    waiting.refresh_from_db()
    assert waiting.state == A.SELECTED


@pytest.mark.parametrize(
    ("name", "value"),
    [("reviewers", 0), ("release_days", 0), ("offer_days", 0), ("trainee_years", 30_000), ("placement_months", 11)],
)
def test_terms_that_nobody_could_carry_out_are_refused(name, value):
    terms = JobsTerms(valid_from=today() + timedelta(days=10), note="x", **{name: value})
    with pytest.raises(RuleBroken) as refusal:
        enter_jobs_terms(terms, by=operator())
    assert refusal.value.field == name
