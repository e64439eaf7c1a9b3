"""What the bank says: matched, or put before people. Unknown, doubled and altered lines never move a won."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken
from portal.tests.factories import staff
from purchasing.payments.models import BankEntry, BankMessage, Instruction, PaymentRun, Receivable, UnmatchedEntry
from purchasing.payments.queries.bank import last_booking_day
from purchasing.payments.queries.ledger import balance, book_of
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import pay_run
from purchasing.payments.services.unmatched import close_match, propose_match
from purchasing.payments.tests import receivable_stage
from purchasing.payments.tests.bank_words import entry, notification, statement, status_report
from purchasing.payments.tests.runs_stage import desk, drafted, owed, payee, released

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def sent():
    """A run of two payments, sent: 1,000,000 and 300,000 won."""
    people, first, second = desk(), payee(), payee()
    debts = [owed(first.company, 1_000_000, buyer=people.buyer), owed(second.company, 300_000, buyer=people.buyer)]
    run = released(people, drafted(people))
    pay_run(run)
    run = PaymentRun.objects.get(pk=run.pk)
    return people, run, debts, [run.instructions.get(obligation=debt) for debt in debts]


def read(document: bytes):
    return read_bank_message(document, by=None)[0]


def why() -> list[str]:
    return list(UnmatchedEntry.objects.order_by("pk").values_list("why", flat=True))


def test_a_notification_confirms_and_a_statement_reconciles(sent):
    people, run, debts, (one, two) = sent
    read(status_report([(one.end_to_end, "ACSP", ""), (two.end_to_end, "ACSP", "")]))
    read(notification([entry(one.end_to_end, 1_000_000), entry(two.end_to_end, 300_000)]))

    run.refresh_from_db()
    for debt in debts:
        debt.refresh_from_db()
    assert run.state == "executed"
    assert [(debt.state, debt.left) for debt in debts] == [("paid", 0), ("paid", 0)]
    assert balance(book_of(people.buyer), "1020") == 0
    assert balance(book_of(people.buyer), "1000") == Decimal(-1_300_000)
    assert balance(book_of(debts[0].payee), "1000") == Decimal(1_000_000)

    read(statement([entry(one.end_to_end, 1_000_000), entry(two.end_to_end, 300_000)], closing=998_700_000))
    run.refresh_from_db()
    assert run.state == "reconciled"
    assert why() == []


def test_a_rejected_payment_is_owed_again_and_waits_for_another_account(sent):
    people, run, debts, (one, two) = sent
    read(status_report([(one.end_to_end, "RJCT", "AC04"), (two.end_to_end, "ACCP", "")]))

    one.refresh_from_db()
    debts[0].refresh_from_db()
    assert (one.state, one.result_code, debts[0].state, debts[0].left) == ("rejected", "AC04", "open", 1_000_000)
    assert balance(book_of(people.buyer), "2100") == Decimal(-1_000_000)
    again = drafted(people).instructions.get()
    assert (again.state, again.hold_reason) == ("held", "account_refused")


def test_a_whole_file_that_is_rejected_gives_every_debt_back(sent):
    people, run, debts, _rows = sent
    read(status_report([], original=run.file.number, group="RJCT"))

    assert set(run.instructions.values_list("state", flat=True)) == {"rejected"}
    assert balance(book_of(people.buyer), "1020") == 0
    run.refresh_from_db()
    assert run.state == "reconciled"  # nothing of it is left to be found


def test_lines_that_are_unknown_altered_doubled_or_run_the_other_way_move_nothing(sent):
    people, run, debts, (one, two) = sent
    read(
        notification(
            [
                entry("OBL-2020-999999", 5_000),
                entry(one.end_to_end, 1_000_001),
                entry(one.end_to_end, 1_000_000, currency="USD"),
                entry(one.end_to_end, 1_000_000, side="CRDT"),
                entry(two.end_to_end, 300_000, ref="BKA"),
                entry(two.end_to_end, 300_000, ref="BKB"),
            ]
        )
    )

    assert why() == ["unknown", "amount", "currency", "direction", "doubled"]
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state) == ("posted", "paid")
    assert balance(book_of(people.buyer), "1000") == Decimal(-300_000)
    figures = UnmatchedEntry.objects.get(why="amount").figures
    assert "1,000,001" in figures
    assert "1,000,000" in figures


def test_a_message_is_read_once_and_another_under_its_id_is_refused(sent):
    *_rest, (one, _two) = sent
    document = notification([entry(one.end_to_end, 1_000_000)], message_id="NTF-X")
    _message, new = read_bank_message(document, by=None)
    _same, again = read_bank_message(document, by=None)

    assert (new, again, BankMessage.objects.count()) == (True, False, 1)
    with pytest.raises(RuleBroken, match="other content"):
        read(notification([entry(one.end_to_end, 7)], message_id="NTF-X"))


def test_a_repeated_notification_is_told_before_and_not_doubled(sent):
    *_rest, (one, _two) = sent
    read(notification([entry(one.end_to_end, 1_000_000, ref="BK1")]))
    read(notification([entry(one.end_to_end, 1_000_000, ref="BK1")]))

    assert list(BankEntry.objects.order_by("pk").values_list("outcome", flat=True)) == ["paid", "repeated"]


def test_a_statement_that_does_not_add_up_is_shown_with_its_figures(sent):
    *_rest, (one, two) = sent
    read(statement([entry(one.end_to_end, 1_000_000)], closing=998_700_000))

    broken = UnmatchedEntry.objects.get()
    assert (broken.why, broken.entry) == ("balance", None)
    assert "1,000,000,000" in broken.figures
    one.refresh_from_db()
    assert one.state == "paid"  # the line itself is as it was ordered


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"not xml",
        b"<Document/>",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><a>&b;</a>',
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn/></Document>',
        notification([entry("X", "12.345")]),
        notification([entry("X", "-5")]),
        notification([entry("X", "1e3000000")]),
        notification([entry("X", "1_000_000")]),
        notification([entry("X", "1E6")]),
        notification([entry("X", "１０００")]),
        notification([entry("X", 5, day="2026-W48-4")]),
        notification([entry("X", 5)]).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        notification([entry("X", 5)]).replace(b"UTF-8", b"ISO-8859-1"),
        notification([entry("X\xe9", 5)]).decode().replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        b"<a>" + b"<b/>" * 400_001 + b"</a>",
        b"<a>" + b"x<b/>" * 20_001 + b"</a>",
        b"<a>" * 100,
    ],
)
def test_what_is_no_message_of_a_bank_is_refused_and_nothing_is_kept(document):
    with pytest.raises(RuleBroken, match="not a message that can be read"):
        read(document)
    assert BankMessage.objects.count() == 0


def test_a_booking_day_that_cannot_be_moves_nothing_and_people_are_told_why(sent):
    """Late interest runs up to the day that is taken from the bank: a wrong one would be money."""
    people, run, debts, (one, two) = sent
    before, after = run.value_on - timedelta(days=400), last_booking_day() + timedelta(days=1)
    lines = [
        entry(one.end_to_end, 1_000_000, day=after.replace(year=after.year + 100)),
        entry(one.end_to_end, 1_000_000, day=after),
        entry(two.end_to_end, 300_000, day=before),
        entry(two.end_to_end, 300_000, day="0001-01-01"),
        entry(two.end_to_end, 300_000, day=last_booking_day()),
    ]
    read(notification(lines))

    assert why() == ["day", "day", "day", "day"]
    assert after.isoformat() in UnmatchedEntry.objects.order_by("pk")[1].figures
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, one.paid_on, two.state, two.paid_on) == ("posted", None, "paid", last_booking_day())

    line = UnmatchedEntry.objects.order_by("pk")[1]
    with pytest.raises(RuleBroken, match="right day"):  # not even two people take it: the bank corrects it
        propose_match(line, decision="confirm", note="금액이 같습니다.", by=staff("FI"))
    read(notification([entry(one.end_to_end, 1_000_000)]))
    one.refresh_from_db()
    assert one.state == "paid"


def test_a_payment_that_cannot_follow_goes_to_people_and_the_rest_of_its_message_counts():
    people = desk()
    made = receivable_stage.accepted(Decimal(5_000_000), firms=1)
    day = receivable_stage.bank_day(0)
    Receivable.objects.update(matures_on=day)
    debt = owed(payee().company, 1_000_000, buyer=people.buyer)
    runs = [released(people, drafted(people)), released(people, drafted(people, kind="funding", on=day))]
    for run in runs:
        pay_run(run)
    cash, funding = (run.instructions.get() for run in runs)
    Receivable.objects.filter(pk=made.receivable.pk).update(funded_on=today())  # it was funded in another way
    read(notification([entry(funding.end_to_end, 5_000_000), entry(cash.end_to_end, 1_000_000)]))

    debt.refresh_from_db()
    for each in (cash, funding):
        each.refresh_from_db()
    assert (debt.state, cash.state, funding.state) == ("paid", "paid", "posted")
    assert why() == ["state"]
    assert UnmatchedEntry.objects.get().entry.outcome == "unmatched"
    assert "is not to be funded (again)" in UnmatchedEntry.objects.get().figures
    assert BankEntry.objects.get(instruction=cash).outcome == "paid"


def test_a_booking_without_its_currency_confirms_nothing(sent):
    *_rest, (one, _two) = sent
    read(notification([entry(one.end_to_end, 1_000_000, currency="")]))

    assert why() == ["currency"]
    one.refresh_from_db()
    assert one.state == "posted"


def test_who_made_checked_or_released_a_run_does_not_reconcile_it():
    """SOD-08: also where the line names no payment and the proposal is what binds it to the run."""
    people = desk()
    people.checker = staff("FI")
    owed(payee().company, 1_000_000, buyer=people.buyer)
    run = released(people, drafted(people))
    pay_run(run)
    one = run.instructions.get()
    read(notification([entry("NO-SUCH", 1_000_000)]))
    line = UnmatchedEntry.objects.get()
    for involved in (people.maker, people.releaser, people.checker):
        with pytest.raises(NotAllowed, match="made, checked or released"):
            propose_match(line, decision="confirm", reference=one.end_to_end, note="이 건이 맞습니다.", by=involved)

    line = propose_match(line, decision="confirm", reference=one.end_to_end, note="이 건이 맞습니다.", by=staff("FI"))
    for involved in (people.maker, people.releaser, people.checker):
        with pytest.raises(NotAllowed, match="made, checked or released"):
            close_match(line, by=involved)
    one.refresh_from_db()
    assert one.state == "posted"


def test_only_money_that_went_out_confirms_and_only_money_that_came_in_gives_back(sent):
    *_rest, (one, two) = sent
    read(notification([entry("CAME-IN", 1_000_000, side="CRDT"), entry("WENT-OUT", 300_000)]))
    read(status_report([("NO-AMOUNT", "ACSC", "")]))
    came_in, went_out, status = UnmatchedEntry.objects.order_by("pk")
    for line in (came_in, status):
        with pytest.raises(RuleBroken, match="going out"):
            propose_match(line, decision="confirm", reference=one.end_to_end, note="같은 건입니다.", by=staff("FI"))
    read(notification([entry(two.end_to_end, 300_000)]))
    for line in (went_out, status):
        with pytest.raises(RuleBroken, match="coming in"):
            propose_match(line, decision="reject", reference=two.end_to_end, note="반환입니다.", by=staff("FI"))

    one.refresh_from_db()
    assert (one.state, Instruction.objects.get(pk=two.pk).state) == ("posted", "paid")


def test_an_unmatched_line_is_settled_by_two_people(sent):
    people, run, debts, (one, _two) = sent
    read(notification([entry("", 1_000_000)]))
    line = UnmatchedEntry.objects.get()
    other, third = staff("FI"), staff("FI")

    with pytest.raises(RuleBroken, match="No payment has this reference"):
        propose_match(line, decision="confirm", reference="OBL-0", note="금액과 날짜가 같습니다.", by=other)
    line = propose_match(line, decision="confirm", reference=one.end_to_end, note="금액과 날짜가 같습니다.", by=other)
    with pytest.raises(NotAllowed, match="You proposed this"):
        close_match(line, by=other)
    with pytest.raises(NotAllowed, match="made, checked or released"):
        close_match(line, by=people.checker)
    close_match(line, by=third)

    one.refresh_from_db()
    assert one.state == "paid"
    debts[0].refresh_from_db()
    assert debts[0].state == "paid"


def test_money_that_comes_back_opens_the_debt_again(sent):
    people, run, debts, (one, two) = sent
    read(notification([entry(one.end_to_end, 1_000_000), entry(two.end_to_end, 300_000)]))
    read(notification([entry(one.end_to_end, 1_000_000, side="CRDT")]))
    line = UnmatchedEntry.objects.get()
    line = propose_match(line, decision="reject", note="수취 계좌 해지로 반환되었습니다.", by=staff("FI"))
    close_match(line, by=staff("FI"))

    one.refresh_from_db()
    debts[0].refresh_from_db()
    assert (one.state, debts[0].state, debts[0].left) == ("rejected", "open", Decimal(1_000_000))
    assert balance(book_of(people.buyer), "2100") == Decimal(-1_000_000)
    assert Instruction.objects.filter(state="paid").count() == 1
