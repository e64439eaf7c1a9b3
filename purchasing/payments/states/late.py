"""WHEN: payments between tiers that both sides confirm, direct payment, a bank holiday that is added. Source: 4.4."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class PaidFor(TextChoices):
    """What a payment outside of the portal's runs paid."""

    DEBT = "debt", _("The debt")
    INTEREST = "interest", _("Late interest")


class CashState(TextChoices):
    REPORTED = "reported", _("Waiting for the payee's word")
    CONFIRMED = "confirmed", pgettext_lazy("cash payment", "Confirmed")
    DENIED = "denied", pgettext_lazy("cash payment", "Not received")
    WITHDRAWN = "withdrawn", pgettext_lazy("cash payment", "Withdrawn")


CASH_FLOW = Flow(
    {
        "confirm": ([CashState.REPORTED], CashState.CONFIRMED),
        "deny": ([CashState.REPORTED], CashState.DENIED),
        "withdraw": ([CashState.REPORTED], CashState.WITHDRAWN),
    }
)


class DirectCause(TextChoices):
    """Why the buyer pays the firm below its contractor directly. Source: SFA 14(1)."""

    INSOLVENT = "insolvent", _("The contractor is insolvent")
    AGREED = "agreed", _("All three parties have agreed")
    UNPAID = "unpaid", _("Two instalments or more are unpaid")
    NO_BOND = "no_bond", _("The contractor gave no payment guarantee")


class DirectState(TextChoices):
    REQUESTED = "requested", pgettext_lazy("direct payment", "Evidence is being checked")
    CHECKED = "checked", pgettext_lazy("direct payment", "Waiting for the buyer's decision")
    GRANTED = "granted", pgettext_lazy("direct payment", "To be paid directly")
    PAID = "paid", pgettext_lazy("direct payment", "Paid directly")
    REFUSED = "refused", pgettext_lazy("direct payment", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("direct payment", "Withdrawn")


D = DirectState

DIRECT_FLOW = Flow(
    {
        "check": ([D.REQUESTED], D.CHECKED),
        "grant": ([D.CHECKED], D.GRANTED),
        "refuse": ([D.REQUESTED, D.CHECKED, D.GRANTED], D.REFUSED),  # granted: the debts have shrunk meanwhile
        "withdraw": ([D.REQUESTED, D.CHECKED], D.WITHDRAWN),
        "pay": ([D.GRANTED], D.PAID),
    }
)

DIRECT_OPEN = (D.REQUESTED, D.CHECKED, D.GRANTED)


class HolidayState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("holiday", "Waiting for a second person")
    IN_FORCE = "in_force", pgettext_lazy("holiday", "In force")
    REFUSED = "refused", pgettext_lazy("holiday", "Refused")


HOLIDAY_FLOW = Flow(
    {
        "confirm": ([HolidayState.PROPOSED], HolidayState.IN_FORCE),
        "refuse": ([HolidayState.PROPOSED], HolidayState.REFUSED),
    }
)
