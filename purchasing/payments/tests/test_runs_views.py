"""The pages of runs, accounts and the bank: what they show, cost and refuse."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override

from portal.clock import today
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import UserFactory
from portal.tests.signin import long_ago, sign_in
from purchasing.payments.models import BankMessage, PaymentRun, UnmatchedEntry
from purchasing.payments.queries.bank_days import bank_day_before
from purchasing.payments.queries.runs import digest_of
from purchasing.payments.services.accounts import propose_account, refuse_account
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import pay_run
from purchasing.payments.services.runs import check_run, release_run, tell_of_silence
from purchasing.payments.tests.bank_words import entry, notification
from purchasing.payments.tests.runs_stage import as_on, changed, desk, drafted, owed, payee, released, waited

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


def test_a_run_is_checked_and_released_only_by_who_has_just_proved_who_it_is(client):
    people, supplier = desk(), payee()
    owed(supplier.company, 1_000, buyer=people.buyer)
    run = drafted(people)
    for person, deed, before, after in (
        (people.checker, "check", "draft", "checked"),
        (people.releaser, "release", "checked", "released"),
    ):
        seen = client_seen(client, person, run)
        long_ago(client)
        page, url = (reverse(f"payments:run-{name}", args=[run.uid]) for name in ("detail", deed))

        sent = client.post(url, {"sha256": seen}, headers={"Referer": f"http://testserver{page}"})

        assert sent.status_code == 303
        assert "reauthenticate" in sent.url
        assert PaymentRun.objects.get(pk=run.pk).state == before
        sign_in(client, person)
        client.post(url, {"sha256": seen})
        assert PaymentRun.objects.get(pk=run.pk).state == after


def test_finance_is_told_once_of_what_the_bank_never_answered(client):
    people, supplier = desk(), payee()
    past = bank_day_before(bank_day_before(today() - timedelta(days=1)) - timedelta(days=1))
    owed(supplier.company, 1_000, buyer=people.buyer, pay_on=past)
    with as_on(past):
        run = released(people, drafted(people, on=past))
        pay_run(run)
        assert tell_of_silence() == 0

    assert tell_of_silence() == 1
    assert tell_of_silence() == 0

    deliver_due()
    told = Notice.objects.filter(kind="payments.run_unanswered").values_list("user", flat=True)
    assert set(told) == {people.maker.pk, people.releaser.pk}
    sign_in(client, people.maker)
    assert (
        f"{run.number}: the bank has not answered 1 of its payments"
        in client.get(reverse("home:dashboard")).content.decode()
    )


@pytest.mark.parametrize(("language", "amount"), [("ko", "1,320,000원"), ("en", "KRW 1,320,000")])
def test_a_line_of_the_bank_names_its_amount_as_the_reader_writes_it(client, language, amount):
    people = desk()
    read_bank_message(notification([entry("ERP-77120-4", 1_320_000)]), by=None)
    found = UnmatchedEntry.objects.get()
    sign_in(client, people.maker)

    for url in (
        reverse("home:dashboard"),
        reverse("payments:unmatched-list"),
        reverse("payments:unmatched-detail", args=[found.uid]),
    ):
        page = client.get(url, headers={"accept-language": language}).content.decode()
        assert amount in page
        assert ("KRW 1,320,000" in page) == (language == "en")


def test_a_run_is_told_with_its_total_as_the_reader_writes_it():
    people = desk()
    owed(payee().company, 1_234_000, buyer=people.buyer)
    drafted(people)
    deliver_due()

    told = Notice.objects.get(kind="payments.run_to_check", user=people.checker)
    for language, total in (("ko", "1,234,000원"), ("en", "KRW 1,234,000")):
        with override(language):
            assert total in told.text


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
    when = {"date": debt.pay_on, "kind": ["cash"], "currency": ["KRW"]}

    call_command("payment_run", **when)
    assert "draft, 1 payments, 5000.00 KRW, 0 held, 0 posted now; waits for a check" in capsys.readouterr().out
    run = PaymentRun.objects.get()
    assert (run.made_by, run.checked_by, run.released_by) == (None, None, None)
    run = check_run(run, sha256=digest_of(run), by=people.checker)
    call_command("payment_run", **when)
    assert "waits for a release by finance" in capsys.readouterr().out
    release_run(run, sha256=run.sha256, by=people.releaser)
    call_command("payment_run", **when)
    assert "sent, 1 payments, 5000.00 KRW, 0 held, 1 posted now; waits for the answer" in capsys.readouterr().out
    with pytest.raises(CommandError, match="unrecognized arguments: --check"):
        call_command("payment_run", "--check", people.checker.email)
    with pytest.raises(CommandError, match=r"--date: '30\.11\.2026' is no day: write it as YYYY-MM-DD"):
        call_command("payment_run", "--date", "30.11.2026")
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
