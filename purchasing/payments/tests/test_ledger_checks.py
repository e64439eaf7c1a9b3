"""The walk over all books finds what is wrong, whoever did it; the nightly job, the alarm, the anchors."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from portal.audit.models import AuditEntry
from portal.audit.queries import head
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.notices.services import choose_delivery
from portal.notices.states import Delivery
from portal.outbox.services import deliver_due, deliver_lane
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory
from purchasing.payments.handlers import ledger as handlers
from purchasing.payments.models import LedgerAnchor, LedgerCheck, Posting
from purchasing.payments.queries.ledger import balance, book_of
from purchasing.payments.rules.postings import Side
from purchasing.payments.services import ledger_checks
from purchasing.payments.services.ledger import post, reverse, sides_of
from purchasing.payments.services.ledger_checks import anchor_ledger, check_ledger
from purchasing.payments.services.reversals import ask_reversal, decide_reversal
from purchasing.payments.states.ledger import Event, ReversalState

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def in_english():
    """Refusals are read in English here."""
    with translation.override("en"):
        yield


def posted(amount=500, key="a", event=Event.INCENTIVE, company=None):
    company = company or CompanyFactory()
    sides = [Side(company.pk, "1000", debit=Decimal(amount)), Side(company.pk, "4000", credit=Decimal(amount))]
    return post(event, key=key, on=DAY, sides=sides)


TABLES = ("payments_posting", "payments_line", "payments_balance", "payments_ledgeranchor")


def tampered(*statements, told=None):
    """What the owner of the tables can do who looks away from every trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement, told)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def verified():
    out, err = StringIO(), StringIO()
    try:
        call_command("ledger_verify", stdout=out, stderr=err)
    except SystemExit as ended:
        return ended.code, out.getvalue().splitlines()[-1], err.getvalue()
    return 0, out.getvalue().splitlines()[-1], err.getvalue()


def test_books_that_hold():
    reverse(posted(), key="back", reason="twice", by=None)
    posted(key="b", company=CompanyFactory())
    assert verified() == (0, "entries 6, books 2, difference 0", "")
    assert LedgerCheck.objects.get().holds


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        pytest.param(
            "UPDATE payments_line SET debit = 400 WHERE debit = 500",
            "posting: a: expected 400.00, found 500.00",
            id="a line",
        ),
        pytest.param("DELETE FROM payments_line", "empty: a: expected 1, found 0", id="all lines"),
        pytest.param(
            "UPDATE payments_balance SET debit = debit + 7 WHERE debit > 0",
            "expected 500.00, found 507.00",
            id="a balance",
        ),
        pytest.param("DELETE FROM payments_balance", "balance: ", id="no balance"),
        pytest.param("UPDATE payments_line SET posting_id = 10 ^ 12", "orphan: line ", id="lines of no posting"),
        pytest.param("UPDATE payments_line SET account_id = 10 ^ 12", "orphan: line ", id="lines of no account"),
        pytest.param("UPDATE payments_line SET currency = 'USD'", "currency: a: expected 0, found 2", id="currency"),
    ],
)
def test_what_was_changed_behind_its_back_is_found(statement, said):
    posted()
    tampered(statement)
    code, last, told = verified()
    assert code == 1
    assert said in told
    assert not last.endswith("difference 0")


def test_a_reversal_that_is_no_mirror_is_found():
    reversal = reverse(posted(), key="back", reason="", by=None)
    tampered(
        "UPDATE payments_line SET debit = debit * 2, credit = credit * 2 WHERE posting_id = %s",
        told=[reversal.pk],
    )
    assert "reversal: back: expected 0, found -500.00" in verified()[2]


def test_an_asset_that_a_company_cannot_have_less_of_than_nothing_is_found():
    company = CompanyFactory()
    sides = [Side(company.pk, "1210", credit=Decimal(5)), Side(company.pk, "1000", debit=Decimal(5))]
    post(Event.DRAW, key="short", on=DAY, sides=sides)
    told = verified()[2]
    assert f"negative: {company.number} 1210: expected 0, found -5.00" in told
    assert f"holders: {company.number}: expected 0, found -5.00" in told


def test_an_edit_of_history_breaks_its_anchor_even_when_all_sums_agree():
    posted(key="a")
    posted(key="b")
    assert anchor_ledger() == 1
    assert anchor_ledger() == 0
    posted(key="c")
    assert anchor_ledger() == 1
    assert verified() == (0, "entries 6, books 3, difference 0", "")
    first = LedgerAnchor.objects.first()
    tampered("UPDATE payments_posting SET booked_on = booked_on - 30 WHERE key = 'a'")

    code, last, told = verified()
    assert (code, last) == (1, "entries 6, books 3, difference 1")
    assert told == f"anchor: {first.upto}: expected 2, found 1\n"


def test_an_anchor_that_is_made_to_fit_the_edit_differs_from_the_audit_trail():
    posted(key="a")
    anchor_ledger()
    anchor = LedgerAnchor.objects.get()
    entry = AuditEntry.objects.get(what="payments.ledgeranchor.made")
    assert json.loads(entry.payload) == {"upto": anchor.upto, "entries": 1, "sha256": anchor.sha256}
    tampered("UPDATE payments_posting SET text = 'other words' WHERE key = 'a'")
    _count, fitting = ledger_checks.found.digest(after=0, upto=anchor.upto, before="")
    tampered("UPDATE payments_ledgeranchor SET sha256 = %s", told=[fitting])
    assert verified()[0] == 1
    tampered("DELETE FROM payments_ledgeranchor")
    assert verified()[0] == 1


def test_many_postings_take_several_anchors(monkeypatch):
    monkeypatch.setattr(ledger_checks, "BLOCK", 2)
    for number in range(5):
        posted(key=str(number))
    assert anchor_ledger() == 3
    assert list(LedgerAnchor.objects.values_list("entries", flat=True)) == [2, 2, 1]
    assert verified()[0] == 0


def at_hour(monkeypatch, hour):
    real = handlers.db_now()
    day = real.astimezone(handlers.SEOUL).replace(hour=hour, minute=5)
    monkeypatch.setattr(handlers, "db_now", lambda: day)


def test_every_night_the_books_are_walked_once_and_a_fault_alarms(monkeypatch):
    buyer = BuyerFactory()
    people = [UserFactory(company=buyer, roles=[role]) for role in ("FI", "AU", "CP", "PO")]
    posted()
    tampered("UPDATE payments_balance SET debit = debit + 7 WHERE debit > 0")
    at_hour(monkeypatch, 2)
    handlers.check_each_night()
    assert not LedgerCheck.objects.exists()

    at_hour(monkeypatch, 3)
    handlers.check_each_night()
    handlers.check_each_night()
    check = LedgerCheck.objects.get()
    assert (check.difference, len(check.faults), check.holds) == (7, 1, False)
    deliver_due()
    told = Notice.objects.filter(kind="payments.ledger_broken").values_list("user", flat=True)
    assert set(told) == {person.pk for person in people[:3]}


def test_each_day_the_heads_of_chain_and_ledger_leave_by_mail_to_the_auditors_alone(monkeypatch):
    buyer = BuyerFactory()
    korean, british, clerk = (
        UserFactory(company=buyer, roles=[role], language=language)
        for role, language in (("AU", "ko"), ("AU", "en"), ("FI", "en"))
    )
    choose_delivery(british, Delivery.NEVER, by=british)  # a choice about notices: this is a witness
    posted()
    anchor_ledger()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    anchor, link = LedgerAnchor.objects.get(), head()
    for hour in (2, 3, 4):
        at_hour(monkeypatch, hour)
        handlers.tell_heads()
    mail.outbox.clear()
    deliver_lane("mail")

    told = {message.to[0]: message for message in mail.outbox}
    assert set(told) == {korean.email, british.email}
    for message in told.values():
        assert f"{link.seq}:{link.hash}" in message.body
        assert f"{anchor.upto}" in message.body
        assert anchor.sha256 in message.body
    assert "Heads of the records of" in told[british.email].subject
    assert "Heads of the records of" not in told[korean.email].subject
    assert len(mail.outbox) == 2


def test_two_of_finance_reverse_a_posting_and_the_books_say_so():
    buyer = BuyerFactory()
    one, two = UserFactory(company=buyer, roles=["FI"]), UserFactory(company=buyer, roles=["FI"])
    posting = posted()
    with pytest.raises(NotAllowed, match="Only finance"):
        ask_reversal(posting, reason="x", by=UserFactory(company=buyer, roles=["AU"]))
    with pytest.raises(RuleBroken, match="Say why"):
        ask_reversal(posting, reason=" ", by=one)
    reversal = ask_reversal(posting, reason="counted a day too many", by=one)
    with pytest.raises(RuleBroken, match="already been asked for"):
        ask_reversal(posting, reason="again", by=two)
    with pytest.raises(NotAllowed, match="a colleague decides"):
        decide_reversal(reversal, granted=True, by=one)
    assert not Posting.objects.filter(reverses=posting).exists()
    decide_reversal(reversal, granted=True, by=two)

    booked = Posting.objects.get(reverses=posting)
    assert (booked.posted_by, booked.text) == (two, "counted a day too many")
    assert [side.credit for side in sides_of(booked)] == [500, 0]
    with pytest.raises(NotAllowed, match="already been decided"):
        decide_reversal(reversal, granted=True, by=two)
    deliver_due()
    assert Notice.objects.get(user=two, kind="payments.reversal_asked")
    assert Notice.objects.get(user=one, kind="payments.reversal_done")
    assert verified()[0] == 0


def test_a_refused_reversal_books_nothing_and_can_be_asked_for_again():
    buyer = BuyerFactory()
    one, two = UserFactory(company=buyer, roles=["FI"]), UserFactory(company=buyer, roles=["FI"])
    company = CompanyFactory()
    posting = posted(company=company)
    reversal = ask_reversal(posting, reason="wrong", by=one)
    with pytest.raises(RuleBroken, match="Say why it is not reversed"):
        decide_reversal(reversal, granted=False, by=two)
    decide_reversal(reversal, granted=False, answer="it is right", by=two)
    assert (reversal.state, balance(book_of(company), "1000")) == (ReversalState.REFUSED, 500)
    assert ask_reversal(posting, reason="wrong after all", by=two).state == ReversalState.ASKED


def test_what_has_a_deed_of_its_own_is_not_reversed_by_hand():
    finance = UserFactory(company=BuyerFactory(), roles=["FI"])
    with pytest.raises(NotAllowed, match="taken back where it came from"):
        ask_reversal(posted(event=Event.ISSUE), reason="wrong", by=finance)
    for event in (Event.LATE_INTEREST, Event.FEE):
        with pytest.raises(NotAllowed, match="nobody waives them"):
            ask_reversal(posted(key=event, event=event), reason="by agreement", by=finance)
    reversal = reverse(posted(key="z"), key="back", reason="", by=None)
    with pytest.raises(NotAllowed, match="A reversal is not reversed"):
        ask_reversal(reversal, reason="wrong", by=finance)


def test_interest_that_has_left_escrow_is_not_reversed_any_more():
    buyer = BuyerFactory()
    one, two = UserFactory(company=buyer, roles=["FI"]), UserFactory(company=buyer, roles=["FI"])
    posting = posted()
    reversal = ask_reversal(posting, reason="wrong rate", by=one)
    posted(key="paid", event=Event.INCENTIVE_PAID)
    with pytest.raises(WrongState, match="has been paid out"):
        decide_reversal(reversal, granted=True, by=two)
    decide_reversal(reversal, granted=False, answer="it is paid", by=two)
    with pytest.raises(NotAllowed, match="has been paid out"):
        ask_reversal(posting, reason="wrong rate", by=one)


def test_one_whose_reversal_came_meanwhile_is_told(monkeypatch):
    buyer = BuyerFactory()
    one, two = UserFactory(company=buyer, roles=["FI"]), UserFactory(company=buyer, roles=["FI"])
    posting = posted()
    reversal = ask_reversal(posting, reason="wrong", by=one)
    reverse(posting, key="elsewhere", reason="", by=None)
    with pytest.raises(WrongState, match="already been reversed, by elsewhere"):
        decide_reversal(reversal, granted=True, by=two)


def test_the_whole_walk_sees_one_moment(django_assert_max_num_queries):
    posted()
    with django_assert_max_num_queries(40):
        check = check_ledger()
    assert check.holds
