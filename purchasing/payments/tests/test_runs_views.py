"""The pages of runs, accounts and the bank: what they show, cost and refuse."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import UserFactory
from portal.tests.signin import sign_in
from purchasing.payments.models import BankMessage, PaymentRun
from purchasing.payments.services.accounts import propose_account, refuse_account
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import pay_run
from purchasing.payments.tests.bank_words import entry, notification
from purchasing.payments.tests.runs_stage import changed, desk, drafted, owed, payee, released, waited

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(client):
    """The words that are looked for are English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.mark.parametrize("payments", [1, 3])
def test_a_run_costs_the_same_for_one_payment_and_for_three(client, payments, django_assert_max_num_queries):
    people = desk()
    for n in range(payments):
        owed(payee().company, 1_000 + n, buyer=people.buyer)
    run = drafted(people)
    sign_in(client, people.checker)
    url = reverse("payments:run-detail", args=[run.uid])
    client.get(url)  # the session is warm

    with django_assert_max_num_queries(26):
        response = client.get(url)

    assert len(response.context["results"]) == payments
    assert run.number in response.content.decode()


def test_the_checker_sees_that_an_account_has_changed_since_the_last_payment(client):
    people, supplier = desk(), payee()
    first = owed(supplier.company, 1_000, buyer=people.buyer)
    run = released(people, drafted(people))
    pay_run(run)
    read_bank_message(notification([entry(run.instructions.get(obligation=first).end_to_end, 1_000)]), by=None)
    waited(changed(supplier))
    owed(supplier.company, 2_000, buyer=people.buyer)
    again = drafted(people)
    sign_in(client, people.checker)

    page = client.get(reverse("payments:run-detail", args=[again.uid])).content.decode()

    assert again.instructions.get().changed is True
    assert "1 payment goes to another account than the last time" in page


def test_a_check_of_totals_that_are_no_longer_true_is_a_409_that_shows_the_new_ones(client):
    people, supplier = desk(), payee()
    owed(supplier.company, 1_000, buyer=people.buyer)
    run = drafted(people)
    seen = client_seen(client, people.checker, run)
    owed(supplier.company, 2_000, buyer=people.buyer)
    drafted(people)

    response = client.post(reverse("payments:run-check", args=[run.uid]), {"sha256": seen})

    assert response.status_code == 409
    assert "has changed since you looked at it" in response.content.decode()
    assert PaymentRun.objects.get(pk=run.pk).state == "draft"


def client_seen(client, user, run) -> str:
    """The digest on the page."""
    sign_in(client, user)
    return client.get(reverse("payments:run-detail", args=[run.uid])).context["sha256"]


def test_a_file_that_is_no_message_is_told_at_its_field(client):
    people = desk()
    sign_in(client, people.maker)

    response = client.post(
        reverse("payments:bank-import"), {"document": SimpleUploadedFile("x.xml", b"<a/>", "application/xml")}
    )

    assert response.status_code == 422
    assert "not a message that can be read" in response.content.decode()
    assert BankMessage.objects.count() == 0


def test_the_holder_of_an_account_must_be_the_company_and_what_was_typed_stays(client):
    desk()
    supplier = payee()
    sign_in(client, supplier)
    typed = {
        "purpose": "general",
        "currency": "KRW",
        "bank_code": "081",
        "number": "110-234-567890",
        "owner": "김가람",
        "reason": "변경",
    }

    response = client.post(reverse("payments:account-propose"), typed)

    assert response.status_code == 422
    page = response.content.decode()
    assert "held by the company itself" in page
    assert "110-234-567890" in page


def test_the_contacts_so_far_are_told_of_a_change_at_once_and_can_stop_it():
    desk()
    supplier = payee()
    other = UserFactory(company=supplier.company, roles=("SF",))
    account = propose_account(
        supplier.company,
        bank_code="081",
        number="999888777666",
        owner=supplier.company.legal_name_ko,
        reason="변경",
        by=supplier,
    )
    deliver_due()

    told = set(Notice.objects.filter(kind="payments.account_proposed").values_list("user", flat=True))
    assert {supplier.pk, other.pk} <= told
    assert Notice.objects.filter(kind="payments.account_proposed").first().essential is True
    assert refuse_account(account, reason="요청한 일이 없습니다.", by=other).state == "refused"


def test_commands_take_a_run_from_its_draft_to_the_banks_answer(tmp_path, capsys):
    people, supplier = desk(), payee()
    debt = owed(supplier.company, 5_000, buyer=people.buyer)
    names = {"make": people.maker.email, "check": [people.checker.email], "release": people.releaser.email}

    call_command("payment_run", date=debt.pay_on, kind=["cash"], currency=["KRW"], **names)
    run = PaymentRun.objects.get()
    out = tmp_path / "run.xml"
    call_command("bank_file", run.number, out=out)
    first = out.read_bytes()
    call_command("bank_file", run.number, out=out)
    answer = tmp_path / "answer.xml"
    answer.write_bytes(notification([entry(run.instructions.get().end_to_end, 5_000)]))
    call_command("bank_import", answer)
    call_command("bank_import", answer)

    told = capsys.readouterr().out
    run.refresh_from_db()
    debt.refresh_from_db()
    assert out.read_bytes() == first
    assert (run.state, debt.state) == ("executed", "paid")
    assert "1 paid" in told
    assert "already read" in told
    with pytest.raises(CommandError, match="there is no payment run"):
        call_command("bank_file", "RUN-0", out=out)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("run-list", 12), ("account-list", 9), ("bank-inbox", 9), ("unmatched-list", 8)]
)
def test_lists_cost_the_same_for_one_and_for_three(client, rows, name, queries, django_assert_num_queries):
    people = desk()
    for n in range(rows):
        supplier = payee()
        owed(supplier.company, 1_000 + n, buyer=people.buyer)
        pay_run(released(people, drafted(people)))
        changed(supplier, number=f"99988877766{n}")
        read_bank_message(notification([entry(f"OBL-2020-{n}", 5_000)]), by=None)
    sign_in(client, people.maker)
    url = reverse(f"payments:{name}")
    client.get(url)  # the session is warm

    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200
