"""DO: the report of a quarter to the auditor: who paid down too little, whom the cash test fails. Source: PAY-20."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.audit.services import record
from portal.clock import today
from portal.errors import RuleBroken
from portal.numbers import next_number
from portal.outbox.services import announce, once, sweeps
from portal.people.models import User
from portal.people.services.standing import record_standing
from portal.policy import require
from purchasing.payments.models import CashTest, RatioReport, RatioResult
from purchasing.payments.policies import obligations as policies
from purchasing.payments.queries import ratio as queries
from purchasing.payments.rules.ratio import quarter_before, quarter_of

REPORT_DAYS = 10  # after the end of the quarter: domain appendix B, ratio-report
FACT, KEPT, SHORT = "payments.ratio", "kept", "short"
LATE = "payments.late"  # how many debts to own suppliers are late on the day of the report
SOURCE = gettext_noop("Report on the ratio rule of win-win payment")


@transaction.atomic
def make_report(first: date, last: date, *, by: User | None) -> RatioReport:
    """Measure all companies and subcontracts of the quarter, and keep what was found."""
    if by is not None:
        require(policies.may_make_report(by))
    if (first, last) != quarter_of(first) or last >= today():
        raise RuleBroken(_("A report is made of a whole quarter that has ended."))
    found, tests = queries.measured(first, last), queries.cash_tests(first, last)
    short = [each for each in found if not each.ratio.compliant]
    report = RatioReport.objects.create(
        number=next_number("RAT"),
        first=first,
        last=last,
        made_by=by,
        companies=len(found),
        short=len(short),
        contracts_short=sum(not each.passed for each in tests),
    )
    RatioResult.objects.bulk_create(
        RatioResult(
            report=report,
            company_id=each.company_id,
            received=each.flow.received,
            received_winwin=each.flow.received_winwin,
            down=each.flow.down,
            down_cash=each.flow.down_cash,
            down_winwin=each.flow.down_winwin,
            least=each.ratio.least,
            shortfall=each.ratio.shortfall,
            compliant=each.ratio.compliant,
            trickle=each.trickle,
            credit=each.credit,
        )
        for each in found
    )
    CashTest.objects.bulk_create(
        CashTest(
            report=report,
            contract=each.contract,
            received=each.received,
            received_cash=each.received_cash,
            down=each.down,
            down_cash=each.down_cash,
            passed=each.passed,
        )
        for each in tests
    )
    record(report, "made", by=by, payload={"companies": len(found), "short": len(short)})
    announce("payments.ratio_reported", report=report.pk)
    if by is None:
        _note_facts(report, found)
    for each in short:
        announce("payments.ratio_short", report=report.pk, company=each.company_id)
    return report


def _note_facts(report: RatioReport, found: list[queries.Measured]) -> None:
    """What later evaluations read: kept or short, dated, of the job's report alone."""
    companies = queries.names_of(each.company_id for each in found if each.flow.down)
    for each in found:
        if each.company_id in companies:
            record_standing(
                companies[each.company_id],
                FACT,
                KEPT if each.ratio.compliant else SHORT,
                valid_from=report.last + timedelta(days=1),
                source=SOURCE,
            )
    _note_late(report)


def _note_late(report: RatioReport) -> None:
    """Of each supplier that owes after the day: how many debts; of those told before that owe none now: none."""
    late = queries.late_payers(report.last)
    told = queries.told_late(LATE)
    for pk, company in queries.names_of([*late, *told]).items():
        count = late.get(pk, 0)
        record_standing(company, LATE, str(count), valid_from=report.last + timedelta(days=1), source=SOURCE)
        if count:
            announce("payments.late_noted", report=report.pk, company=pk)


@sweeps
def report_last_quarter() -> bool:
    """Ten days after the end of a quarter, once."""
    day = today()
    first, last = quarter_before(day)
    if (day - last).days < REPORT_DAYS or queries.was_reported(first):
        return False
    with transaction.atomic():
        if not once("payments: ratio report", first.isoformat()):
            return False
        make_report(first, last, by=None)
    return True
