"""The events that the ledger knows. Source: domain 4.6 (E1 to E10) and what follows from 4.3, 4.4, 4.7."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class Event(TextChoices):
    """What happened. A payment is booked twice: when it is sent to the bank, and when the bank has confirmed it."""

    INVOICE = "invoice", _("Invoice approved")  # E1
    ADVANCE = "advance", _("Advance payment invoiced")
    ISSUE = "issue", _("Receivable issued")  # E2
    PASS_ON = "pass_on", _("Receivable passed on")  # E3, E4
    UNISSUE = "unissue", _("Receivable taken back")
    TAKE_BACK = "take_back", _("Part that was passed on taken back")
    DRAW = "draw", _("Early draw")  # E5
    FUND_SENT = "fund_sent", _("Funding sent to the bank")
    FUNDED = "funded", _("Funding confirmed")
    FUNDING = "funding", _("Funding at maturity")  # E6 in one step
    SETTLE_SENT = "settle_sent", _("Distribution sent to the bank")
    SETTLED = "settled", _("Holder paid at maturity")
    BOUGHT_SETTLED = "bought_settled", _("Bank paid at maturity")
    DISTRIBUTION = "distribution", _("Distribution at maturity")  # E7 in one step
    LATE_INTEREST = "late_interest", _("Late interest")  # E8
    LATE_INTEREST_PAID = "late_interest_paid", _("Late interest paid")
    FEE = "fee", _("Fee for payment after day 60")
    FEE_PAID = "fee_paid", _("Fee paid")
    DEFAULT = "default", _("Default")  # E9
    DEFAULT_REPAID = "default_repaid", _("Default repaid to the bank")
    INCENTIVE = "incentive", _("Interest on money in escrow")  # E10
    INCENTIVE_PAID = "incentive_paid", _("Interest on money in escrow paid out")
    CASH_SENT = "cash_sent", _("Payment sent to the bank")
    CASH_PAID = "cash_paid", _("Payment confirmed")
    TIER_CASH = "tier_cash", _("Cash payment between suppliers")
    DIRECT = "direct", _("Direct payment to a subcontractor")
    DIRECT_SENT = "direct_sent", _("Direct payment sent to the bank")
    DIRECT_PAID = "direct_paid", _("Direct payment confirmed")
    CREDIT = "credit", _("Credit note")
    CREDIT_BELOW = "credit_below", _("Credit note for a part that was passed on")
    CREDIT_ADVANCE = "credit_advance", _("Credit note on an advance payment")
    CREDIT_ADVANCE_BELOW = "credit_adv_below", _("Credit note on an advance payment that was passed on")
    ADVANCE_BACK = "advance_back", _("Advance left over claimed back")
    ADVANCE_REPAID = "advance_repaid", _("Advance paid back")
    ADVANCE_WRITTEN_OFF = "advance_off", _("Advance to be paid back written off")
    PAYABLE = "payable", _("Owed without an invoice")  # compensation, a grant, what is claimed back
    PAYABLE_SENT = "payable_sent", _("Payment without an invoice sent to the bank")
    PAYABLE_PAID = "payable_paid", _("Payment without an invoice confirmed")
    PAYABLE_RECEIVED = "payable_received", _("Payment without an invoice received")
    FUND_ALLOTTED = "fund_allotted", _("Budget allotted")  # a fund's own book: what is planned, promised, paid out
    FUND_COMMITTED = "fund_committed", _("Budget committed")
    FUND_RELEASED = "fund_released", _("Commitment released")
    FUND_DRAWN = "fund_drawn", _("Commitment drawn")
    FUND_MOVED = "fund_moved", _("Budget moved between lines")
    FUND_RETURNED = "fund_returned", _("Budget given back")
    FUND_RECLAIMED = "fund_reclaimed", _("Drawn money claimed back")
    CONTRIBUTED = "contributed", _("Contribution received")
    CONTRIBUTION_BACK = "contribution_back", _("Contribution given back")
    GRANT_PAID = "grant_paid", _("Grant paid")
    GRANT_BACK = "grant_back", _("Grant paid back")
    REVERSAL = "reversal", pgettext_lazy("ledger", "Reversal")


# What two people may take back by hand. All others are taken back by a deed of their own: a receivable is cancelled,
# a payment rejected by the bank, an invoice credited; else the books would no longer say what the things say.
REVERSED_BY_HAND = frozenset({Event.INCENTIVE})
# What the law gives to the payee and follows the facts by itself: nobody waives it (PAY-12, PAY-13).
NEVER_WAIVED = frozenset({Event.LATE_INTEREST, Event.FEE})


class ReversalState(TextChoices):
    ASKED = "asked", _("Waiting for a second person")
    DONE = "done", pgettext_lazy("ledger", "Reversed")
    REFUSED = "refused", pgettext_lazy("ledger", "Not reversed")


REVERSAL_FLOW = Flow(
    {
        "reverse": ([ReversalState.ASKED], ReversalState.DONE),
        "refuse": ([ReversalState.ASKED], ReversalState.REFUSED),
    }
)
