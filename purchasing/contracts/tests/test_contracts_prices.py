"""Prices that follow an index; amendments that never touch what was delivered."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.tests.factories import staff, supplier
from portal.tests.shared_data import golden
from purchasing.contracts import queries, rules, services
from purchasing.contracts.models import Contract, Delivery, DeliveryLine, PriceChange
from purchasing.contracts.services import LineIn, NewLine
from purchasing.contracts.tests.contracts_stage import add_value, by_hand, indexed, months_ago, moved_index, signed

pytestmark = pytest.mark.django_db


def deliver(contract: Contract, no: int, qty: int) -> None:
    """So much of a line has come."""
    line = contract.lines.get(no=no)
    delivery = Delivery.objects.create(
        number=f"DLV-2026-9{Delivery.objects.count():05d}",
        contract=contract,
        state="received",
        base_on=today(),
        inspect_by=today() + timedelta(days=10),
    )
    DeliveryLine.objects.create(delivery=delivery, line=line, qty=Decimal(qty))


def test_the_golden_vector_of_linkage():
    price, share, base, value, new = golden("pay")["linkage"]
    link = rules.Link("steel", Decimal(share), Decimal("0.05"), Decimal(base), Decimal(value))
    assert rules.linked_price(Decimal(price), [link]) == Decimal(new)


def test_a_confirmed_value_proposes_the_golden_price_and_both_sides_accept():
    made = indexed()
    change = moved_index(made, Decimal(1086))
    assert change.lines == [{"no": 1, "old": "10000.00", "new": "10301", "left": "1000.000"}]

    services.accept_change(change, by=made.officer)
    made.contract.refresh_from_db()
    assert made.contract.version == 1
    with pytest.raises(NotAllowed, match="already accepted"):
        services.accept_change(change, by=made.officer)
    services.accept_change(PriceChange.objects.get(), by=made.payee)

    contract = Contract.objects.get(pk=made.contract.pk)
    assert (contract.version, contract.value) == (2, Decimal(10_301_000))
    link = contract.links.get()
    assert (link.base_value, link.base_month) == (Decimal(1086), months_ago(1))
    assert contract.versions.get(version=2).cause == f"index {months_ago(1):%Y-%m}"


def test_what_was_delivered_keeps_its_price():
    made = indexed()
    change = moved_index(made, Decimal(1086))
    deliver(made.contract, 1, 400)
    services.accept_change(change, by=made.officer)
    services.accept_change(PriceChange.objects.get(), by=made.payee)

    lines = [(line.no, line.qty, line.unit_price, line.amount) for line in queries.lines_of(made.contract)]
    assert lines == [(1, 400, 10_000, 4_000_000), (2, 600, 10_301, 6_180_600)]
    assert Contract.objects.get(pk=made.contract.pk).value == Decimal(10_180_600)


def test_nothing_is_proposed_below_the_trigger_and_nothing_twice():
    made = indexed()
    link = made.contract.links.select_related("index").get()
    add_value(link.index, months_ago(2), Decimal("1049.9999"))
    assert services.propose_changes(today()) == 0
    add_value(link.index, months_ago(1), Decimal(950))
    assert services.propose_changes(today()) == 1
    assert services.propose_changes(today()) == 0
    assert PriceChange.objects.get().lines[0]["new"] == "9825"  # 10,000 x (1 - 0.35 x 0.05)


def test_a_later_month_replaces_an_open_change():
    made = indexed()
    first = moved_index(made, Decimal(1086), back=2)
    second = moved_index(made, Decimal(1100), back=1)
    first.refresh_from_db()
    assert (first.state, second.state) == ("lapsed", "proposed")


def test_a_contested_change_waits_for_the_side_that_contested_it():
    made = indexed()
    change = moved_index(made, Decimal(1086))
    services.contest_change(change, reason="8월 확정치가 아닙니다.", by=made.payee)
    with pytest.raises(WrongState):
        services.accept_change(change, by=made.officer)
    with pytest.raises(RuleBroken, match="side that contested"):
        services.resume_change(PriceChange.objects.get(), by=made.officer)
    services.resume_change(PriceChange.objects.get(), by=made.payee)
    assert PriceChange.objects.get().state == "proposed"


def test_an_index_value_needs_a_second_person():
    officer = staff("PO", "FI")
    index = services.add_index(code="cu", name_ko="전기동", unit="USD/t", source="LME", by=officer)
    value = services.enter_index_value(index, month=months_ago(1), value=Decimal(9000), by=officer)
    with pytest.raises(NotAllowed, match="ask a colleague"):
        services.confirm_index_value(value, by=officer)
    with pytest.raises(RuleBroken, match="already a value"):
        services.enter_index_value(index, month=months_ago(1), value=Decimal(1), by=staff("PO"))
    services.reject_index_value(value, reason="공표값은 9,100", by=staff("FI"))
    assert services.enter_index_value(index, month=months_ago(1), value=Decimal(9100), by=officer).state == "entered"


def test_the_job_follows_a_confirmed_value():
    made = indexed()
    link = made.contract.links.select_related("index").get()
    add_value(link.index, months_ago(1), Decimal(1086))
    while deliver_due():
        pass
    assert made.contract.price_changes.count() == 1
    assert not Event.objects.filter(delivered_at=None).exists()


# What has to be linked -----------------------------------------------------------------------------------------------
BIG = [LineIn("브래킷", Decimal(20_000), "EA", Decimal(10_000))]


def test_a_heavy_material_without_a_link_is_refused_with_the_law():
    made = by_hand(material_share=Decimal("0.1"), lines=BIG)
    with pytest.raises(RuleBroken, match="article 21") as refusal:
        services.request_approval(made.contract, by=made.officer)
    assert refusal.value.field == "no_link_cause"


def test_an_exemption_that_does_not_hold_is_refused():
    made = by_hand(material_share=Decimal("0.3"), lines=BIG, no_link_cause="low")
    with pytest.raises(RuleBroken, match="does not hold"):
        services.request_approval(made.contract, by=made.officer)
    services.edit_contract(made.contract, ends_on=today() + timedelta(days=90), no_link_cause="short", by=made.officer)
    assert services.request_approval(made.contract, by=made.officer).state == "review"


def test_both_sides_agree_in_writing_not_to_link():
    with pytest.raises(RuleBroken, match="states its reason"):
        by_hand(material_share=Decimal("0.3"), lines=BIG, no_link_cause="agreed")
    made = by_hand(
        material_share=Decimal("0.3"), lines=BIG, no_link_cause="agreed", no_link_reason="재고로 납품합니다."
    )
    services.request_approval(made.contract, by=made.officer)
    services.approve_contract(Contract.objects.get(), by=made.approver)
    with pytest.raises(RuleBroken) as refusal:
        services.sign_contract(Contract.objects.get(), version=1, by=made.payee)
    assert refusal.value.field == "agrees_no_link"
    services.sign_contract(Contract.objects.get(), version=1, agrees_no_link=True, by=made.payee)
    assert Contract.objects.get().state == "in_force"


def test_a_trigger_above_ten_percent_is_refused():
    with pytest.raises(RuleBroken, match="at most 10 percent"):
        indexed(trigger="0.11")


# Amendments ----------------------------------------------------------------------------------------------------------
def propose(made, *lines: NewLine, **given):
    told = {"reason": "물량 조정", "ends_on": made.contract.ends_on, "agreed_days": made.contract.agreed_days} | given
    return services.propose_amendment(made.contract, lines=list(lines), by=made.officer, **told)


def test_an_amendment_takes_four_eyes_and_the_payees_consent():
    made = signed()
    amendment = propose(made, NewLine(1, Decimal(12), Decimal(1_200_000)))
    assert (amendment.version, amendment.value) == (2, Decimal(22_400_000))
    with pytest.raises(NotAllowed):
        services.approve_amendment(amendment, by=made.officer)
    services.approve_amendment(amendment, by=made.approver)
    with pytest.raises(NotAllowed):
        services.agree_amendment(amendment, by=made.officer)
    services.agree_amendment(amendment, by=made.payee)
    contract = Contract.objects.get()
    assert (contract.version, contract.value) == (2, Decimal(22_400_000))
    assert [each.version for each in queries.versions_of(contract)] == [2, 1]


def test_an_amendment_never_reaches_what_was_delivered():
    made = signed()
    deliver(made.contract, 1, 4)
    with pytest.raises(RuleBroken, match="4 of this line are delivered") as refusal:
        propose(made, NewLine(1, Decimal(3), Decimal(1_200_000)))
    assert refusal.value.field == "line-0-qty"

    amendment = propose(made, NewLine(1, Decimal(10), Decimal(1_300_000)))
    services.approve_amendment(amendment, by=made.approver)
    services.agree_amendment(amendment, by=made.payee)
    found = [(line.no, line.qty, line.unit_price) for line in queries.lines_of(made.contract)]
    assert found == [(1, 4, 1_200_000), (2, 8_000, 1_000), (3, 6, 1_300_000)]
    assert Contract.objects.get().value == amendment.value == Decimal(20_600_000)


def test_more_delivered_since_the_proposal_is_told():
    made = signed()
    amendment = propose(made, NewLine(1, Decimal(5), Decimal(1_200_000)))
    services.approve_amendment(amendment, by=made.approver)
    deliver(made.contract, 1, 6)
    with pytest.raises(WrongState, match="6 of line 1"):
        services.agree_amendment(amendment, by=made.payee)
    assert Contract.objects.get().version == 1


def test_a_line_ends_with_a_quantity_of_zero_and_a_new_one_begins():
    made = signed()
    new = NewLine(None, Decimal(2), Decimal(500_000), "앵글", uom="t")
    amendment = propose(made, NewLine(2, Decimal(0), Decimal(1_000)), new)
    services.approve_amendment(amendment, by=made.approver)
    services.agree_amendment(amendment, by=made.payee)
    found = [(line.no, line.qty, line.amount) for line in queries.lines_of(made.contract)]
    assert found == [(1, 10, 12_000_000), (2, 0, 0), (3, 2, 1_000_000)]


def test_one_amendment_at_a_time_and_none_that_changes_nothing():
    made = signed()
    with pytest.raises(RuleBroken, match="Nothing changes"):
        propose(made)
    propose(made, ends_on=made.contract.ends_on + timedelta(days=10))
    with pytest.raises(WrongState, match="still open"):
        propose(made, ends_on=made.contract.ends_on + timedelta(days=20))


def test_an_amendment_cannot_agree_on_more_than_sixty_days():
    with pytest.raises(RuleBroken, match="at most 60 days"):
        propose(signed(), agreed_days=61)


def test_of_a_subcontract_the_two_companies_are_the_four_eyes():
    made, payee = signed(), supplier()
    contract = services.register_subcontract(
        made.contract,
        payee=payee.company,
        lines=[LineIn("절단", Decimal(1), "t", Decimal(900_000))],
        title_ko="절단",
        kind="goods",
        starts_on=today(),
        ends_on=today() + timedelta(days=100),
        by=made.payee,
    )
    services.send_contract(contract, by=made.payee)
    services.sign_contract(Contract.objects.get(tier=2), version=1, by=payee)
    contract = Contract.objects.get(tier=2)
    amendment = services.propose_amendment(
        contract, reason="증량", ends_on=contract.ends_on, agreed_days=30, by=made.payee,
        lines=[NewLine(1, Decimal(2), Decimal(900_000))],
    )  # fmt: skip
    assert amendment.state == "sent"
    services.agree_amendment(amendment, by=payee)
    assert Contract.objects.get(tier=2).value == Decimal(1_800_000)
