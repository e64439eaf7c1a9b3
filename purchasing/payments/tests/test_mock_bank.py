"""A round trip with the package ``mock-bank``: our file goes out, its answers come back and are matched to the won."""

import json
import threading
from decimal import Decimal
from urllib.request import Request, urlopen

import pytest
from mockbank.server import Config, make_server

from portal.calendar import business_days_after
from purchasing.payments.models import PaymentRun, UnmatchedEntry
from purchasing.payments.queries.ledger import balance, book_of
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import pay_run, take_file
from purchasing.payments.tests.runs_stage import BUYER_IBAN, desk, drafted, in_use, owed, payee, released

pytestmark = pytest.mark.django_db
CLOSED_IBAN = "DE89370400440532013000"


class Bank:
    """The bank at the other end, over HTTP on this machine."""

    def __init__(self, port: int):
        self.base = f"http://127.0.0.1:{port}"

    def call(self, method: str, path: str, body: bytes | dict | None = None):
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        with urlopen(Request(self.base + path, data=data, method=method), timeout=20) as answer:  # noqa: S310 (loopback)
            return json.loads(answer.read())

    def read_mail(self) -> list[str]:
        """Take every waiting message and read it in; their kinds."""
        mail = self.call("GET", "/_mock/mailbox")
        for message in mail:
            read_bank_message(message["body"].encode(), by=None)
        return [message["type"][:8] for message in mail]


@pytest.fixture
def bank():
    """With the buyer's account in won, and a supplier's account that was closed."""
    server = make_server(Config(port=0, quiet=True, timezone="Asia/Seoul"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    bank = Bank(server.server_address[1])
    bank.call(
        "POST",
        "/_mock/accounts",
        {"id": "BUYER", "iban": BUYER_IBAN, "currency": "KRW", "balance": 5_000_000, "bic": "BUKBGB22"},
    )
    bank.call("POST", "/_mock/accounts", {"id": "GONE", "iban": CLOSED_IBAN, "currency": "KRW", "closed": 1})
    yield bank
    server.shutdown()
    server.server_close()
    thread.join(timeout=10)


def test_a_run_goes_out_and_every_won_comes_back_matched(bank):
    people = desk()
    suppliers = [payee() for _ in range(3)]
    gone = payee()
    gone.company.bank_accounts.update(state="retired")
    in_use(gone.company, number=CLOSED_IBAN, bank_code="COBADEFF")
    debts = [owed(each.company, 100_000 + n, buyer=people.buyer) for n, each in enumerate(suppliers)]
    lost = owed(gone.company, 777_000, buyer=people.buyer)
    run = released(people, drafted(people))
    pay_run(run)
    run = PaymentRun.objects.get(pk=run.pk)
    _file, content = take_file(run, by=people.releaser)

    bank.call("POST", "/payments", content)
    kinds = bank.read_mail()  # after midnight the bank pays at once, and says so in the same mail
    assert kinds[0] == "pain.002"
    lost.refresh_from_db()
    assert (lost.state, lost.left) == ("open", Decimal(777_000))
    assert run.instructions.get(obligation=lost).result_code == "AC04"

    day = business_days_after(run.value_on, 2)
    bank.call("POST", f"/_mock/advance?to={day.isoformat()}")
    kinds += bank.read_mail()
    assert "camt.054" in kinds
    assert "camt.053" in kinds

    run.refresh_from_db()
    assert (run.state, list(UnmatchedEntry.objects.all())) == ("reconciled", [])
    for debt in debts:
        debt.refresh_from_db()
        assert (debt.state, debt.left) == ("paid", 0)
    paid = sum(debt.amount for debt in debts)
    assert balance(book_of(people.buyer), "1000") == -paid
    assert balance(book_of(people.buyer), "1020") == 0
    assert bank.call("GET", "/_mock/accounts/BUYER")["balance"] == 5_000_000 - paid


def test_the_bank_refuses_the_same_file_a_second_time_and_nothing_changes_here(bank):
    people, supplier = desk(), payee()
    debt = owed(supplier.company, 50_000, buyer=people.buyer)
    run = released(people, drafted(people))
    pay_run(run)
    _file, content = take_file(PaymentRun.objects.get(pk=run.pk), by=people.releaser)
    bank.call("POST", "/payments", content)
    bank.read_mail()
    bank.call("POST", f"/_mock/advance?to={business_days_after(run.value_on, 2).isoformat()}")
    bank.read_mail()
    debt.refresh_from_db()
    assert debt.state == "paid"

    from urllib.error import HTTPError

    with pytest.raises(HTTPError):
        bank.call("POST", "/payments", content)
    bank.read_mail()

    debt.refresh_from_db()
    assert (debt.state, debt.paid) == ("paid", Decimal(50_000))
    assert set(UnmatchedEntry.objects.values_list("why", flat=True)) <= {"state"}
