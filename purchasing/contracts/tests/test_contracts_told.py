"""Who is told of what, and what waits on the dashboard."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from portal.clock import today
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import services as bidding_services
from purchasing.bidding.tests import factories as bidding
from purchasing.contracts import services
from purchasing.contracts.models import Contract
from purchasing.contracts.services import LineIn, MilestoneIn, NewLine
from purchasing.contracts.tests import factories
from purchasing.contracts.tests.contracts_stage import chain, drawn, indexed, moved_index, signed

pytestmark = pytest.mark.django_db


def told() -> dict[str, set[str]]:
    """Kinds and who heard them, after all news is delivered."""
    while deliver_due():
        pass
    found: dict[str, set[str]] = {}
    for notice in Notice.objects.select_related("user"):
        if notice.kind.startswith("contracts."):
            found.setdefault(notice.kind.removeprefix("contracts."), set()).add(notice.user.name)
    return found


def dashboard(user) -> str:
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, user)
    return client.get(reverse("home:dashboard")).content.decode()


def test_each_step_is_told_to_who_comes_next():
    made = drawn("review")
    assert told() == {"approval_requested": {made.approver.name}}
    assert "Approve the contract" in dashboard(made.approver)

    services.approve_contract(Contract.objects.get(), by=made.approver)
    assert told()["to_sign"] == {made.payee.name}
    assert "Sign the contract" in dashboard(made.payee)

    services.sign_contract(Contract.objects.get(), version=1, by=made.payee)
    assert told()["in_force"] == {made.officer.name, made.payee.name}


def test_an_award_is_drawn_up_by_the_news_of_it_and_its_officer_is_told():
    stage = bidding.awarded()
    price = stage.tender.decisions.get().price_won
    bidding_services.record_contract(
        stage.tender, amount_won=price, signed_on=today(), reference="A-1", by=stage.cast.officer
    )
    assert told()["drawn_up"] == {stage.cast.officer.name}
    assert Contract.objects.get().tender == stage.tender
    assert "Complete the contract" in dashboard(stage.cast.officer)


def test_a_refusal_goes_back_to_the_officer_and_a_cancelled_one_to_who_had_it():
    made = drawn("sent")
    services.cancel_contract(made.contract, reason="예산", by=made.officer)
    assert told()["cancelled"] == {made.payee.name}


def test_an_advance_that_an_ended_contract_did_not_use_up_is_said_to_both_sides():
    contract = factories.in_force(value=10_000, advance_rate=Decimal("0.3"))
    finance = factories.approver(contract)
    seller = factories.seller(contract)
    services.approve_invoice(
        services.submit_invoice(
            contract,
            kind="advance",
            supplier_no="A-1",
            issued_on=today(),
            net=Decimal(3_000),
            vat=Decimal(0),
            key="a",
            by=seller,
        ),
        by=finance,
    )
    services.terminate_contract(contract, reason="설비 계획 취소", by=staff("AP"))

    assert told()["advance_left"] == {contract.officer.name, finance.name, seller.name}
    client = Client(headers={"Accept-Language": "en"})
    for reader in (finance, seller):
        sign_in(client, reader)
        shown = client.get(reverse("contracts:contract-detail", args=[contract.number])).content.decode()
        assert "₩3,000 of the advance is not used up" in shown


def test_amendments_are_told_to_who_decides():
    made = signed()
    amendment = services.propose_amendment(
        made.contract,
        reason="증량",
        ends_on=made.contract.ends_on,
        agreed_days=30,
        lines=[NewLine(1, Decimal(11), Decimal(1_200_000))],
        by=made.officer,
    )
    assert made.approver.name in told()["amendment_proposed"]
    assert "Amendment" in dashboard(made.approver)
    services.approve_amendment(amendment, by=made.approver)
    assert told()["amendment_sent"] == {made.payee.name}
    services.agree_amendment(amendment, by=made.payee)
    assert told()["amended"] == {made.officer.name, made.payee.name}


def test_a_price_change_and_a_milestone_are_told_to_both_sides():
    made = indexed(milestones=[MilestoneIn("설계", Decimal(1_000_000), today() + timedelta(days=9))])
    change = moved_index(made, Decimal(1086))
    assert told()["price_change_proposed"] == {made.officer.name, made.payee.name}
    assert "New prices by the index" in dashboard(made.payee)
    services.accept_change(change, by=made.payee)
    assert told()["price_change_accepted_once"] == {made.officer.name}

    milestone = made.contract.milestones.get()
    services.report_milestone(milestone, reached_on=today(), by=made.payee)
    assert told()["milestone_reported"] == {made.officer.name}
    assert "Milestone 1 is reported" in dashboard(made.officer)
    services.confirm_milestone(milestone, by=made.officer)
    assert told()["milestone_confirmed"] == {made.payee.name}


def test_the_other_side_hears_of_a_consent():
    made = chain(2)
    told()
    services.choose_prices_shown(made.contracts[1], shown=True, by=made.payees[1])
    assert told()["consent_given"] == {made.payees[0].name}


def test_a_value_of_an_index_waits_for_a_second_person():
    officer, other = staff("PO", name="구매 하나"), staff("PO", name="구매 둘")
    index = services.add_index(code="cu", name_ko="전기동", unit="USD/t", source="LME", by=officer)
    services.enter_index_value(index, month=today(), value=Decimal(9000), by=officer)
    assert told()["index_value_entered"] == {other.name}
    assert "Confirm the index" in dashboard(other)


def test_compliance_hears_of_a_subcontract_between_relatives():
    legal = staff("CP", name="준법 신아름")
    made = chain(1)
    payee = supplier(company=CompanyFactory(parent=made.payees[0].company))
    contract = services.register_subcontract(
        made.contracts[0],
        payee=payee.company,
        lines=[LineIn("절단", Decimal(1), "t", Decimal(900_000))],
        title_ko="절단",
        kind="goods",
        starts_on=today(),
        ends_on=today() + timedelta(days=100),
        by=made.payees[0],
    )
    services.send_contract(contract, by=made.payees[0])
    services.sign_contract(Contract.objects.get(pk=contract.pk), version=1, by=payee)
    assert told()["related_parties"] == {legal.name}
