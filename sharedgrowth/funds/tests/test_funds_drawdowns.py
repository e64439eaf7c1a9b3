"""What is drawn: in tranches, with evidence, by three people, paid by the run, matched by the government."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.models import File
from portal.files.tests.factories import FileFactory
from portal.outbox.models import Event as News
from portal.people.models import Membership
from portal.people.services import record_standing
from portal.tests.factories import UserFactory, staff
from purchasing.payments.models import Instruction, Payable
from purchasing.payments.policies.runs import may_check_run
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import pay_run
from purchasing.payments.tests import bank_words as bank
from purchasing.payments.tests.obligation_stage import deliver_all
from purchasing.payments.tests.runs_stage import desk, drafted, in_use, released
from sharedgrowth.funds.models import Drawdown, GovMatch
from sharedgrowth.funds.registry import Purpose, purposes
from sharedgrowth.funds.services import drawdowns
from sharedgrowth.funds.tests import factories as funds
from sharedgrowth.funds.tests.test_funds_commitments import book

pytestmark = pytest.mark.django_db
M = 1_000_000


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def asked(commitment, *, tranche=1, amount=12 * M, files=1, invoices=(), by=None) -> Drawdown:
    return drawdowns.request_drawdown(
        commitment,
        tranche=tranche,
        amount=Decimal(amount),
        evidence=[FileFactory(company=commitment.company) for _ in range(files)],
        invoice_numbers=invoices,
        by=by or UserFactory(company=commitment.company, roles=("SA", "SF")),
    )


def approved(commitment, **given) -> Drawdown:
    made = drawdowns.check_drawdown(asked(commitment, **given), by=staff("FM"))
    return drawdowns.approve_drawdown(made, by=staff("FI"))


def paid_by_the_bank(people) -> None:
    run = released(people, drafted(people))
    pay_run(run)
    for payment in Instruction.objects.filter(run=run):
        read_bank_message(bank.notification([bank.entry(payment.end_to_end, int(payment.amount))]), by=None)
    deliver_all()


def test_three_tranches_are_drawn_and_every_won_stands_in_both_books():
    people = desk()
    commitment = funds.commitment(amount=30 * M)
    in_use(commitment.company)
    for tranche, amount in ((1, 12 * M), (2, 12 * M), (3, 6 * M)):
        made = approved(commitment, tranche=tranche, amount=amount, invoices=[f"2026-{tranche}"])
        paid_by_the_bank(people)
        made.refresh_from_db()
        assert (made.state, made.reference[:4], made.payable.amount) == ("paid", "PYB-", amount)
    commitment.refresh_from_db()
    line = commitment.line
    line.refresh_from_db()
    assert (commitment.state, commitment.drawn, line.drawn) == ("fully", 30 * M, 30 * M)
    fund = line.year.fund
    assert (book(fund, "9300"), book(fund, "9400"), book(fund, "9200")) == (0, 30 * M, line.available)
    assert News.objects.filter(name="funds.drawdown_paid").count() == 3


@pytest.mark.parametrize(
    ("tranche", "amount", "field", "words"),
    [
        pytest.param(1, 12 * M + 1, "amount", "With tranche 1 at most", id="beyond-its-tranche"),
        pytest.param(3, 30 * M + 1, "amount", "Only .* is left", id="beyond-its-commitment"),
        pytest.param(2, 0, "amount", "above zero", id="nothing"),
        pytest.param(1, Decimal("0.5"), "amount", "no decimals", id="half-a-won"),
        pytest.param(4, 1, "tranche", "one of the tranches", id="no-such-tranche"),
    ],
)
def test_never_more_than_the_tranches_and_the_commitment_allow(tranche, amount, field, words):
    with pytest.raises(RuleBroken, match=words) as refusal:
        asked(funds.commitment(amount=30 * M), tranche=tranche, amount=amount)
    assert refusal.value.field == field


def test_what_is_asked_for_counts_before_it_is_paid():
    commitment = funds.commitment(amount=30 * M)
    asked(commitment, amount=12 * M)
    with pytest.raises(RuleBroken, match="With tranche 1 at most ₩0 can"):
        asked(commitment, amount=1)


def test_without_evidence_or_with_a_file_that_failed_its_scan_nothing_is_asked():
    commitment = funds.commitment(amount=30 * M)
    with pytest.raises(RuleBroken, match="Attach the evidence") as refusal:
        asked(commitment, tranche=2, files=0)
    bad = FileFactory(company=commitment.company)
    made = asked(commitment, tranche=2)
    File.objects.filter(pk__in=[bad.pk, made.evidence.get().pk]).update(scan="infected", scanned_at="2026-11-26T00:00Z")
    bad.refresh_from_db()
    with pytest.raises(RuleBroken, match="virus scan") as refusal:
        drawdowns.request_drawdown(
            commitment, tranche=2, amount=Decimal(1), evidence=[bad], invoice_numbers=[], by=staff("SG")
        )
    assert refusal.value.field == "evidence"
    with pytest.raises(RuleBroken, match="virus scan"):  # found after it was asked for
        drawdowns.check_drawdown(made, by=staff("FM"))
    made = drawdowns.return_drawdown(made, remark="파일을 다시 올려 주십시오", by=staff("FM"))
    again = drawdowns.complete_drawdown(
        made,
        amount=made.amount,
        evidence=[FileFactory(company=commitment.company)],
        invoice_numbers=[],
        note="",
        by=staff("SG"),
    )
    assert (again.state, again.evidence.count()) == ("requested", 1)


def test_one_invoice_is_not_supported_twice():
    first = funds.commitment()
    second, stranger = funds.commitment(company=first.company), funds.commitment()
    made = asked(first, invoices=["2026-11-000123 45", ""])
    assert made.invoice_numbers == ["20261100012345"]
    with pytest.raises(RuleBroken, match=made.number) as refusal:
        asked(second, invoices=["20261100012345"])
    assert refusal.value.field == "invoice_numbers"
    drawdowns.refuse_drawdown(made, remark="잘못된 증빙", by=staff("FM"))
    assert asked(second, invoices=["20261100012345"]).state == "requested"
    assert asked(stranger, invoices=["20261100012345"]).state == "requested"  # another firm's own numbering
    approval = "202611264100002812345678"  # one in the country
    named = asked(second, amount=1, tranche=2, invoices=[approval])
    with pytest.raises(RuleBroken, match="already supported: no cost") as refusal:
        asked(stranger, amount=1, tranche=2, invoices=[approval])
    assert named.number not in str(refusal.value)


def test_who_selects_asks_checks_and_pays_are_four_people():
    officer, manager = staff("SG"), staff("FM", "FI")
    people = desk()
    commitment = funds.commitment(by=officer)
    in_use(commitment.company)
    made = asked(commitment, by=officer)
    for deed, who in ((drawdowns.check_drawdown, officer), (drawdowns.check_drawdown, staff("FI"))):
        with pytest.raises(NotAllowed):
            deed(made, by=who)
    made = drawdowns.check_drawdown(made, by=manager)
    with pytest.raises(NotAllowed, match="Who checked"):
        drawdowns.approve_drawdown(made, by=manager)
    made = drawdowns.approve_drawdown(made, by=staff("FI"))
    assert list(made.payable.apart.all()) == [officer]
    made.payable.apart.add(people.checker)
    assert "another person checks it" in may_check_run(people.checker, drafted(people)).reason
    with pytest.raises(WrongState):
        drawdowns.refuse_drawdown(made, remark="늦음", by=staff("FM"))


def test_who_asked_before_a_return_neither_checks_nor_approves_nor_releases():
    officer, asker = staff("SG"), staff("SG", "FM", "FI")
    commitment = funds.commitment(by=officer)
    made = drawdowns.return_drawdown(asked(commitment, by=asker), remark="계약서 누락", by=staff("FM"))
    firm = UserFactory(company=commitment.company, roles=("SA", "SF"))
    given = {"amount": made.amount, "evidence": [], "invoice_numbers": [], "note": ""}
    made = drawdowns.complete_drawdown(made, **given, by=firm)
    formerly = staff("FM", "FI")
    Membership.objects.create(user=formerly, company=commitment.company, state="disabled")
    for who, words in ((asker, "Who asked"), (formerly, "belong, or belonged")):
        with pytest.raises(NotAllowed, match=words):
            drawdowns.check_drawdown(made, by=who)
    made = drawdowns.check_drawdown(made, by=staff("FM"))
    for who, words in ((asker, "Who asked"), (formerly, "belong, or belonged")):
        with pytest.raises(NotAllowed, match=words):
            drawdowns.approve_drawdown(made, by=who)
    made = drawdowns.approve_drawdown(made, by=staff("FI"))
    assert set(made.payable.apart.all()) == {officer, asker}


def test_a_matched_line_waits_for_the_governments_half():
    line = funds.line(matched=True)
    commitment = funds.commitment(line, amount=30 * M)
    made = drawdowns.check_drawdown(asked(commitment, amount=12 * M), by=staff("FM"))
    with pytest.raises(RuleBroken, match="government's half"):
        drawdowns.approve_drawdown(made, by=staff("FI"))
    given = {"line": line, "expected_on": made.requested_at.date(), "entered_by": staff("FM")}
    GovMatch.objects.create(amount=11 * M, state="confirmed", **given)
    with pytest.raises(RuleBroken, match="1,000,000"):
        drawdowns.approve_drawdown(made, by=staff("FI"))
    GovMatch.objects.create(amount=M, state="bridged", decided_by=staff("AP"), asked_by=staff("FM"), **given)
    assert drawdowns.approve_drawdown(made, by=staff("FI")).payable is not None


def test_the_last_tranche_waits_for_the_verified_result_of_what_it_is_for():
    commitment = funds.commitment()
    kind = commitment.thing_type
    verified: list[str] = []
    purposes.add(kind, Purpose(verified=lambda pk: pk in verified, signed=lambda _pk: True, url=lambda _pk: ""))
    try:
        with pytest.raises(RuleBroken, match="result is verified"):
            asked(commitment, tranche=3, amount=6 * M)
        verified.append(commitment.thing_id)
        assert asked(commitment, tranche=3, amount=6 * M).tranche == 3
    finally:
        purposes._entries.pop(kind)


def test_a_stranger_asks_for_nothing_of_another_firm():
    commitment = funds.commitment()
    with pytest.raises(NotAllowed):
        asked(commitment, by=UserFactory(roles=("SA", "SF")))
    assert Payable.objects.count() == 0


def test_money_waits_while_a_red_flag_of_the_firm_stands():
    commitment = funds.commitment(amount=30 * M)
    record_standing(commitment.company, "esg.band", "R", valid_from=today(), source="ESG-1")

    with pytest.raises(WrongState, match="until the red flag is remedied"):
        asked(commitment)
    record_standing(commitment.company, "esg.band", "C", valid_from=today(), source="ESG-2")
    assert asked(commitment).state == "requested"
