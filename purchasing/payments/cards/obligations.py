"""What debts, direct payments, bank holidays and the ratio rule enter on the dashboard, and their words."""

from collections.abc import Iterable
from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.calendar import business_days_after
from portal.clock import SEOUL
from portal.home.registry import Card, Row, cards
from portal.http import page_now
from portal.people.facts import Fact, facts
from portal.words import deeds
from purchasing.payments.policies import obligations as policies
from purchasing.payments.queries import bank_days, obligations, ratio
from purchasing.payments.services.ratio import FACT, KEPT, SHORT
from purchasing.payments.states import DirectState

MOST = 10
ANSWER_DAYS = 3  # business days in which a payee is asked to answer


def _today(request: HttpRequest):
    return page_now(request).astimezone(SEOUL).date()


def cash_to_answer(request: HttpRequest) -> Iterable[Row]:
    """Reported payments that wait for the own company's word."""
    for payment in obligations.cash_payments_waiting(request.user)[:MOST]:
        yield Row(
            title=_("%(company)s reports that it has paid %(number)s")
            % {"company": payment.obligation.payer.name, "number": payment.obligation.number},
            consequence=_("Until you answer, the debt stays open."),
            due=business_days_after(payment.reported_at.astimezone(SEOUL).date(), ANSWER_DAYS),
            url=reverse("payments:obligation-detail", args=[payment.obligation.uid]),
            verb=_("Answer"),
            kind="wait",
            icon="coin",
        )


def own_debts(request: HttpRequest) -> Iterable[Row]:
    """What the own company has to pay its suppliers within a week, or is late with."""
    user, today = request.user, _today(request)
    found = obligations.due_within(today, today + timedelta(days=7)).filter(payer=user.company_id)
    for debt in found.select_related("payee").order_by("due_on", "pk")[:MOST]:
        late = debt.due_on < today
        yield Row(
            title=_("Pay %(number)s to %(company)s") % {"number": debt.number, "company": debt.payee.name},
            consequence=_("Late interest runs each day.") if late else _("The day of the law does not move."),
            due=debt.due_on,
            url=reverse("payments:obligation-detail", args=[debt.uid]),
            verb=_("Look"),
            kind="late" if late else "wait",
            icon="clock-exclamation",
        )


def overdue(request: HttpRequest) -> Iterable[Row]:
    """For compliance: the debts of all tiers that are late, the oldest first."""
    found = obligations.overdue(_today(request)).select_related("payer", "payee").order_by("due_on", "pk")
    for debt in found[:MOST]:
        yield Row(
            title=_("%(payer)s has not paid %(payee)s: %(number)s")
            % {"payer": debt.payer.name, "payee": debt.payee.name, "number": debt.number},
            consequence=_("Tier %(tier)s. Late interest runs each day.") % {"tier": debt.tier},
            due=debt.due_on,
            url=reverse("payments:obligation-detail", args=[debt.uid]),
            verb=_("Look"),
            kind="late",
            icon="flag",
        )


def cases(request: HttpRequest) -> Iterable[Row]:
    """Direct payments in which this person has the next step."""
    user = request.user
    steps = {
        DirectState.REQUESTED: (policies.may_check_direct, _("Check the evidence")),
        DirectState.CHECKED: (policies.may_decide_direct, _("Decide")),
        DirectState.GRANTED: (policies.may_pay_direct, _("Record the payment")),
    }
    for case in obligations.direct_payments_visible_to(user).filter(state__in=list(steps))[: 3 * MOST]:
        may, verb = steps[DirectState(case.state)]
        if may(user, case):
            yield Row(
                title=_("Direct payment %(number)s") % {"number": case.number},
                consequence=_("%(company)s waits for it.") % {"company": case.lower.payee.name},
                due=case.evidence_by if case.state == DirectState.REQUESTED else case.decide_by,
                url=reverse("payments:direct-detail", args=[case.uid]),
                verb=verb,
                kind="wait",
                icon="arrows-exchange",
            )


def cases_to_answer(request: HttpRequest) -> Iterable[Row]:
    """The contractor is heard before anything is decided."""
    user = request.user
    open_ones = [DirectState.REQUESTED, DirectState.CHECKED]
    found = obligations.direct_payments_visible_to(user).filter(
        lower__payer=user.company_id, state__in=open_ones, contractor_at=None
    )
    for case in found[:MOST]:
        yield Row(
            title=_("Direct payment %(number)s") % {"number": case.number},
            consequence=_("%(company)s asks the buyer to pay it in your place.") % {"company": case.lower.payee.name},
            due=case.decide_by or case.evidence_by,
            url=reverse("payments:direct-detail", args=[case.uid]),
            verb=_("Answer"),
            kind="wait",
            icon="arrows-exchange",
        )


def holidays(request: HttpRequest) -> Iterable[Row]:
    """Days that wait for a second person."""
    for holiday in bank_days.holidays_to_confirm(request.user)[:MOST]:
        yield Row(
            title=_("Bank holiday: %(name)s") % {"name": holiday.name},
            consequence=_("What is planned for it is paid before, once it is confirmed."),
            due=holiday.day,
            url=reverse("payments:holiday-list"),
            verb=_("Confirm"),
            kind="wait",
            icon="calendar",
        )


def report(request: HttpRequest) -> Iterable[Row]:
    """For the auditor: the last report, while companies fall short in it."""
    last = ratio.latest_report()
    if last is not None and (last.short or last.contracts_short):
        yield Row(
            title=_("Ratio report %(number)s") % {"number": last.number},
            consequence=_("Falling short: companies %(short)s, subcontracts %(contracts)s.")
            % {"short": last.short, "contracts": last.contracts_short},
            url=reverse("payments:ratio-report", args=[last.uid]),
            verb=_("Read"),
            kind="warn",
            icon="scale",
        )


OWN_MONEY = frozenset({"SA", "SF"})
cards.add("payments-cash-to-answer", Card(rows=cash_to_answer, roles=OWN_MONEY, order=18))
cards.add("payments-own-debts", Card(rows=own_debts, roles=OWN_MONEY, order=19))
cards.add("payments-overdue", Card(rows=overdue, roles=frozenset({"CP"}), order=20))
cards.add("payments-direct", Card(rows=cases, roles=frozenset({"PO", "CP", "AP", "FI"}), order=21))
cards.add("payments-direct-answer", Card(rows=cases_to_answer, roles=OWN_MONEY, order=21))
cards.add("payments-holidays", Card(rows=holidays, roles=frozenset({"FI", "AP"}), order=40))
cards.add("payments-ratio", Card(rows=report, roles=frozenset({"AU", "CP"}), order=41))

facts.add(
    FACT,
    Fact(
        gettext_lazy("Ratio rule of win-win payment"),
        {KEPT: gettext_lazy("kept"), SHORT: gettext_lazy("paid too little down")},
        burdens=frozenset({SHORT}),
    ),
)

WORDS = {
    "obligation.raised": gettext_lazy("Owed by an approved invoice"),
    "obligation.hold": pgettext_lazy("obligation", "Held"),
    "obligation.release": gettext_lazy("Let go"),
    "obligation.pay": pgettext_lazy("obligation", "Paid"),
    "obligation.reopen": gettext_lazy("Open again: the payment came back"),
    "obligation.cancel": pgettext_lazy("obligation", "Cancelled"),
    "obligation.credited": pgettext_lazy("obligation", "Credited"),
    "obligation.rescheduled": gettext_lazy("The day has changed"),
    "obligation.interest_accrued": gettext_lazy("Late interest accrued"),
    "obligation.interest_paid": gettext_lazy("Late interest paid"),
    "obligation.payment_reported": gettext_lazy("A payment was reported"),
    "obligation.payment_denied": gettext_lazy("A payment was not received"),
    "obligation.paid_in_cash": gettext_lazy("Paid in cash"),
    "obligation.paid_directly": gettext_lazy("Paid directly by the buyer"),
    "obligation.direct_requested": gettext_lazy("Direct payment asked for"),
    "cashpayment.reported": gettext_lazy("Payment reported"),
    "cashpayment.confirm": gettext_lazy("Payment confirmed"),
    "cashpayment.deny": gettext_lazy("Payment not received"),
    "cashpayment.withdraw": gettext_lazy("Report taken back"),
    "directpayment.requested": gettext_lazy("Direct payment asked for"),
    "directpayment.contractor_heard": gettext_lazy("The contractor has answered"),
    "directpayment.check": gettext_lazy("Evidence complete"),
    "directpayment.grant": gettext_lazy("Granted"),
    "directpayment.refuse": pgettext_lazy("direct payment", "Refused"),
    "directpayment.withdraw": pgettext_lazy("direct payment", "Withdrawn"),
    "directpayment.pay": pgettext_lazy("direct payment", "Paid directly"),
    "bankholiday.proposed": gettext_lazy("Day entered"),
    "bankholiday.confirm": gettext_lazy("Day confirmed"),
    "bankholiday.refuse": gettext_lazy("Day refused"),
    "advancerefund.claimed": gettext_lazy("Advance left over claimed back"),
    "advancerefund.report": gettext_lazy("Repayment reported"),
    "advancerefund.settle": gettext_lazy("Repayment confirmed"),
    "advancerefund.ask_write_off": gettext_lazy("Write-off asked for"),
    "advancerefund.write_off": pgettext_lazy("refund", "Written off"),
    "advancerefund.reopen": gettext_lazy("Open again: it was not so"),
    "ratioreport.made": gettext_lazy("Report made"),
    "receivable.redrafted": gettext_lazy("Draft follows its obligation"),
    "receivable.rescheduled": gettext_lazy("Maturity moved before a bank holiday"),
    "paymentrun.on_holiday": gettext_lazy("Its day became a bank holiday"),
}
for _name, _words in WORDS.items():
    deeds.add(f"payments.{_name}", _words)
