"""WHO: reports and confirms payments in cash, asks for a direct payment and decides on it, enters bank holidays.

Source: domain 16.1, 16.2 (obligation), CNV-09, PAY-15.
"""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.payments.models import BankHoliday, CashPayment, DirectPayment, Obligation
from purchasing.payments.queries.amounts import sees_by_audit, sees_by_case
from purchasing.payments.states import DirectState, PaidFor

OWN_MONEY = ("SA", "SF")


def _person(user: User) -> Verdict:
    return no(_("A program may not decide: a person must.")) if user.is_service else YES


def _staff(user: User, *codes: str) -> Verdict:
    if not (person := _person(user)):
        return person
    if not user.is_internal or not user.has_role(*codes):
        return no(_("Your role may not do this."))
    return YES


def _of(user: User, company_id: int) -> Verdict:
    if not (person := _person(user)):
        return person
    if not user.is_supplier or not user.has_role(*OWN_MONEY):
        return no(_("Only the administrator or finance of the company may do this."))
    return YES if user.company_id == company_id else no(_("This is between two other companies."))


def may_report_cash(user: User, obligation: Obligation, paid_for: str = PaidFor.DEBT) -> Verdict:
    """The payer's finance. What the buyer owes is paid by its runs; late interest it reports like any payer."""
    if obligation.payer.is_buyer:
        if paid_for == PaidFor.DEBT:
            return no(_("What the buyer owes is paid by a payment run."))
        return _staff(user, "FI")
    return _of(user, obligation.payer_id)


def may_answer_cash(user: User, payment: CashPayment) -> Verdict:
    """The payee's administrator or finance."""
    return _of(user, payment.obligation.payee_id)


def may_withdraw_cash(user: User, payment: CashPayment) -> Verdict:
    """Who may report it."""
    return may_report_cash(user, payment.obligation, payment.paid_for)


def may_request_direct(user: User, lower: Obligation) -> Verdict:
    """The firm that a contractor of the buyer owes."""
    if lower.tier != 2:
        return no(_("Direct payment is asked for where a contractor of the buyer owes: in tier 2."))
    return _of(user, lower.payee_id)


def may_check_direct(user: User, case: DirectPayment) -> Verdict:
    """Purchasing or compliance look at the evidence."""
    if case.state != DirectState.REQUESTED:
        return no(_("The evidence has been checked."))
    return _staff(user, "PO", "CP")


def may_answer_direct(user: User, case: DirectPayment) -> Verdict:
    """The contractor is heard: it may prove unpaid wages."""
    if case.state not in (DirectState.REQUESTED, DirectState.CHECKED):
        return no(_("This has been decided."))
    return _of(user, case.lower.payer_id)


def may_decide_direct(user: User, case: DirectPayment) -> Verdict:
    """An approver who did not check the evidence."""
    if case.state not in (DirectState.CHECKED, DirectState.GRANTED):
        return no(_("The evidence is looked at first."))
    if not (staff := _staff(user, "AP")):
        return staff
    return no(_("You checked the evidence: another person decides.")) if user.pk == case.checked_by_id else YES


def may_pay_direct(user: User, case: DirectPayment) -> Verdict:
    """Finance, but not who decided."""
    if case.state != DirectState.GRANTED:
        return no(_("It is paid when it is granted."))
    if not (staff := _staff(user, "FI")):
        return staff
    return no(_("You decided on it: another person records the payment.")) if user.pk == case.decided_by_id else YES


def may_withdraw_direct(user: User, case: DirectPayment) -> Verdict:
    """Who asked for it, until it is decided."""
    if case.state not in (DirectState.REQUESTED, DirectState.CHECKED):
        return no(_("This has been decided."))
    return _of(user, case.lower.payee_id)


def may_see_holidays(user: User) -> Verdict:
    """All who plan payments."""
    inside = user.is_internal and user.has_role("FI", "AP", "PO", "AU", "CP")
    outside = user.is_supplier and user.has_role("SA", "SF", "SU")
    return YES if inside or outside else no(_("Your role does not read payments."))


def may_enter_holiday(user: User) -> Verdict:
    """Finance."""
    return _staff(user, "FI")


def may_decide_holiday(user: User, holiday: BankHoliday) -> Verdict:
    """Another person of finance, or an approver."""
    if not (staff := _staff(user, "FI", "AP")):
        return staff
    return no(_("You entered this day: somebody else confirms it.")) if user.pk == holiday.proposed_by_id else YES


def may_take_ratio_report(user: User) -> Verdict:
    """Auditors and compliance: it holds what suppliers pay further down, for compliance where the rule is broken."""
    if user.is_internal and (sees_by_audit(user) or sees_by_case(user)):
        return YES
    return no(_("Auditors and compliance take the report with its amounts."))


def may_see_ratio(user: User) -> Verdict:
    """The auditor, compliance, finance and shared growth see all companies; a supplier its own."""
    inside = user.is_internal and user.has_role("AU", "CP", "FI", "SG", "PO")
    outside = user.is_supplier and user.has_role("SA", "SF")
    return YES if inside or outside else no(_("Your role does not read the ratio rule."))


def may_make_report(user: User) -> Verdict:
    """The auditor or compliance, at any time; the job makes one each quarter."""
    return _staff(user, "AU", "CP")


def may_see_figures(user: User) -> Verdict:
    """Staff who run, steer or look into payments."""
    return (
        YES
        if user.is_internal and user.has_role("FI", "PO", "AP", "CP", "AU", "SG")
        else no(_("Your role does not read these figures."))
    )


def may_take_interest_note(user: User, *, shown: bool) -> Verdict:
    """Whoever sees the debt with its amounts."""
    return YES if shown else no(_("The amounts of this contract are shown only while both sides consent."))
