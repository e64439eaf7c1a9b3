"""WHEN: a contract, from its draft to its end; what it buys and how its price moves. Source: domain 4.2, 4.8."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ContractState(TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("Waiting for approval")
    SENT = "sent", _("Waiting for the supplier's signature")
    IN_FORCE = "in_force", pgettext_lazy("contract", "In force")
    COMPLETED = "completed", pgettext_lazy("contract", "Completed")
    TERMINATED = "terminated", _("Terminated")
    CANCELLED = "cancelled", _("Cancelled")


C = ContractState

CONTRACT_FLOW = Flow(
    {
        "request": ([C.DRAFT], C.REVIEW),
        "return": ([C.REVIEW], C.DRAFT),
        "approve": ([C.REVIEW], C.SENT),
        "send": ([C.DRAFT], C.SENT),  # a subcontract: the payer's own people decide
        "refuse": ([C.SENT], C.DRAFT),
        "sign": ([C.SENT], C.IN_FORCE),
        "complete": ([C.IN_FORCE], C.COMPLETED),
        "terminate": ([C.IN_FORCE], C.TERMINATED),
        "cancel": ([C.DRAFT, C.REVIEW, C.SENT], C.CANCELLED),
    }
)

ENDED = frozenset({C.COMPLETED, C.TERMINATED, C.CANCELLED})


class ContractKind(TextChoices):
    """What is delivered: it decides from which day the 60 days run (domain 4.1, PAY-10)."""

    GOODS = "goods", pgettext_lazy("contract", "Goods")
    WORKS = "works", pgettext_lazy("contract", "Works")
    SERVICE = "service", pgettext_lazy("contract", "Services")


class PriceBasis(TextChoices):
    """How the price of a contract moves."""

    FIXED = "fixed", _("Fixed total")
    UNIT = "unit", _("Unit prices")
    INDEXED = "indexed", _("Unit prices linked to an index")


class PayMethod(TextChoices):
    """By what a contract is paid. Source: domain 4.2."""

    CASH = "cash", pgettext_lazy("payment", "Cash")
    WINWIN = "winwin", _("Win-win payment")
