"""WHEN: an expert's work for a project, from the question to the head of the unit to its end. Source: domain 8, 16."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class AssignmentState(TextChoices):
    ASKED = "asked", pgettext_lazy("assignment", "Release asked for")
    RELEASED = "released", pgettext_lazy("assignment", "Released by the unit")
    REFUSED = "refused", pgettext_lazy("assignment", "Not released")
    ENDED = "ended", pgettext_lazy("assignment", "Ended")


A = AssignmentState

ASSIGNMENT_FLOW = Flow(
    {
        "release": ([A.ASKED], A.RELEASED),
        "refuse": ([A.ASKED], A.REFUSED),
        "end": ([A.ASKED, A.RELEASED], A.ENDED),
    }
)


class Discipline(TextChoices):
    """What an expert knows."""

    QSS = "qss", pgettext_lazy("discipline", "QSS and lean production")
    AUTOMATION = "automation", pgettext_lazy("discipline", "Automation and smart factory")
    ENERGY = "energy", pgettext_lazy("discipline", "Energy")
    EQUIPMENT = "equipment", pgettext_lazy("discipline", "Equipment and maintenance")
    MATERIALS = "materials", pgettext_lazy("discipline", "Materials and testing")
    QUALITY = "quality", pgettext_lazy("discipline", "Quality")
    SAFETY = "safety", pgettext_lazy("discipline", "Safety")
    ENVIRONMENT = "environment", pgettext_lazy("discipline", "Environment and carbon")
    ESG = "esg", pgettext_lazy("discipline", "ESG management")
    IT = "it", pgettext_lazy("discipline", "IT and data")
