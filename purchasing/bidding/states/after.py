"""WHEN: what follows a decision to award: standstill, objections, the contract. Source: domain 2.2, 2.3, 2.4 BID-L1."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ObjectionState(TextChoices):
    LODGED = "lodged", _("Lodged")
    UPHELD = "upheld", pgettext_lazy("objection", "Upheld")
    REJECTED = "rejected", pgettext_lazy("objection", "Rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("objection", "Withdrawn")


O = ObjectionState  # noqa: E741 (as S and R beside it)

OBJECTION_FLOW = Flow(
    {
        "uphold": ([O.LODGED], O.UPHELD),
        "reject": ([O.LODGED], O.REJECTED),
        "withdraw": ([O.LODGED], O.WITHDRAWN),
    }
)


class Ground(TextChoices):
    """What an objection is about."""

    OWN_BID = "own_bid", _("The verdict on the own bid")
    WINNER = "winner", _("The intended winner may not win")
    CALCULATION = "calculation", _("The calculation")
    PROCEDURE = "procedure", _("The procedure")
    OTHER = "other", _("Something else")


class Remedy(TextChoices):
    """What an upheld objection leads to; the award is taken back in both."""

    REVIEW = "review", _("The award is taken back; the tender is decided again")
    REEVALUATE = "reevaluate", _("The award is taken back; the evaluation is corrected and run again")
    DROP_WINNER = "drop_winner", _("The award is taken back, and the intended winner leaves the ranking")


class StandstillEnd(TextChoices):
    """How a standstill ended."""

    AWARDED = "awarded", _("Awarded")
    TAKEN_BACK = "taken_back", _("Taken back")
    CANCELLED = "cancelled", _("Cancelled")


class TakenBack(TextChoices):
    """Why the portal took an award back by itself."""

    INELIGIBLE = "ineligible", _("The intended winner may no longer be awarded this tender.")
    CERTIFICATE = "certificate", _("The certificate that decided the order is no longer valid.")


class Difference(TextChoices):
    """Why a contract may be made at another amount than the award price. Source: domain BID-L1 (iv)."""

    QUANTITY = "quantity", _("The quantity was changed at the unit prices of the bid")
    ARITHMETIC = "arithmetic", _("An arithmetical error that both sides have confirmed")
    ORDER = "order", _("By order of a court or an authority")
