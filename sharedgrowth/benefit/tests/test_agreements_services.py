"""Technical data, registration, milestones, disputes, failure, awards; tenders that a right or an idea stops."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.translation import override

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.tests.factories import pdf_bytes, upload
from portal.outbox.models import Event
from portal.outbox.services import announce
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.signin import sign_in
from purchasing.bidding.models import Tender
from purchasing.bidding.services import LineIn
from purchasing.bidding.tests import factories as bidding
from purchasing.contracts.tests.factories import hear
from purchasing.payments.queries.payables import payables_about
from sharedgrowth.benefit.handlers.tasks import run_clocks
from sharedgrowth.benefit.models import Agreement, EmployeeReward, Task
from sharedgrowth.benefit.services import agreements, rights, tasks, work
from sharedgrowth.benefit.states import TaskState
from sharedgrowth.benefit.tests import factories as made

pytestmark = pytest.mark.django_db
T = TaskState


# Technical data ------------------------------------------------------------------------------------------------------
def give(task, by):
    return work.give_item(
        task, title="코팅 조건표", purpose="시험 조건 검토", return_on=today() + timedelta(days=90),
        upload=upload("conditions.pdf", pdf_bytes()), by=by,
    )  # fmt: skip


def test_technical_data_moves_under_two_signatures_and_every_opening_is_kept(client):
    task = made.screened(made.proposed())
    maker = made.signer(task)
    with pytest.raises(WrongState, match="confidentiality"):
        give(task, maker)
    nda = agreements.offer_nda(task, purpose="검토", until=today() + timedelta(days=700), by=maker)
    agreements.sign_nda(nda, sha256=nda.sha256, by=maker)
    task.refresh_from_db()
    with pytest.raises(WrongState, match="confidentiality"):
        give(task, maker)
    agreements.sign_nda(nda, sha256=nda.sha256, by=made.officer())
    item = give(Task.objects.get(pk=task.pk), maker)

    work.open_item(item, by=made.officer())
    for user in (staff("PO"), staff("EV"), UserFactory(company=CompanyFactory(), roles=("SA",))):
        with pytest.raises(NotAllowed):
            work.open_item(item, by=user)
    assert [access.by for access in item.accesses.all()] == [made.officer()]
    for user, status in ((staff("RQ"), 404), (staff("AU"), 404), (maker, 200), (made.officer(), 200)):
        sign_in(client, user)
        assert client.get(item.file.url).status_code == status, user.role_codes  # only after the door that keeps it
    sign_in(client, opener := staff("RQ"))
    answer = client.post(reverse("benefit:item-open", args=[task.number, item.uid]))
    assert (answer.status_code, client.get(answer["Location"]).status_code) == (303, 200)
    assert item.accesses.filter(by=opener).count() == 1
    with pytest.raises(NotAllowed):
        work.return_item(item, returned_on=today(), how="파기", by=maker)
    item = work.return_item(item, returned_on=today(), how="파일을 지웠습니다.", by=made.officer())
    assert item.keep_until.year == today().year + 7
    with pytest.raises(NotAllowed):
        work.open_item(item, by=made.officer())


def test_a_supplier_that_joins_later_signs_first_and_never_opens_another_suppliers_data(client):
    task = made.screened(made.proposed())
    maker, second = made.signer(task), CompanyFactory()
    nda = made.under_nda(task)
    theirs = give(Task.objects.get(pk=task.pk), maker)
    ours = give(Task.objects.get(pk=task.pk), made.officer())
    shares = [(maker.company, 1, Decimal("0.5")), (second, 2, Decimal("0.5"))]
    tasks.set_suppliers(task, rows=shares, by=made.officer())
    joined = UserFactory(company=second, roles=("SA",))

    with pytest.raises(NotAllowed, match="has not signed"):
        work.open_item(ours, by=joined)
    with pytest.raises(WrongState, match="has not signed"):
        give(Task.objects.get(pk=task.pk), joined)
    sign_in(client, joined)
    page = reverse("benefit:nda-detail", args=[task.number])
    assert reverse("benefit:nda-sign", args=[task.number]) in client.get(page).content.decode()
    signed_at = nda.signed_at
    nda = agreements.sign_nda(nda, sha256=nda.sha256, by=joined)
    assert nda.signed_at == signed_at  # in force since all of then had signed
    work.open_item(ours, by=joined)
    for refused in (lambda: work.open_item(theirs, by=joined),
                    lambda: work.return_item(theirs, returned_on=today(), how="x", by=joined)):  # fmt: skip
        with override("en"), pytest.raises(NotAllowed, match="another supplier"):  # a page was read in Korean before
            refused()
    page = client.get(reverse("benefit:task-detail", args=[task.number])).content.decode()
    doors = [reverse("benefit:item-open", args=[task.number, item.uid]) in page for item in (ours, theirs)]
    assert doors == [True, False]


# Work ----------------------------------------------------------------------------------------------------------------
def test_a_task_is_registered_before_it_starts_and_never_after():
    task = made.task(T.AGREED)
    with pytest.raises(RuleBroken):
        work.register_task(
            task, body="성과공유 확인 기관", number="7", registered_on=today() + timedelta(1), by=made.officer()
        )
    started = work.start_task(task, by=made.officer())
    with pytest.raises(WrongState, match="before it starts"):
        work.register_task(started, body="성과공유 확인 기관", number="7", registered_on=today(), by=made.officer())


LATE = [(30, T.IN_PROGRESS, False), (31, T.IN_PROGRESS, True), (90, T.IN_PROGRESS, True), (91, T.SUSPENDED, True)]


@pytest.mark.parametrize(("days", "state", "alerted"), LATE)
def test_a_late_milestone_alerts_then_suspends(days, state, alerted):
    task = made.task(T.IN_PROGRESS)
    first = task.milestones.order_by("no").first()
    task.milestones.filter(pk=first.pk).update(due_on=today() - timedelta(days=days))

    run_clocks()
    run_clocks()  # twice is the same

    task.refresh_from_db()
    first.refresh_from_db()
    assert (task.state, first.alerted_on is not None) == (state, alerted)
    assert Event.objects.filter(name="benefit.milestone_late").count() == alerted
    if state == T.SUSPENDED:
        task = work.resume_task(task, reason="부품이 왔습니다.", due_on=today() + timedelta(days=30), by=made.officer())
        run_clocks()
        task.refresh_from_db()
        assert task.state == T.IN_PROGRESS


def test_a_dispute_stops_the_clock_and_its_days_are_given_back():
    task = made.task(T.IN_PROGRESS)
    first = task.milestones.order_by("no").first()
    late = today() - timedelta(days=100)
    task.milestones.filter(pk=first.pk).update(due_on=late)
    dispute = rights.open_dispute(task, text="측정 방법이 다릅니다.", by=made.signer(task))
    with pytest.raises(RuleBroken, match="already open"):
        rights.open_dispute(task, text="또", by=made.officer())
    run_clocks()
    task.refresh_from_db()
    assert task.state == T.IN_PROGRESS
    for refused in (lambda: work.complete_task(task, by=made.officer()),
                    lambda: work.fail_task(task, reason="x", by=made.officer())):  # fmt: skip
        with pytest.raises(WrongState, match="dispute"):
            refused()
    with pytest.raises(NotAllowed):
        rights.answer_dispute(dispute, text="내가 답합니다.", by=made.signer(task))
    rights.answer_dispute(dispute, text="규정대로 재었습니다.", by=made.officer())
    type(dispute).objects.filter(pk=dispute.pk).update(opened_at=dispute.opened_at - timedelta(days=40))
    with pytest.raises(NotAllowed):
        rights.decide_dispute(dispute, decision="x", by=made.officer())

    dispute = rights.decide_dispute(dispute, decision="월별 기록으로 잽니다. 양쪽 기록이 같습니다.", by=staff("CP"))

    first.refresh_from_db()
    assert dispute.days_stopped == 40
    assert first.due_on == late + timedelta(days=40)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(dispute).objects.filter(pk=dispute.pk).update(decision="달리")


def test_a_failed_task_carries_no_penalty_and_its_prototype_is_paid():
    task = made.task(T.IN_PROGRESS)
    task = work.fail_task(task, reason="코팅이 벗겨졌습니다.", by=made.officer())
    maker = made.signer(task)
    with pytest.raises(RuleBroken, match="At most 12,000,000"):
        rights.claim_cost(task, amount_won=Decimal(12_000_001), evidence="코팅", by=maker)
    cost = rights.claim_cost(task, amount_won=Decimal(11_500_000), evidence="코팅 시험 3회", by=maker)
    with pytest.raises(RuleBroken, match="why less"):
        rights.grant_cost(cost, granted_won=Decimal(11_000_000), reason="", by=made.officer())

    dispute = rights.open_dispute(task, text="비용이 다릅니다.", by=maker)
    with pytest.raises(WrongState, match="dispute"):
        rights.grant_cost(cost, granted_won=Decimal(11_500_000), reason="", by=made.officer())
    rights.decide_dispute(dispute, decision="기록이 맞습니다.", by=staff("CP"))

    rights.grant_cost(cost, granted_won=Decimal(11_500_000), reason="", by=made.officer())

    assert [(each.amount, each.payee) for each in payables_about(cost)] == [(Decimal(11_500_000), maker.company)]
    assert list(payables_about(cost).get().apart.all()) == [made.officer()]  # who granted it does not pay it
    dispute = rights.open_dispute(task, text="금액이 다릅니다.", by=maker)
    hear()
    assert [each.state for each in payables_about(cost)] == ["taken_back"]
    rights.decide_dispute(dispute, decision="금액이 맞습니다.", by=staff("CP"))
    hear()
    assert [each.state for each in payables_about(cost)] == ["taken_back", "owed"]
    with pytest.raises(WrongState, match="decided"):
        rights.grant_cost(cost, granted_won=Decimal(1), reason="x", by=made.officer())


def test_a_withdrawn_idea_stays_protected():
    task = made.proposed()
    with pytest.raises(NotAllowed):
        work.withdraw_task(task, reason="x", by=made.officer())
    task = work.withdraw_task(task, reason="다시 준비합니다.", by=made.signer(task))
    assert (task.state, task.idea_until > today()) == (T.WITHDRAWN, True)


def test_one_alone_does_not_withdraw_what_others_worked_for():
    employee, partner = staff("ER"), CompanyFactory()
    joint = made.proposed(by=employee, partner=partner)
    with pytest.raises(NotAllowed, match="company that leads"):
        work.withdraw_task(joint, reason="x", by=employee)
    other = {"title": "냉각수 재사용", "mechanism": "열교환", "item": "열교환기", "class_code": "40101800"}
    alone = made.proposed(by=employee, **other)
    assert work.withdraw_task(alone, reason="다시 씁니다.", by=employee).state == T.WITHDRAWN

    task = made.selected(made.feasible(made.screened(joint)))
    second = CompanyFactory()
    shares = [(partner, 1, Decimal("0.5")), (second, 2, Decimal("0.5"))]
    tasks.set_suppliers(task, rows=shares, by=made.officer())
    made.agreed(task)
    agreement = Agreement.objects.get(task=task)
    signer = UserFactory(company=second, roles=("SA",))
    task = agreements.sign_agreement(agreement, sha256=agreement.sha256, by=signer).task
    with pytest.raises(NotAllowed, match="one alone"):
        work.withdraw_task(task, reason="x", by=made.signer(task))


def test_the_employee_is_rewarded_once_by_the_first_verified_benefit():
    employee = staff("RQ")
    task = made.proposed(by=employee)
    with transaction.atomic():
        for won in ("163200000", "350000000"):
            announce("benefit.verified", task=task.pk, year=1, won=won)
    hear()
    reward = EmployeeReward.objects.get()
    assert (reward.person, reward.won, reward.benefit_won) == (employee, Decimal(1_000_000), Decimal(163_200_000))


def test_attachments_are_part_of_the_fingerprint():
    task = made.idea()
    before = tasks.proposal_text(task)
    tasks.save_idea(task, {}, uploads=[ContentFile(pdf_bytes(), name="a.pdf")], by=task.created_by)
    assert tasks.proposal_text(task)["files"] != before["files"]


# Tenders -------------------------------------------------------------------------------------------------------------
def lines(words: str, code: str = made.CLASS):
    return [LineIn(description_ko=words, qty=Decimal(10), uom="EA", class_code=code)]


def refused(words: str, code: str = made.CLASS) -> str:
    stage = bidding.draft(lines=lines(words, code), title_ko=words, title_en="")
    bidding.services.seal_base_price(
        stage.tender, amount_won=Decimal(10_000_000), no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    try:
        bidding.services.request_publication(stage.tender, by=stage.cast.officer)
    except RuleBroken as refusal:
        return f"{stage.tender.number} {refusal.field} {refusal}"
    return ""


def test_a_right_keeps_its_class_out_of_tenders_until_it_ends_or_is_released():
    task = made.task(T.AGREED)
    number = refused("내화 벽돌").split()[0]
    assert " lines " in refused("내화 벽돌")
    assert "BS-07" in refused("내화 벽돌")
    assert refused("베어링", "31171500") == ""
    with pytest.raises(NotAllowed):
        rights.override_stop(task, stop="right", tender=number, reason="x", by=made.officer())

    rights.override_stop(task, stop="right", tender=number, reason="다른 품목입니다.", by=staff("CP"))

    tender = Tender.objects.get(number=number)
    assert bidding.services.request_publication(tender, by=tender.officer).state == "review"
    assert "BS-07" in refused("내화 벽돌")
    rights.consent_to_tender(task, stop="right", reason="공급이 어렵습니다.", by=made.signer(task))
    assert refused("내화 벽돌") == ""


def test_a_suppliers_idea_is_not_tendered_without_consent_but_the_old_item_is():
    task = made.proposed()
    idea = "세라믹 코팅 산소 랜스, 열충격을 줄이고 교체 주기 45일 이상"
    assert task.number in refused(idea)
    assert refused("산소 랜스 정기 구매") == ""
    rights.consent_to_tender(task, stop="idea", reason="공개 입찰에 동의합니다.", by=made.signer(task))
    assert refused(idea) == ""


def test_an_idea_without_a_class_is_known_by_its_item():
    task = made.proposed(class_code="")
    idea = "세라믹 코팅 산소 랜스, 열충격을 줄이고 교체 주기 45일 이상"
    assert task.number in refused(idea)
    assert refused("세라믹 코팅 밸브, 열충격을 줄인다") == ""
