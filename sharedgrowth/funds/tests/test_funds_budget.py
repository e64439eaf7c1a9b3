"""A fund from its plan to its last year: approved by two, transfers, carry-over, the match, the audit, a reclaim."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.clock import SEOUL, db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.tests.factories import CompanyFactory, staff
from portal.tests.shared_data import golden
from purchasing.payments.queries.ledger_checks import faults
from purchasing.payments.services.payables import receive_payable
from purchasing.payments.tests.obligation_stage import deliver_all
from purchasing.payments.tests.runs_stage import desk, in_use
from sharedgrowth.funds.models import BudgetLine, Commitment, Contribution, Drawdown, Fund, LineClose
from sharedgrowth.funds.queries.lines import match_of
from sharedgrowth.funds.services import audits, commitments, drawdowns, matches, plans, transfers, yearend
from sharedgrowth.funds.tests import factories as funds
from sharedgrowth.funds.tests import gem_stage
from sharedgrowth.funds.tests.test_funds_commitments import book
from sharedgrowth.funds.tests.test_funds_drawdowns import approved, paid_by_the_bank

pytestmark = pytest.mark.django_db
M = 1_000_000
BILLION = Decimal(1_000_000_000)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def fresh(thing):
    thing.refresh_from_db()
    return thing


def planned(by=None, **given) -> Fund:
    values = {"code": "fnd-2026", "name_ko": "상생기금", "name_en": "Fund", "total": 20 * BILLION}
    years = {2026 + no: 4 * BILLION for no in range(5)}
    return plans.plan_fund(**values | {"years": years} | given, by=by or staff("FM"))


def test_a_plan_of_five_times_four_billion_is_approved_by_another_person_and_allocated_by_halves():
    manager = staff("FM", "AP")
    fund = planned(by=manager)
    assert (fund.code, fund.years.count(), fund.begins_on.year, fund.ends_on.year) == ("FND-2026", 5, 2026, 2030)
    year = fund.years.first()
    with pytest.raises(WrongState, match="approved"):
        plans.allocate_line(year, programme="smart_factory", amount=2 * BILLION, by=manager)
    with pytest.raises(NotAllowed, match="does not approve"):
        plans.approve_fund(fund, by=manager)
    plans.open_fund(plans.approve_fund(fund, by=staff("AP")), by=manager)
    for programme in ("smart_factory", "industrial_innovation"):
        plans.allocate_line(year, programme=programme, amount=2 * BILLION, by=manager)
    with pytest.raises(RuleBroken, match="not allocated"):
        plans.allocate_line(year, programme="energy", amount=Decimal(1), by=manager)
    assert (book(fund, "9200"), -book(fund, "9100")) == (4 * BILLION, 4 * BILLION)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"years": {2026: 20 * BILLION - 1}}, "add up to"),
        ({"years": {2026: 10 * BILLION, 2028: 10 * BILLION}}, "without a gap"),
        ({"years": {2026: 21 * BILLION, 2027: -BILLION}}, "negative"),
        ({"years": {}}, "at least one year"),
    ],
)
def test_a_plan_that_does_not_add_up_is_refused(given, words):
    with pytest.raises(RuleBroken, match=words):
        planned(**given)


def test_the_year_end_carries_what_is_available_and_leaves_what_is_committed():
    """Golden ``fund``: 4,000 − 3,650 + 120 carry 470; 4,470 − 4,300 carry 170 (m won)."""
    carry = [int(each) * M for each in golden("fund")["carry"]]
    last, officer = today().year - 1, staff("SG")
    fund = funds.fund(first=last - 1, years=4, yearly=4_000 * M)
    line = funds.line(of=fund, amount=4_000 * M)
    first, second, third, _fourth = fund.years.order_by("year")
    firm = CompanyFactory()

    def commit(of, millions):
        given = {"company": firm, "amount": Decimal(millions * M), "purpose": "P", "about": firm, "by": officer}
        return commitments.commit(of, **given)

    made = commit(line, 3_650)
    commitments.release(made, reason="축소", by=officer, amount=Decimal(120 * M))
    yearend.close_year(first, by=staff("FM"))
    assert LineClose.objects.get(line=line).carried == carry[0]
    assert (fresh(line).available, line.committed - line.released) == (0, 3_530 * M)
    into = BudgetLine.objects.get(year=second, programme=line.programme)
    assert (into.carry_in, into.allocated) == (carry[0], 0)
    plans.allocate_line(second, programme=line.programme, amount=Decimal(4_000 * M), by=staff("FM"))
    commit(fresh(into), 4_300)
    assert yearend.close_ended_years() == 1  # the job; the year before is closed already
    assert LineClose.objects.get(line=into).carried == carry[1]
    assert yearend.close_ended_years() == 0
    after = BudgetLine.objects.get(year=third, programme=line.programme)
    assert (after.available, book(fund, "9200")) == (carry[1], carry[1])

    commitments.release(fresh(made), reason="포기", by=officer)  # late: it goes on to the open year
    assert (fresh(after).available, fresh(line).available) == (carry[1] + 3_530 * M, 0)
    with pytest.raises(WrongState):
        yearend.close_year(third, by=staff("FM"))  # not over


@pytest.mark.parametrize(("decision", "left", "returned"), [("return", 0, 500), ("extend", 500, 0)])
def test_after_the_last_year_nothing_carries_without_a_decision(decision, left, returned):
    fund = funds.fund(first=today().year - 1, years=1, yearly=500)
    line = funds.line(of=fund, amount=500)
    year = fund.years.get()
    assert yearend.close_ended_years() == 0
    with pytest.raises(RuleBroken, match="last year"):
        yearend.close_year(year, by=staff("FM"))
    with pytest.raises(NotAllowed):
        yearend.close_year(year, by=staff("FM"), decision=decision)
    yearend.close_year(year, by=staff("AP"), decision=decision)
    close = LineClose.objects.get(line=line)
    assert (close.returned, close.carried, book(fund, "9200")) == (returned, left, left)
    assert fund.years.count() == (2 if decision == "extend" else 1)


def test_above_a_fifth_of_its_line_the_board_decides():
    fund, manager = funds.fund(), staff("FM")
    source, target = funds.line(of=fund, amount=100 * M), funds.line(of=fund, amount=M, programme="qss")
    small = transfers.ask_transfer(source, target, amount=Decimal(20 * M), reason="수요", by=manager)
    more = transfers.ask_transfer(source, target, amount=Decimal(1), reason="수요", by=manager)
    assert (small.level, more.level) == ("committee", "committee")
    with pytest.raises(NotAllowed, match="does not decide"):
        transfers.approve_transfer(small, answer="제3차 위원회", by=manager)
    transfers.approve_transfer(small, answer="제3차 위원회", by=staff("FM"))
    assert (fresh(source).available, fresh(target).available, book(fund, "9200")) == (80 * M, 21 * M, 101 * M)
    with pytest.raises(WrongState, match="board"):
        transfers.approve_transfer(more, answer="제3차 위원회", by=staff("AP"))
    board = transfers.ask_transfer(source, target, amount=Decimal(M), reason="수요", by=manager)
    assert board.level == "board"
    with pytest.raises(NotAllowed):
        transfers.approve_transfer(board, answer="이사회", by=staff("FM"))
    transfers.approve_transfer(board, answer="이사회 2026-11", by=staff("AP"))
    with pytest.raises(RuleBroken, match="is left"):
        transfers.ask_transfer(source, target, amount=Decimal(80 * M), reason="수요", by=manager)


def test_the_match_is_confirmed_by_another_person_or_bridged_by_an_approver():
    line, manager = funds.line(matched=True), staff("FM")
    half = matches.expect_match(line, amount=Decimal(M), expected_on=today(), by=manager)
    half = matches.ask_bridge(half, reason="연내 착공", by=manager)
    half = matches.decide_bridge(half, agreed=True, by=staff("AP"))
    assert half.state == "bridged"
    half = matches.report_match(half, reference="중기부-2026-77", by=manager)
    with pytest.raises(NotAllowed, match="second person"):
        matches.confirm_match(half, by=manager)
    assert match_of(line) == (0, M)  # it stays bridged until the notice is confirmed
    half = matches.return_match(half, reason="다른 사업의 통지", by=staff("FI"))
    assert match_of(line) == (0, M)
    with pytest.raises(WrongState, match="already bridged"):
        matches.ask_bridge(half, reason="연내 착공", by=manager)
    half = matches.report_match(half, reference="중기부-2026-78", by=manager)
    assert matches.confirm_match(half, by=staff("FI")).state == "confirmed"


def test_a_tenth_is_audited_and_what_was_misused_comes_back_with_interest(monkeypatch):
    people = desk()
    commitment = funds.commitment(amount=30 * M)
    in_use(commitment.company)
    made = approved(commitment, amount=12 * M)
    paid_by_the_bank(people)
    Drawdown.objects.filter(pk=made.pk).update(paid_on=today().replace(day=1) - timedelta(days=1))
    assert audits.sample_last_month() == 0  # the bank reported last month's payment in this one
    later = db_now().astimezone(SEOUL).replace(day=28) + timedelta(days=4)
    monkeypatch.setattr(audits, "db_now", lambda: later)
    assert (audits.sample_last_month(), audits.sample_last_month()) == (1, 0)
    assert fresh(made).sampled
    made = audits.audit_drawdown(made, finding="견적과 다른 설비", by=staff("AU"))
    days = (today() - made.paid_on).days
    approver = made.approved_by
    claimer = staff("CP")
    made = audits.reclaim_drawdown(made, reason="목적 외 사용", by=claimer)
    assert (made.state, made.interest) == ("reclaimed", Decimal(12 * M * 5 * days // 36_500))
    assert (made.reclaim.payer, made.reclaim.amount) == (commitment.company, 12 * M + made.interest)
    assert fresh(commitment.line).drawn == 12 * M
    receive_payable(made.reclaim, paid_on=today(), reference="R-9", by=approver)
    deliver_all()
    line, commitment = fresh(commitment.line), fresh(commitment)
    assert (line.drawn, commitment.drawn, commitment.released, line.committed - line.released) == (0, 0, 12 * M, 18 * M)
    fund = line.year.fund
    assert (book(fund, "9400"), book(fund, "9300"), book(fund, "9200")) == (0, 18 * M, line.available)
    assert fresh(made).repaid_on == today()


steps = st.lists(
    st.tuples(
        st.sampled_from(["commit", "commit", "release", "draw", "transfer", "back"]),
        st.integers(min_value=0, max_value=7),
        st.integers(min_value=1, max_value=1300),  # of what is there, in thousandths: also too much
    ),
    min_size=4,
    max_size=12,
)


def holds(fund: Fund) -> None:
    lines = list(BudgetLine.objects.filter(year__fund=fund))
    assert all(line.available >= 0 and line.drawn >= 0 for line in lines)
    assert book(fund, "9200") == sum(line.available for line in lines)
    assert book(fund, "9300") == sum(line.committed - line.released - line.drawn for line in lines)
    assert book(fund, "9400") == sum(line.drawn for line in lines)
    assert -book(fund, "9100") == sum(line.allocated for line in lines)
    for each in Commitment.objects.filter(line__in=lines):
        assert 0 <= each.drawn <= each.amount - each.released
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(todo=steps)
def test_in_whatever_order_nothing_goes_below_zero_and_rows_and_book_agree(todo):
    with transaction.atomic():
        fund = funds.fund()
        lines = [funds.line(of=fund, amount=1_000, programme=name) for name in ("smart_factory", "qss")]
        people = [staff("SG"), staff("FM"), staff("AP"), staff("FI"), staff("CP")]
        firm = CompanyFactory()
        for step in todo:
            try:
                with transaction.atomic():
                    act(fund, lines, firm, people, *step)
            except (RuleBroken, WrongState):
                pass
            holds(fund)
        transaction.set_rollback(True)


def act(fund, lines, firm, people, what, which, share):
    officer, manager, approver, payer, compliance = people
    line = fresh(lines[which % 2])
    rows = list(Commitment.objects.filter(line__year__fund=fund).order_by("pk"))
    if what == "commit":
        amount = (line.available * share / 1000).to_integral_value("ROUND_CEILING")
        given = {"company": firm, "purpose": "P", "about": firm, "by": officer}
        made = commitments.commit(line, amount=amount, **given)
        commitments.contract_commitment(commitments.approve_commitment(made, by=manager), by=None)
    elif what == "transfer":
        amount = (line.available * share / 2000).to_integral_value("ROUND_CEILING")
        asked = transfers.ask_transfer(line, lines[1 - which % 2], amount=amount, reason="R", by=manager)
        transfers.approve_transfer(asked, answer="A", by=approver)
    elif rows and what == "release":
        row = rows[which % len(rows)]
        commitments.release(row, reason="R", by=officer, amount=(row.amount * share / 1000).to_integral_value())
    elif rows and what == "draw":
        row = rows[which % len(rows)]
        amount = (row.amount * share / 2500).to_integral_value("ROUND_CEILING")
        asked = drawdowns.request_drawdown(
            row, tranche=1, amount=amount, evidence=[], invoice_numbers=[], by=officer, note=""
        )
        asked = drawdowns.approve_drawdown(drawdowns.check_drawdown(asked, by=manager), by=payer)
        paid(asked)
    elif what == "back" and (spent := Drawdown.objects.filter(commitment__in=rows, state="paid").first()):
        claimed = audits.reclaim_drawdown(spent, reason="R", by=compliance).reclaim
        claimed.paid_on, claimed.reference = today(), "R"
        audits.reclaim_received(spent, claimed)


def paid(drawdown: Drawdown) -> None:
    owed = drawdown.payable
    owed.paid_on, owed.reference = today(), "R"
    drawdowns.pay_drawdown(drawdown, owed)


def test_the_nightly_walk_over_the_books_asks_the_funds_too():
    line = funds.line(amount=1_000)
    funds.commitment(line, amount=400)
    people = gem_stage.pair()
    gem_stage.received(people, "house", 50_000)
    assert list(faults()) == []
    BudgetLine.objects.filter(pk=line.pk).update(committed=300)
    Contribution.objects.filter(year=people.first, side="house").update(received=49_000)
    found = {fault.check: (fault.expected, fault.found) for fault in faults()}
    assert found == {
        "fund_available": (700, 600),
        "fund_committed": (300, 400),
        "fund_cash": (49_000, 50_000),
    }
