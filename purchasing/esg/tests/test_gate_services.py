"""The entry gate by its services: ten items, review, decision, what others read of it, the clock."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.tests.factories import pdf_bytes, upload
from portal.people.models import Standing
from portal.people.queries import standing_of
from portal.people.services import record_standing
from portal.tests.factories import staff, supplier
from purchasing.bidding.queries import gate_before
from purchasing.contracts import services as contracts
from purchasing.contracts.tests.contracts_stage import drawn
from purchasing.esg.models import CodeConsent, CodeOfConduct, CorrectiveAction, Entry
from purchasing.esg.queries import gate as queries
from purchasing.esg.services import code as code_services
from purchasing.esg.services import gate as services
from purchasing.esg.services import gate_decisions as decisions
from purchasing.esg.states import EntryState
from purchasing.esg.tests.gate_stage import ALL, consented, filled, judged, newcomer

pytestmark = pytest.mark.django_db


def reviewed(entry: Entry, *, by, failed: str = "") -> Entry:
    return judged(services.take_entry(entry, by=by), by=by, failed=failed)


def decided(by, reviewer=None, *, level: int = 3, failed: str = "") -> Entry:
    entry = services.submit_entry(filled(by, level=level), by=by)
    reviewer = reviewer or staff("ER")
    return decisions.decide_entry(reviewed(entry, by=reviewer, failed=failed), reason="열 항목을 확인함", by=reviewer)


def test_a_new_supplier_comes_through_the_gate_and_may_bid():
    owner = newcomer()
    assert gate_before(owner.company, today()) == "esg.entry"
    entry = decided(owner)
    assert (entry.state, entry.self_score) == (EntryState.QUALIFIED, Decimal("60.00"))
    assert standing_of(owner.company, "esg.entry", today()) == "QUALIFIED"
    assert standing_of(owner.company, "esg.code", today()) == "1.0"
    assert gate_before(owner.company, today()) == ""
    assert gate_before(owner.company, entry.valid_to) == ""
    assert gate_before(owner.company, entry.valid_to + timedelta(days=1)) == "esg.entry"


def test_a_weak_self_assessment_qualifies_on_conditions_until_the_action_is_verified():
    owner, reviewer = newcomer(), staff("ER")
    entry = decided(owner, reviewer, level=1)
    assert (entry.state, entry.order_cap_won) == (EntryState.CONDITIONAL, Decimal(100_000_000))
    assert standing_of(owner.company, "esg.entry", today()) == "CONDITIONAL"
    assert standing_of(owner.company, "esg.order_cap", today()) == "100000000"
    assert gate_before(owner.company, today()) == ""
    action = CorrectiveAction.objects.get(company=owner.company)
    assert entry.number in action.finding
    with pytest.raises(RuleBroken, match="not verified yet"):
        decisions.fulfil_entry(entry, reason="보완됨", by=reviewer)
    CorrectiveAction.objects.filter(pk=action.pk).update(state="planned")
    for state in ("accepted", "done", "verified"):
        CorrectiveAction.objects.filter(pk=action.pk).update(state=state)
    entry = decisions.fulfil_entry(entry, reason="보완됨", by=reviewer)
    assert (entry.state, entry.order_cap_won) == (EntryState.QUALIFIED, None)
    assert standing_of(owner.company, "esg.entry", today()) == "QUALIFIED"
    assert standing_of(owner.company, "esg.order_cap", today()) is None


def test_one_item_that_is_not_met_refuses_and_what_was_answered_is_taken_over():
    owner = newcomer()
    entry = decided(owner, failed="E-1")
    assert entry.state == EntryState.NOT_QUALIFIED
    assert standing_of(owner.company, "esg.entry", today()) == "NOT_QUALIFIED"
    assert gate_before(owner.company, today()) == "esg.entry"
    again = services.begin_entry(by=owner)
    assert again.former == entry
    assert [point.answer for point in queries.points_of(again)] == ["yes"] * 10
    assert services.faults_of(again, queries.points_of(again), consented=True) == []


def test_it_is_not_submitted_before_it_is_complete():
    owner = newcomer()
    entry = services.begin_entry(by=owner)
    with pytest.raises(RuleBroken, match="E-1 · This item is not answered yet"):
        services.submit_entry(entry, by=owner)
    with pytest.raises(RuleBroken, match="applies to every supplier"):
        services.answer_point(entry, "E-3", answer="na", by=owner)
    services.answer_point(entry, "E-1", answer="yes", by=owner)
    with pytest.raises(RuleBroken, match="Attach evidence"):
        services.submit_entry(entry, by=owner)
    point = services.answer_point(entry, "E-1", answer="yes", uploads=[upload("permit.pdf", pdf_bytes())], by=owner)
    assert [file.name for file in point.files.all()] == ["permit.pdf"]
    faults = dict(services.faults_of(entry, queries.points_of(entry), consented=False))
    assert "E-1" not in faults
    assert faults["E-7"] == "Consent to the code of conduct first."
    assert faults["self"].startswith("10 questions")
    with pytest.raises(WrongState, match="already under way"):
        services.begin_entry(by=owner)


def test_a_question_waits_for_its_answer_and_what_is_met_is_not_changed_meanwhile():
    owner, reviewer = newcomer(), staff("ER")
    entry = services.take_entry(services.submit_entry(filled(owner), by=owner), by=reviewer)
    services.judge_point(entry, "E-1", passed=True, by=reviewer)
    services.ask_supplier_of_entry(entry, question="E-5의 위험성 평가표를 올려 주십시오.", by=reviewer)
    with pytest.raises(WrongState, match="already found this item to be met"):
        services.answer_point(entry, "E-1", answer="no", by=owner)
    services.answer_point(entry, "E-5", answer="yes", statement="표를 올립니다.", by=owner)
    entry = services.reply_to_reviewer(entry, reply="올렸습니다.", by=owner)
    assert (entry.state, entry.answer_due) == (EntryState.REVIEW, None)
    with pytest.raises(RuleBroken, match="all ten items"):
        decisions.decide_entry(entry, reason="이르다", by=reviewer)


def test_only_a_reviewer_without_a_tie_reviews_and_only_who_took_it_decides():
    owner = newcomer()
    entry = services.submit_entry(filled(owner), by=owner)
    for person in (staff("PO"), staff("EC"), owner):
        with pytest.raises(NotAllowed):
            services.take_entry(entry, by=person)
    services.take_entry(entry, by=staff("ER"))
    with pytest.raises(NotAllowed, match="Only the reviewer of this entry"):
        services.judge_point(entry, "E-1", passed=True, by=staff("ER"))


def test_the_clock_reminds_ends_and_takes_back():
    owner = newcomer()
    entry = decided(owner)
    assert decisions.run_entry_clock(entry.valid_to - timedelta(days=30)) == 1
    assert decisions.run_entry_clock(entry.valid_to - timedelta(days=30)) == 0  # once a day
    assert decisions.run_entry_clock(entry.valid_to) == 0
    over = entry.valid_to + timedelta(days=1)
    assert decisions.run_entry_clock(over) == 1
    entry.refresh_from_db()
    assert entry.state == EntryState.EXPIRED
    assert standing_of(owner.company, "esg.entry", over) is None


def test_a_question_without_an_answer_ends_the_application():
    owner, reviewer = newcomer(), staff("ER")
    entry = services.take_entry(services.submit_entry(filled(owner), by=owner), by=reviewer)
    entry = services.ask_supplier_of_entry(entry, question="E-5?", by=reviewer)
    assert decisions.run_entry_clock(entry.answer_due + timedelta(days=1)) == 1
    entry.refresh_from_db()
    assert entry.state == EntryState.EXPIRED
    assert not Standing.objects.filter(company=owner.company, fact="esg.entry").exists()


# The code of conduct --------------------------------------------------------------------------------------------------
def test_version_one_is_there_with_seven_parts_in_both_languages_and_its_fingerprint():
    code = queries.code_in_force()
    parts = queries.parts_of(code)
    assert (code.version, len(parts), len(code.sha256)) == ("1.0", 7, 64)
    assert all(part.title_ko and part.title_en and part.text_ko and part.text_en for part in parts)


def test_every_part_is_ticked_and_a_company_consents_once():
    owner = newcomer()
    with pytest.raises(RuleBroken, match="part 3, 7 is missing"):
        code_services.consent_to_code(queries.code_in_force(), parts=[1, 2, 4, 5, 6], language="ko", ip=None, by=owner)
    made = consented(owner)
    assert (made.sha256, made.signer, made.signer_role) == (queries.code_in_force().sha256, owner, "BD, SA")
    with pytest.raises(WrongState, match="already consented"):
        consented(owner)
    with pytest.raises(NotAllowed, match="administrator signs"):
        consented(supplier("SU", company=owner.company))


def test_an_exception_counts_when_legal_has_accepted_it():
    owner, legal = newcomer(), staff("CP")
    code = queries.code_in_force()
    made = code_services.consent_to_code(
        code, parts=ALL, exception="4장: 지정 창구가 아직 없음", language="ko", ip=None, by=owner
    )
    assert standing_of(owner.company, "esg.code", today()) is None
    with pytest.raises(NotAllowed):
        code_services.decide_exception(made, accept=True, reason="석 달 안에 마련", by=staff("ER"))
    code_services.decide_exception(made, accept=False, reason="창구가 먼저 있어야 함", by=legal)
    assert standing_of(owner.company, "esg.code", today()) is None
    code_services.decide_exception(
        code_services.consent_to_code(code, parts=ALL, exception="4장: 12월까지", language="ko", ip=None, by=owner),
        accept=True,
        reason="12월까지 인정",
        by=legal,
    )
    assert standing_of(owner.company, "esg.code", today()) == "1.0"


def new_version(*, material: bool = True) -> CodeOfConduct:
    draft = code_services.draft_code(
        version="1.1",
        effective_on=today(),
        changes_ko="고침",
        changes_en="Mended",
        is_material=material,
        by=staff("ER"),
    )
    return code_services.publish_code(draft, by=staff("CP"))


def test_a_material_version_asks_anew_reminds_and_then_stops_bids():
    owner = newcomer()
    consented(owner)
    code = new_version()
    until = today() + timedelta(days=30)
    assert gate_before(owner.company, today()) == "esg.entry"  # the former consent still counts
    assert standing_of(owner.company, "esg.code", until) == "1.0"
    assert code_services.run_consent_clock(until - timedelta(days=14)) == 1
    assert code_services.run_consent_clock(until - timedelta(days=13)) == 0
    assert code_services.run_consent_clock(until + timedelta(days=1)) == 1
    assert standing_of(owner.company, "esg.code", until + timedelta(days=1)) is None
    code_services.consent_to_code(code, parts=ALL, language="ko", ip=None, by=owner)
    assert standing_of(owner.company, "esg.code", today()) == "1.1"


def test_a_version_that_is_not_material_leaves_consents_as_they_are():
    owner = newcomer()
    consented(owner)
    new_version(material=False)
    assert queries.has_consented(owner.company, today())
    assert queries.awaiting_consent(today(), queries.esg_terms().last()) == []


def test_who_wrote_a_version_does_not_publish_it_and_a_published_one_is_frozen():
    writer = staff("CP")
    draft = code_services.draft_code(
        version="2.0", effective_on=today(), changes_ko="고침", changes_en="Mended", is_material=True, by=writer
    )
    with pytest.raises(NotAllowed, match="Who wrote a version"):
        code_services.publish_code(draft, by=writer)
    second = staff("CP")
    draft = code_services.edit_code(draft, facts={}, parts=[], by=second)
    for each in (writer, second):  # a comma of the second does not make the text another's
        with pytest.raises(NotAllowed, match="Who wrote a version"):
            code_services.publish_code(draft, by=each)
    code = code_services.publish_code(draft, by=staff("CP"))
    assert CodeOfConduct.objects.get(version="1.0").state == "superseded"
    with pytest.raises(WrongState, match="never changed"):
        code_services.edit_code(code, facts={}, parts=[], by=writer)
    assert CodeConsent.objects.count() == 0


def test_orders_to_a_company_on_conditions_stay_below_its_cap():
    made = drawn("review")
    company = made.contract.payee
    most = {"valid_from": today(), "source": "ENT"}
    record_standing(company, "esg.order_cap", f"{made.contract.value - 1:.0f}", **most)
    with pytest.raises(RuleBroken, match="are capped at"):
        contracts.approve_contract(made.contract, by=made.approver)
    record_standing(company, "esg.order_cap", f"{made.contract.value:.0f}", **most)
    assert contracts.approve_contract(made.contract, by=made.approver).state == "sent"
