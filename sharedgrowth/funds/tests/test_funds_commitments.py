"""What a line promises: never more than it has, whoever asks at the same time; released; by two people."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection
from django.utils.translation import override

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event as News
from portal.people.models import Membership
from portal.tests.factories import CompanyFactory, staff
from purchasing.payments.models import Balance
from sharedgrowth.funds.models import BudgetLine, Commitment
from sharedgrowth.funds.queries.lines import commitments_about, left_of, open_line
from sharedgrowth.funds.services import commitments
from sharedgrowth.funds.tests import factories as funds


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def book(fund, code: str) -> Decimal:
    """Credits less debits of an account in the fund's book."""
    rows = Balance.objects.filter(account__book__name=fund.code, account__code=code)
    return sum((row.credit - row.debit for row in rows), Decimal(0))


@pytest.mark.django_db
def test_money_is_set_aside_when_it_is_committed_and_comes_back_when_it_is_released():
    line, firm, officer = funds.line(amount=1_000_000), CompanyFactory(), staff("SG")
    assert open_line("smart_factory", today()) == line
    made = commitments.commit(line, company=firm, amount=Decimal(600_000), purpose="P", about=firm, by=officer)
    line.refresh_from_db()
    fund = line.year.fund
    assert (line.available, book(fund, "9200"), book(fund, "9300")) == (400_000, 400_000, 600_000)
    assert list(commitments_about(firm)) == [made]
    assert News.objects.filter(name="funds.committed", payload={"commitment": made.pk}).exists()
    with pytest.raises(RuleBroken, match="Only 400,000 KRW is left|Only ₩?400,000"):
        commitments.commit(line, company=firm, amount=Decimal(400_001), purpose="P", about=firm, by=officer)

    commitments.release(made, reason="일부 취소", by=officer, amount=Decimal(100_000))
    made.refresh_from_db()
    assert (made.state, left_of(made)) == ("requested", 500_000)
    commitments.release(made, reason="철회", by=officer)
    line.refresh_from_db()
    made.refresh_from_db()
    assert (made.state, line.available, book(fund, "9200"), book(fund, "9300")) == ("released", 1_000_000, 1_000_000, 0)
    with pytest.raises(WrongState):
        commitments.release(made, reason="다시", by=officer)


@pytest.mark.django_db
def test_who_selected_the_firm_does_not_approve_its_money():
    both = staff("SG", "FM")
    made = funds.commitment(state="requested", by=both)
    with pytest.raises(NotAllowed, match="does not approve"):
        commitments.approve_commitment(made, by=both)
    with pytest.raises(NotAllowed):
        commitments.approve_commitment(made, by=staff("FI"))
    formerly = staff("FM")
    Membership.objects.create(user=formerly, company=made.company, state="disabled")
    with pytest.raises(NotAllowed, match="belong, or belonged"):
        commitments.approve_commitment(made, by=formerly)
    commitments.release(made, reason="일부 취소", by=both, amount=Decimal(1_000_000))
    refused = commitments.refuse_commitment(made, reason="중복", by=staff("FM"))
    line = BudgetLine.objects.get(pk=made.line_id)
    assert (refused.state, line.available, line.committed) == ("refused", line.allocated, made.amount)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["planned", "approved", "closed"])
def test_nothing_is_committed_from_a_fund_that_is_not_open(state):
    line, firm = funds.line(of=funds.fund(state=state)), CompanyFactory()
    with pytest.raises(WrongState, match="not open"):
        commitments.commit(line, company=firm, amount=Decimal(1), purpose="P", about=firm, by=None)


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_on_a_budget_of_a_million_book_not_one_won_too_much():
    line, firm, officer = funds.line(amount=1_000_000), CompanyFactory(), staff("SG")

    def commit(_no):
        try:
            commitments.commit(line, company=firm, amount=Decimal(70_000), purpose="P", about=firm, by=officer)
        except RuleBroken as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        told = list(pool.map(commit, range(50)))

    line.refresh_from_db()
    assert (told.count(None), Commitment.objects.count()) == (14, 14)
    assert (line.committed, line.available, book(line.year.fund, "9200")) == (980_000, 20_000, 20_000)
