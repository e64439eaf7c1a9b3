"""WHEN: a vacancy of a partner firm. Source: domain 9.2, YDC-06."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class VacancyState(TextChoices):
    DRAFT = "draft", pgettext_lazy("vacancy", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("vacancy", "Being checked")
    OPEN = "open", pgettext_lazy("vacancy", "Open")
    CLOSED = "closed", pgettext_lazy("vacancy", "Closed")


V = VacancyState

VACANCY_FLOW = Flow(
    {
        "submit": ([V.DRAFT], V.SUBMITTED),
        "return": ([V.SUBMITTED], V.DRAFT),  # with what is to be changed
        "open": ([V.SUBMITTED], V.OPEN),
        "close": ([V.DRAFT, V.SUBMITTED, V.OPEN], V.CLOSED),
    }
)


class Trade(TextChoices):
    """What the courses train for (domain 9.1), and the rest."""

    MAINTENANCE = "maintenance", pgettext_lazy("trade", "Machine maintenance")
    ELECTRICAL = "electrical", pgettext_lazy("trade", "Electrical maintenance")
    CRANE = "crane", pgettext_lazy("trade", "Overhead crane")
    WELDING = "welding", pgettext_lazy("trade", "Welding")
    PRODUCTION = "production", pgettext_lazy("trade", "Production")
    OTHER = "other", pgettext_lazy("trade", "Other")


class Employment(TextChoices):
    """Kind of employment. Source: domain 9.2, Placement."""

    REGULAR = "regular", pgettext_lazy("employment", "Regular")
    FIXED = "fixed", pgettext_lazy("employment", "Fixed term")
    INTERN = "intern", pgettext_lazy("employment", "Intern")
