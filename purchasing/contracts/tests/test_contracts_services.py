"""A contract from its draft to its end: by hand, from an award, in lower tiers."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.people.states import TaxStatus
from portal.tests.factories import CompanyFactory, staff, supplier
from purchasing.bidding import services as bidding_services
from purchasing.bidding.models import PreferenceTerms
from purchasing.bidding.tests import factories as bidding
from purchasing.bidding.tests.tco_stage import certify
from purchasing.contracts import queries, services
from purchasing.contracts.models import Contract
from purchasing.contracts.services import LineIn, MilestoneIn
from purchasing.contracts.tests.contracts_stage import PLATE, by_hand, chain, drawn, signed

pytestmark = pytest.mark.django_db


def test_a_contract_by_hand_is_drawn_up_approved_and_signed():
    made = by_hand()
    contract = made.contract
    assert (contract.state, contract.value, contract.tier) == ("draft", Decimal(20_000_000), 1)

    services.request_approval(contract, by=made.officer)
    contract = Contract.objects.get(pk=contract.pk)
    services.approve_contract(contract, by=made.approver)
    contract = Contract.objects.get(pk=contract.pk)
    services.sign_contract(contract, version=1, by=made.payee)

    contract = Contract.objects.get(pk=contract.pk)
    assert (contract.state, contract.signed_on, contract.signed_by) == ("in_force", today(), made.payee)
    version = contract.versions.get()
    assert (version.version, version.cause, version.document["value"]) == (1, "signed", "20000000.00")
    names = list(Event.objects.filter(name__startswith="contracts.").order_by("pk").values_list("name", flat=True))
    assert names == ["contracts.approval_requested", "contracts.contract_sent", "contracts.contract_in_force"]


def test_who_drew_it_up_does_not_approve_it():
    made = by_hand(officer=staff("PO", "AP"))
    services.request_approval(made.contract, by=made.officer)

    with pytest.raises(NotAllowed, match="does not approve it"):
        services.approve_contract(Contract.objects.get(), by=made.officer)


def test_an_approver_decides_up_to_the_own_limit():
    made = by_hand()
    services.request_approval(made.contract, by=made.officer)
    low = staff("AP")
    low.active_membership.approval_limit_won = Decimal(19_999_999)
    low.active_membership.save()

    with pytest.raises(NotAllowed, match="20,000,000 won is above your approval limit"):
        services.approve_contract(Contract.objects.get(), by=low)


def test_a_contract_by_hand_says_why():
    with pytest.raises(RuleBroken) as refusal:
        by_hand(by_hand_reason=" ")
    assert refusal.value.field == "by_hand_reason"


def test_more_than_sixty_days_cannot_be_agreed_and_the_law_is_named():
    with pytest.raises(RuleBroken, match="article 13.*at most 60 days") as refusal:
        by_hand(agreed_days=61)
    assert refusal.value.field == "agreed_days"


def test_the_database_refuses_more_than_sixty_days_from_anybody():
    made = by_hand()
    with pytest.raises(IntegrityError, match="contract_pays_within_60_days"), transaction.atomic():
        Contract.objects.filter(pk=made.contract.pk).update(agreed_days=61)


@pytest.mark.parametrize("status", [TaxStatus.CLOSED, TaxStatus.SUSPENDED])
def test_a_company_whose_business_number_is_closed_gets_no_contract(status):
    payee = supplier()
    payee.company.tax_status = status
    payee.company.save()

    with pytest.raises(RuleBroken, match=payee.company.brn_display) as refusal:
        by_hand(payee=payee)
    assert refusal.value.field == "payee"


def test_what_is_signed_changes_only_with_the_next_version():
    made = signed()
    with pytest.raises(IntegrityError, match="only with a new version"), transaction.atomic():
        Contract.objects.filter(pk=made.contract.pk).update(value=1)
    with pytest.raises(WrongState):
        services.edit_contract(made.contract, title_ko="다른 이름", by=made.officer)


def test_the_payee_refuses_with_a_reason_and_it_is_a_draft_again():
    made = drawn("sent")
    with pytest.raises(RuleBroken):
        services.refuse_contract(made.contract, reason=" ", by=made.payee)
    services.refuse_contract(made.contract, reason="납기가 너무 짧습니다.", by=made.payee)

    contract = Contract.objects.get()
    assert (contract.state, contract.approved_by) == ("draft", None)


def test_a_changed_contract_is_not_signed_unread():
    made = drawn("sent")
    with pytest.raises(WrongState, match="Read it again"):
        services.sign_contract(made.contract, version=2, by=made.payee)


def test_milestones_stay_within_the_value():
    with pytest.raises(RuleBroken, match="20,000,001"):
        by_hand(milestones=[MilestoneIn("설계", Decimal(20_000_001), today() + timedelta(days=30))])


def test_terminated_with_a_reason_by_an_approver_only():
    made = signed()
    with pytest.raises(NotAllowed):
        services.terminate_contract(made.contract, reason="사유", by=made.officer)
    services.terminate_contract(made.contract, reason="설비 계획이 취소되었습니다.", by=made.approver)

    contract = Contract.objects.get()
    assert (contract.state, contract.ended_on, contract.end_reason) == (
        "terminated", today(), "설비 계획이 취소되었습니다.",
    )  # fmt: skip


def test_a_socially_friendly_enterprise_gives_a_lower_bond_and_is_paid_within_fifteen_days():
    payee = supplier()
    certify(payee)
    made = by_hand(payee=payee)
    assert (made.contract.preferred, made.contract.bond_rate, made.contract.agreed_days) == (True, Decimal("0.05"), 15)
    with pytest.raises(RuleBroken, match="within 15 days .rule PRF-09., not 16") as refusal:
        services.edit_contract(made.contract, agreed_days=16, by=made.officer)
    assert refusal.value.field == "agreed_days"


def test_a_category_whose_bond_is_switched_off_keeps_the_plain_bond_and_is_still_paid_sooner():
    payee = supplier()
    certify(payee)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE bidding_preferenceterms_bond_for DISABLE TRIGGER USER")
        PreferenceTerms.objects.latest().bond_for.clear()
        cursor.execute("ALTER TABLE bidding_preferenceterms_bond_for ENABLE TRIGGER USER")
    made = by_hand(payee=payee)
    assert (made.contract.preferred, made.contract.bond_rate, made.contract.agreed_days) == (True, Decimal("0.1"), 15)


def test_dollars_have_cents_and_are_never_paid_by_winwin():
    valve = LineIn("서보밸브", Decimal(3), "EA", Decimal("4350.50"))
    made = by_hand(currency="USD", lines=[valve])
    assert made.contract.value == Decimal("13051.50")
    with pytest.raises(RuleBroken, match="won only"):
        by_hand(currency="USD", method="winwin", lines=[valve])
    services.request_approval(made.contract, by=made.officer)
    low = staff("AP")
    low.active_membership.approval_limit_won = Decimal(5_000_000_000)
    low.active_membership.save()
    with pytest.raises(NotAllowed, match="highest level"):
        services.approve_contract(Contract.objects.get(pk=made.contract.pk), by=low)


def test_two_signatures_at_once_are_one():
    made = drawn("sent")
    stale = Contract.objects.get(pk=made.contract.pk)
    services.sign_contract(made.contract, version=1, by=made.payee)
    with pytest.raises(WrongState):
        services.sign_contract(stale, version=1, by=made.payee)
    assert made.contract.versions.count() == 1


# From an award -------------------------------------------------------------------------------------------------------
def contracted(**given):
    stage = bidding.awarded(**given)
    decision = stage.tender.decisions.get()
    bidding_services.record_contract(
        stage.tender, amount_won=decision.price_won, signed_on=today(), reference="A-1", by=stage.cast.officer
    )
    return stage


def test_an_award_becomes_the_draft_of_a_contract_once():
    stage = contracted()
    first = services.draw_up_from_award(stage.tender)
    second = services.draw_up_from_award(stage.tender)

    assert first == second
    contract = Contract.objects.get()
    decision = stage.tender.decisions.get()
    assert (contract.state, contract.value, contract.payee) == ("draft", decision.price_won, decision.bid.company)
    assert sum(line.amount for line in contract.lines.all()) == contract.value
    assert contract.officer == stage.cast.officer


def test_lines_and_amount_of_an_award_stay():
    stage = contracted()
    contract = services.draw_up_from_award(stage.tender)

    with pytest.raises(RuleBroken, match="BID-L1"):
        services.edit_contract(contract, lines=[LineIn("다른 것", Decimal(1), "EA", Decimal(5))], by=stage.cast.officer)
    services.edit_contract(contract, method="winwin", agreed_days=20, by=stage.cast.officer)
    contract.refresh_from_db()
    assert (contract.method, contract.agreed_days) == ("winwin", 20)


# Tiers ---------------------------------------------------------------------------------------------------------------
def test_three_tiers_are_registered_and_signed_by_each_payee():
    made = chain(3)
    tiers = [(each.tier, each.payer_id, each.payee_id) for each in made.contracts]
    companies = [made.contracts[0].payer_id, *(user.company_id for user in made.payees)]
    assert tiers == [(n + 1, companies[n], companies[n + 1]) for n in range(3)]
    assert {each.root_id for each in made.contracts[1:]} == {made.contracts[0].pk}
    assert queries.companies_of_chain(made.contracts[2]) == companies


def test_nothing_is_registered_below_tier_four():
    made = chain(4)
    with pytest.raises(RuleBroken, match="tier 4"):
        register(made, 3, supplier())


def register(made, above: int, payee, **given):
    return services.register_subcontract(
        made.contracts[above],
        payee=payee.company,
        lines=given.pop("lines", [PLATE]),
        by=made.payees[above],
        **{"title_ko": "하도급", "kind": "goods", "starts_on": today(), "ends_on": today() + timedelta(days=200)}
        | given,
    )


def test_a_company_does_not_appear_twice_in_a_chain():
    made = chain(3)
    with pytest.raises(RuleBroken, match="circle") as refusal:
        register(made, 2, made.payees[0])
    assert refusal.value.field == "payee"
    with pytest.raises(RuleBroken, match="own company"):
        register(made, 2, made.payees[2])


def test_a_closed_company_is_not_registered_below():
    made, payee = chain(1), supplier()
    payee.company.tax_status = TaxStatus.CLOSED
    payee.company.save()
    with pytest.raises(RuleBroken, match="Closed business"):
        register(made, 0, payee)


def test_more_than_the_contract_above_needs_its_reason():
    made = chain(1)
    dear = [LineIn("후판", Decimal(10), "t", Decimal(3_000_000))]
    with pytest.raises(RuleBroken, match="10,000,000 above") as refusal:
        register(made, 0, supplier(), lines=dear)
    assert refusal.value.field == "above_parent_reason"
    made_dear = register(made, 0, supplier(), lines=dear, above_parent_reason="긴급 수입 자재를 씁니다.")
    assert made_dear.value == 30_000_000


def test_the_buyer_sees_prices_below_only_while_both_sides_consent():
    made = chain(2)
    contract, officer = made.contracts[1], staff("PO")
    assert not queries.shows_prices(officer, contract)

    services.choose_prices_shown(contract, shown=True, by=made.payees[0])
    contract.refresh_from_db()
    assert not queries.shows_prices(officer, contract)

    services.choose_prices_shown(contract, shown=True, by=made.payees[1])
    contract.refresh_from_db()
    assert queries.shows_prices(officer, contract)

    services.choose_prices_shown(contract, shown=False, by=made.payees[1])
    contract.refresh_from_db()
    assert not queries.shows_prices(officer, contract)


def test_a_neighbour_sees_nothing_and_the_buyer_no_drafts_below():
    made = chain(2)
    draft = register(made, 1, supplier(), lines=[LineIn("절단", Decimal(1), "t", Decimal(500_000))])
    seen = {user: set(queries.contracts_visible_to(user)) for user in (made.payees[0], staff("PO"), supplier())}
    assert seen[made.payees[0]] == set(made.contracts)
    assert draft not in seen[made.payees[0]]
    assert list(seen.values())[1] == set(made.contracts)
    assert list(seen.values())[2] == set()


def test_foreign_keys_of_a_contract_never_change():
    made = signed()
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Contract.objects.filter(pk=made.contract.pk).update(payer=CompanyFactory())
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        cursor.execute("UPDATE contracts_contractversion SET since = %s", [date(2020, 1, 1)])
