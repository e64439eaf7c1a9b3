"""What the systems of suppliers are told of debts, receivables and payouts (``portal.webhooks``).

Amounts of receivables are not told: the API shows them as far as its reader may see them.
"""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.people.models import User
from portal.webhooks.registry import Subject
from purchasing.payments.models import Instruction, Obligation, Receivable
from purchasing.payments.queries.obligations import obligations_visible_to
from purchasing.payments.queries.receivables import receivables_visible_to

OBLIGATIONS = Subject(
    group=pgettext_lazy("webhook", "Debts"),
    scope="receivable.read",
    model=Obligation,
    payload="obligation",
    found=obligations_visible_to,
    owners=("payer", "payee"),
    door="api-obligation-detail",
    tells=lambda debt: {"pay_on": debt.pay_on, "due_on": debt.due_on},
    order=40,
)
for code, outbox, label, said in (
    (
        "obligation.raised",
        "payments.obligation_raised",
        _("Debt raised"),
        _("An approved invoice has become a debt with its day of payment."),
    ),
    (
        "obligation.paid",
        "payments.obligation_paid",
        _("Debt paid"),
        _("A debt has been paid in full."),
    ),
    (
        "obligation.held",
        "payments.obligation_held",
        _("Debt held"),
        _("Payment of a debt is stopped for the present."),
    ),
    (
        "obligation.released",
        "payments.obligation_released",
        _("Debt released"),
        _("A debt that was held will be paid."),
    ),
    (
        "obligation.rescheduled",
        "payments.obligation_rescheduled",
        _("Debt rescheduled"),
        _("A debt is paid on another day."),
    ),
    (
        "obligation.overdue",
        "payments.obligation_overdue",
        _("Debt overdue"),
        _("A debt was not paid by its day."),
    ),
):
    OBLIGATIONS.enter(code, outbox, label, said)

RECEIVABLES = Subject(
    group=pgettext_lazy("webhook", "Receivables"),
    scope="receivable.read",
    model=Receivable,
    payload="receivable",
    found=receivables_visible_to,
    owners=("issuer", "holder"),
    door="api-receivable-detail",
    tells=lambda receivable: {"tier": receivable.tier, "matures_on": receivable.matures_on},
    order=41,
)
for code, outbox, label, said in (
    (
        "receivable.issued",
        "payments.receivable_issued",
        pgettext_lazy("webhook", "Receivable issued"),
        _("A receivable was issued to the company, or by it."),
    ),
    (
        "receivable.accepted",
        "payments.receivable_accepted",
        pgettext_lazy("webhook", "Receivable accepted"),
        _("The holder has accepted a receivable."),
    ),
    (
        "receivable.refused",
        "payments.receivable_refused",
        pgettext_lazy("webhook", "Receivable refused"),
        _("The holder has refused a receivable."),
    ),
    (
        "receivable.passed_on",
        "payments.receivable_passed_on",
        pgettext_lazy("webhook", "Receivable passed on"),
        _("A part of a receivable was passed on to a supplier further down."),
    ),
    (
        "receivable.matured",
        "payments.receivable_matured",
        pgettext_lazy("webhook", "Receivable matured"),
        _("The day of a receivable has come."),
    ),
    (
        "receivable.settled",
        "payments.receivable_settled",
        pgettext_lazy("webhook", "Receivable settled"),
        _("A receivable has been paid."),
    ),
    (
        "receivable.defaulted",
        "payments.receivable_defaulted",
        pgettext_lazy("webhook", "Receivable defaulted"),
        _("A receivable was not paid on its day."),
    ),
):
    RECEIVABLES.enter(code, outbox, label, said)
# What a holder draws is its own business: the giver hears nothing of it, not even that it happened (decision 0030).
RECEIVABLES.enter(
    "receivable.drawn",
    "payments.receivable_drawn",
    _("Receivable drawn early"),
    _("The company has had a receivable paid before its day."),
    owners=("holder",),
    found=lambda user: receivables_visible_to(user).filter(holder=user.company_id),
)


def own_payouts(user: User) -> QuerySet[Instruction]:
    """Payments to the company itself, for who may read its book."""
    found = Instruction.objects.select_related("obligation", "receivable", "payable")
    if not user.is_supplier or not user.has_role("SA", "SF"):
        return found.none()
    return found.filter(payee=user.company_id)


def told_of(payout: Instruction) -> dict[str, object]:
    """How much, and for what: there is no other address for it in the API than the statement."""
    things = (payout.obligation, payout.receivable, payout.payable)
    return {
        "amount_won": int(payout.amount) if payout.currency == "KRW" else None,
        "for_number": next((thing.number for thing in things if thing is not None), ""),
    }


PAYOUTS = Subject(
    group=pgettext_lazy("webhook", "Payouts"),
    scope="statement.read",
    model=Instruction,
    payload="instruction",
    found=own_payouts,
    owners=("payee",),
    tells=told_of,
    order=42,
)
PAYOUTS.enter(
    "payout.made",
    "payments.payment_made",
    _("Payout made"),
    _("The bank has paid an amount to the company."),
)
PAYOUTS.enter(
    "payout.rejected",
    "payments.payment_rejected",
    _("Payout rejected"),
    _("The bank could not pay an amount to the company."),
)
