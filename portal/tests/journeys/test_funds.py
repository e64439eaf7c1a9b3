"""A GEM year with contributions that differ, from both signatures to the paid tranche; a look at the pages of funds."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.journeys.pressing import every, expect
from sharedgrowth.funds.models import Contribution, GemFund, Proposal
from sharedgrowth.funds.models.terms import enter_terms
from sharedgrowth.funds.tests import factories as funds
from sharedgrowth.funds.tests.test_funds_drawdowns import asked

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def at(name: str, *args) -> str:
    return reverse(f"funds:{name}", args=args)


def done(page, deed: str) -> None:
    """Follow a deed and do it; it leads back to the thing."""
    back = page.url
    page.get_by_role("link", name=deed, exact=True).first.click()
    page.get_by_role("button", name=deed, exact=True).click()
    page.wait_for_url(back)


def test_a_gem_year_with_unequal_contributions(visitor, live_server, look):
    enter_terms()
    company = CompanyFactory(legal_name_en="Opal Ridge Mining", legal_name_ko="오팔리지")
    partner_person, officer_person = supplier("SA", company=company), staff("SG")
    officer, partner = visitor(officer_person), visitor(partner_person)
    approver, manager, finance = visitor(staff("AP")), visitor(staff("FM")), visitor(staff("FI"))

    page = officer.page()
    page.goto(live_server.url + at("gem-create"))
    page.get_by_label("Name of the gem").fill("Opal Ridge")
    page.get_by_label("Number of the partner company").fill(company.number)
    page.get_by_label("Country of the partner").select_option("AU")
    page.get_by_label("Begins on").fill(today().isoformat())
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="GEM matching fund Opal Ridge")).to_be_visible()
    fund = GemFund.objects.get()
    url = live_server.url + at("gem-detail", fund.number)

    for who in (partner, approver):
        page = who.page()
        page.goto(url)
        done(page, "Sign for your company")
    expect(page.get_by_text("Agreed by both").first).to_be_visible()
    page = officer.page()
    page.goto(url)
    done(page, "Start the first year")

    page = finance.page()
    for side, amount in (("house", "50000"), ("partner", "42000")):
        each = Contribution.objects.get(year__fund=fund, year__no=1, side=side)
        page.goto(live_server.url + at("contribution-deed", each.uid, "receive"))
        page.get_by_label("Amount").fill(amount)
        page.get_by_label("Received on").fill(today().isoformat())
        page.get_by_label("Won for one US dollar").fill("1187.30")
        page.get_by_label("Reference of the bank").fill(f"IN-{side}")
        page.get_by_role("button", name="Enter what came in").click()
        page.wait_for_url(url)
    expect(page.get_by_text("84,000.00").first).to_be_visible()
    expect(page.get_by_text("8,000.00").first).to_be_visible()

    organisation = visitor(None)
    page = organisation.page()
    page.goto(live_server.url + at("gem-propose", fund.number))
    look(organisation, at("gem-propose", fund.number))
    for label, value in (
        ("Organisation", "Green Forest"),
        ("Registration number of the organisation", "110-82-00001"),
        ("E-mail address for questions", "forest@example.org"),
        ("Title (Korean)", "숲 복원"),
        ("Title (English)", "Restoring a forest"),
        ("What is done, where, for whom", "Four hectares after a fire."),
        ("Goals that can be counted", "11,000 trees"),
        ("Budget", "84000"),
        ("Of it overhead", "8000"),
    ):
        page.get_by_label(label, exact=True).or_(page.get_by_label(label, exact=False)).first.fill(value)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Your proposal is in")).to_be_visible()
    proposal = Proposal.objects.get()
    project = live_server.url + at("gem-proposal", proposal.uid)

    page = officer.page()
    page.goto(project)
    done(page, "Take it up")
    page = manager.page()
    page.goto(project)
    page.get_by_role("link", name="Write down the checks").click()
    for box in every(page.get_by_role("checkbox")):
        box.check()
    page.get_by_label("What was looked at").fill("Registers of today")
    page.get_by_role("button", name="Write down the checks").click()
    page.wait_for_url(project)
    for who, amount in ((approver, "84000.01"), (approver, "84000"), (partner, "84000")):
        page = who.page()
        page.goto(project)
        page.get_by_role("link", name="Vote for your company").click()
        page.get_by_label("agrees", exact=True).check()
        page.get_by_label("Amount of the grant").fill(amount)
        page.get_by_label("Reasons").fill("It can be counted.")
        page.get_by_role("button", name="Vote for your company").click()
        told = "The vote of your company is kept" if amount == "84000" else "More than the budget"
        page.get_by_text(told).first.wait_for()
    expect(page.get_by_text("Granted").first).to_be_visible()

    page = officer.page()
    page.goto(project)
    done(page, "The grant agreement is signed")
    page = manager.page()
    page.goto(project)
    done(page, "Approve the tranche")
    page = finance.page()
    page.goto(project)
    page.get_by_role("link", name="Enter the payment").click()
    page.get_by_label("Paid on").fill(today().isoformat())
    page.get_by_label("Won for one US dollar").fill("1200")
    page.get_by_label("Reference of the bank").fill("OUT-1")
    page.get_by_role("button", name="Enter the payment").click()
    expect(page.get_by_text("OUT-1").first).to_be_visible()
    assert proposal.grant.tranches.get(no=1).amount == Decimal(42_000)
    look(partner, at("gem-detail", fund.number))
    look(partner, at("gem-proposal", proposal.uid))


def test_the_pages_of_a_fund_are_for_everybody(visitor, look):
    enter_terms()
    fund = funds.fund()
    line = funds.line(of=fund, matched=True)
    commitment = funds.commitment(line)
    drawdown = asked(commitment, tranche=2, amount=20_000_000, invoices=["2026-1"])
    manager, firm = visitor(staff("FM")), visitor(supplier("SA", "SF", company=commitment.company))
    for address in (at("fund-list"), at("fund-detail", fund.code), at("line-detail", line.pk), at("fund-plan")):
        look(manager, address)
    look(firm, at("commitment-detail", commitment.uid))
    look(firm, at("commitment-deed", commitment.uid, "draw"))
    look(firm, at("drawdown-detail", drawdown.uid))
