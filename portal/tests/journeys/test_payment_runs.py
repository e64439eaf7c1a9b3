"""An account changes and the payment waits: the supplier, its colleague, finance and an approver in their browsers."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.encrypted.fields import same
from portal.outbox.services import deliver_due
from portal.tests.factories import UserFactory
from portal.tests.journeys.pressing import expect, press
from purchasing.payments.models import BankAccount, Instruction, PaymentRun, UnmatchedEntry
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import resume_runs
from purchasing.payments.tests.bank_words import entry, notification
from purchasing.payments.tests.runs_stage import desk, owed, payee, waited

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def test_a_payment_waits_while_the_account_changes_and_goes_to_the_new_one_afterwards(visitor, live_server, look):
    people, administrator, other = desk(), payee(), payee()
    company, base = administrator.company, live_server.url
    colleague = UserFactory(company=company, roles=("SF",))
    for each, won in ((company, 33_000_000), (other.company, 12_000_000)):
        owed(each, won, buyer=people.buyer)

    # The supplier's administrator asks for another account.
    asks = visitor(administrator)
    page = asks.page()
    page.goto(base + reverse("payments:account-list"))
    look(asks, reverse("payments:account-list"))
    page.goto(base + reverse("payments:account-propose"))
    look(asks, reverse("payments:account-propose"))
    page.get_by_label("Bank (code)").fill("081")
    page.get_by_label("Account number").fill("110-234-567890")
    page.get_by_label("Why the account changes").fill("주거래 은행을 바꿉니다.")
    page.get_by_label("Account holder").fill("김가람")
    press(page.get_by_role("button", name="Ask for the change"))
    expect(page.locator("main")).to_contain_text("held by the company itself")
    expect(page.get_by_label("Account number")).to_have_value("110-234-567890")
    page.get_by_label("Account holder").fill(company.legal_name_ko)
    press(page.get_by_role("button", name="Ask for the change"))
    expect(page.locator("#messages")).to_contain_text("A second person confirms it")
    deliver_due()

    # A colleague, who was told, compares and confirms it.
    confirms = visitor(colleague)
    page = confirms.page()
    account = BankAccount.objects.get(**same(BankAccount, "same_account", "081", "110234567890"))
    page.goto(base + reverse("home:dashboard"))
    page.get_by_role("link", name="Confirm the bank account").first.click()
    look(confirms, reverse("payments:account-detail", args=[account.uid]))
    press(page.get_by_role("button", name="Confirm", exact=True))
    expect(page.locator("main")).to_contain_text("Payments to this company wait until the change is over")
    deliver_due()

    # Finance drafts the run of the day: the payment is held, the other one is not.
    makes = visitor(people.maker)
    page = makes.page()
    page.goto(base + reverse("payments:run-list"))
    look(makes, reverse("payments:run-list"))
    press(page.get_by_role("button", name="Draft", exact=True))
    expect(page.locator("main")).to_contain_text("Bank account changed in the last 72 hours")
    expect(page.locator(".facts")).to_contain_text("₩12,000,000")
    run = PaymentRun.objects.get()
    look(makes, reverse("payments:run-detail", args=[run.uid]))
    deliver_due()

    # An approver checks the totals, finance releases, the file is there.
    page = visitor(people.checker).page()
    page.goto(base + reverse("home:dashboard"))
    page.get_by_role("link", name="Check payment run").first.click()
    press(page.get_by_role("button", name="I have checked this"))
    page = visitor(people.releaser).page()
    page.goto(base + reverse("payments:run-detail", args=[run.uid]))
    press(page.get_by_role("button", name="Release to the bank"))
    deliver_due()
    resume_runs()
    page.reload()
    with page.expect_download() as kept:
        page.get_by_role("button", name="File for the bank").click()
    assert kept.value.suggested_filename == f"pain.001-{run.file.number}.xml"
    assert Instruction.objects.get(payee=company).state == "dropped"

    # The bank answers, with a line that nobody ordered: it waits for people.
    paid = run.instructions.get(payee=other.company)
    read_bank_message(notification([entry(paid.end_to_end, 12_000_000), entry("OBL-2020-999999", 5_000)]), by=None)
    line = UnmatchedEntry.objects.get()
    page.goto(base + reverse("payments:bank-inbox"))
    look(makes, reverse("payments:bank-inbox"))
    look(makes, reverse("payments:bank-message", args=[line.message.uid]))
    look(makes, reverse("payments:unmatched-detail", args=[line.uid]))
    page.get_by_role("link", name="No payment with this reference").first.click()
    page.get_by_role("radio", name="It does not belong to the portal").check()
    page.get_by_label("How it is known").fill("다른 거래의 출금입니다.")
    press(page.get_by_role("button", name="Propose", exact=True))
    expect(page.locator("main")).to_contain_text("Waits for a second person")

    # The 72 hours are over: the next run pays to the new account, and says that it is another one.
    waited(account)
    page = makes.page()
    page.goto(base + reverse("payments:run-list"))
    press(page.get_by_role("button", name="Draft", exact=True))
    expect(page.locator("main")).to_contain_text("110234567890")
    expect(page.locator(".facts")).to_contain_text("₩33,000,000")
