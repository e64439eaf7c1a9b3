"""WHEN: milestones, amendments, index values and price changes of a contract. Source: domain 4.2, 4.8, CNV-09."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class MilestoneState(TextChoices):
    PLANNED = "planned", pgettext_lazy("milestone", "Planned")
    REPORTED = "reported", pgettext_lazy("milestone", "Reported by the supplier")
    CONFIRMED = "confirmed", pgettext_lazy("milestone", "Confirmed")


M = MilestoneState

MILESTONE_FLOW = Flow(
    {
        "report": ([M.PLANNED], M.REPORTED),
        "return": ([M.REPORTED], M.PLANNED),
        "confirm": ([M.REPORTED], M.CONFIRMED),
    }
)


class AmendmentState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("amendment", "Waiting for approval")
    SENT = "sent", pgettext_lazy("amendment", "Waiting for the supplier's consent")
    IN_FORCE = "in_force", pgettext_lazy("amendment", "In force")
    DECLINED = "declined", pgettext_lazy("amendment", "Not approved")
    REFUSED = "refused", pgettext_lazy("amendment", "Refused by the supplier")
    WITHDRAWN = "withdrawn", pgettext_lazy("amendment", "Withdrawn")


A = AmendmentState
OPEN_AMENDMENTS = frozenset({A.PROPOSED, A.SENT})

AMENDMENT_FLOW = Flow(
    {
        "approve": ([A.PROPOSED], A.SENT),
        "decline": ([A.PROPOSED], A.DECLINED),
        "agree": ([A.SENT], A.IN_FORCE),
        "refuse": ([A.SENT], A.REFUSED),
        "withdraw": ([A.PROPOSED, A.SENT], A.WITHDRAWN),
    }
)


class IndexValueState(TextChoices):
    """A published value counts after a second person has compared it with its source."""

    ENTERED = "entered", _("To be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("index", "Confirmed")
    REJECTED = "rejected", pgettext_lazy("index", "Rejected")


INDEX_VALUE_FLOW = Flow(
    {
        "confirm": ([IndexValueState.ENTERED], IndexValueState.CONFIRMED),
        "reject": ([IndexValueState.ENTERED], IndexValueState.REJECTED),
    }
)


class PriceChangeState(TextChoices):
    PROPOSED = "proposed", _("Waiting for both sides")
    ACCEPTED = "accepted", pgettext_lazy("price change", "In force")
    CONTESTED = "contested", pgettext_lazy("price change", "Contested")
    LAPSED = "lapsed", pgettext_lazy("price change", "Replaced by a later one")


P = PriceChangeState
OPEN_CHANGES = frozenset({P.PROPOSED, P.CONTESTED})

PRICE_CHANGE_FLOW = Flow(
    {
        "accept": ([P.PROPOSED], P.ACCEPTED),
        "contest": ([P.PROPOSED], P.CONTESTED),
        "resume": ([P.CONTESTED], P.PROPOSED),
        "lapse": ([P.PROPOSED, P.CONTESTED], P.LAPSED),
    }
)


class NoLink(TextChoices):
    """Why a price is not linked to an index though a raw material weighs a tenth or more. Source: domain 4.8."""

    NONE = "", _("The price is linked, or no material weighs that much")
    SMALL_CLIENT = "small", _("The client is a small enterprise")
    SHORT = "short", _("The contract runs 90 days or less")
    LOW = "low", _("The contract is worth 100 million won or less")
    AGREED = "agreed", _("Both sides agree in writing not to link")
