"""WHEN: a payment run and its instructions, a payee's account. Source: domain 4.7, security 7.5, 7.6."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class RunState(TextChoices):
    DRAFT = "draft", _("Draft")
    CHECKED = "checked", pgettext_lazy("payment run", "Checked")  # by a second person, with the totals and the hash
    RELEASED = "released", pgettext_lazy("payment run", "Released")
    SENT = "sent", pgettext_lazy("payment run", "Sent to the bank")
    EXECUTED = "executed", pgettext_lazy("payment run", "Executed by the bank")
    RECONCILED = "reconciled", _("Reconciled")
    CANCELLED = "cancelled", _("Cancelled")


U = RunState

RUN_FLOW = Flow(
    {
        "check": ([U.DRAFT], U.CHECKED),
        "return": ([U.CHECKED], U.DRAFT),
        "release": ([U.CHECKED], U.RELEASED),
        "send": ([U.RELEASED], U.SENT),
        "execute": ([U.SENT], U.EXECUTED),
        "reconcile": ([U.SENT, U.EXECUTED], U.RECONCILED),
        "cancel": ([U.DRAFT, U.CHECKED], U.CANCELLED),
        "void": ([U.RELEASED], U.CANCELLED),  # every payment of it turned out to be held
    }
)


class RunKind(TextChoices):
    """What a run pays, and from whose account."""

    CASH = "cash", _("Obligations in cash")  # the buyer pays its suppliers
    FUNDING = "funding", _("Funding of receivables")  # the buyer pays into escrow what falls due
    MATURITY = "maturity", _("Receivables at maturity")  # escrow pays those who hold them


class InstructionState(TextChoices):
    PLANNED = "planned", pgettext_lazy("payment", "Planned")
    HELD = "held", pgettext_lazy("payment", "Held")
    POSTED = "posted", pgettext_lazy("payment", "Under way")  # in the ledger as under way, in the bank file
    PAID = "paid", pgettext_lazy("payment", "Paid")
    REJECTED = "rejected", pgettext_lazy("payment", "Rejected by the bank")
    DROPPED = "dropped", pgettext_lazy("payment", "Taken out")


I = InstructionState  # noqa: E741

INSTRUCTION_FLOW = Flow(
    {
        "hold": ([I.PLANNED], I.HELD),
        "unhold": ([I.HELD], I.PLANNED),
        "drop": ([I.PLANNED, I.HELD], I.DROPPED),
        "post": ([I.PLANNED], I.POSTED),
        "confirm": ([I.POSTED], I.PAID),
        "reject": ([I.POSTED], I.REJECTED),
        "bounce": ([I.PAID], I.REJECTED),  # the money came back after the bank had confirmed it
    }
)

LIVE_INSTRUCTIONS = (I.PLANNED, I.HELD, I.POSTED)


class AccountState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("bank account", "Waiting for a second person")
    COOLING = "cooling", pgettext_lazy("bank account", "Confirmed, in its waiting time")
    ACTIVE = "active", pgettext_lazy("bank account", "In use")
    REFUSED = "refused", pgettext_lazy("bank account", "Refused")
    RETIRED = "retired", pgettext_lazy("bank account", "No longer used")


A = AccountState

ACCOUNT_FLOW = Flow(
    {
        "confirm": ([A.PROPOSED], A.COOLING),
        "refuse": ([A.PROPOSED, A.COOLING], A.REFUSED),
        "activate": ([A.COOLING], A.ACTIVE),
        "retire": ([A.ACTIVE], A.RETIRED),
    }
)
