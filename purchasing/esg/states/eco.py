"""WHEN: declarations and rates of the eco-friendly purchases, and the words they are made of. Source: domain 11.7."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.states import EcoKind
from portal.states import Flow


class EcoEvidence(TextChoices):
    """What shows that a purchase is eco-friendly, and for which of the three R it counts."""

    WEIGH_BILL = "weigh", _("Weigh bill of scrap or recycled input")
    GR = "gr", _("GR mark (good recycled product)")
    RECYCLED_CONTENT = "content", _("Statement of recycled content")
    ECO_LABEL = "eco_label", _("Korean eco-label")
    LOW_CARBON = "low_carbon", _("Low-carbon product certificate")
    HIGH_EFFICIENCY = "efficient", _("High-efficiency equipment certificate")
    ENERGY_GRADE = "grade1", _("Energy grade 1")
    EPD = "epd", _("EPD with at least 3.3% less carbon")
    VEHICLE = "vehicle", _("Low-emission vehicle")
    REPAIR = "repair", _("Repair order of a reconditioned part")
    RETURN = "return", _("Return protocol of packaging or materials")


E = EcoEvidence
EVIDENCE_OF = {
    EcoKind.RECYCLE: (E.WEIGH_BILL, E.GR, E.RECYCLED_CONTENT),
    EcoKind.REDUCE: (E.ECO_LABEL, E.LOW_CARBON, E.HIGH_EFFICIENCY, E.ENERGY_GRADE, E.EPD, E.VEHICLE),
    EcoKind.REUSE: (E.REPAIR, E.RETURN),
}
PRIORITY = (EcoKind.RECYCLE, EcoKind.REUSE, EcoKind.REDUCE)  # ECO-01: a line counts once


class EcoState(TextChoices):
    """Of what one person enters and another confirms."""

    ENTERED = "entered", pgettext_lazy("eco", "To be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("eco", "Confirmed")
    REJECTED = "rejected", pgettext_lazy("eco", "Not confirmed")


ECO_FLOW = Flow(
    {
        "confirm": ([EcoState.ENTERED], EcoState.CONFIRMED),
        "reject": ([EcoState.ENTERED], EcoState.REJECTED),
    }
)
