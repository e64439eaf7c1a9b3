"""A supplier's idea from its completion to the third year of sharing; the pages of money looked at."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from portal.files.tests.factories import pdf_bytes
from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect
from purchasing.contracts.tests.factories import in_force
from purchasing.payments.models import Instruction
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import pay_run
from purchasing.payments.tests import bank_words as bank
from purchasing.payments.tests.obligation_stage import deliver_all
from purchasing.payments.tests.runs_stage import desk, drafted, payee, released
from sharedgrowth.benefit.handlers.measurement import run_anniversaries
from sharedgrowth.benefit.models import ShareYear, Task
from sharedgrowth.benefit.models.terms import enter_terms
from sharedgrowth.benefit.services import sharing
from sharedgrowth.benefit.tests import money_stage as stage

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("ground"),
]


@pytest.fixture
def ground(transactional_db) -> None:
    """What comes with a fresh portal."""
    enter_terms()


def at(name: str, *args) -> str:
    return reverse(f"benefit:{name}", args=args)


def decide(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def pay(banker, year: ShareYear) -> None:
    """The bank pays what is owed for the year."""
    run = drafted(banker, on=year.due_on)
    payment = Instruction.objects.get(run=run)
    pay_run(released(banker, run))
    read_bank_message(bank.notification([bank.entry(payment.end_to_end, int(payment.amount))]), by=None)
    deliver_all()


def test_a_completed_task_is_shared_for_three_years(visitor, tmp_path: Path):
    banker, maker = desk(), stage.colleague(payee(), "SA")
    people = stage.cast(maker=maker)
    task = stage.agreed_task(people)
    paper = tmp_path / "records.pdf"
    paper.write_bytes(pdf_bytes())
    first = stage.years_ago(3, 5)

    officer = visitor(people.officer).page()
    officer.goto(f"{visitor(people.officer).base}{at('task-baseline', task.number)}")
    officer.get_by_role("link", name="Begin measuring").click()
    officer.get_by_label("The new solution works since").fill(f"{first}")
    decide(officer, "Begin")
    expect(officer.get_by_role("status").first).to_contain_text("laid down")
    year = task.share_years.get(no=1)

    supplier = visitor(maker)
    page = supplier.page()
    page.goto(f"{supplier.base}{at('settlement-detail', year.uid)}")
    page.get_by_role("link", name="Enter the measurement").click()
    for label, value in {
        "First day": f"{first}",
        "Last day": f"{year.last}",
        "Operation in this time": "14,600",
        "Used in this time": "324.444444",
        "Price paid for the new item": "1,260,000",
        "Extra cost of the whole year": "12,000,000",
        "Why this time is representative": "Normal operation, one planned stop.",
    }.items():
        page.get_by_label(label, exact=False).first.fill(value)
    page.get_by_label("Evidence").set_input_files(paper)
    decide(page, "Send to the other side")
    expect(page.get_by_role("heading", name="Measurement")).to_be_visible()

    field = visitor(staff("RQ")).page()
    field.goto(f"{supplier.base}{at('settlement-detail', year.uid)}")
    field.get_by_role("link", name="Confirm the measurement").click()
    decide(field, "Confirm")

    officer.goto(f"{supplier.base}{at('settlement-detail', year.uid)}")
    officer.get_by_role("link", name="Convene the committee").click()
    for member in people.committee:
        officer.get_by_label(member.name, exact=False).check()
    decide(officer, "Convene")
    for member in people.committee:
        voter = visitor(member).page()
        voter.goto(f"{supplier.base}{at('settlement-detail', year.uid)}")
        voter.get_by_role("link", name="Vote").click()
        voter.get_by_label("Yes", exact=True).check()
        decide(voter, "Vote")
    finance = visitor(people.finance).page()
    finance.goto(f"{supplier.base}{at('settlement-detail', year.uid)}")
    finance.get_by_role("link", name="Decide as finance").click()
    finance.get_by_label("Agrees with the books").check()
    finance.get_by_label("What was compared").fill("Stock ledger and invoices of the year: no difference.")
    decide(finance, "Decide")

    page.goto(f"{supplier.base}{at('settlement-detail', year.uid)}")
    expect(page.get_by_role("complementary")).to_contain_text("81,600,000")
    expect(page.locator("svg[role=img]:visible").first).to_have_attribute(
        "aria-label", "Net benefit ₩163,200,001. Shared: Suppliers ₩81,600,000."
    )
    with page.expect_download() as note:
        page.get_by_role("link", name="Settlement note").click()
    assert note.value.suggested_filename == f"{task.number}-y1.pdf"

    pay(banker, ShareYear.objects.get(pk=year.pk))
    run_anniversaries()
    for no in (2, 3):
        pay(banker, stage.verified(task.share_years.get(no=no), people))
    page.goto(f"{supplier.base}{at('settlement-list')}")
    expect(page.get_by_role("main")).to_contain_text("₩253,800,000")
    expect(page.get_by_role("cell", name="Settled", exact=True)).to_have_count(3)
    assert Task.objects.get(pk=task.pk).state == "closed"


def test_the_pages_of_the_money_are_well_made(visitor, look):
    people = stage.cast()
    task, years = stage.begun(people)
    shared = stage.verified(years[0], people)
    stage.opened(years[1])
    in_force(payee=people.maker.company, lines=[("산소 랜스", 100, 1_200_000)], signed_on=shared.verified_on)
    sharing.look_for_cuts(task, shared.verified_on)
    stranger, officer, maker = visitor(), visitor(people.officer), visitor(people.maker)
    look(stranger, at("calculator"))
    look(officer, at("figures"))
    look(officer, at("settlement-list"))
    look(officer, at("cut-list"))
    look(officer, at("settlement-detail", shared.uid))
    look(officer, at("other-form-value", shared.uid))
    look(maker, at("task-baseline", task.number))
    look(maker, at("baseline-draw", task.number))
    look(maker, at("measurement-enter", years[1].uid))
