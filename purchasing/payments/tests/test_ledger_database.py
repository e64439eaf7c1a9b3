"""The database itself refuses a posting that is not whole, whoever writes it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from portal.errors import WrongState
from portal.tests.factories import CompanyFactory
from purchasing.payments.models import Account, Balance, Line, Posting
from purchasing.payments.queries.ledger import balance, bank_book, book_of, escrow_book
from purchasing.payments.rules.postings import BANK, ESCROW, Side
from purchasing.payments.services.ledger import Draft, accounts_for, post, post_many, reverse, sides_of
from purchasing.payments.states.ledger import Event

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def in_english():
    """Refusals are read in English here."""
    with translation.override("en"):
        yield


def pair(book, amount, debit="1000", credit="4000", currency="KRW"):
    return [
        Side(book, debit, debit=Decimal(amount), currency=currency),
        Side(book, credit, credit=Decimal(amount), currency=currency),
    ]


@transaction.atomic
def write_by_hand(*entries):
    """A posting past all services: (company, code, account's currency, debit, credit, line's currency)."""
    ids = accounts_for({entry[:3] for entry in entries})
    posting = Posting.objects.create(key="raw", event=Event.INVOICE, booked_on=DAY)
    Line.objects.bulk_create(
        Line(posting=posting, account_id=ids[entry[:3]], debit=entry[3], credit=entry[4], currency=entry[5])
        for entry in entries
    )
    proved()


def proved():
    """What a commit would check now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_posting_moves_the_balances_of_its_accounts():
    company = CompanyFactory()
    post(Event.INVOICE, key="a", on=DAY, sides=[*pair(company.pk, 500), *pair(BANK, 7), *pair(ESCROW, 9)])
    post(Event.INVOICE, key="b", on=DAY, sides=pair(company.pk, 20))
    proved()

    assert balance(book_of(company), "1000") == 520
    assert balance(book_of(company), "4000") == -520
    assert balance(book_of(company), "1000", "USD") == 0
    assert (balance(bank_book(), "1000"), balance(escrow_book(), "1000")) == (7, 9)


def test_the_same_key_gives_back_the_same_posting_and_other_content_is_refused():
    company = CompanyFactory()
    first = post(Event.INVOICE, key="a", on=DAY, sides=pair(company.pk, 500))
    assert post(Event.INVOICE, key="a", on=DAY, sides=pair(company.pk, 500)) == first
    with pytest.raises(WrongState, match="The key a already stands for another posting"):
        post(Event.INVOICE, key="a", on=DAY, sides=pair(company.pk, 501))
    with pytest.raises(WrongState, match="The key a already stands for another posting"):
        post(Event.ADVANCE, key="a", on=DAY, sides=pair(company.pk, 500))

    assert balance(book_of(company), "1000") == 500
    assert Posting.objects.count() == 1


def test_what_does_not_balance_is_refused_before_it_reaches_the_database():
    company, other = CompanyFactory(), CompanyFactory()
    with pytest.raises(ValueError, match="posting a does not balance"):
        post(
            Event.INVOICE,
            key="a",
            on=DAY,
            sides=[Side(company.pk, "1000", debit=Decimal(5)), Side(other.pk, "4000", credit=Decimal(5))],
        )
    with pytest.raises(ValueError, match="posting b has no sides"):
        post(Event.INVOICE, key="b", on=DAY, sides=[])
    assert not Posting.objects.exists()


ONE, TWO = 1, 2
WRONG = [
    pytest.param([(ONE, "1000", "KRW", 5, 0, "KRW"), (ONE, "4000", "KRW", 0, 4, "KRW")], "debits 5.00, credits 4.00"),
    pytest.param([(ONE, "1000", "KRW", 5, 0, "KRW")], "debits 5.00, credits 0.00"),
    pytest.param([(ONE, "1000", "KRW", 5, 0, "KRW"), (TWO, "4000", "KRW", 0, 5, "KRW")], "does not balance in KRW"),
    pytest.param([(ONE, "1000", "KRW", 5, 0, "KRW"), (ONE, "4000", "USD", 0, 5, "USD")], "does not balance in"),
    pytest.param(
        [(ONE, "1000", "KRW", 5, 0, "USD"), (ONE, "4000", "KRW", 0, 5, "USD")],
        "a line in USD stands in an account of another currency",
    ),
    pytest.param([], "it has no lines"),
]


@pytest.mark.parametrize(
    ("entries", "told"),
    WRONG,
    ids=["unequal", "one-sided", "only-together", "two-currencies", "account-of-another-currency", "empty"],
)
def test_the_database_refuses_a_posting_that_is_not_whole(entries, told):
    companies = {ONE: CompanyFactory().pk, TWO: CompanyFactory().pk}
    with pytest.raises(IntegrityError, match=told):
        write_by_hand(*((companies[entry[0]], *entry[1:]) for entry in entries))
    assert not Posting.objects.exists()


def test_lines_are_not_added_to_a_posting_later_even_balanced_ones():
    company = CompanyFactory()
    posting = post(Event.INVOICE, key="a", on=DAY, sides=pair(company.pk, 500))
    ids = accounts_for({(company.pk, "1000", "KRW"), (company.pk, "4000", "KRW")})
    with pytest.raises(DatabaseError, match="its lines are written once"), transaction.atomic():
        Line.objects.bulk_create(
            [
                Line(posting=posting, account_id=ids[company.pk, "1000", "KRW"], debit=5),
                Line(posting=posting, account_id=ids[company.pk, "4000", "KRW"], credit=5),
            ]
        )
    assert balance(book_of(company), "1000") == 500


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments_line SET debit = debit + 1",
        "DELETE FROM payments_line",
        "TRUNCATE payments_line",
        "UPDATE payments_posting SET booked_on = '2020-01-01'",
        "DELETE FROM payments_posting",
        "UPDATE payments_balance SET debit = debit + 1",
        "DELETE FROM payments_balance",
        "INSERT INTO payments_balance (account_id, debit, credit) SELECT id, 1, 1 FROM payments_account LIMIT 1",
        "UPDATE payments_account SET code = '9999'",
        "UPDATE payments_book SET kind = 'bank'",
    ],
)
def test_nobody_edits_the_books(statement):
    post(Event.INVOICE, key="a", on=DAY, sides=pair(CompanyFactory().pk, 500))
    proved()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL twp.allow_truncate = 'off'")  # as everywhere but in tests
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("posting", "account", "told"),
    [
        pytest.param("1000000000000", "a.id", "there is no posting 1000000000000", id="posting"),
        pytest.param("p.id", "1000000000000", "there is no account 1000000000000", id="account"),
    ],
)
def test_lines_of_nothing_are_refused_although_no_foreign_key_does_it(posting, account, told):
    company = CompanyFactory()
    accounts_for({(company.pk, "1000", "KRW")})
    Posting.objects.create(key="raw", event=Event.INVOICE, booked_on=DAY)
    with pytest.raises(IntegrityError, match=told), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_line (posting_id, account_id, currency, debit, credit)"  # noqa: S608 (of this test)
            f" SELECT {posting}, {account}, 'KRW', side, 5 - side"
            " FROM payments_posting p, payments_account a, (VALUES (5), (0)) AS sides (side)"
        )
    transaction.set_rollback(True)  # the posting without lines would be refused at the end


def test_an_account_with_lines_is_not_taken_away():
    company = CompanyFactory()
    post(Event.INVOICE, key="a", on=DAY, sides=pair(company.pk, 500))
    proved()

    @transaction.atomic
    def taken_away():
        Account.objects.all()._raw_delete("default")
        proved()

    with pytest.raises(IntegrityError, match="payments_balance"):
        taken_away()


def test_a_posting_that_says_it_comes_with_its_lines_is_refused_at_once_without_them():
    with pytest.raises(IntegrityError, match="it has no lines"), transaction.atomic():
        Posting.objects.create(key="raw", event=Event.INVOICE, booked_on=DAY, with_lines=True)
    assert not Posting.objects.exists()


def test_won_have_no_decimals_and_dollars_have_two():
    company = CompanyFactory()
    post(Event.INVOICE, key="usd", on=DAY, sides=pair(company.pk, "0.10", currency="USD"))
    with pytest.raises(IntegrityError, match="line_whole_won"), transaction.atomic():
        post(Event.INVOICE, key="won", on=DAY, sides=pair(company.pk, "0.10"))
    assert balance(book_of(company), "1000", "USD") == Decimal("0.10")


def test_a_reversal_is_the_mirror_image_and_happens_once():
    company = CompanyFactory()
    posting = post(Event.INVOICE, key="a", on=DAY, sides=pair(company.pk, 500))
    reversal = reverse(posting, key="back:a", reason="entered twice", by=None, on=DAY)

    assert reverse(posting, key="back:a", reason="entered twice", by=None, on=DAY) == reversal
    assert (reversal.event, reversal.reverses, reversal.text) == (Event.REVERSAL, posting, "entered twice")
    assert sides_of(reversal) == [
        Side(company.pk, "1000", credit=Decimal(500)),
        Side(company.pk, "4000", debit=Decimal(500)),
    ]
    assert balance(book_of(company), "1000") == 0
    with pytest.raises(WrongState, match="already been reversed, by back:a"):
        reverse(posting, key="again:a", reason="", by=None)
    with pytest.raises(WrongState, match="A reversal is not reversed"):
        reverse(reversal, key="back:back:a", reason="", by=None)


def test_many_postings_are_written_together_or_not_at_all():
    company = CompanyFactory()
    drafts = [Draft(Event.INVOICE, f"k{n}", DAY, pair(company.pk, n + 1)) for n in range(100)]
    made = post_many(drafts)
    assert post_many(drafts) == made
    proved()
    assert balance(book_of(company), "1000") == 5050
    assert Line.objects.filter(posting__in=made.values()).count() == 200

    with pytest.raises(IntegrityError, match="line_whole_won"), transaction.atomic():
        post_many(
            [
                Draft(Event.INVOICE, "good", DAY, pair(company.pk, 1)),
                Draft(Event.INVOICE, "bad", DAY, pair(company.pk, "0.5")),
            ]
        )
    assert not Posting.objects.filter(key="good").exists()
    assert Balance.objects.get(account=Account.objects.get(code="1000")).debit == 5050
