"""A tender by total cost, from the bidder's point of view to the award and the guarantee, in a browser."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect
from purchasing.bidding import services
from purchasing.bidding.models import Guarantee, Tender
from purchasing.bidding.tests import factories, tco_stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def path(name: str, *args) -> str:
    return reverse(f"bidding:{name}", args=args)


def test_a_tender_by_total_cost_is_judged_justified_awarded_and_its_promise_measured(visitor, starter_classes, look):
    cast = tco_stage.Cast()
    made = tco_stage.publish(tco_stage.tco_draft(cast))
    tco_stage.bid(made, tco_stage.D(400_000_000), tco_stage.A | {"ENERGY": "600000"})
    tco_stage.bid(made, tco_stage.D(490_000_000), tco_stage.A | {"ENERGY": "540000"})
    tco_stage.opened(made)
    services.read_tco_inputs(made.tender)
    number = made.tender.number
    evaluator = visitor(cast.evaluator)

    page = evaluator.page()  # the evaluator looks at the evidence, then lets the portal calculate
    page.goto(evaluator.base + path("tco-detail", number))
    page.get_by_role("button", name="Service life").first.click()
    expect(page.locator("#messages")).to_contain_text("The value is verified.")
    page.goto(evaluator.base + path("evaluation-detail", number))
    page.get_by_label("I have no conflict of interest").check()
    page.get_by_role("button", name="Compute").click()
    expect(page.get_by_role("heading", name="Bids")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Total cost of ownership, a year")
    expect(page.locator("main")).to_contain_text("The winner depends on rate, energy or carbon price.")

    officer = visitor(cast.officer)  # no award before the justification
    proposing = officer.page()
    proposing.goto(officer.base + path("evaluation-detail", number))
    expect(proposing.locator("main")).to_contain_text("An evaluator justifies the result first")
    expect(proposing.get_by_role("button", name="Send for approval")).to_have_count(0)

    page.get_by_role("link", name="Justify the result").click()
    page.get_by_label("Why the result stands").fill("The price of electricity is fixed by contract for ten years.")
    page.get_by_role("button", name="Keep the justification").click()
    expect(page.locator("#messages")).to_contain_text("The award can be proposed.")
    look(evaluator, path("tco-detail", number))

    proposing.goto(officer.base + path("evaluation-detail", number))
    proposing.get_by_label("Reason").fill("Lowest cost of a year.")
    proposing.get_by_role("button", name="Send for approval").click()
    expect(proposing.locator("#messages")).to_contain_text("waits for approval")
    services.approve_award(made.tender.decisions.get(), by=cast.second_approver)
    factories.pass_standstill(made.tender)
    tender = services.end_standstill(made.tender.standstills.get())
    services.open_guarantees(tender)
    guarantee = Guarantee.objects.get(tender=tender)

    requester = visitor(cast.requester)  # the using department measures, finance decides
    testing = requester.page()
    testing.goto(requester.base + path("guarantee", guarantee.uid))
    testing.get_by_label("Test by").fill((today() + timedelta(days=60)).isoformat())
    testing.get_by_role("button", name="Plan the test").click()
    expect(testing.locator("#messages")).to_contain_text("The supplier hears of it.")
    look(requester, path("guarantee", guarantee.uid))
    testing.get_by_label("Measured value").fill("600,000")
    testing.get_by_label("Measured on").fill(today().isoformat())
    testing.get_by_label("How it was measured").fill("72 hours at rated load")
    testing.get_by_role("button", name="Enter the measurement").click()
    expect(testing.locator("#messages")).to_contain_text("A second person decides")
    accountant = visitor(cast.accountant)
    deciding = accountant.page()
    deciding.goto(accountant.base + path("guarantee", guarantee.uid))
    deciding.get_by_role("button", name="Accept the measurement").click()
    expect(deciding.locator("#messages")).to_contain_text("Damages are owed.")
    expect(deciding.locator("main")).to_contain_text("₩49,000,000")  # the ceiling: a tenth of the price
    look(accountant, path("guarantee", guarantee.uid))
    assert Tender.objects.get(pk=tender.pk).state == "awarded"


def test_pages_of_models_and_preference_are_fit_for_everybody(visitor, starter_classes, look):
    cast = tco_stage.Cast()
    model = tco_stage.tco_model(cast)
    made = tco_stage.publish(tco_stage.tco_draft(cast, model=model, preference_on=True))
    officer = visitor(cast.officer)

    look(officer, path("tco-models"))
    look(officer, path("tco-model", model.uid))
    look(officer, path("tco-model-create"))
    look(officer, path("tender-detail", made.tender.number))
    look(officer, path("preference-terms"))
    look(visitor(staff("SG")), path("preference"))
