"""WHEN: assessments of smart-factory levels. Source: domain 7.2."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class LevelState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("smart level", "To be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("smart level", "Confirmed")
    REFUSED = "refused", pgettext_lazy("smart level", "Not confirmed")


LEVEL_FLOW = Flow(
    {
        "confirm": ([LevelState.PROPOSED], LevelState.CONFIRMED),
        "refuse": ([LevelState.PROPOSED], LevelState.REFUSED),
    }
)


class SystemKind(TextChoices):
    MES = "mes", pgettext_lazy("smart system", "Production management (MES)")
    MACHINE = "machine", pgettext_lazy("smart system", "Data of machines")
    QUALITY = "quality", pgettext_lazy("smart system", "Inspection and quality")
    ERP = "erp", pgettext_lazy("smart system", "Orders and stock (ERP)")
    ENERGY = "energy", pgettext_lazy("smart system", "Energy management (FEMS)")
    OTHER = "other", pgettext_lazy("smart system", "Other")


class RecommenderKind(TextChoices):
    """Organisations that may recommend companies. Source: domain 7.1."""

    CHAMBER = "chamber", pgettext_lazy("recommender", "Chamber of commerce")
    FOUNDATION = "foundation", pgettext_lazy("recommender", "Foundation for win-win cooperation")
    FEDERATION = "federation", pgettext_lazy("recommender", "Federation of small and medium enterprises")
    REGION = "region", pgettext_lazy("recommender", "Regional body")
    OTHER = "other", pgettext_lazy("recommender", "Other")
