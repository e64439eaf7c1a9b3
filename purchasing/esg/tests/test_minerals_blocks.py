"""What minerals block and what frees it, the clock, the five steps of a case."""

from datetime import timedelta

import pytest

from catalog.tests.factories import ProductFactory, class_node
from portal.audit.services import move
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.services import announce
from portal.people.models import Standing
from portal.people.queries import standing_of
from portal.tests.factories import CompanyFactory, staff, supplier
from purchasing.bidding.policies.tenders import may_win
from purchasing.bidding.tests import factories as bidding
from purchasing.contracts import services as contracts
from purchasing.contracts.tests import contracts_stage
from purchasing.esg.models import MineralDeclaration, MineralIssue
from purchasing.esg.queries import minerals as queries
from purchasing.esg.queries.mineral_cases import facts_of_case, has_grievance_channel
from purchasing.esg.services import flags, mineral_cases, mineral_clock, mineral_policy, minerals
from purchasing.esg.services.screening import rescreen_all
from purchasing.esg.states import StandingFact
from purchasing.esg.tests.course_stage import passed
from purchasing.esg.tests.factories import hear, person
from purchasing.esg.tests.mineral_factories import declared, smelter_list

pytestmark = pytest.mark.django_db


def test_cobalt_of_a_smelter_that_is_not_conformant_blocks_at_once_and_frees_with_the_new_list():
    smelter_list()
    declaration = declared(template="emrt", smelters=["CID900007"], accepted=True)
    company = declaration.company
    assert standing_of(company, StandingFact.MINERALS, today()) == "blocked:cobalt"

    smelter_list("2026-12", CID900007="conformant")
    hear()

    assert standing_of(company, StandingFact.MINERALS, today()) == "clear"
    assert Standing.objects.filter(company=company, fact=StandingFact.MINERALS).count() == 2
    assert not queries.open_issues(company).exists()


def test_a_new_declaration_frees_nothing_until_a_reviewer_has_accepted_it():
    smelter_list()
    bad = declared(template="emrt", smelters=["CID900007"], accepted=True)
    company = bad.company

    clean = declared(company, template="emrt", smelters=["CID900006"])
    rescreen_all(reason="again")
    assert queries.blocked_metals(company) == ["cobalt"]
    assert standing_of(company, StandingFact.MINERALS, today()) == "blocked:cobalt"

    minerals.accept_declaration(clean, by=staff("ER"))
    assert standing_of(company, StandingFact.MINERALS, today()) == "clear"


def test_a_finding_keeps_its_days_while_an_older_declaration_is_screened_again():
    smelter_list()
    clean = declared(smelters=["CID900004"], accepted=True)
    declared(clean.company, smelters=["CID900005"])  # handed in, names one that failed its audit
    issue = queries.open_issues(clean.company).get()

    rescreen_all(reason="again")

    assert queries.open_issues(clean.company).get() == issue


def test_cobalt_without_an_accepted_declaration_is_unknown_and_blocked(product_in_class):
    company, node = product_in_class
    mineral_policy.set_mineral_class(node, metals=["cobalt"], reason="초경 공구", by=staff("ER"))
    hear()
    assert standing_of(company, StandingFact.MINERALS, today()) == "blocked:cobalt"
    smelter_list()
    declaration = declared(company, template="emrt", smelters=["CID900006"])
    assert standing_of(company, StandingFact.MINERALS, today()) == "blocked:cobalt"

    minerals.accept_declaration(declaration, by=staff("ER"))
    assert standing_of(company, StandingFact.MINERALS, today()) == "clear"

    MineralDeclaration.objects.filter(pk=declaration.pk).update(valid_to=today() - timedelta(days=1))
    mineral_clock.run_day(today())
    assert standing_of(company, StandingFact.MINERALS, today()) == "blocked:cobalt"


def test_a_remedied_flag_frees_what_it_blocked():
    smelter_list()
    company = declared(smelters=["CID900005"], accepted=True).company
    flag = MineralIssue.objects.get(company=company).flag
    flags.confirm_flag(flag, decision="목록에서 확인했습니다.", by=staff("ER"))
    hear()
    assert standing_of(company, StandingFact.MINERALS, today()) == "blocked:tantalum"

    flag.refresh_from_db()
    move(flag, "remedy", by=None)
    announce("esg.flag_remedied", flag=flag.pk)
    hear()

    assert standing_of(company, StandingFact.MINERALS, today()) == "clear"


def test_another_metal_is_blocked_only_when_a_second_person_confirmed_the_flag():
    smelter_list()
    declaration = declared(smelters=["CID900005"])
    company = declaration.company
    assert standing_of(company, StandingFact.MINERALS, today()) == "clear"

    flag = MineralIssue.objects.get(company=company).flag
    flags.confirm_flag(flag, decision="목록에서 확인했습니다.", by=staff("ER"))
    hear()

    assert standing_of(company, StandingFact.MINERALS, today()) == "blocked:tantalum"


@pytest.fixture
def product_in_class():
    product = ProductFactory()
    return product.company, product.current.class_node


def test_thirty_days_without_a_plan_open_a_corrective_action_or_escalate_the_one_that_runs():
    smelter_list()
    company = declared(smelters=["CID900005", "CID900002"], accepted=True).company
    other = declared(smelters=["CID900005"], accepted=True).company
    confirmed = MineralIssue.objects.get(company=other)
    flags.confirm_flag(confirmed.flag, decision="확인", by=staff("ER"))
    late = today() + timedelta(days=31)

    assert mineral_clock.act_on_unplanned(today() + timedelta(days=30)) == 0
    assert mineral_clock.act_on_unplanned(late) == 2
    assert mineral_clock.act_on_unplanned(late) == 0

    opened = company.corrective_actions.get()
    assert (opened.state, opened.flag, opened.due_on) == ("open", opened.flag, today() + timedelta(days=180))
    assert "CID900005" in opened.finding
    confirmed.refresh_from_db()
    assert confirmed.action == other.corrective_actions.get()
    assert confirmed.action.state == "escalated"


def test_a_declaration_that_ends_soon_is_said_once_at_60_30_and_7_days():
    smelter_list()
    declaration = declared(accepted=True)
    told = [mineral_clock.remind_of_ends(declaration.valid_to - timedelta(days=days)) for days in (61, 60, 60, 30, 7)]
    assert told == [0, 1, 0, 1, 1]
    hear()
    assert Notice.objects.filter(kind="esg.minerals_ending").count() == 3

    minerals.begin_declaration(template="cmrt", by=person(declaration.company, "SE"))
    assert mineral_clock.remind_of_ends(declaration.valid_to - timedelta(days=7)) == 0


def test_a_case_takes_its_five_steps_in_order_with_their_facts():
    smelter_list()
    declaration = declared(accepted=True)
    reviewer = staff("ER")
    case = mineral_cases.open_case(declaration.company, year=today().year, by=reviewer)
    assert mineral_cases.open_case(declaration.company, year=today().year).pk == case.pk

    with pytest.raises(RuleBroken, match="Policy consented"):
        mineral_cases.finish_step(case, step="1", words="정책 동의를 확인", by=reviewer)
    mineral_policy.consent_policy(queries.policy_on(today()), by=person(declaration.company, "SA"))
    with pytest.raises(RuleBroken, match="Somebody is trained"):
        mineral_cases.finish_step(case, step="1", words="담당자를 확인", by=reviewer)
    passed(person(declaration.company, "SE"), "minerals")
    with pytest.raises(RuleBroken, match="First comes"):
        mineral_cases.finish_step(case, step="2", words="먼저", by=reviewer)
    for step in "1234":
        mineral_cases.finish_step(case, step=step, words="확인", by=reviewer)
    with pytest.raises(RuleBroken, match="report of the year is made"):
        mineral_cases.finish_step(case, step="5", words="확인", by=reviewer)
    with pytest.raises(NotAllowed):
        mineral_cases.make_report(today().year, by=staff("PO"))
    mineral_cases.make_report(today().year, by=reviewer)
    mineral_cases.finish_step(case, step="5", words="확인", by=reviewer)

    assert case.steps.count() == 5
    with pytest.raises(WrongState):
        mineral_cases.finish_step(case, step="5", words="다시", by=reviewer)


def test_one_conformant_smelter_is_not_the_audit_of_all():
    smelter_list()
    declaration = declared(smelters=["CID900001", "CID900002"], accepted=True)  # one is still being audited
    case = mineral_cases.open_case(declaration.company, year=today().year)

    def audited():
        return facts_of_case(case)["4"][0].holds

    assert not audited()
    mineral_cases.decide_strategy(case, strategy="continue", words="심사가 진행 중", by=staff("ER"))
    case.refresh_from_db()
    assert audited()


def test_the_grievance_channel_is_what_the_assessment_says():
    company = CompanyFactory()
    assert has_grievance_channel(company) is None


def test_orders_of_a_blocked_class_are_refused_and_others_go_on():
    smelter_list()
    payee = supplier()
    node = class_node()
    mineral_policy.set_mineral_class(node, metals=["cobalt"], reason="초경 공구", by=staff("ER"))
    declared(payee.company, template="emrt", smelters=["CID900007"], accepted=True)
    made = contracts_stage.by_hand(payee=payee)
    line = made.contract.lines.first()
    line.product = ProductFactory(company=payee.company, node=node)
    line.save()

    with pytest.raises(RuleBroken, match="smelters of it are not conformant"):
        contracts.request_approval(made.contract, by=made.officer)

    line.product = None
    line.save()
    contracts.request_approval(made.contract, by=made.officer)
    line.product = ProductFactory(company=payee.company, node=node)
    line.save()
    with pytest.raises(RuleBroken, match="smelters of it are not conformant"):
        contracts.approve_contract(made.contract, by=made.approver)
    smelter_list("2026-12", CID900007="conformant")
    hear()
    MineralDeclaration.objects.update(valid_to=today() - timedelta(days=1))
    with pytest.raises(RuleBroken, match="no accepted declaration of this supplier"):
        contracts.approve_contract(made.contract, by=made.approver)
    MineralDeclaration.objects.update(valid_to=today())
    assert contracts.approve_contract(made.contract, by=made.approver).state == "sent"


def test_a_tender_of_a_blocked_class_takes_no_bid_and_another_does():
    smelter_list()
    stage, company = bidding.draft(), supplier().company
    node = class_node()
    mineral_policy.set_mineral_class(node, metals=["cobalt"], reason="초경 공구", by=staff("ER"))
    assert may_win(company, stage.tender, today())
    declared(company, template="emrt", smelters=["CID900007"])
    assert may_win(company, stage.tender, today())  # its lines are of no class

    stage.tender.lines.update(class_code=node.code)
    silent = ProductFactory(node=node).company  # its goods may hold cobalt, and it has declared nothing
    mineral_clock.run_day(today())
    assert "no accepted declaration" in str(may_win(silent, stage.tender, today()).reason)

    refused = may_win(company, stage.tender, today())
    assert not refused
    assert "not conformant: no bid in this class" in str(refused.reason)
