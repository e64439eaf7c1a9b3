"""The ratio rule by company and quarter, the cash test by subcontract, the report, the figures."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken
from portal.notices.models import Notice
from portal.people.models import Standing
from portal.periods import Period
from portal.tests.factories import staff
from portal.tests.shared_data import golden
from portal.tests.signin import sign_in
from purchasing.contracts.models import Contract
from purchasing.contracts.tests import factories as contracts
from purchasing.payments.models import CashTest, Obligation, RatioReport, RatioResult
from purchasing.payments.queries import figures, ratio
from purchasing.payments.rules import deadlines, interest
from purchasing.payments.rules import ratio as rules
from purchasing.payments.services.ratio import make_report, report_last_quarter
from purchasing.payments.states import ObligationState
from purchasing.payments.tests.obligation_stage import debt, deliver_all, payer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


FIRST, LAST = rules.quarter_before(date(2026, 11, 26))


def paid(owed: Obligation, *, on: date = LAST, covered: int = 0, cash: int | None = None, due: date = LAST) -> None:
    """As the services leave it when it is paid: so much by receivables, the rest (or ``cash``) in cash."""
    rest = owed.amount - covered if cash is None else Decimal(cash)
    state = ObligationState.PAID if rest + covered == owed.amount else ObligationState.OPEN
    Obligation.objects.filter(pk=owed.pk).update(
        state=state,
        covered=covered,
        paid=rest,
        paid_on=on if state == ObligationState.PAID else None,
        due_on=due,
        due_agreed=due,
        pay_on=min(on, due),
        base_on=due.replace(day=1),
    )


def pair(received_cash: int, received_winwin: int, owed: int, down_cash: int, down_winwin: int):
    upper, lower = contracts.chain(2, vat_rate=Decimal(0), values=[received_cash + received_winwin, owed])
    paid(debt(upper, net=received_cash + received_winwin), covered=received_winwin)
    below = debt(lower, net=owed)
    paid(below, cash=down_cash, covered=down_winwin)
    return upper, below


@pytest.mark.parametrize(("cash", "compliant", "shortfall"), [(50, True, 0), (49, False, 1)])
def test_800_received_500_of_it_win_win_320_owed_at_least_200_go_down(cash, compliant, shortfall):
    pair(300, 500, 320, cash, 150)
    [found] = [each for each in ratio.measured(FIRST, LAST) if each.flow.received]
    assert (found.ratio.compliant, found.ratio.least, found.ratio.shortfall) == (compliant, 200, shortfall)
    assert found.trickle == Decimal("0.3000")


def test_what_each_company_is_measured_by_costs_the_same_for_one_and_for_three(django_assert_num_queries):
    for count in (1, 3):
        while Obligation.objects.count() < 2 * count:
            pair(300, 500, 320, 50, 150)
        with django_assert_num_queries(3):
            assert len(ratio.measured(FIRST, LAST)) >= count


def test_the_cash_test_of_a_subcontract_compares_the_shares_exactly():
    upper, below = pair(70, 30, 50, 34, 16)
    [test] = ratio.cash_tests(FIRST, LAST)
    assert (test.contract, test.received_cash, test.down_cash, test.passed) == (below.contract, 70, 34, False)
    Obligation.objects.filter(pk=below.pk).update(paid=35, covered=15)
    assert ratio.cash_tests(FIRST, LAST)[0].passed


def test_the_report_is_kept_auditors_are_told_and_the_company_that_fell_short():
    auditor = staff("AU")
    _upper, below = pair(300, 500, 320, 49, 150)
    report = make_report(FIRST, LAST, by=None)
    deliver_all()

    assert (report.short, report.contracts_short) == (1, 1)
    result = RatioResult.objects.get(company=below.payer)
    assert (result.shortfall, result.compliant, result.required) == (1, False, rules.ratio(_flow(result)).required)
    assert CashTest.objects.get().contract == below.contract
    assert Notice.objects.filter(user=auditor, kind="payments.ratio_reported").count() == 1
    assert Notice.objects.filter(user=payer(below), kind="payments.ratio_short").count() == 1
    assert Standing.objects.get(company=below.payer, fact="payments.ratio").value == "short"


def _flow(result: RatioResult) -> rules.Flow:
    return rules.Flow(result.received, result.received_winwin, result.down, result.down_cash, result.down_winwin)


def test_only_whole_quarters_that_have_ended_are_reported_and_only_by_who_may():
    with pytest.raises(RuleBroken, match="whole quarter"):
        make_report(*rules.quarter_of(today()), by=staff("AU"))
    with pytest.raises(NotAllowed):
        make_report(FIRST, LAST, by=staff("FI"))


def test_the_job_makes_the_report_once():
    first, last = rules.quarter_before(today())
    due = (today() - last).days >= 10
    assert report_last_quarter() is due
    assert report_last_quarter() is False
    assert RatioReport.objects.count() == int(due)


def test_the_figures_come_from_what_was_paid():
    pair(300, 500, 320, 170, 150)
    period = Period(FIRST, LAST)
    month = LAST.replace(day=1)
    assert figures.by_method(period)[month] == [500, 300]  # one firm below: its amount is in no sum
    assert figures.reaching_below(period)[month] == [500, 0]
    assert figures.by_tier(period)[month] == [800, 0, 0, 0]
    Contract.objects.update(prices_shown=True)
    assert figures.by_method(period)[month] == [650, 470]
    assert figures.reaching_below(period)[month] == [350, 150]
    assert figures.by_tier(period)[month] == [800, 320, 0, 0]
    assert figures.on_time(period)[month] == [2, 0]
    assert figures.days_to_pay(period)[month] == [Decimal("29.0"), Decimal("29.0")]
    Contract.objects.update(prices_shown=False)
    pair(300, 500, 320, 170, 150)
    pair(300, 500, 320, 170, 150)
    assert figures.by_tier(period)[month] == [2400, 960, 0, 0]  # of three firms


def test_the_golden_vectors_of_deadlines_interest_fees_and_ratio():
    vectors = golden("pay")
    base, day60 = (date.fromisoformat(text) for text in vectors["day60"])
    assert deadlines.legal_day(base) == day60
    amount, days, total = vectors["late_interest"]
    spell = interest.Spell(base, base, days, Decimal(amount))
    assert interest.interest_of([spell]) == total
    for name in ("subst_fee", "note"):
        amount, rate, days, total = vectors[name]
        assert interest.substitute_fee(Decimal(amount), Decimal(rate), days) == total
    told = vectors["ratio"]
    flow = rules.Flow(Decimal(told["received"]), Decimal(told["winwin"]), Decimal(told["owed"]), Decimal(0), Decimal(0))
    assert rules.ratio(flow).least == told["min_down"]


def test_staff_reads_shares_auditors_amounts_and_compliance_those_of_a_breach(client):
    pair(30_000_003, 50_000_003, 32_000_003, 4_000_003, 2_000_000)
    pair(30_000_001, 50_000_001, 32_000_001, 17_000_001, 15_000_000)
    report = make_report(FIRST, LAST, by=None)
    page, book = (reverse(f"payments:{name}", args=[report.uid]) for name in ("ratio-report", "ratio-report-xlsx"))
    for role, kept, broken in (("FI", 0, 0), ("SG", 0, 0), ("PO", 0, 0), ("AU", 1, 1), ("CP", 0, 1)):
        sign_in(client, reader := staff(role))
        shown = client.get(page).content.decode()
        assert ("32,000,001" in shown, "32,000,003" in shown, "100.00%" in shown) == (kept, broken, True)
        assert ("29.99%" in shown) == bool(kept), role  # the rate times what the buyer paid would tell the amount
        answer = client.get(book)
        assert answer.status_code == (200 if broken else 403)
        if broken:
            cells = {cell.value for sheet in load_workbook(BytesIO(answer.content)) for row in sheet for cell in row}
            assert (32_000_001 in cells, 32_000_003 in cells) == (bool(kept), True)
        looks = AuditEntry.objects.filter(what="payments.ratioreport.amounts_seen", by=reader)
        assert looks.count() == 2 * broken
