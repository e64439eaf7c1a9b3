"""What the entry gate does not let pass: a score raised under review, minerals declared away, orders beyond the cap."""

from datetime import timedelta

import pytest

from catalog.tests.factories import ProductFactory
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.people.queries import standing_of
from portal.people.services import record_standing
from portal.tests.factories import CompanyFactory, staff
from purchasing.bidding.queries.related import related_rivals
from purchasing.contracts import services as contracts
from purchasing.contracts.tests.contracts_stage import drawn
from purchasing.esg.models import CorrectiveAction, MineralDeclaration
from purchasing.esg.queries import gate as queries
from purchasing.esg.queries.limitations import sisters_of
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


def test_owners_are_disclosed_checked_against_a_list_and_told_to_others():
    owner, reviewer = newcomer(), staff("ER")
    entry = filled(owner)
    for wrong in ("900101-1234567 100", "P-7 60\nP-8 50", "김하늘 100"):
        with pytest.raises(RuleBroken, match="no resident number"):
            services.answer_point(entry, "E-9", answer="yes", statement="공시함", owners=wrong, by=owner)
    services.answer_point(entry, "E-9", answer="yes", statement="공시함", by=owner)
    with pytest.raises(RuleBroken, match="E-9 · Name the beneficial owners"):
        services.submit_entry(entry, by=owner)
    told = {"owners": "P-7 62.5\n124-81-00998 37.5 %", "representative": "P-7"}
    services.answer_point(entry, "E-9", answer="yes", statement="공시함", **told, by=owner)
    entry = services.take_entry(services.submit_entry(entry, by=owner), by=reviewer)
    with pytest.raises(RuleBroken, match="Name the sanctions list"):
        services.judge_point(entry, "E-9", passed=True, by=reviewer)
    tomorrow = today() + timedelta(days=1)
    with pytest.raises(RuleBroken, match="a later day than today"):
        services.judge_point(entry, "E-9", passed=True, checked_list="UN", checked_on=tomorrow, by=reviewer)
    decisions.decide_entry(judged(entry, by=reviewer), reason="확인함", by=reviewer)
    assert standing_of(owner.company, "owners", today()) == "P-7:0.625 124-81-00998:0.375"
    assert standing_of(owner.company, "representative", today()) == "P-7"
    other = CompanyFactory()
    record_standing(other, "owners", "P-7:0.4", valid_from=today(), source="ENT")
    assert set(related_rivals([owner.company, other], today())) == {owner.company.pk, other.pk}
    assert [sister.company for sister in sisters_of(owner.company, today())] == [other]


def test_a_late_decision_goes_up_to_approvers_and_committee():
    owner, chief, committee = newcomer(), staff("AP"), staff("EC")
    entry = services.submit_entry(filled(owner), by=owner)
    late = entry.decide_by + timedelta(days=1)
    assert decisions.run_entry_clock(entry.decide_by) == 0
    assert decisions.run_entry_clock(late) == 1
    assert decisions.run_entry_clock(late + timedelta(days=1)) == 0  # told once
    deliver_due()
    assert set(Notice.objects.filter(kind="esg.entry_late").values_list("user", flat=True)) == {chief.pk, committee.pk}
    assert list(queries.entries_late(late)) == [entry]


def test_evidence_that_ends_is_reminded_of_and_then_asks_for_an_action():
    owner, reviewer = newcomer(), staff("ER")
    entry = filled(owner)
    until = today() + timedelta(days=60)
    services.answer_point(entry, "E-1", answer="yes", statement="허가증", evidence_until=until, by=owner)
    entry = services.take_entry(services.submit_entry(entry, by=owner), by=reviewer)
    decisions.decide_entry(judged(entry, by=reviewer), reason="확인함", by=reviewer)
    runs = [(31, 0), (30, 1), (29, 0), (6, 1), (0, 0), (-1, 1), (-2, 0)]  # days left; a missed day is made up for
    assert [decisions.run_entry_clock(until - timedelta(days=left)) for left, _done in runs] == [n for _left, n in runs]
    action = CorrectiveAction.objects.get(company=owner.company)
    assert (action.question_code, until.isoformat() in action.finding) == ("E-1", True)
    deliver_due()
    assert Notice.objects.filter(kind="esg.entry_evidence_ending", user=owner).count() == 2
