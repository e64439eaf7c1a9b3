"""From an award by the eco premium to the ledger of eco-friendly purchases."""

from decimal import Decimal

import pytest

from portal.clock import today
from purchasing.bidding import services
from purchasing.bidding.tests import factories
from purchasing.bidding.tests import tco_stage as stage_of
from purchasing.bidding.tests.eco_stage import LINE, eco_bid, proposed
from purchasing.contracts.services import draw_up_from_award
from purchasing.esg.queries.eco import basis_of

D = Decimal


@pytest.mark.django_db
def test_a_contract_that_follows_names_the_product_so_that_its_deliveries_count():
    stage = factories.published(lines=[LINE], eco_premium_on=True, base_won=D(56_000_000))
    for price, eco in [(50_000_000, False), (54_000_000, True), (53_000_000, False)]:
        eco_bid(stage, price, eco=eco)
    stage = proposed(stage_of.evaluate(stage_of.opened(stage)))
    services.approve_award(stage.tender.decisions.get(), by=stage.cast.second_approver)
    factories.pass_standstill(stage.tender)
    tender = services.end_standstill(stage.tender.standstills.get())
    services.record_contract(
        tender, amount_won=D(54_000_000), signed_on=today(), reference="2026-1", by=stage.cast.officer
    )
    contract = draw_up_from_award(tender)

    [line] = contract.lines.all()
    assert line.product.company == stage.bidders[1].company
    contract.signed_on = today()
    contract.save(update_fields=["signed_on"])
    assert basis_of(contract.lines.get()).kind == "reduce"
