"""The whole chain: award, contract, receipt, invoice, receivable, tiers 2 and 3, draw, maturity, bank, everyone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page

from portal.calendar import bank_day_for_payment
from portal.clock import today
from portal.outbox.services import deliver_due
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.journeys.pressing import expect, press
from purchasing.bidding.tests import factories as bidding
from purchasing.contracts import services as contract_services
from purchasing.contracts.models import Contract, Delivery, Invoice
from purchasing.contracts.services import LineIn
from purchasing.contracts.tests.factories import approved as approved_invoice
from purchasing.payments import services
from purchasing.payments.models import BankFile, Obligation, PaymentRun, Receivable
from purchasing.payments.services.paying import resume_runs
from purchasing.payments.tests import bank_words, receivable_stage, runs_stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DAYS = 40  # agreed by every contract of the chain


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def delivered() -> None:
    """All news reach who hears them, as the worker does it."""
    while deliver_due():
        continue


def decide(page: Page, address: str, **fields: str) -> None:
    """Fill in a page that asks before it does something, and do it."""
    page.goto(address)
    form = page.locator("main form.card")
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    deed = form.locator(".formbar .btn-primary")
    deed.wait_for()
    for box in form.locator("input[type=checkbox][name=read]").all():  # where there is something to have read
        box.check()
    press(deed)
    expect(page.locator("#messages")).not_to_be_empty()


def push(page: Page, where: str, deed: str) -> None:
    """Press the button of a deed on the page of its thing."""
    page.goto(where)
    press(page.locator(f"main form[action='{deed}'] button").first)


def subcontract(parent: Contract, payer: User, payee: User, tier: int, price: int) -> Contract:
    """A signed subcontract by win-win payment."""
    contract = contract_services.register_subcontract(
        parent,
        payee=payee.company,
        lines=[LineIn("표면 처리", Decimal(1), "식", Decimal(price), "Surface treatment")],
        title_ko=f"표면 처리 {tier}차",
        title_en=f"Surface treatment, tier {tier}",
        kind="goods",
        method="winwin",
        agreed_days=DAYS,
        starts_on=today(),
        ends_on=today() + timedelta(days=200),
        by=payer,
    )
    contract_services.send_contract(contract, by=payer)
    contract = Contract.objects.get(pk=contract.pk)
    contract_services.sign_contract(contract, version=contract.version, by=payee)
    return Contract.objects.get(pk=contract.pk)


def firm(name_ko: str, name_en: str) -> User:
    """A supplier's administrator, who is its finance as well; its account has been in use for a month."""
    user = UserFactory(company=CompanyFactory(legal_name_ko=name_ko, legal_name_en=name_en), roles=("SA", "SF"))
    runs_stage.in_use(user.company)
    return user


def paid_by_the_bank(desk: runs_stage.Desk, kind: str, day: date, opened: dict[str, Page], base: str) -> PaymentRun:
    """Drafted, checked, released on the board; the file taken to the bank; its answer read in."""
    maker = opened["maker"]
    maker.goto(base + reverse("payments:run-list"))
    form = maker.locator(f"form[action='{reverse('payments:run-draft')}']")
    form.locator("[name=kind]").select_option(kind)
    form.locator("[name=value_on]").fill(day.isoformat())
    press(form.locator(".btn-primary"))
    run = PaymentRun.objects.get(kind=kind, value_on=day)
    address = base + reverse("payments:run-detail", args=[run.uid])
    for who in ("checker", "second"):
        run.refresh_from_db()
        if run.state == "draft":
            opened[who].goto(address)
            press(opened[who].get_by_role("button", name="I have checked this"))
    opened["releaser"].goto(address)
    press(opened["releaser"].get_by_role("button", name="Release to the bank"))
    delivered()
    resume_runs()

    maker.goto(address)
    with maker.expect_download() as taken:
        maker.get_by_role("button", name="File for the bank").click()
    sent = taken.value.path().read_bytes()
    file = BankFile.objects.get(run=run)
    assert file.sha256 in maker.locator("aside").inner_text()
    instructions = list(run.instructions.filter(state="posted"))
    assert all(each.end_to_end.encode() in sent for each in instructions)

    maker.goto(base + reverse("payments:bank-inbox"))
    answer = bank_words.notification([bank_words.entry(each.end_to_end, each.amount) for each in instructions])
    maker.locator("input[type=file]").set_input_files(
        {"name": "camt054.xml", "mimeType": "application/xml", "buffer": answer}
    )
    press(maker.get_by_role("button", name="Read it"))
    delivered()
    assert set(run.instructions.values_list("state", flat=True)) == {"paid"}
    return run


def test_from_the_award_to_everyones_account(visitor, live_server, look, capsys):
    base = live_server.url
    stage = bidding.awarded()
    tender, officer = stage.tender, stage.cast.officer
    winner_bid = tender.decisions.get().bid
    first = UserFactory(company=winner_bid.company, roles=("SA", "SF"))
    runs_stage.in_use(first.company)
    second, third = firm("누리코팅", "Nuri Coating"), firm("하늘약품", "Haneul Chemical")
    desk = runs_stage.desk()
    for kind, value in (("draw", "0.042"), ("fee", "0.045"), ("deposit", "0.008"), ("own", "0.085")):
        receivable_stage.rate(kind, value)

    # The award becomes a contract, which two people and the supplier sign
    buyer = visitor(officer).page()
    decide(
        buyer,
        base + reverse("bidding:contract-record", args=[tender.number]),
        signed_on=today().isoformat(),
        reference="C-2026-0387",
    )
    delivered()
    contract = Contract.objects.get(tender=tender)
    buyer.goto(base + reverse("contracts:contract-edit", args=[contract.number]))
    buyer.locator("[name=method]").select_option("winwin")
    buyer.locator("[name=agreed_days]").fill(str(DAYS))
    press(buyer.get_by_role("button", name="Save the draft"))
    its_page = base + reverse("contracts:contract-detail", args=[contract.number])
    push(buyer, its_page, reverse("contracts:contract-request", args=[contract.number]))
    push(visitor(staff("AP")).page(), its_page, reverse("contracts:contract-approve", args=[contract.number]))
    supplier = visitor(first)
    page = supplier.page()
    decide(page, base + reverse("contracts:contract-sign", args=[contract.number]))
    contract.refresh_from_db()
    assert contract.state == "in_force"
    below = subcontract(contract, first, second, 2, 30_000_000)
    below_that = subcontract(below, second, third, 3, 8_000_000)

    # It is delivered, received, inspected, invoiced, approved
    page.goto(base + reverse("contracts:delivery-announce", args=[contract.number]))
    for line in contract.lines.all():
        page.locator(f"[name=qty_{line.no}]").fill(f"{line.qty:f}")
    page.locator("[name=announced_for]").fill(today().isoformat())
    press(page.locator("main form.card .btn-primary"))
    delivery = Delivery.objects.get(contract=contract)
    yard = visitor(staff("RQ")).page()
    decide(yard, base + reverse("contracts:delivery-receive", args=[delivery.number]))
    yard.goto(base + reverse("contracts:delivery-inspect", args=[delivery.number]))
    press(yard.locator("main form.card .btn-primary"))
    page.goto(base + reverse("contracts:invoice-submit", args=[contract.number]))
    page.locator("[name=deliveries]").first.check()
    net = contract.value
    for name, value in (
        ("supplier_no", "G-1127"),
        ("issued_on", today().isoformat()),
        ("net", f"{net:.0f}"),
        ("vat", f"{net / 10:.0f}"),
    ):
        page.locator(f"[name={name}]").fill(value)
    press(page.locator("main form.card .btn-primary"))
    invoice = Invoice.objects.get(contract=contract)
    its_page = base + reverse("contracts:invoice-detail", args=[invoice.number])
    push(visitor(desk.maker).page(), its_page, reverse("contracts:invoice-approve", args=[invoice.number]))
    delivered()

    # The debt becomes a receivable, a part of it goes to tier 2, and of that to tier 3
    receivable = Receivable.objects.get(obligation__contract=contract)
    assert receivable.face == net
    address = reverse("payments:receivable-detail", args=[receivable.uid])
    finance = visitor(desk.releaser)
    issuing = finance.page()
    issuing.goto(base + address)
    press(issuing.get_by_role("button", name="Issue the receivable"))
    page.goto(base + address)
    press(page.get_by_role("button", name="Accept", exact=True))
    for owed in (below, below_that):
        approved_invoice(owed, net=owed.value)
    delivered()
    page.goto(base + reverse("payments:receivable-pass-on", args=[receivable.uid]))
    page.locator("[name=obligation]").select_option(index=1)
    page.locator("[name=amount_won]").fill("30,000,000")
    press(page.get_by_role("button", name="Pass on"))
    part = Receivable.objects.get(parent=receivable)
    services.accept_receivable(part, by=second)
    nuri = visitor(second)
    second_page = nuri.page()
    second_page.goto(base + reverse("payments:receivable-pass-on", args=[part.uid]))
    second_page.locator("[name=obligation]").select_option(index=1)
    second_page.locator("[name=amount_won]").fill("8,000,000")
    press(second_page.get_by_role("button", name="Pass on"))
    last = Receivable.objects.get(parent=part)
    services.accept_receivable(last, by=third)

    # Tier 2 draws early at the buyer's rate
    second_page.goto(base + reverse("payments:money"))
    second_page.get_by_role("link", name="Look at the offer").click()
    second_page.locator("[name=amount_won]").fill("10,000,000")
    press(second_page.get_by_role("button", name="See the quote"))
    press(second_page.locator("main form.card .btn-primary"))
    draw = part.draws.get()
    assert (draw.amount, draw.amount - draw.charge) == (Decimal(10_000_000), draw.net)

    # On its day the buyer funds it, the trustee pays each holder, the bank confirms
    day = bank_day_for_payment(today())
    Receivable.objects.update(matures_on=day)  # the days pass
    opened = {who: visitor(getattr(desk, who)).page() for who in ("maker", "checker", "second", "releaser")}
    funding = paid_by_the_bank(desk, "funding", day, opened, base)
    assert funding.total == net
    maturity = paid_by_the_bank(desk, "maturity", day, opened, base)
    assert sorted(maturity.instructions.values_list("amount", flat=True)) == sorted(
        [net - 30_000_000, Decimal(12_000_000), Decimal(8_000_000), Decimal(10_000_000)]
    )
    assert set(Receivable.objects.values_list("state", flat=True)) == {"settled"}
    vat = Obligation.objects.filter(contract=contract, part="vat").get()
    assert vat.state == "open"  # paid in cash by a run of its own

    # Everyone's page
    for who, amount in ((first, net), (second, Decimal(30_000_000)), (third, Decimal(8_000_000))):
        someone = visitor(who)
        own = someone.page()
        own.goto(base + reverse("payments:money"))
        expect(own.locator("#received").locator("xpath=ancestor::section")).to_contain_text(f"₩{amount:,.0f}")
    look(visitor(second), reverse("payments:money"))
    issuing.goto(f"{base}{reverse('payments:tracing')}?contract={contract.number}&state=paid")
    expect(issuing.locator("#due tbody tr")).to_have_count(3)
    look(finance, f"{reverse('payments:tracing')}?contract={contract.number}")
    call_command("ledger_verify")
    assert "difference 0" in capsys.readouterr().out.splitlines()[-1]
