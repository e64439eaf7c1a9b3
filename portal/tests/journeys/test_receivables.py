"""A receivable in its holder's hands: passed on, quoted, drawn; a claim signed by the second tier; pages looked at."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect
from purchasing.payments import services
from purchasing.payments.models import Claim, Receivable
from purchasing.payments.tests import receivable_stage as made_of
from purchasing.payments.tests.test_claims_services import line_of, sent, works

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
M = Decimal(1_000_000)


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def address(name: str, *args) -> str:
    return reverse(f"payments:{name}", args=args)


def test_a_holder_pays_its_supplier_and_draws_the_rest_early(visitor, live_server, look):
    chain = made_of.accepted(firms=2)
    made_of.rate("own", "0.085")
    chain.owe(1, 300 * M)
    number, uid = chain.receivable.number, chain.receivable.uid
    holder = visitor(chain.people[0])
    page = holder.page()

    page.goto(live_server.url + address("receivable-list"))
    page.get_by_role("link", name=number).click()
    page.get_by_role("link", name="Pass on").click()
    page.get_by_label("What is paid with it").select_option(index=1)
    page.get_by_label("Amount").fill("600,000,000")
    page.get_by_role("button", name="Pass on").click()
    expect(page.locator(".error-summary")).to_contain_text("Only ₩300,000,000 of")
    expect(page.get_by_label("Amount")).to_have_value("600,000,000")
    look(holder, address("receivable-pass-on", uid))
    page.get_by_label("Amount").fill("300,000,000")
    page.get_by_role("button", name="Pass on").click()
    expect(page.locator("#messages")).to_contain_text("₩300,000,000 passed on to")
    expect(page.locator("main")).to_contain_text("Entrusted, not available")

    page.get_by_role("link", name="Draw early").click()
    look(holder, address("receivable-draw", uid))
    page.get_by_label("Amount to draw").fill("120,000,000")
    page.get_by_role("button", name="See the quote").click()
    expect(page.get_by_role("heading", name="Quote for an early draw")).to_be_visible()
    quote = chain.receivable.quotes.get()
    look(holder, address("draw-quote", uid, quote.uid))
    page.get_by_role("button", name=f"Draw ₩{quote.net:,}").click()
    expect(page.locator("#messages")).to_contain_text("Drawn. The bank pays")
    look(holder, address("receivable-detail", uid))
    look(holder, address("receivable-list"))
    now = made_of.fresh(chain.receivable)
    assert (now.assigned, now.drawn, now.available) == (300 * M, 120 * M, 80 * M)


def test_a_claim_is_signed_by_its_suppliers_and_certified(visitor, live_server, look):
    made = works(2)
    claim = sent(made)
    first = visitor(made.sub_people[0])
    page = first.page()

    page.goto(live_server.url + address("claim-list"))
    page.get_by_role("link", name="Plate cutting").click()
    look(first, address("claim-detail", claim.uid))
    page.get_by_role("button", name="Sign this part").click()
    expect(page.locator("#messages")).to_contain_text("Signed.")
    services.answer_line(line_of(claim, 1), agrees=False, answer="110백만 원입니다.", by=made.sub_people[1])

    officer = visitor(staff("PO"))
    desk = officer.page()
    desk.goto(live_server.url + address("claim-detail", claim.uid))
    look(officer, address("claim-detail", claim.uid))
    desk.get_by_role("button", name="Certify").click()
    expect(desk.locator("#messages")).to_contain_text("Certified.")
    assert Receivable.objects.filter(parent=made.receivable).count() == 1

    tier_one = visitor(made.people[0])
    own = tier_one.page()
    own.goto(live_server.url + address("claim-detail", claim.uid))
    expect(own.locator("main")).to_contain_text("Disputed, its money is held")
    look(tier_one, address("claim-list"))
    look(tier_one, address("claim-create"))
    assert Claim.objects.get().state == "certified"


def test_finance_looks_at_drafts_and_rates(visitor, look):
    chain = made_of.chain(1)
    draft = services.draft_receivable(made_of.debt(chain.contracts[0], approver=chain.finance))
    services.propose_rate(
        kind="draw", rate=Decimal("0.042"), valid_from=made_of.today(), source="은행 공문", by=chain.finance
    )
    desk = visitor(chain.checker)

    look(desk, address("receivable-detail", draft.uid))
    look(desk, address("rate-list"))
