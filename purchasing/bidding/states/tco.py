"""WHEN: the life of a cost model, of what a bidder declared for it, and of a guarantee. Source: domain 3.2, 3.5."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class TcoModelState(TextChoices):
    DRAFT = "draft", pgettext_lazy("cost model", "Draft")
    TECH_APPROVED = "tech_approved", _("Approved technically")
    FIN_APPROVED = "fin_approved", _("Approved by finance")
    ACTIVE = "active", pgettext_lazy("cost model", "In use")
    RETIRED = "retired", pgettext_lazy("cost model", "Retired")


M = TcoModelState

TCO_MODEL_FLOW = Flow(
    {
        "approve_tech": ([M.DRAFT], M.TECH_APPROVED),
        "approve_fin": ([M.TECH_APPROVED], M.FIN_APPROVED),
        "activate": ([M.FIN_APPROVED], M.ACTIVE),
        "return": ([M.TECH_APPROVED, M.FIN_APPROVED], M.DRAFT),
        "retire": ([M.DRAFT, M.TECH_APPROVED, M.FIN_APPROVED, M.ACTIVE], M.RETIRED),
    }
)


class TcoInputState(TextChoices):
    ENTERED = "entered", pgettext_lazy("declared value", "Declared")
    VERIFIED = "verified", pgettext_lazy("declared value", "Verified")
    PROPOSED = "proposed", pgettext_lazy("declared value", "Correction proposed")
    CORRECTED = "corrected", pgettext_lazy("declared value", "Corrected")
    REJECTED = "rejected", pgettext_lazy("declared value", "Rejected")


V = TcoInputState

TCO_INPUT_FLOW = Flow(
    {
        "verify": ([V.ENTERED], V.VERIFIED),
        "propose": ([V.ENTERED], V.PROPOSED),  # a correction moves money: two people (CNV-09)
        "decline": ([V.PROPOSED], V.ENTERED),
        "correct": ([V.PROPOSED], V.CORRECTED),
        "judge_again": ([V.VERIFIED, V.CORRECTED, V.REJECTED], V.ENTERED),  # when the evaluation is run again
        "reject": ([V.ENTERED], V.REJECTED),
    }
)


class GuaranteeState(TextChoices):
    OPEN = "open", pgettext_lazy("guarantee", "Waiting for the test")
    TESTED = "tested", pgettext_lazy("guarantee", "Measured")
    MET = "met", pgettext_lazy("guarantee", "Met")
    DAMAGES = "damages", pgettext_lazy("guarantee", "Damages owed")
    CLOSED = "closed", pgettext_lazy("guarantee", "Closed")


G = GuaranteeState

GUARANTEE_FLOW = Flow(
    {
        "test": ([G.OPEN], G.TESTED),
        "test_again": ([G.TESTED], G.OPEN),  # the second person did not accept the measurement
        "meet": ([G.TESTED], G.MET),
        "owe": ([G.TESTED], G.DAMAGES),
        "close": ([G.MET, G.DAMAGES], G.CLOSED),
    }
)


class TcoFlow(TextChoices):
    """When the money of a line flows."""

    UPFRONT = "upfront", _("Once, at the start")
    ANNUAL = "annual", _("Every year")
    AT_YEARS = "at_years", _("In single years")
    END = "end", _("At the end of life")
    RESIDUAL = "residual", _("Value left at the end (deducted)")


class TcoSource(TextChoices):
    """Where a line's amount comes from. Source: domain TCO-05."""

    QUANTITY = "quantity", _("Bidder's quantity × our unit price")
    AMOUNT = "amount", _("Bidder's amount in won")
    DERIVED = "derived", _("Quantity of another line × factor × our unit price")
    BUYER = "buyer", _("Our own amount, the same for all")


class TcoComparison(TextChoices):
    EAC = "eac", _("Cost of one year (equivalent annual cost)")
    NPV = "npv", _("Present value over the same years")
    PER_UNIT = "per_unit", _("Cost of one unit made")


class TcoHorizon(TextChoices):
    OWN_LIFE = "own_life", _("Each offer over its own life")
    FIXED = "fixed", _("The same years for all, with replacement and rest value")


class TcoBasis(TextChoices):
    NOMINAL = "nominal", _("Nominal (with inflation)")
    REAL = "real", _("Real (without inflation)")
