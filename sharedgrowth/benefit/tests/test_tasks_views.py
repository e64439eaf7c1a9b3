"""Pages of tasks: who sees what, what is shown in each state, what is kept when it is refused."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.sealing.documents import fingerprint
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from portal.tests.signin import sign_in
from purchasing.contracts.tests.factories import person
from sharedgrowth.benefit.models import Task
from sharedgrowth.benefit.queries.tasks import lead_of
from sharedgrowth.benefit.services import rights, tasks, work
from sharedgrowth.benefit.states import TaskState
from sharedgrowth.benefit.tests import factories as made

pytestmark = pytest.mark.django_db
T = TaskState


def at(name, task=None, *args):
    return reverse(f"benefit:{name}", args=[task.number, *args] if task else [])


@pytest.mark.parametrize("state", [T.IDEA, T.PROPOSED, T.SCREENED, T.FEASIBLE, T.SELECTED, T.AGREED, T.COMPLETED])
def test_a_task_is_shown_in_every_state_to_both_sides(client, state):
    task = made.task(state)
    for user in (made.signer(task), made.officer(), made.approver(), person(BuyerFactory(), "CP"), staff("RQ")):
        sign_in(client, user)
        answer = client.get(at("task-detail", task))
        assert answer.status_code == (404 if state == T.IDEA and user.is_internal else 200), (state, user.role_codes)


def test_a_rival_and_people_without_a_role_see_nothing(client):
    task = made.task(T.PROPOSED)
    for user in (
        UserFactory(company=CompanyFactory(), roles=("SA",)),
        UserFactory(company=lead_of(task), roles=("BD",)),
        staff("HR"),
        staff("CN"),  # from outside
    ):
        sign_in(client, user)
        assert client.get(at("task-detail", task)).status_code == 404
        assert task.title not in client.get(at("task-list")).content.decode()


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(("view", "queries"), [("", 10), ("table", 9)])
def test_the_board_costs_the_same_for_one_and_for_three(client, many, view, queries, django_assert_num_queries):
    sign_in(client, made.officer())
    for number in range(many):
        made.proposed(title=f"과제 {number}", difference="다른 설비입니다.")

    with django_assert_num_queries(queries):
        answer = client.get(at("task-list"), {"view": view} if view else {})

    assert answer.content.decode().count("benefit/tasks/BS-") >= many


def test_an_idea_is_drafted_looked_over_and_proposed_with_its_receipt(client):
    user = UserFactory(company=CompanyFactory(), roles=("SU",))
    sign_in(client, user)
    assert client.get(at("idea-new")).status_code == 200
    assert client.get(at("idea-new") + "?quick=1").status_code == 200
    given = {name: value for name, value in made.IDEA.items() if name not in ("expected_won", "cost_won")}

    answer = client.post(at("idea-new"), given | {"expected_won": "160,000,000", "key": "k1", "propose": "1"})

    task = Task.objects.get()
    assert answer["Location"] == at("task-propose", task)
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(answer["Location"]).status_code == 303
    task.refresh_from_db()
    assert task.state == T.PROPOSED
    receipt = json.loads(client.get(at("task-receipt", task)).content)
    assert json.loads(receipt["document"])["proposal_sha256"] == task.sha256
    text = json.loads(client.get(at("task-text", task)).content)
    assert text["mechanism"] == made.IDEA["mechanism"]
    assert client.get(at("task-paper", task)).content.startswith(b"%PDF")
    assert client.post(at("idea-edit", task), given).status_code == 409


def test_two_browsers_do_not_overwrite_each_other_and_nothing_typed_is_lost(client):
    task = made.idea()
    sign_in(client, task.created_by)
    given = {name: value for name, value in made.IDEA.items() if name not in ("expected_won", "cost_won")}
    first = client.post(at("idea-edit", task), given | {"title": "첫째 창", "version": "1", "save": "1"})
    second = client.post(at("idea-edit", task), given | {"title": "둘째 창", "version": "1", "save": "1"})

    assert first.status_code == 303
    assert second.status_code == 409
    assert "첫째 창" in second.content.decode()
    assert "둘째 창" in second.content.decode()
    task.refresh_from_db()
    assert task.title == "첫째 창"
    again = client.post(at("idea-edit", task), given | {"title": "둘째 창", "version": "2", "save": "1"})
    assert again.status_code == 303


def test_a_wrong_code_is_told_at_its_field(client):
    sign_in(client, UserFactory(company=CompanyFactory(), roles=("SA",)))
    given = {name: value for name, value in made.IDEA.items() if name not in ("expected_won", "cost_won")}

    answer = client.post(
        at("idea-new"), given | {"class_code": "12", "expected_won": "-5"}, headers={"accept-language": "en"}
    )

    assert answer.status_code == 422
    assert "eight digits" in answer.content.decode()
    assert "cannot be negative" in answer.content.decode()
    assert made.IDEA["mechanism"] in answer.content.decode()


def test_the_agreement_is_read_signed_by_both_and_printed_in_both_languages(client):
    task = made.selected(made.feasible(made.screened(made.proposed())))
    agreement = made.drawn(task)
    sign_in(client, made.officer())
    page = at("agreement-detail", task)
    assert client.get(page).status_code == 200
    sign_in(client, made.signer(task))
    assert client.get(page).status_code == 404  # still being drawn up
    sign_in(client, made.officer())
    assert client.post(at("agreement-send", task)).status_code == 303
    agreement.refresh_from_db()
    form = {"sha256": agreement.sha256, "agreed": "on"}
    for user in (made.signer(task), made.approver()):
        sign_in(client, user)
        assert client.get(page).status_code == 200
        assert client.post(at("agreement-sign", task), {"sha256": agreement.sha256}).status_code == 422
        assert client.post(at("agreement-sign", task), form).status_code == 303
    task.refresh_from_db()
    assert task.state == T.AGREED
    for language in ("ko", "en"):
        paper = client.get(at("agreement-pdf", task, language))
        assert paper.status_code == 200
        assert paper.content.startswith(b"%PDF")


def test_the_confidentiality_agreement_comes_before_technical_data(client):
    task = made.screened(made.proposed())
    sign_in(client, made.officer())
    until = "2031-01-01"
    assert client.get(at("nda-offer", task)).status_code == 200
    assert client.post(at("nda-offer", task), {"purpose": "코팅 조건", "until": until}).status_code == 303
    sign_in(client, made.signer(task))
    page = client.get(at("nda-detail", task), headers={"accept-language": "en"})
    assert "Wording 1" in page.content.decode()
    assert client.post(at("nda-sign", task), {"sha256": task.nda.sha256, "agreed": "on"}).status_code == 303
    assert client.get(at("nda-pdf", task, "ko")).content.startswith(b"%PDF")


def test_an_officer_is_named_who_is_apart_from_the_idea(client):
    task = made.screened(made.proposed())
    colleague = staff("SG")
    sign_in(client, made.officer())
    english = {"accept-language": "en"}
    refused = client.post(at("task-officer", task), {"officer": staff("PO").email}, headers=english)
    assert refused.status_code == 422
    assert "Only a shared-growth officer" in refused.content.decode()
    assert client.post(at("task-officer", task), {"officer": colleague.email}).status_code == 303
    task.refresh_from_db()
    assert task.officer == colleague


def test_a_supplier_reads_neither_who_judged_nor_the_costs_of_another_nor_do_buyers(client):
    task = made.task(T.IN_PROGRESS)
    task = work.fail_task(task, reason="코팅이 벗겨졌습니다.", by=made.officer())
    rights.claim_cost(task, amount_won=Decimal(11_512_345), evidence="코팅 시험 세 번", by=made.signer(task))
    judge = task.opinions.first().by
    for user, costs, names in (
        (made.signer(task), True, False),
        (made.officer(), True, True),
        (staff("FI"), True, True),
        (staff("PO"), False, True),
        (made.approver(), False, True),
    ):
        sign_in(client, user)
        shown = client.get(at("task-detail", task))
        assert ("11,512,345" in shown.content.decode(), shown.context["entries"] is not None) == (costs, names)
        assert (judge.name in shown.content.decode()) is names or user == judge


def test_a_supplier_reads_which_step_was_taken_when_and_nothing_of_by_whom(client):
    task = made.task(T.IN_PROGRESS)
    judges = {each.by.name for each in task.opinions.all()}
    sign_in(client, made.signer(task))

    shown = client.get(at("task-detail", task))

    steps = [step.state for step in shown.context["history"]]
    assert steps[0] == T.IN_PROGRESS.label
    assert steps[-1] == T.PROPOSED.label
    assert {T.SCREENED.label, T.SELECTED.label, T.AGREED.label} <= set(steps)
    assert not any(name in shown.content.decode() for name in judges)
    sign_in(client, made.officer())
    assert client.get(at("task-detail", task)).context["history"] == []


def test_a_draft_is_seen_through_no_other_door(client):
    task = made.idea()
    sign_in(client, staff("PO"))
    assert client.get(at("task-baseline", task)).status_code == 404


def test_the_text_keeps_the_fingerprint_of_its_receipt_when_suppliers_join(client):
    employee = staff("RQ")
    alone = made.proposed(by=employee)
    other = {"title": "냉각수 재사용", "mechanism": "열교환", "item": "열교환기", "class_code": "40101800"}
    led = made.proposed(**other)
    tasks.set_suppliers(alone, rows=[(CompanyFactory(), 1, Decimal(1))], by=made.officer())
    shares = [(lead_of(led), 1, Decimal("0.6")), (CompanyFactory(), 2, Decimal("0.4"))]
    tasks.set_suppliers(led, rows=shares, by=made.officer())
    for task in (alone, led):
        task = Task.objects.get(pk=task.pk)
        assert fingerprint(tasks.CONTEXT, tasks.proposal_text(task)) == task.sha256
