"""What the entry gate does not let pass: a score raised under review, minerals declared away, orders beyond the cap."""

import pytest

from catalog.tests.factories import ProductFactory
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.people.services import record_standing
from portal.tests.factories import staff
from purchasing.contracts import services as contracts
from purchasing.contracts.tests.contracts_stage import drawn
from purchasing.esg.models import CorrectiveAction, MineralDeclaration
from purchasing.esg.rules.gate import SELF_KEYS, holds_until
from purchasing.esg.services import gate as services
from purchasing.esg.services import gate_decisions as decisions
from purchasing.esg.services import mineral_policy
from purchasing.esg.states import EntryState
from purchasing.esg.tests.gate_stage import filled, judged, newcomer

pytestmark = pytest.mark.django_db


def test_the_self_assessment_is_not_raised_while_the_reviewer_waits_for_an_answer():
    owner, reviewer = newcomer(), staff("ER")
    entry = services.take_entry(services.submit_entry(filled(owner, level=1), by=owner), by=reviewer)
    services.ask_supplier_of_entry(entry, question="E-5?", by=reviewer)
    with pytest.raises(WrongState, match="not changed any more"):
        services.answer_self_assessment(entry, dict.fromkeys(SELF_KEYS, 5), by=owner)
    services.reply_to_reviewer(entry, reply="올렸습니다.", by=owner)
    entry = decisions.decide_entry(judged(entry, by=reviewer), reason="확인함", by=reviewer)
    assert (entry.state, entry.self_score) == (EntryState.CONDITIONAL, 20)


def test_the_action_of_a_conditional_entry_is_due_when_the_condition_ends():
    owner, reviewer = newcomer(), staff("ER")
    entry = services.take_entry(services.submit_entry(filled(owner, level=1), by=owner), by=reviewer)
    entry = decisions.decide_entry(judged(entry, by=reviewer), reason="확인함", by=reviewer)
    action = CorrectiveAction.objects.get(company=owner.company)
    assert action.due_on == entry.valid_to == holds_until(today(), 6)


def test_minerals_do_not_fail_to_apply_where_the_goods_may_hold_them():
    owner, reviewer = newcomer(), staff("ER")
    entry = filled(owner)
    services.answer_point(entry, "E-8", answer="na", statement="쓰지 않습니다.", by=owner)
    product = ProductFactory(company=owner.company)
    mineral_policy.set_mineral_class(product.current.class_node, metals=["tin"], reason="땜납", by=reviewer)
    with pytest.raises(RuleBroken, match="E-8 · It applies: goods in your classes may hold Tin"):
        services.submit_entry(entry, by=owner)
    services.answer_point(entry, "E-8", answer="yes", statement="신고합니다.", by=owner)
    with pytest.raises(RuleBroken, match="E-8 · Hand in the declaration of minerals first"):
        services.submit_entry(entry, by=owner)
    MineralDeclaration.objects.create(company=owner.company, number="MIN-2026-1", template="cmrt", state="submitted")
    entry = services.take_entry(services.submit_entry(entry, by=owner), by=reviewer)
    with pytest.raises(RuleBroken, match="not accepted or no longer valid"):
        services.judge_point(entry, "E-8", passed=True, by=reviewer)
    MineralDeclaration.objects.create(
        company=owner.company, number="MIN-2026-2", template="cmrt", state="accepted", valid_to=today()
    )
    assert services.judge_point(entry, "E-8", passed=True, by=reviewer).passed


def test_an_order_in_another_currency_is_not_placed_beside_the_cap():
    made = drawn("review", currency="USD")
    record_standing(made.contract.payee, "esg.order_cap", "100000000", valid_from=today(), source="ENT")
    with pytest.raises(RuleBroken, match="capped at ₩100,000,000 at present: one in USD cannot be counted"):
        contracts.approve_contract(made.contract, by=made.approver)
