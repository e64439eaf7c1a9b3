"""The papers of payment: the note of late interest, the protocol of a run, the terms as they are disclosed."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from portal.clock import today
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in
from purchasing.contracts.models import Contract
from purchasing.contracts.tests.factories import person
from purchasing.payments.models import Instruction, Obligation
from purchasing.payments.queries import terms
from purchasing.payments.rules import terms as rules
from purchasing.payments.services import interest
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import pay_run
from purchasing.payments.states import ObligationState
from purchasing.payments.tests import receivable_stage
from purchasing.payments.tests.bank_words import entry, notification
from purchasing.payments.tests.obligation_stage import below, payee, payer
from purchasing.payments.tests.runs_stage import changed, desk, drafted, owed, released
from purchasing.payments.tests.runs_stage import payee as supplier

pytestmark = pytest.mark.django_db
M = Decimal(1_000_000)


@pytest.fixture(autouse=True)
def in_english(client):
    """The words that are looked for are English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def text_of(response) -> str:
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).split())


# Late interest --------------------------------------------------------------------------------------------------------
def test_the_note_of_late_interest_shows_its_calculation_to_both_sides_alone(client):
    owes = below(net=100_000_000, received=105, agreed_days=60)
    url = reverse("payments:interest-note", args=[owes.uid])
    sign_in(client, payer(owes))
    assert client.get(url).status_code == 404  # nothing has accrued yet
    interest.accrue_interest(owes)
    for reader in (payer(owes), payee(owes)):
        sign_in(client, reader)
        text = text_of(client.get(url))
        assert owes.number in text
        assert "100,000,000 × 15.5% × 45 ÷ 365" in text
        assert "1,910,959" in text
    page = client.get(reverse("payments:obligation-detail", args=[owes.uid])).content.decode()
    assert url in page
    sign_in(client, staff("FI"))
    assert client.get(url).status_code == 403  # an amount below tier 1 that is not open: ADR 0033
    sign_in(client, UserFactory(roles=("SA", "SF")))
    assert client.get(url).status_code == 404


def test_the_note_speaks_korean(client):
    owes = below(net=100_000_000, received=105, agreed_days=60)
    interest.accrue_interest(owes)
    sign_in(client, payee(owes))
    text = text_of(client.get(reverse("payments:interest-note", args=[owes.uid]), headers={"Accept-Language": "ko"}))
    assert "지연이자" in text
    assert "Note of" not in text


# Protocol of a run ----------------------------------------------------------------------------------------------------
def test_the_protocol_of_a_run_says_who_did_what_and_what_was_not_paid(client):
    people, one, two = desk(), supplier(), supplier()
    paid, kept = (owed(each.company, amount, buyer=people.buyer) for each, amount in ((one, 1_000), (two, 2_000)))
    run = drafted(people)
    url = reverse("payments:run-protocol", args=[run.uid])
    sign_in(client, people.maker)
    assert client.get(url).status_code == 404  # not released yet
    assert url not in client.get(reverse("payments:run-detail", args=[run.uid])).content.decode()
    run = released(people, run)
    changed(two)  # between the check and the posting
    pay_run(run)
    read_bank_message(notification([entry(run.instructions.get(obligation=paid).end_to_end, 1_000)]), by=None)
    run.refresh_from_db()
    text = text_of(client.get(url))
    for who in (people.maker, people.checker, people.releaser):
        assert who.name in text
    assert run.sha256 in text.replace(" ", "")
    assert run.file.number in text
    assert "Not paid by this run" in text
    assert Instruction.objects.get(run=run, obligation=kept).end_to_end in text
    assert url in client.get(reverse("payments:run-detail", args=[run.uid])).content.decode()
    sign_in(client, one)
    assert client.get(url).status_code == 404


# Terms as disclosed ---------------------------------------------------------------------------------------------------
@pytest.fixture
def half() -> rules.Half:
    """The last whole half-year: in it 30 million in cash after 12 days, and a receivable of 500 million to day 58."""
    half = rules.half_of(today()).before
    made = receivable_stage.accepted(500 * M, firms=2)
    base = half.first + timedelta(days=20)
    cash = receivable_stage.debt(made.contracts[0], 30 * M)
    below_it = made.owe(1, 40 * M)
    for debt in (cash, below_it):
        told = {"state": ObligationState.PAID, "paid": debt.amount, "base_on": base}
        Obligation.objects.filter(pk=debt.pk).update(**told, paid_on=base + timedelta(days=12))
    Obligation.objects.filter(pk=made.receivable.obligation_id).update(base_on=base)
    type(made.receivable).objects.filter(pk=made.receivable.pk).update(
        issued_on=base + timedelta(days=3), matures_on=base + timedelta(days=58)
    )
    return half


def test_terms_count_what_the_buyer_paid_by_means_and_days(half):
    found = terms.paid_in(half)
    assert found.won == {"cash": [0, 30 * M, 0, 0, 0], "winwin": [0, 0, 0, 500 * M, 0]}
    assert found.payments == {"cash": 1, "winwin": 1}
    assert terms.paid_in(half.before).total == 0
    Contract.objects.filter(tier=1).update(sfa_applies=False)
    assert terms.paid_in(half).total == 0


def test_the_terms_are_a_page_a_paper_and_a_workbook(client, half):
    page, pdf, xlsx = (reverse(f"payments:{name}") for name in ("terms", "terms-pdf", "terms-xlsx"))
    for stranger in (person(Contract.objects.filter(tier=1).get().payee, "SA"), staff("RV")):
        sign_in(client, stranger)
        assert {client.get(url).status_code for url in (page, pdf, xlsx)} == {403}
    sign_in(client, staff("CP"))
    shown = client.get(page).content.decode()
    assert "11–15 days" in shown
    assert "94.3%" in shown  # 500 of 530
    assert "500.0" in text_of(client.get(pdf))
    cells = {cell.value for row in load_workbook(BytesIO(client.get(xlsx).content)).active for cell in row}
    assert {30_000_000, 500_000_000} <= cells
    empty = client.get(page, {"half": str(half.before)}).content.decode()
    assert "Nothing was paid in this half-year." in empty
    now = rules.half_of(today())
    assert client.get(page, {"half": str(now)}).context["half"] == half  # not over yet: the last whole one
