"""What is owed without an invoice: in both books once, paid by a run, rejected, taken back, received."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils.translation import override

from portal.calendar import bank_day_for_payment
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event as News
from portal.tests.factories import CompanyFactory, staff
from portal.tests.signin import sign_in
from purchasing.payments.models import Book, Instruction, Payable, Posting
from purchasing.payments.queries.payables import payables_about, payables_visible_to
from purchasing.payments.rules.postings import fund_book, sides
from purchasing.payments.services import payables, runs
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.ledger import post
from purchasing.payments.services.paying import pay_run
from purchasing.payments.services.postings import book_cash_sent
from purchasing.payments.states import InstructionState
from purchasing.payments.states.ledger import Event
from purchasing.payments.tests import bank_words as bank
from purchasing.payments.tests.obligation_stage import balance, deliver_all
from purchasing.payments.tests.runs_stage import desk, drafted, in_use, payee, released

WON = Decimal(5_000_000)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def owed(people, firm, *, key="k1", amount=WON, due=None) -> Payable:
    return payables.owe(
        payer=people.buyer,
        payee=firm,
        amount=amount,
        due=due or bank_day_for_payment(today()),
        key=key,
        about=firm,
        text="보상금 1차년도",
        by=people.maker,
    )


def difference(capsys) -> str:
    call_command("ledger_verify")
    return capsys.readouterr().out.splitlines()[-1]


@pytest.mark.django_db
def test_it_is_owed_once_paid_by_the_next_run_and_announced(capsys):
    people, user = desk(), payee()
    firm = user.company
    made = owed(people, firm)
    assert owed(people, firm) == made
    assert (balance(people.buyer, "2120"), balance(firm, "1230"), balance(firm, "4200")) == (-WON, WON, -WON)
    assert list(payables_about(firm)) == [made]
    with pytest.raises(WrongState, match=made.number):
        owed(people, firm, amount=WON + 1)

    run = drafted(people)
    payment = Instruction.objects.get(run=run)
    assert (payment.role, payment.payable, payment.payee, payment.amount) == ("other", made, firm, WON)
    pay_run(released(people, run))
    made.refresh_from_db()
    assert (made.state, balance(people.buyer, "2120"), balance(firm, "1230")) == ("sent", 0, WON)
    payment.refresh_from_db()
    assert book_cash_sent(payment).event == Event.PAYABLE_SENT  # one by one it is the same posting
    assert "difference 0" in difference(capsys)
    with pytest.raises(WrongState, match="Sent to the bank"):
        payables.take_back(made, reason="아니다", by=None)
    assert runs.draft_run("cash", value_on=run.value_on, by=people.maker) is None

    read_bank_message(bank.notification([bank.entry(payment.end_to_end, int(WON))]), by=None)
    deliver_all()
    made.refresh_from_db()
    assert (made.state, made.reference) == ("paid", payment.end_to_end)
    assert (balance(firm, "1230"), balance(firm, "1000")) == (0, WON)
    assert News.objects.filter(name="payments.payable_paid", payload={"payable": made.pk}).count() == 1
    assert "difference 0" in difference(capsys)


@pytest.mark.django_db
def test_what_the_bank_rejects_goes_with_the_run_after_and_a_future_one_waits(capsys):
    people, firm = desk(), payee().company
    made = owed(people, firm)
    owed(people, firm, key="later", due=today() + timedelta(days=365))
    run = drafted(people)
    pay_run(released(people, run))
    payment = Instruction.objects.get(run=run)
    read_bank_message(bank.status_report([(payment.end_to_end, "RJCT", "AM04")]), by=None)
    deliver_all()
    made.refresh_from_db()
    assert made.state == "owed"
    assert News.objects.get(name="payments.payable_owed_again").payload == {"payable": made.pk}
    assert "difference 0" in difference(capsys)
    again = Instruction.objects.get(run=drafted(people))
    assert (again.payable, again.end_to_end) == (made, f"{made.number}-2")


@pytest.mark.django_db
def test_what_is_taken_back_leaves_the_draft_and_both_books(capsys):
    people, firm = desk(), payee().company
    made = owed(people, firm)
    run = drafted(people)
    with pytest.raises(RuleBroken, match="why"):
        payables.take_back(made, reason=" ", by=people.maker)
    payables.take_back(made, reason="이중 등록", by=people.maker)
    runs.refresh_run(run)
    assert Instruction.objects.get(run=run).state == InstructionState.DROPPED
    assert (balance(people.buyer, "2120"), balance(firm, "1230")) == (0, 0)
    assert "difference 0" in difference(capsys)


@pytest.mark.django_db
def test_what_is_owed_to_the_buyer_is_confirmed_by_another_of_finance():
    people, user = desk(), payee()
    made = payables.owe(
        payer=user.company,
        payee=people.buyer,
        amount=WON,
        due=today(),
        key="back",
        about=user.company,
        text="환수",
        by=people.maker,
    )
    assert runs.draft_run("cash", value_on=bank_day_for_payment(today()), by=people.maker) is None
    with pytest.raises(NotAllowed, match="does not confirm"):
        payables.receive_payable(made, paid_on=today(), reference="R", by=people.maker)
    payables.receive_payable(made, paid_on=today(), reference="R-7", by=people.releaser)
    assert (balance(user.company, "2120"), balance(people.buyer, "1000")) == (0, WON)
    rival = payee()
    assert [payables_visible_to(each).count() for each in (user, rival, people.maker, staff("PO"))] == [1, 0, 1, 0]


@pytest.mark.django_db
@pytest.mark.parametrize(("amount", "words"), [("0", "above zero"), ("-1", "above zero"), ("1.5", "no decimals")])
def test_no_amount_that_cannot_be(amount, words):
    people, firm = desk(), CompanyFactory()
    with pytest.raises(RuleBroken, match=words):
        owed(people, firm, amount=Decimal(amount))


@pytest.mark.django_db
def test_a_fund_has_a_book_of_its_own():
    books = {"fund": fund_book("FND-T")}
    made = sides(Event.FUND_ALLOTTED, books=books, amounts={"amount": WON})
    first = post(Event.FUND_ALLOTTED, key="a", on=today(), sides=made)
    assert post(Event.FUND_ALLOTTED, key="a", on=today(), sides=made) == first
    usd = sides(Event.CONTRIBUTED, books=books, amounts={"amount": Decimal("42000.50")}, currency="USD")
    post(Event.CONTRIBUTED, key="b", on=today(), sides=usd)
    book = Book.objects.get(kind="fund")
    assert (book.name, str(book), book.accounts.count(), Posting.objects.count()) == ("FND-T", "Fund FND-T", 4, 2)


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_owe_it_once():
    people, firm = desk(), CompanyFactory()
    in_use(firm)

    def hand_over(_no):
        try:
            return owed(people, firm).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(hand_over, range(10)))) == 1
    assert (Payable.objects.count(), balance(firm, "1230")) == (1, WON)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, rows, django_assert_num_queries):
    people, user = desk(), payee()
    for no in range(rows):
        owed(people, user.company, key=f"k{no}")
    sign_in(client, user)
    client.get("/payments/payables/")
    with django_assert_num_queries(8):
        response = client.get("/payments/payables/")
    assert len(response.context["results"]) == rows


@pytest.mark.django_db
def test_its_page_takes_the_money_back_and_says_what_is_wrong_beside_its_field(client):
    people, user = desk(), payee()
    given = {"payer": user.company, "payee": people.buyer, "amount": WON, "due": today(), "key": "b"}
    made = payables.owe(**given, about=user.company, text="환수", by=people.maker)
    sign_in(client, people.releaser)
    url = f"/payments/payables/{made.uid}/"
    assert "PYB-" in client.get(url).content.decode()
    refused = client.post(f"{url}received/", {"paid_on": "2020-01-01", "reference": "R-1"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["paid_on"])
    assert client.post(f"{url}received/", {"paid_on": today().isoformat(), "reference": "R-1"}).status_code == 303
    made.refresh_from_db()
    assert (made.state, made.received_by) == ("paid", people.releaser)
