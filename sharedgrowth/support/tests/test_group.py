"""The support group: selection by points, capacity of waves and experts, signatures, the wall, effects counted once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from portal.calendar import business_days_after
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from sharedgrowth.support.models import CostAccess, ExpertMonth, GroupRequest, GroupTask, WaveExpert
from sharedgrowth.support.models.terms import enter_terms
from sharedgrowth.support.policies import waves as policies
from sharedgrowth.support.queries import waves as queries
from sharedgrowth.support.services import group_tasks, waves
from sharedgrowth.support.tests import facility_stage, factories, offer_stage, project_stage
from sharedgrowth.support.tests import group_stage as made

pytestmark = pytest.mark.django_db
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}
REQUESTS = 8  # queries of the list


def at(name: str, *args) -> str:
    return reverse(f"support:{name}", args=args)


def signed_in(client, user):
    user.language = "en"
    user.save()
    sign_in(client, user)
    return user


def delivered() -> None:
    while deliver_due():
        continue


def test_the_best_get_the_places_and_a_company_without_support_gets_ten_points_more():
    wave = made.wave(capacity=2)
    low, high, middle = (made.triaged() for _each in range(3))
    made.scored(low, 0.2, 0.2, 0.2, 0.2)
    made.scored(high, 1, 1, 1, 1)
    made.scored(middle)
    waves.close_wave(wave, by=staff("SG"))
    taken = waves.decide_wave(wave, by=staff("SG"))
    assert [request.pk for request in taken] == [high.pk, middle.pk]
    assert [GroupRequest.objects.get(pk=each.pk).points for each in (high, middle, low)] == [
        Decimal("100.00"),
        Decimal("76.50"),
        Decimal("28.00"),
    ]
    low.refresh_from_db()
    assert low.state == "not_selected"
    group_tasks.cancel_request(taken[1], reason="사정 변경", by=taken[1].asked_by)
    assert waves.take_next(wave, by=staff("SG")) == low
    with pytest.raises(RuleBroken):
        waves.take_next(wave, by=staff("SG"))


def test_nobody_is_selected_with_fewer_than_three_scores_or_an_open_triage():
    wave = made.wave()
    request = made.scored(made.triaged(), members=2)
    waiting = made.asked()
    waves.close_wave(wave, by=staff("SG"))
    with pytest.raises(RuleBroken, match="not triaged"):
        waves.decide_wave(wave, by=staff("SG"))
    waves.triage(waiting, unit="QSS", note="QSS가 맞습니다.", by=staff("SG"))
    with pytest.raises(RuleBroken, match=request.number):
        waves.decide_wave(wave, by=staff("SG"))


def test_a_member_scores_once_and_never_the_own_company():
    made.wave()
    request = made.triaged()
    member = staff("AP")
    part = Decimal("0.5")
    fields = {"severity": part, "fit": part, "commitment": part, "spillover": part, "note": "x"}
    waves.score_request(request, **fields, by=member)
    with pytest.raises(RuleBroken):
        waves.score_request(request, **fields, by=member)
    with pytest.raises(NotAllowed):
        waves.score_request(request, **fields, by=request.asked_by)


def test_who_advises_the_company_or_pays_neither_triages_nor_scores():
    made.wave()
    request = made.asked()
    adviser = staff("SG", "CN")
    project = project_stage.project(factories.applied(factories.call(), request.company, state="selected"))
    project_stage.assigned(project, project_stage.expert(user=adviser))
    for may in (policies.may_triage, policies.may_score):
        assert "SOD-11" in may(adviser, request).reason
    assert "SOD-13" in policies.may_score(staff("AP", "FI"), request).reason
    assert policies.may_triage(staff("SG"), request)


def test_a_request_is_answered_within_ten_business_days_and_one_is_open_at_a_time():
    made.wave()
    request = made.asked()
    assert request.triage_due == business_days_after(today(), 10)
    with pytest.raises(RuleBroken):
        made.asked(by=request.asked_by)
    with pytest.raises(NotAllowed):
        made.asked(by=supplier("SU"))
    routed = waves.triage(request, unit="TECHNO", note="시험 장비를 예약하십시오.", by=staff("SG"))
    assert (routed.state, routed.unit) == ("routed", "TECHNO")
    made.asked(by=request.asked_by)


def test_the_memorandum_takes_both_signatures():
    owner = supplier("SA")
    request = made.selected(made.wave(), by=owner)
    with pytest.raises(WrongState):
        waves.begin_diagnosis(request, by=staff("SG"))
    with pytest.raises(NotAllowed):
        waves.sign_memorandum(request, by=supplier("SA"))
    waves.sign_memorandum(request, by=owner)
    request.refresh_from_db()
    assert request.state == "selected"
    assert waves.sign_memorandum(request, by=staff("SG")).state == "mou_signed"


def test_a_visit_has_its_safety_form_and_puts_up_the_wall_and_a_stop_is_told():
    owner, compliance = supplier("SA"), staff("CP")
    wave = made.wave()
    request = waves.begin_diagnosis(made.signed(wave, by=owner), by=staff("SG"))
    assert request.diagnosis_due == today() + timedelta(weeks=8)
    person = wave.experts.get().expert.user
    visit = {"visited_on": today(), "hours": Decimal(3), "note": "봄", "hazards": [], "measures": " "}
    with pytest.raises(RuleBroken) as refused:
        waves.note_visit(request, **visit, by=person)
    assert refused.value.field == "measures"
    with pytest.raises(NotAllowed):
        waves.note_visit(request, **visit | {"measures": "안전화"}, by=staff("CN"))
    waves.note_visit(request, **visit | {"measures": "안전화"}, stop_work="난간 없음", by=person)
    assert CostAccess.objects.filter(person=person, company=owner.company).exists()
    delivered()
    told = set(Notice.objects.filter(kind="support.group_stop").values_list("user", flat=True))
    assert {owner.pk, compliance.pk} <= told


def test_an_expert_is_not_overbooked_in_the_wave_nor_in_the_month():
    expert = made.adviser(days=4)
    wave = made.wave(expert=expert, days=20)
    request = made.diagnosed(wave, by=supplier("SA"))
    with pytest.raises(RuleBroken) as refused:
        made.task(request, days=Decimal(21), due_on=today() + timedelta(days=250))
    assert refused.value.field == "days"
    with pytest.raises(RuleBroken) as refused:
        made.task(request, days=Decimal(15), due_on=today() + timedelta(days=20))
    assert refused.value.field == "days"
    assert WaveExpert.objects.get().planned == 0
    first = made.task(request, days=Decimal(6), due_on=today() + timedelta(days=60))
    assert WaveExpert.objects.get().planned == 6
    assert sum(month.planned for month in ExpertMonth.objects.filter(expert=expert)) == 6
    group_tasks.cancel_task(first, reason="취소", by=staff("SG"))
    assert WaveExpert.objects.get().planned == 0
    assert sum(month.planned for month in ExpertMonth.objects.filter(expert=expert)) == 0


@pytest.mark.django_db(transaction=True)
def test_tasks_planned_at_once_never_take_more_days_than_the_expert_has():
    enter_terms()
    wave = made.wave(days=20)
    request = made.diagnosed(wave, by=supplier("SA"))
    start = Barrier(8)

    def plan(_place: int) -> str:
        try:
            mine = GroupRequest.objects.select_related("wave", "company").get(pk=request.pk)
            start.wait()
            made.task(mine, days=Decimal(6), due_on=today() + timedelta(days=100))
        except RuleBroken:
            return "refused"
        finally:
            connection.close()
        return "planned"

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(plan, range(8)))

    assert (ends.count("planned"), WaveExpert.objects.get().planned) == (3, 18)


def test_the_company_signs_the_list_or_wants_another():
    owner = supplier("SA")
    request = made.diagnosed(made.wave(), by=owner)
    with pytest.raises(RuleBroken):
        group_tasks.list_tasks(request, by=staff("SG"))
    made.task(request)
    group_tasks.list_tasks(request, by=staff("SG"))
    request.refresh_from_db()
    with pytest.raises(WrongState):
        group_tasks.start_task(GroupTask.objects.get(), by=staff("SG"))
    assert group_tasks.want_other_list(request, reason="더 급한 것이 있습니다.", by=owner).state == "diagnosis"
    group_tasks.list_tasks(request, by=staff("SG"))
    assert group_tasks.agree_tasks(request, by=owner).state == "tasks_agreed"
    group_tasks.start_task(GroupTask.objects.get(), by=staff("SG"))
    request.refresh_from_db()
    assert request.state == "in_progress"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"measured_from": -126}, "measured_from", id="before-it-was-done"),
        pytest.param({"measured_from": -60}, "measured_to", id="shorter-than-three-months"),
        pytest.param({"measured_to": 1}, "measured_to", id="still-to-come"),
    ],
)
def test_an_effect_is_measured_after_the_task_over_three_months(given, field):
    task = made.done(made.wave(), by=supplier("SA"))
    days = {"measured_from": -120, "measured_to": 0} | given
    with pytest.raises(RuleBroken) as refused:
        group_tasks.measure_task(
            task,
            won=Decimal(1),
            measurement="계량기",
            by=staff("SG"),
            **{name: today() + timedelta(days=days) for name, days in days.items()},
        )
    assert refused.value.field == field


def test_finance_verifies_never_more_and_never_who_measured():
    owner = supplier("SA")
    task = made.measured(made.wave(), by=owner)
    with pytest.raises(NotAllowed):
        group_tasks.verify_task(task, won=Decimal(1), by=staff("SG"))
    finance = staff("FI")
    with pytest.raises(RuleBroken) as refused:
        group_tasks.verify_task(task, won=Decimal(39_000_000), by=finance)
    assert refused.value.field == "won"
    with pytest.raises(RuleBroken) as refused:
        group_tasks.verify_task(task, won=Decimal(30_000_000), by=finance)
    assert refused.value.field == "reason"
    group_tasks.verify_task(task, won=Decimal(38_000_000), by=finance)
    assert queries.achieved().verified_won == 38_000_000
    request = GroupRequest.objects.get()
    assert group_tasks.close_request(request, satisfaction=5, by=owner).state == "closed"
    assert queries.achieved().satisfaction == 5


def test_an_effect_that_another_programme_owns_is_not_counted_here():
    owner = supplier("SA")
    request = made.diagnosed(made.wave(), by=owner)
    for given in ({"owner": "benefit"}, {"owner": "project", "owner_number": "PRJ-2026-999999"}):
        with pytest.raises(RuleBroken) as refused:
            made.task(request, **given)
        assert refused.value.field == "owner_number"
    task = made.task(request, owner="benefit", owner_number="BST-2026-000001")
    GroupTask.objects.filter(pk=task.pk).update(state="in_progress")
    GroupTask.objects.filter(pk=task.pk).update(state="done")
    GroupTask.objects.filter(pk=task.pk).update(state="measured")
    GroupTask.objects.filter(pk=task.pk).update(state="verified", verified_won=7)
    told = queries.achieved()
    assert (told.verified_won, told.elsewhere_won) == (0, 7)


def test_a_wave_closes_by_itself_and_monday_tells_what_is_late():
    wave = made.wave()
    made.asked()
    GroupRequest.objects.update(triage_due=today() - timedelta(days=1))
    day = wave.closes_on + timedelta(days=1)
    day += timedelta(days=-day.weekday() % 7)
    waves.run_group_clock(day)
    wave.refresh_from_db()
    assert wave.state == "selecting"
    delivered()
    assert Notice.objects.filter(kind="support.group_late").exists()


def test_a_request_from_the_page_to_the_signed_list(client):
    wave = made.wave()
    assert client.get(at("group"), **EN).status_code == 200
    owner = signed_in(client, supplier("SA"))
    assert "Ask the support group" in client.get(at("group"), **EN).content.decode()
    bad = client.post(at("group-ask"), {"problem": "Heat is lost", "urgency": "4"}, **EN)
    assert bad.status_code == 422
    assert "Heat is lost" in bad.content.decode()
    data = {"directions": ["energy"], "problem": "Heat is lost", "urgency": "4", "data": ""}
    assert client.post(at("group-ask"), data).status_code == 303
    request = GroupRequest.objects.get()
    signed_in(client, staff("SG"))
    assert "Triage" in client.get(at("group-detail", request.number), **EN).content.decode()
    sent = client.post(at("group-step", request.number, "triage"), {"unit": "SGS", "note": "Fits"})
    assert sent.status_code == 303
    made.scored(request, members=2)
    member = signed_in(client, staff("AP"))
    page = client.get(at("group-detail", request.number), **EN).content.decode()
    assert "2 scores are given" in page
    score = {"severity": "80", "fit": "60", "commitment": "100", "spillover": "50", "note": "Seen"}
    assert client.post(at("group-step", request.number, "score"), score | {"fit": "120"}, **EN).status_code == 422
    assert client.post(at("group-step", request.number, "score"), score).status_code == 303
    assert member.name in client.get(at("group-detail", request.number), **EN).content.decode()
    assert "76.50" in client.get(at("wave-detail", str(wave)), **EN).content.decode()
    signed_in(client, staff("SG"))  # scores, too: neither points nor order before the own score
    assert "76.50" not in client.get(at("wave-detail", str(wave)), **EN).content.decode()
    for step in ("close", "decide"):
        assert client.post(at("wave-step", str(wave), step)).status_code == 303
    assert "76.50 points" in client.get(at("wave-detail", str(wave)), **EN).content.decode()
    assert client.post(at("group-sign", request.number)).status_code == 303
    signed_in(client, owner)
    assert client.post(at("group-sign", request.number)).status_code == 303
    expert = wave.experts.get().expert
    signed_in(client, expert.user)
    assert client.post(at("group-step", request.number, "diagnose")).status_code == 303
    visit = {"visited_on": today().isoformat(), "hours": "3", "note": "Door leaks", "measures": "Helmets"}
    assert client.post(at("group-step", request.number, "visit"), visit).status_code == 303
    diagnosis = {"findings": "Door leaks", "root_cause": "No interval"}
    assert client.post(at("group-step", request.number, "diagnosis"), diagnosis).status_code == 303
    task = {
        "direction": "energy", "title": "New door", "plan": "Fit it", "expert": expert.pk, "days": "500",
        "department": "Facility", "due_on": (today() + timedelta(days=60)).isoformat(), "cost_bearer": "shared",
        "cost_won": "1,000,000", "expected_won": "4,000,000", "patents": "0", "owner": "group",
    }  # fmt: skip
    wrong = client.post(at("group-task-add", request.number), task, **EN)
    assert wrong.status_code == 422
    assert "New door" in wrong.content.decode()
    assert client.post(at("group-task-add", request.number), task | {"days": "5"}).status_code == 303
    signed_in(client, owner)
    assert "New door" not in client.get(at("group-detail", request.number), **EN).content.decode()
    signed_in(client, expert.user)
    assert client.post(at("group-step", request.number, "list")).status_code == 303
    signed_in(client, owner)
    assert "New door" in client.get(at("group-detail", request.number), **EN).content.decode()
    assert client.post(at("group-agree", request.number)).status_code == 303
    one = GroupTask.objects.get()
    signed_in(client, expert.user)
    assert client.post(at("group-task-step", one.uid, "start")).status_code == 303
    assert client.get(at("group-task", one.uid), **EN).status_code == 200
    assert client.post(at("group-task-step", one.uid, "nothing")).status_code == 404
    signed_in(client, supplier("SA"))
    assert client.get(at("group-detail", request.number)).status_code == 404
    assert client.get(at("wave-detail", str(wave))).status_code == 403


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_papers_are_typeset_and_the_same_bytes_each_time(client, language):
    owner = supplier("SA")
    request = made.agreed(made.wave(), by=owner).request
    visit = facility_stage.reported(owner.company)
    licence = offer_stage.offered(offer_stage.published(), by=owner)
    owner.language = language
    owner.save()
    sign_in(client, owner)
    for name, number in (
        ("group-paper", request.number),
        ("inspection-paper", visit.number),
        ("licence-paper", licence.number),
    ):
        first = client.get(at(name, number), HTTP_ACCEPT_LANGUAGE=language)
        assert first.content.startswith(b"%PDF")
        assert client.get(at(name, number), HTTP_ACCEPT_LANGUAGE=language).content == first.content


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    made.wave()
    signed_in(client, staff("SG"))
    for _each in range(count):
        made.asked()
    client.get(at("group-list"))
    with django_assert_num_queries(REQUESTS):
        assert len(client.get(at("group-list")).context["results"]) == count
