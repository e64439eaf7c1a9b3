"""A payment that is late, with its interest: seen, paid, confirmed, the interest too; pages of the area looked at."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect
from purchasing.payments.models import LateInterest, Obligation
from purchasing.payments.rules.ratio import quarter_before
from purchasing.payments.services import deadlines, direct, interest
from purchasing.payments.services.ratio import make_report
from purchasing.payments.tests.obligation_stage import below, deliver_all, payee, payer
from purchasing.payments.tests.test_obligations_direct import ask, late_pair

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def address(name: str, *args) -> str:
    return reverse(f"payments:{name}", args=args)


def test_an_overdue_payment_with_its_interest(visitor, live_server, look):
    owed = below(net=100_000_000, received=105, agreed_days=60)
    compliance = staff("CP")
    deadlines.tell_of_debts(today())
    interest.accrue_all(today())
    deliver_all()
    firm, contractor = visitor(payee(owed)), visitor(payer(owed))

    page = firm.page()
    page.goto(f"{live_server.url}{address('obligation-list')}?state=overdue")
    expect(page.locator("#obligations")).to_contain_text("Overdue")
    look(firm, address("obligation-list"))
    page.get_by_role("link", name=owed.number).click()
    expect(page.locator("main")).to_contain_text("45 days late")
    expect(page.locator("main")).to_contain_text("₩1,910,959")
    expect(page.locator("main")).to_contain_text("Day 60 of the law")

    theirs = contractor.page()
    theirs.goto(live_server.url + address("obligation-detail", owed.uid))
    theirs.get_by_label("Reference of the bank").first.fill("TR-2026-77")
    theirs.get_by_label("Amount").first.fill("100,000,001")
    theirs.get_by_role("button", name="Report the payment", exact=True).click()
    expect(theirs.locator(".error-summary")).to_contain_text("₩100,000,000 of this debt is still to be paid")
    expect(theirs.get_by_label("Reference of the bank").first).to_have_value("TR-2026-77")
    look(contractor, address("obligation-detail", owed.uid))
    theirs.get_by_label("Amount").first.fill("100,000,000")
    theirs.get_by_role("button", name="Report the payment", exact=True).click()
    expect(theirs.locator("#messages")).to_contain_text("Reported")

    page.reload()
    page.get_by_role("button", name="We have received it").click()
    expect(page.locator("#messages")).to_contain_text("Confirmed")
    assert Obligation.objects.get(pk=owed.pk).state == "paid"

    theirs.reload()
    theirs.get_by_label("Reference of the bank").fill("TR-2026-78")
    theirs.get_by_role("button", name="Report the payment of interest").click()
    expect(theirs.locator("#messages")).to_contain_text("Reported")
    page.reload()
    page.get_by_role("button", name="We have received it").click()
    expect(page.locator("#messages")).to_contain_text("Confirmed")
    row = LateInterest.objects.get()
    assert (row.amount, row.left) == (1_910_959, 0)

    watching = visitor(compliance).page()
    watching.goto(f"{live_server.url}{reverse('notices:notice-list')}")
    expect(watching.locator("main")).to_contain_text(f"{owed.number} was not paid on its day")


def test_the_pages_of_direct_payment_holidays_ratio_and_figures(visitor, live_server, look):
    _above, lower = late_pair()
    case = ask(lower)
    report = make_report(*quarter_before(today()), by=None)
    firm, contractor, officer = visitor(payee(lower)), visitor(payer(lower)), visitor(staff("PO"))
    finance, auditor = visitor(staff("FI")), visitor(staff("AU"))
    look(contractor, address("direct-detail", case.uid))
    look(finance, address("holiday-list"))
    look(auditor, address("ratio"))
    look(auditor, address("ratio-report", report.uid))
    look(finance, address("figures"))

    page = officer.page()
    page.goto(live_server.url + address("direct-detail", case.uid))
    page.get_by_role("button", name="The evidence is complete").click()
    expect(page.locator("#messages")).to_contain_text("days of the decision")
    direct.refuse_direct_payment(type(case).objects.get(pk=case.pk), answer="증빙 부족", by=staff("AP"))
    look(firm, address("direct-create", lower.uid))
    look(firm, address("direct-list"))
