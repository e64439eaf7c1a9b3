"""Who is told of debts, late interest, payments in cash, direct payments, bank holidays, ratio reports. No amounts."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.payments.models import BankHoliday, CashPayment, DirectPayment, Obligation, PaymentRun, RatioReport
from purchasing.payments.queries.obligations import direct_payments_visible_to
from purchasing.payments.services.deadlines import run_clock
from purchasing.payments.services.ratio import report_last_quarter

OWN_MONEY = ("SA", "SF")
JOBS = (run_clock, report_last_quarter)  # entered as sweeps where they are written
DEBT, CASE, LIST = "payments:obligation-detail", "payments:direct-detail", "payments:obligation-list"

KINDS = [
    Kind(
        key="payments.debts_due",
        title=_("%(count)s payments fall due on %(when)s"),
        text=_("See that they can be made: the day of the law does not move."),
    ),
    Kind(
        key="payments.debts_late",
        title=_("%(count)s payments are overdue"),
        text=_("Late interest of 15.5 percent a year grows each day and cannot be waived."),
        essential=True,
    ),
    Kind(
        key="payments.obligation_overdue",
        title=_("%(number)s was not paid on its day"),
        text=_("%(payer)s owed it to %(payee)s until %(day)s. Late interest runs from the day after."),
        essential=True,
    ),
    Kind(
        key="payments.obligation_rescheduled",
        title=_("%(number)s is paid on %(day)s"),
        text=_("The day has changed; never to a later one."),
    ),
    Kind(
        key="payments.obligation_held",
        title=_("%(number)s is held"),
        text=_("The reason stands on its page. The days of the law run on."),
        essential=True,
    ),
    Kind(
        key="payments.interest_begun",
        title=_("Late interest runs on %(number)s"),
        text=_("It is added by itself up to the day of payment; nobody can waive it here."),
    ),
    Kind(
        key="payments.cash_reported",
        title=_("%(company)s reports that it has paid %(number)s"),
        text=_("Look at your account and confirm it, or say that it has not come."),
    ),
    Kind(
        key="payments.cash_confirmed",
        title=_("Your payment of %(number)s is confirmed"),
        text=_("%(company)s has received it."),
    ),
    Kind(
        key="payments.cash_denied",
        title=_("A payment of %(number)s was not received"),
        text=_("%(company)s has not found it: %(reason)s"),
        essential=True,
    ),
    Kind(
        key="payments.direct_requested",
        title=_("Direct payment %(number)s is asked for"),
        text=_("Its evidence is looked at until %(day)s; the contractor may answer."),
        essential=True,
    ),
    Kind(
        key="payments.direct_to_decide",
        title=_("Direct payment %(number)s waits for a decision"),
        text=_("The evidence is complete. Decide by %(day)s."),
    ),
    Kind(
        key="payments.direct_answered",
        title=_("The contractor has answered direct payment %(number)s"),
        text=_("Its answer stands on the page of the case."),
    ),
    Kind(
        key="payments.direct_granted",
        title=_("Direct payment %(number)s is granted"),
        text=_("What the buyer owes the contractor and what the contractor owes shrink by the same amount."),
        essential=True,
    ),
    Kind(
        key="payments.direct_refused",
        title=_("Direct payment %(number)s is refused"),
        text=_("The reasons stand on the page of the case."),
        essential=True,
    ),
    Kind(
        key="payments.direct_paid",
        title=_("Direct payment %(number)s was made"),
        text=_("Both debts are smaller by it."),
        essential=True,
    ),
    Kind(
        key="payments.holiday_proposed",
        title=_("%(day)s is entered as a bank holiday"),
        text=_("A second person confirms it before it counts."),
    ),
    Kind(
        key="payments.holiday_confirmed",
        title=_("Banks are closed on %(day)s"),
        text=_("%(count)s payments planned for it are made on the bank day before."),
    ),
    Kind(
        key="payments.run_on_holiday",
        title=_("Run %(number)s has a day on which banks are closed"),
        text=_("Cancel it and make a new one for the bank day before."),
        essential=True,
    ),
    Kind(
        key="payments.ratio_reported",
        title=_("Ratio report %(number)s is ready"),
        text=_("%(short)s of %(companies)s companies paid down too little."),
    ),
    Kind(
        key="payments.ratio_short",
        title=_("Your company paid too little down by cash or win-win payment"),
        text=_("The Win-Win Act asks for the share at which it was paid itself. The figures stand on the page."),
        essential=True,
    ),
]
for _kind in KINDS:
    kinds.register(_kind)


def _side(company: Company) -> Iterable[User]:
    """The people of one side who deal with its money."""
    return buyer_people_with_role("FI") if company.is_buyer else people_with_role(company, *OWN_MONEY)


def _both_names(company: Company) -> object:
    return bilingual(company.legal_name_ko, company.legal_name_en)


def _debt(pk: int) -> Obligation:
    return Obligation.objects.select_related("payer", "payee").get(pk=pk)


def _tell(people: Iterable[User], kind: str, debt: Obligation, **params: Any) -> None:
    notify(people, kind, params={"number": debt.number, **params}, url_name=DEBT, url_args=[debt.uid])


@on("payments.debts_due")
def tell_due(*, company: int, kind: str, count: int, day: str, **_later) -> None:
    """Who has to pay: one notice for all debts of a day."""
    owes = Company.objects.get(pk=company)
    params: dict[str, Any] = {"count": count} if kind == "late" else {"count": count, "when": kind}
    name = "payments.debts_late" if kind == "late" else "payments.debts_due"
    notify(_side(owes), name, params=params, url_name=LIST, url_args=[], key=f"{day}:{company}:{kind}")


@on("payments.obligation_overdue")
def tell_overdue(*, obligation: int, **_later) -> None:
    """On the first late day: payer, payee, and compliance."""
    late = _debt(obligation)
    told = [*_side(late.payer), *_side(late.payee), *buyer_people_with_role("CP")]
    names = {"payer": _both_names(late.payer), "payee": _both_names(late.payee)}
    _tell(told, "payments.obligation_overdue", late, day=late.due_on, **names)


@on("payments.obligation_rescheduled")
def tell_rescheduled(*, obligation: int, **_later) -> None:
    """Both sides."""
    moved = _debt(obligation)
    _tell([*_side(moved.payer), *_side(moved.payee)], "payments.obligation_rescheduled", moved, day=moved.pay_on)


@on("payments.obligation_held")
def tell_held(*, obligation: int, **_later) -> None:
    """Who waits for it."""
    held = _debt(obligation)
    _tell(_side(held.payee), "payments.obligation_held", held)


@on("payments.interest_accrued")
def tell_interest(*, obligation: int, interest: int, **_later) -> None:
    """Once, when it begins to run."""
    late = _debt(obligation)
    people = [*_side(late.payer), *_side(late.payee)]
    notify(
        people,
        "payments.interest_begun",
        params={"number": late.number},
        url_name=DEBT,
        url_args=[late.uid],
        key=f"interest:{interest}",
    )


def _payment(pk: int) -> CashPayment:
    return CashPayment.objects.select_related("obligation__payer", "obligation__payee").get(pk=pk)


@on("payments.cash_reported")
def tell_reported(*, payment: int, **_later) -> None:
    """The payee, who looks for it."""
    debt = _payment(payment).obligation
    _tell(_side(debt.payee), "payments.cash_reported", debt, company=_both_names(debt.payer))


@on("payments.cash_confirmed")
def tell_confirmed(*, payment: int, **_later) -> None:
    """The payer."""
    debt = _payment(payment).obligation
    _tell(_side(debt.payer), "payments.cash_confirmed", debt, company=_both_names(debt.payee))


@on("payments.cash_denied")
def tell_denied(*, payment: int, **_later) -> None:
    """The payer, and compliance."""
    denied = _payment(payment)
    debt = denied.obligation
    people = [*_side(debt.payer), *buyer_people_with_role("CP")]
    _tell(people, "payments.cash_denied", debt, company=_both_names(debt.payee), reason=denied.reason)


def _case(pk: int) -> DirectPayment:
    return DirectPayment.objects.select_related("lower__payer", "lower__payee").get(pk=pk)


def _tell_of_case(people: Iterable[User], kind: str, case: DirectPayment, **params: Any) -> None:
    notify(people, kind, params={"number": case.number, **params}, url_name=CASE, url_args=[case.uid])


@on("payments.direct_requested")
def tell_requested(*, case: int, **_later) -> None:
    """Who checks the evidence, and the contractor."""
    asked = _case(case)
    people = [*buyer_people_with_role("PO", "CP"), *_side(asked.lower.payer)]
    _tell_of_case(people, "payments.direct_requested", asked, day=asked.evidence_by)


@on("payments.direct_answered")
def tell_answered(*, case: int, **_later) -> None:
    """Who checks and decides, and the firm."""
    asked = _case(case)
    people = [*buyer_people_with_role("PO", "CP", "AP"), *_side(asked.lower.payee)]
    _tell_of_case(people, "payments.direct_answered", asked)


@on("payments.direct_checked")
def tell_checked(*, case: int, **_later) -> None:
    """Who decides; who checked it does not."""
    asked = _case(case)
    people = buyer_people_with_role("AP").exclude(pk=asked.checked_by_id)
    _tell_of_case(people, "payments.direct_to_decide", asked, day=asked.decide_by)


@on("payments.direct_granted")
def tell_granted(*, case: int, **_later) -> None:
    """Both firms, and finance, who pays."""
    asked = _case(case)
    people = [*_side(asked.lower.payee), *_side(asked.lower.payer), *buyer_people_with_role("FI")]
    _tell_of_case(people, "payments.direct_granted", asked)


@on("payments.direct_refused")
def tell_direct_refused(*, case: int, **_later) -> None:
    """Both firms."""
    asked = _case(case)
    _tell_of_case([*_side(asked.lower.payee), *_side(asked.lower.payer)], "payments.direct_refused", asked)


@on("payments.direct_paid")
def tell_direct_paid(*, case: int, **_later) -> None:
    """Both firms."""
    asked = _case(case)
    _tell_of_case([*_side(asked.lower.payee), *_side(asked.lower.payer)], "payments.direct_paid", asked)


@on("payments.holiday_proposed")
def tell_holiday_proposed(*, holiday: int, **_later) -> None:
    """Who may confirm it."""
    entered = BankHoliday.objects.get(pk=holiday)
    people = buyer_people_with_role("FI", "AP").exclude(pk=entered.proposed_by_id)
    notify(people, "payments.holiday_proposed", params={"day": entered.day}, url_name="payments:holiday-list")


@on("payments.holiday_confirmed")
def tell_holiday(*, holiday: int, moved: int, **_later) -> None:
    """Who plans payments; the companies concerned have a notice for each of theirs."""
    entered = BankHoliday.objects.get(pk=holiday)
    params = {"day": entered.day, "count": moved}
    people = buyer_people_with_role("FI", "AP", "PO")
    notify(people, "payments.holiday_confirmed", params=params, url_name="payments:holiday-list")


@on("payments.run_on_holiday")
def tell_run(*, run: int, **_later) -> None:
    """Finance and approvers."""
    planned = PaymentRun.objects.get(pk=run)
    people = buyer_people_with_role("FI", "AP")
    notify(
        people,
        "payments.run_on_holiday",
        params={"number": planned.number},
        url_name="payments:run-detail",
        url_args=[planned.uid],
    )


@on("payments.ratio_reported")
def tell_report(*, report: int, **_later) -> None:
    """The auditor, and compliance."""
    made = RatioReport.objects.get(pk=report)
    params = {"number": made.number, "short": made.short, "companies": made.companies}
    people = buyer_people_with_role("AU", "CP")
    notify(people, "payments.ratio_reported", params=params, url_name="payments:ratio-report", url_args=[made.uid])


@on("payments.ratio_short")
def tell_short(*, report: int, company: int, **_later) -> None:
    """The company that paid too little down."""
    people = people_with_role(Company.objects.get(pk=company), *OWN_MONEY)
    notify(people, "payments.ratio_short", url_name="payments:ratio", key=f"ratio:{report}:{company}")


@readers.register("payments.direct_files")
def reads_direct_files(user: User, file: File) -> bool | None:
    """Evidence of a direct payment: who is a side of the case, and the buyer's staff who look into it."""
    case = DirectPayment.objects.filter(files=file).first()
    if case is None:
        return None
    if direct_payments_visible_to(user).filter(pk=case.pk).exists():
        return True
    return False if user.is_internal else None
