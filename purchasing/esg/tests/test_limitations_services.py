"""Due process of a supply limitation: notice, answer, hearing, committee, appeal, lifting; what orders see."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from portal.calendar import business_days_after
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.people.models import Standing
from portal.people.queries import standing_of
from portal.people.services import record_standing
from portal.tests.factories import CompanyFactory, staff
from portal.tests.signin import sign_in
from purchasing.bidding.states import Fact
from purchasing.contracts import services as contracts
from purchasing.contracts.models import Amendment
from purchasing.contracts.tests.contracts_stage import drawn
from purchasing.contracts.tests.factories import in_force as contract_in_force
from purchasing.esg.handlers import limitations as handlers
from purchasing.esg.models import CorrectiveAction, Limitation
from purchasing.esg.queries.limitations import level_of, limitations_visible_to
from purchasing.esg.services import actions, appeals, carrying, flags, ordering
from purchasing.esg.services import limitations as services
from purchasing.esg.states import Band, Bench, CapState, FlagSource, LimitationState, Severity, StandingFact
from purchasing.esg.tests.actions_stage import before_committee, implemented, proposed, vote
from purchasing.esg.tests.actions_stage import imposed as in_force
from purchasing.esg.tests.factories import person

pytestmark = pytest.mark.django_db


def test_the_whole_way_from_proposal_to_lifting():
    company = CompanyFactory()
    limitation = in_force(company)

    assert (limitation.state, limitation.from_on) == (LimitationState.IN_FORCE, today())
    assert standing_of(company, Fact.ESG_LIMITATION, today()) == "2"
    action = actions.open_action(company, finding="폐수 일지 없음", severity=Severity.MINOR, by=staff("ER"))
    asker = person(company, "SA")
    with pytest.raises(RuleBroken, match=action.number):
        appeals.ask_lifting(limitation, reason="고쳤습니다", by=asker)
    actions.verify_action(implemented(action), remark="일지 확인", by=staff("ER"))
    limitation = appeals.ask_lifting(limitation, reason="일지를 씁니다", by=asker)
    limitation = appeals.lift_limitation(limitation, reason="시정 확인", by=staff("EC"))

    assert limitation.state == LimitationState.LIFTED
    assert level_of(company, today()) == 0
    kept = Standing.objects.filter(company=company, fact=Fact.ESG_LIMITATION).order_by("recorded_at")
    assert [row.value for row in kept] == ["2", "0"]


def test_the_committee_does_not_meet_before_the_days_to_answer_are_over():
    limitation = services.notify_limitation(proposed(), by=staff("ER"))

    with pytest.raises(WrongState):
        services.convene_committee(limitation, by=staff("ER"))
    handlers.run_due()
    limitation.refresh_from_db()
    assert limitation.state == LimitationState.NOTIFIED
    Limitation.objects.filter(pk=limitation.pk).update(answer_due=today() - timedelta(days=1))
    handlers.run_due()
    handlers.run_due()
    limitation.refresh_from_db()
    assert limitation.state == LimitationState.COMMITTEE


def test_who_asks_to_be_heard_is_heard_first():
    limitation = services.notify_limitation(proposed(), by=staff("ER"))
    by = person(limitation.company, "SA")
    limitation = services.answer_limitation(limitation, answer="직접 설명하겠습니다", hearing=True, by=by)

    with pytest.raises(WrongState):
        services.convene_committee(limitation, by=staff("ER"))
    services.note_hearing(limitation, on=today(), note="대표 참석, 개선 일정 설명", by=staff("ER"))
    assert services.convene_committee(limitation, by=staff("ER")).state == LimitationState.COMMITTEE


def test_two_thirds_suffice_and_less_does_not():
    first, second = before_committee(proposed()), before_committee(proposed())
    vote(first, True, True, False)
    vote(second, True, False, False)

    assert services.decide_limitation(first, reason="가결", by=staff("EC")).state == LimitationState.IN_FORCE
    assert services.decide_limitation(second, reason="부결", by=staff("EC")).state == LimitationState.NOT_IMPOSED
    assert level_of(second.company, today()) == 0


def test_all_three_functions_have_to_speak():
    limitation = before_committee(proposed())
    services.cast_vote(limitation, bench=Bench.ESG, in_favour=True, by=staff("EC"))

    with pytest.raises(RuleBroken):
        services.decide_limitation(limitation, reason="가결", by=staff("EC"))
    with pytest.raises(RuleBroken):
        services.cast_vote(limitation, bench=Bench.LEGAL, in_favour=True, by=staff("EC"))


def test_who_proposed_or_reviewed_does_not_vote():
    proposer = staff("ER", "EC")
    limitation = services.propose_limitation(CompanyFactory(), level=2, facts="D등급", by=proposer)
    limitation = before_committee(limitation)

    with pytest.raises(NotAllowed, match="SOD-12"):
        services.cast_vote(limitation, bench=Bench.ESG, in_favour=True, by=proposer)


def test_an_appeal_goes_to_other_people_and_may_overturn():
    limitation = in_force()
    first = limitation.votes.filter(bench=Bench.ESG).get().member
    limitation = appeals.appeal_limitation(limitation, text="점수가 틀렸습니다", by=person(limitation.company, "SA"))
    assert level_of(limitation.company, today()) == 2  # it stays in force until the panel has decided

    with pytest.raises(NotAllowed, match="SOD-12"):
        services.cast_vote(limitation, bench=Bench.ESG, in_favour=False, words="x", on_appeal=True, by=first)
    with pytest.raises(NotAllowed, match="SOD-12"):
        appeals.decide_appeal(limitation, decision="기각", by=limitation.decided_by)
    vote(limitation, False, True, False, on_appeal=True)
    limitation = appeals.decide_appeal(limitation, decision="재산정 결과 51점", by=staff("EC"))

    assert limitation.state == LimitationState.OVERTURNED
    assert level_of(limitation.company, today()) == 0


def test_a_late_appeal_is_refused_with_its_dates():
    limitation = in_force()
    Limitation.objects.filter(pk=limitation.pk).update(appeal_until=date(2026, 1, 5))

    with pytest.raises(RuleBroken) as refused:
        appeals.appeal_limitation(limitation, text="늦었습니다", by=person(limitation.company, "SA"))

    assert "2026" in str(refused.value)
    limitation.refresh_from_db()
    assert limitation.state == LimitationState.IN_FORCE


def test_an_interim_measure_is_for_a_danger_to_life_only_and_ends_with_the_proposal():
    limitation = proposed()

    with pytest.raises(RuleBroken) as refused:
        services.order_interim(limitation, reason="보일러", danger_to_life=False, by=staff("EC"))
    assert refused.value.field == "danger_to_life"
    limitation = services.order_interim(limitation, reason="보일러 안전밸브 제거", danger_to_life=True, by=staff("EC"))
    assert level_of(limitation.company, today()) == 4
    # The notice goes out with it: the company can answer, and the days run.
    assert limitation.state == LimitationState.NOTIFIED
    assert limitation.answer_due == business_days_after(today(), 10)
    assert limitations_visible_to(person(limitation.company, "SA")).get() == limitation
    services.drop_limitation(limitation, reason="밸브를 다시 달았음", by=staff("ER"))
    assert level_of(limitation.company, today()) == 0


def test_child_labour_is_remedied_first_and_ends_the_relation_last():
    flag = flags.raise_flag(
        CompanyFactory(),
        title_ko="미성년 노동",
        basis="현장 감사",
        source=FlagSource.AUDIT,
        happened_on=today(),
        severity=Severity.PRIORITY,
        child_labour=True,
        by=staff("ER"),
    )
    flags.confirm_flag(flag, decision="확인", by=staff("CP"))

    with pytest.raises(RuleBroken, match="LIM-04"):
        proposed(flag.company, level=5, flag=flag)
    CorrectiveAction.objects.filter(flag=flag).update(state=CapState.OVERDUE)
    assert proposed(flag.company, level=5, flag=flag).level == "5"


def test_a_report_to_an_authority_is_never_a_reason():
    with pytest.raises(RuleBroken, match="LIM-03"):
        proposed(authority_report=True)


def test_a_deregistration_lasts_a_year():
    limitation = before_committee(proposed(level=5))
    vote(limitation, True, True, True)

    with pytest.raises(RuleBroken) as refused:
        services.decide_limitation(limitation, reason="중대", until_on=today() + timedelta(days=200), by=staff("EC"))
    assert refused.value.field == "until_on"


def test_a_higher_level_takes_the_place_of_the_lower_one():
    company = CompanyFactory()
    first = in_force(company, level=2)

    with pytest.raises(WrongState):
        proposed(company, level=2)
    second = in_force(company, level=4)
    first.refresh_from_db()
    assert (first.state, second.state) == (LimitationState.ENDED, LimitationState.IN_FORCE)
    assert level_of(company, today()) == 4


def test_a_limitation_ends_after_its_last_day():
    limitation = in_force()
    Limitation.objects.filter(pk=limitation.pk).update(
        from_on=today() - timedelta(days=9), until_on=today() - timedelta(days=1)
    )

    handlers.run_due()
    handlers.run_due()

    limitation.refresh_from_db()
    assert limitation.state == LimitationState.ENDED
    assert level_of(limitation.company, today()) == 0


def test_a_sister_of_the_same_owner_carries_it_and_the_committee_may_let_it_go():
    company, sister, stranger = CompanyFactory(), CompanyFactory(), CompanyFactory()
    for each, owners in ((company, "P-7:0.6"), (sister, "P-7:0.4 P-8:0.6"), (stranger, "P-9:1")):
        record_standing(each, Fact.OWNERS, owners, valid_from=today(), source="ENT-1")

    limitation = in_force(company)

    carried = limitation.carried.get()
    assert (carried.company, carried.link) == (sister, "owner")
    assert (level_of(sister, today()), level_of(stranger, today())) == (2, 0)
    assert carrying.carry(limitation) == []
    carrying.end_carried(carried, reason="지분 매각 2026-11", by=staff("EC"))
    handlers.run_due()
    assert level_of(sister, today()) == 0


def test_the_supplier_sees_it_from_the_notice_on():
    limitation = proposed()
    own = person(limitation.company, "SA")

    assert not limitations_visible_to(own).exists()
    services.notify_limitation(limitation, by=staff("ER"))
    assert limitations_visible_to(own).get() == limitation
    assert not limitations_visible_to(person(CompanyFactory(), "SA")).exists()


def test_level_3_leaves_seven_tenths_of_last_year():
    company = CompanyFactory()
    last_year = today() - timedelta(days=100)
    contract_in_force(payee=company, value=Decimal(1_200_000_000), starts_on=last_year, signed_on=last_year)
    limitation = in_force(company, level=3)
    assert (limitation.base_won, limitation.cap_won) == (Decimal(1_200_000_000), Decimal(840_000_000))

    # The day of signing counts: an order that begins after the year of the cap is one of this year all the same.
    later = today() + timedelta(days=400)
    fits = contract_in_force(
        payee=company, value=Decimal(840_000_000), starts_on=later, ends_on=later, signed_on=today()
    )
    ordering.check_order(fits, None)
    over = contract_in_force(payee=company, value=Decimal(1), starts_on=today(), signed_on=today())
    with pytest.raises(RuleBroken, match="840,000,000"):
        ordering.check_order(over, None)


@pytest.mark.parametrize(("level", "ordered"), [("1", True), ("2", True), ("4", False), ("5", False)])
def test_new_orders_are_suspended_from_level_4_on(level, ordered):
    contract = contract_in_force()
    record_standing(contract.payee, Fact.ESG_LIMITATION, level, valid_from=today(), source="LIM-1")

    if ordered:
        ordering.check_order(contract, None)
    else:
        with pytest.raises(RuleBroken):
            ordering.check_order(contract, None)


@pytest.mark.parametrize(
    ("fact", "value", "extended"),
    [
        (StandingFact.BAND, Band.D, False),
        (StandingFact.BAND, Band.R, False),
        (StandingFact.BAND, Band.C, True),
        (StandingFact.LIMITATION, "2", False),
        (StandingFact.LIMITATION, "3", False),
        (StandingFact.LIMITATION, "1", True),
    ],
)
def test_a_contract_is_not_extended_in_band_d_or_under_level_2(fact, value, extended):
    contract = contract_in_force()
    record_standing(contract.payee, fact, value, valid_from=today(), source="ESG-1")
    told = {"contract": contract, "value": contract.value, "value_before": contract.value}
    amendment = Amendment(ends_on=contract.ends_on + timedelta(days=30), **told)
    same = Amendment(ends_on=contract.ends_on, **told)

    ordering.check_order(contract, same)  # what runs goes on
    if extended:
        ordering.check_order(contract, amendment)
    else:
        with pytest.raises(RuleBroken):
            ordering.check_order(contract, amendment)


@pytest.mark.django_db(transaction=True)
def test_two_proposals_at_once_become_one():
    company, proposers = CompanyFactory(), [staff("ER"), staff("ER")]

    def propose(by):
        try:
            services.propose_limitation(company, level=2, facts="D등급", by=by)
        except WrongState:
            return "refused"
        finally:
            connection.close()
        return "made"

    with ThreadPoolExecutor() as pool:
        told = sorted(pool.map(propose, proposers))

    assert told == ["made", "refused"]
    assert Limitation.objects.filter(company=company).count() == 1


def test_a_suspended_supplier_is_ordered_nothing_and_the_approver_reads_why(client):
    made = drawn("review")
    record_standing(made.contract.payee, Fact.ESG_LIMITATION, "4", valid_from=today(), source="LIM-1")

    with pytest.raises(RuleBroken, match="suspended"):
        contracts.approve_contract(made.contract, by=made.approver)
    sign_in(client, made.approver)
    page = client.post(reverse("contracts:contract-approve", args=[made.contract.number]))
    assert page.status_code == 422
    assert "제4단계" in page.content.decode()
    made.contract.refresh_from_db()
    assert made.contract.state == "review"


def test_a_contract_that_waits_for_its_signature_is_looked_at_again():
    made = drawn("sent")
    record_standing(made.contract.payee, Fact.ESG_LIMITATION, "5", valid_from=today(), source="LIM-1")

    with pytest.raises(RuleBroken, match="suspended"):
        contracts.sign_contract(made.contract, version=made.contract.version, by=made.payee)


def test_a_contract_in_band_d_is_not_prolonged_but_may_shrink():
    made = drawn("in_force")
    record_standing(made.contract.payee, StandingFact.BAND, Band.D, valid_from=today(), source="ESG-1")
    told = {"reason": "납기", "agreed_days": made.contract.agreed_days, "lines": [], "by": made.officer}

    with pytest.raises(RuleBroken, match="band D"):
        contracts.propose_amendment(made.contract, ends_on=made.contract.ends_on + timedelta(days=90), **told)
    assert contracts.propose_amendment(made.contract, ends_on=made.contract.ends_on - timedelta(days=30), **told)
