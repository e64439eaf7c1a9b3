"""WHEN: what the bank tells about payments, and what of it nobody could match. Source: domain 4.7."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class HoldReason(TextChoices):
    """Why a payment stays out of a run."""

    NO_ACCOUNT = "no_account", _("No bank account in use")
    ACCOUNT_CHANGED = "account_changed", _("Bank account changed in the last 72 hours")
    ACCOUNT_REFUSED = "account_refused", _("The bank refused this account before")
    COMPANY_CLOSED = "company_closed", _("Business closed or suspended: by hand only")
    INVOICE_HELD = "invoice_held", _("Invoice held")
    AMOUNT_CHANGED = "amount_changed", _("The amount owed has changed since")


class AccountPurpose(TextChoices):
    """What an account is for. The last two are the buyer's entries for those who are no company here."""

    GENERAL = "general", pgettext_lazy("bank account", "Payments")
    WAGES = "wages", _("Wages")
    ESCROW = "escrow", _("Trustee (escrow)")
    BOUGHT = "bought", _("Bank that buys receivables")


class PayRole(TextChoices):
    """What one payment of a run is for."""

    CASH = "cash", pgettext_lazy("payment", "Obligation in cash")
    FUND = "fund", pgettext_lazy("payment", "Funding of a receivable")
    HOLDER = "holder", pgettext_lazy("payment", "To the holder at maturity")
    BOUGHT = "bought", pgettext_lazy("payment", "To the bank that bought it")
    DIRECT = "direct", pgettext_lazy("payment", "Directly to the firm below")
    PAYABLE = "other", pgettext_lazy("payment", "Compensation, grant or another debt without invoice")


class MessageKind(TextChoices):
    """What a message from the bank is."""

    STATUS = "pain.002", _("Status report (pain.002)")
    NOTICE = "camt.054", _("Notification (camt.054)")
    STATEMENT = "camt.053", _("Statement (camt.053)")


class Outcome(TextChoices):
    """What became of one line of a message."""

    PAID = "paid", pgettext_lazy("bank line", "Payment confirmed")
    REJECTED = "rejected", pgettext_lazy("bank line", "Payment rejected")
    STATED = "stated", pgettext_lazy("bank line", "Found on the statement")
    NOTED = "noted", pgettext_lazy("bank line", "Noted, still under way")
    REPEATED = "repeated", pgettext_lazy("bank line", "Told before")
    REFUND = "refund", pgettext_lazy("bank line", "Advance paid back")
    UNMATCHED = "unmatched", pgettext_lazy("bank line", "Not matched")


class Mismatch(TextChoices):
    """Why a line could not be matched."""

    UNKNOWN = "unknown", _("No payment with this reference")
    DOUBLED = "doubled", _("This payment was already on a statement")
    AMOUNT = "amount", _("Another amount than was ordered")
    CURRENCY = "currency", _("Another currency than was ordered")
    DIRECTION = "direction", _("Money came in where it should go out")
    DAY = "day", _("A booking day that cannot be right")
    STATE = "state", _("The payment is not under way")
    BALANCE = "balance", _("The statement's balances do not add up")
    STATUS = "status", _("A status that the portal does not know")


class UnmatchedState(TextChoices):
    OPEN = "open", pgettext_lazy("bank line", "To be looked at")
    PROPOSED = "proposed", pgettext_lazy("bank line", "Waits for a second person")
    CLOSED = "closed", pgettext_lazy("bank line", "Settled")


UNMATCHED_FLOW = Flow(
    {
        "propose": ([UnmatchedState.OPEN], UnmatchedState.PROPOSED),
        "return": ([UnmatchedState.PROPOSED], UnmatchedState.OPEN),
        "close": ([UnmatchedState.PROPOSED], UnmatchedState.CLOSED),
    }
)


class Decision(TextChoices):
    """What is done with a line that could not be matched."""

    CONFIRM = "confirm", _("It is this payment: confirm it")
    REJECT = "reject", _("It is this payment: it came back")
    BANK = "bank", _("An error of the bank: it corrects it")
    OUTSIDE = "outside", _("It does not belong to the portal")
