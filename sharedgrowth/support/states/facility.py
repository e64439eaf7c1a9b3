"""WHEN: a checklist, an inspection of a company's facility, what it finds. Source: domain 8, FacilityInspection."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ChecklistState(TextChoices):
    DRAFT = "draft", pgettext_lazy("checklist", "Draft")
    PROPOSED = "proposed", pgettext_lazy("checklist", "Waiting for a second person")
    PUBLISHED = "published", pgettext_lazy("checklist", "In force")
    SUPERSEDED = "superseded", pgettext_lazy("checklist", "Superseded")


CHECKLIST_FLOW = Flow(
    {
        "propose": ([ChecklistState.DRAFT], ChecklistState.PROPOSED),
        "return": ([ChecklistState.PROPOSED], ChecklistState.DRAFT),
        "publish": ([ChecklistState.PROPOSED], ChecklistState.PUBLISHED),
        "supersede": ([ChecklistState.PUBLISHED], ChecklistState.SUPERSEDED),
    }
)


class InspectionState(TextChoices):
    PLANNED = "planned", pgettext_lazy("inspection", "Planned")
    ON_SITE = "on_site", pgettext_lazy("inspection", "On site")
    REPORTED = "reported", pgettext_lazy("inspection", "Reported, findings open")
    CLOSED = "closed", pgettext_lazy("inspection", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("inspection", "Cancelled")


N = InspectionState

INSPECTION_FLOW = Flow(
    {
        "begin": ([N.PLANNED], N.ON_SITE),  # the safety form is filled in (SGS-07)
        "report": ([N.ON_SITE], N.REPORTED),
        "close": ([N.REPORTED], N.CLOSED),  # every finding is closed
        "cancel": ([N.PLANNED], N.CANCELLED),
    }
)


class FaultState(TextChoices):
    OPEN = "open", pgettext_lazy("fault", "Open")
    FIXED = "fixed", pgettext_lazy("fault", "Mended, to be looked at")
    CLOSED = "closed", pgettext_lazy("fault", "Closed")


FAULT_FLOW = Flow(
    {
        "fix": ([FaultState.OPEN], FaultState.FIXED),
        "send_back": ([FaultState.FIXED], FaultState.OPEN),
        "close": ([FaultState.FIXED], FaultState.CLOSED),
    }
)


class FaultSeverity(TextChoices):
    """How bad it is, and by when it is mended."""

    LOW = "low", pgettext_lazy("fault", "Minor")
    MEDIUM = "medium", pgettext_lazy("fault", "Medium")
    HIGH = "high", pgettext_lazy("fault", "Serious")
    STOP = "stop", pgettext_lazy("fault", "Stop work")


class CheckVerdict(TextChoices):
    """What an inspector says of an item."""

    OK = "ok", pgettext_lazy("checklist", "In order")
    FAULT = "fault", pgettext_lazy("checklist", "Fault")
    NA = "na", pgettext_lazy("checklist", "Does not apply")


class SiteHazard(TextChoices):
    """What may hurt people on a visit: the safety form (SGS-07)."""

    HEIGHT = "height", pgettext_lazy("site hazard", "Work at height")
    ELECTRIC = "electric", pgettext_lazy("site hazard", "Electricity")
    LIFTING = "lifting", pgettext_lazy("site hazard", "Cranes and lifted loads")
    HEAT = "heat", pgettext_lazy("site hazard", "Hot metal or surfaces")
    GAS = "gas", pgettext_lazy("site hazard", "Gas or confined space")
    MACHINE = "machine", pgettext_lazy("site hazard", "Moving machine parts")
    TRAFFIC = "traffic", pgettext_lazy("site hazard", "Forklifts and traffic")
    CHEMICAL = "chemical", pgettext_lazy("site hazard", "Chemicals")
