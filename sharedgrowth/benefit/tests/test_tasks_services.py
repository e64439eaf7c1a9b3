"""A task from the idea to its completion: who, when, what is kept, what is refused."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from portal.audit.models import AuditEntry
from portal.calendar import business_days_after
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.people.models import Membership
from portal.sealing import receipts
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from purchasing.contracts.tests.factories import person
from sharedgrowth.benefit.models import Agreement, Task
from sharedgrowth.benefit.queries import tasks as queries
from sharedgrowth.benefit.services import agreements, tasks
from sharedgrowth.benefit.states import Bench, Proposer, TaskState
from sharedgrowth.benefit.tests import factories as made

pytestmark = pytest.mark.django_db
T = TaskState


def test_a_task_goes_from_the_idea_to_its_completion():
    task = made.task(T.COMPLETED)

    assert task.state == T.COMPLETED
    agreement = Agreement.objects.get(task=task)
    assert agreement.signed_at is not None
    assert agreement.baseline.state == "agreed"
    assert agreement.right.company == queries.lead_of(task)
    told = AuditEntry.objects.filter(thing_type="benefit.task", thing_id=str(task.pk)).values_list("what", flat=True)
    assert [what.rpartition(".")[2] for what in told.order_by("pk") if "milestone" not in what] == [
        "propose", "screen", "judged", "judged", "find_feasible", "seated", "seated", "seated", "voted", "voted",
        "voted", "select", "agreement_drawn", "agreement_sent", "agreement_signed", "agreement_signed", "agree",
        "start", "complete",
    ]  # fmt: skip


# Proposal ------------------------------------------------------------------------------------------------------------
def test_the_receipt_proves_text_and_time_without_the_portal(tmp_path, client, settings):
    task = made.proposed()
    assert task.screen_due == business_days_after(today(), 10)
    (tmp_path / "receipt.json").write_text(task.receipt)
    (tmp_path / "twp-keys.json").write_text(client.get("/.well-known/twp-keys.json").content.decode())
    text = receipts.canonical(tasks.proposal_text(task))
    (tmp_path / "proposal.json").write_bytes(text)
    tool = [sys.executable, "tools/verify_proposal.py", str(tmp_path / "receipt.json")]

    holds = subprocess.run([*tool, "--text", str(tmp_path / "proposal.json")], capture_output=True, text=True)
    (tmp_path / "proposal.json").write_bytes(text.replace("45일".encode(), "46일".encode()))
    changed = subprocess.run([*tool, "--text", str(tmp_path / "proposal.json")], capture_output=True, text=True)

    assert holds.returncode == 0, holds.stderr
    assert "exactly this proposal" in holds.stdout
    assert changed.returncode == 1


def test_what_was_proposed_is_frozen_by_the_database():
    task = made.proposed()
    for change in ({"mechanism": "다른 방법"}, {"proposed_at": None}, {"receipt": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Task.objects.filter(pk=task.pk).update(**change)
    with pytest.raises(WrongState):
        tasks.save_idea(task, {"title": "새 제목"}, by=task.created_by)


def test_a_similar_task_is_shown_without_the_other_firms_secrets():
    first = made.proposed()
    second = made.idea(mechanism="랜스 끝에 세라믹 코팅을 입혀 열충격을 줄이고 교체 주기를 늘린다", title="랜스 코팅")

    with pytest.raises(RuleBroken, match="Similar tasks"):
        tasks.propose_task(second, by=second.created_by)

    found = queries.similar_tasks(second, months=36, on=today(), user=second.created_by)
    assert [(each.own, each.number, each.title) for each in found] == [(False, "", "")]
    assert [each.number for each in queries.similar_tasks(second, months=36, on=today(), user=made.officer())] == [
        first.number
    ]
    assert queries.similar_tasks(second, months=36, on=today() + timedelta(days=1200), user=second.created_by) == []
    second = tasks.save_idea(second, {"difference": "코팅 대신 구리 링을 씁니다."}, by=second.created_by)
    assert tasks.propose_task(second, by=second.created_by).state == T.PROPOSED


def test_an_employee_proposes_alone_and_jointly():
    employee = staff("RQ")
    alone = made.proposed(by=employee)
    other = {"title": "냉각수 재사용", "mechanism": "열교환", "item": "열교환기", "class_code": "40101800"}
    joint = made.proposed(by=employee, partner=CompanyFactory(), **other)

    assert (alone.proposer, alone.employee, queries.lead_of(alone)) == (Proposer.EMPLOYEE, employee, None)
    assert joint.proposer == Proposer.JOINT
    with pytest.raises(NotAllowed, match="your own idea"):
        tasks.give_opinion(made.screened(alone), feasible=True, text="좋습니다.", by=employee)


@pytest.mark.parametrize("codes", [("AD",), ("AU",)])
def test_administrators_and_auditors_have_no_ideas(codes):
    with pytest.raises(NotAllowed):
        made.idea(by=staff(*codes))


def test_the_same_form_sent_twice_makes_one_draft():
    user = UserFactory(company=CompanyFactory(), roles=("SA",))
    first = tasks.save_idea(None, made.IDEA, key="k", by=user)
    assert tasks.save_idea(None, made.IDEA, key="k", by=user) == first


# Judgement -----------------------------------------------------------------------------------------------------------
def test_feasibility_needs_both_benches_and_a_no_ends_it_with_its_reasons():
    task = made.screened(made.proposed())
    buyer = BuyerFactory()
    task = tasks.give_opinion(task, feasible=True, text="됩니다.", by=person(buyer, "RQ"))
    assert task.state == T.SCREENED
    with pytest.raises(RuleBroken, match="already"):
        tasks.give_opinion(task, feasible=True, text="됩니다.", by=staff("RQ"))

    task = tasks.give_opinion(task, feasible=False, text="대체품이 이미 있습니다.", by=person(buyer, "PO"))

    task.refresh_from_db()
    assert (task.state, task.reason) == (T.REJECTED, "대체품이 이미 있습니다.")


def test_the_committee_has_three_benches_and_nobody_with_a_tie():
    task = made.feasible(made.screened(made.proposed()))
    judge = task.opinions.get(bench=Bench.FIELD).by
    tied = staff("RQ")
    Membership.objects.create(user=tied, company=queries.lead_of(task), state="left")
    for member, why in ((judge, "judged"), (tied, "belonged"), (staff("ER"), "no role")):
        with pytest.raises(RuleBroken, match=why):
            tasks.seat_member(task, member=member, bench=Bench.FIELD, by=made.officer())
    first = staff("AP")
    tasks.seat_member(task, member=first, bench=Bench.PURCHASING, by=made.officer())
    with pytest.raises(WrongState, match="at least 3"):
        tasks.cast_vote(task, in_favour=True, words="", by=first)


def test_a_tie_of_votes_does_not_select_and_a_conflict_at_the_vote_stops_it():
    task = made.feasible(made.screened(made.proposed()))
    members = made.seated(task)
    fourth = staff("AP")
    tasks.seat_member(task, member=fourth, bench=Bench.PURCHASING, by=made.officer())
    with pytest.raises(NotAllowed):
        tasks.cast_vote(task, in_favour=True, words="", by=made.officer())
    for member, vote in zip([*members, fourth], [True, True, False, False], strict=True):
        task = tasks.cast_vote(task, in_favour=vote, words="" if vote else "비용이 큽니다.", by=member)

    task.refresh_from_db()
    assert task.state == T.REJECTED
    assert "비용이 큽니다." in task.reason


def test_a_member_with_a_conflict_leaves_and_another_is_seated():
    task = made.feasible(made.screened(made.proposed()))
    members = made.seated(task)
    task = tasks.recuse_member(task, reason="주식을 가지고 있습니다.", by=members[1])
    with pytest.raises(WrongState, match="at least 3"):
        tasks.cast_vote(task, in_favour=True, words="", by=members[0])
    tasks.seat_member(task, member=staff("AP"), bench=Bench.PURCHASING, by=made.officer())
    assert tasks.lacking(task) == ""


# Agreement -----------------------------------------------------------------------------------------------------------
def test_all_suppliers_sign_the_same_text_and_then_nothing_changes():
    task = made.selected(made.feasible(made.screened(made.proposed())))
    second = CompanyFactory()
    tasks.set_suppliers(
        task, rows=[(queries.lead_of(task), 1, Decimal("0.7")), (second, 2, Decimal("0.3"))], by=made.officer()
    )
    agreement = made.sent(task)
    with pytest.raises(NotAllowed, match="drew up"):
        agreements.sign_agreement(agreement, sha256=agreement.sha256, by=made.officer())
    with pytest.raises(WrongState, match="changed"):
        agreements.sign_agreement(agreement, sha256="0" * 64, by=made.approver())
    for user in (made.signer(task), made.approver()):
        agreement = agreements.sign_agreement(agreement, sha256=agreement.sha256, by=user)
        assert agreement.signed_at is None
    with pytest.raises(WrongState, match="already signed"):
        agreements.sign_agreement(agreement, sha256=agreement.sha256, by=made.signer(task))

    agreement = agreements.sign_agreement(agreement, sha256=agreement.sha256, by=person(second, "SA"))

    assert agreement.task.state == T.AGREED
    for change in ({"rate": Decimal("0.9")}, {"protocol": "다르게"}, {"baseline": None}, {"signed_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Agreement.objects.filter(pk=agreement.pk).update(**change)
    with pytest.raises(WrongState):
        agreements.draw_agreement(task, made.terms(), by=made.officer())


def test_a_refused_text_becomes_a_new_version_and_old_signatures_do_not_count():
    task = made.selected(made.feasible(made.screened(made.proposed())))
    agreement = made.sent(task)
    agreement = agreements.sign_agreement(agreement, sha256=agreement.sha256, by=made.approver())
    agreement = agreements.take_back_agreement(agreement, reason="배분율을 60으로", by=made.signer(task))
    agreement = agreements.draw_agreement(task, {"rate": Decimal("0.6")}, by=made.officer())
    agreement = agreements.send_agreement(agreement, by=made.officer())
    assert agreement.version == 2

    agreement = agreements.sign_agreement(agreement, sha256=agreement.sha256, by=made.signer(task))

    assert agreement.signed_at is None  # the buyer signed another text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"forms": {"cash": "0.5"}}, "forms"),
        ({"right_months": 12, "right_classes": []}, "right_classes"),
        ({"prototype_bearer": "supplier"}, "prototype_won"),
        ({"rate": Decimal("1.5")}, None),
        ({"right_months": 37}, None),
    ],
)
def test_an_agreement_that_does_not_add_up_is_refused_at_its_field(given, field):
    task = made.selected(made.feasible(made.screened(made.proposed())))
    with pytest.raises(RuleBroken) as refusal:
        agreements.draw_agreement(task, made.terms(**given), by=made.officer())
    assert refusal.value.field == field


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_bind_it_once():
    task = made.selected(made.feasible(made.screened(made.proposed())))
    agreement = made.sent(task)
    signers = [made.signer(task), made.approver()]

    def sign(user):
        try:
            agreements.sign_agreement(agreement, sha256=agreement.sha256, by=user)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        list(pool.map(sign, signers))

    task.refresh_from_db()
    assert task.state == T.AGREED
    assert Event.objects.filter(name="benefit.task_agreed").count() == 1
