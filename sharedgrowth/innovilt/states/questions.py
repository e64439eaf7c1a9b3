"""What reviewers and inspectors are asked; each question has a mark from 0 to 4. Questions are our own choice."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from sharedgrowth.innovilt.states.reviews import Part


class TechnologyQuestion(TextChoices):
    NOVELTY = "novelty", pgettext_lazy("innovilt question", "New compared with what is on the market")
    PERFORMANCE = "performance", pgettext_lazy("innovilt question", "Performance shown by tests")
    SAFETY = "safety", pgettext_lazy("innovilt question", "Structural safety and durability")
    MAKING = "making", pgettext_lazy("innovilt question", "Making and building with it")
    RIGHTS = "rights", pgettext_lazy("innovilt question", "Patents and know-how")


class MarketQuestion(TextChoices):
    DEMAND = "demand", pgettext_lazy("innovilt question", "Demand in the coming three years")
    PRICE = "price", pgettext_lazy("innovilt question", "Price for what it does")
    REFERENCES = "references", pgettext_lazy("innovilt question", "References")
    SALES = "sales", pgettext_lazy("innovilt question", "Sales plan")
    LIFE = "life", pgettext_lazy("innovilt question", "Effort over the whole life: upkeep, recycling")


class OperationQuestion(TextChoices):
    TRACE = "trace", pgettext_lazy("innovilt question", "Heat numbers are followed from the coil to the product")
    APART = "apart", pgettext_lazy("innovilt question", "Steel of other makers is kept apart")
    DRAWING = "drawing", pgettext_lazy("innovilt question", "The product is made as drawn")
    QUALITY = "quality", pgettext_lazy("innovilt question", "Inspection and its records")
    LABELS = "labels", pgettext_lazy("innovilt question", "Labels and marks are kept safely")


QUESTIONS: dict[str, type[TextChoices]] = {
    Part.TECHNOLOGY: TechnologyQuestion,
    Part.MARKET: MarketQuestion,
    Part.OPERATION: OperationQuestion,
}


class Mark(TextChoices):
    """How well, as a person says it."""

    NONE = "0", pgettext_lazy("innovilt mark", "0 not at all")
    WEAK = "1", pgettext_lazy("innovilt mark", "1 weak")
    FAIR = "2", pgettext_lazy("innovilt mark", "2 fair")
    GOOD = "3", pgettext_lazy("innovilt mark", "3 good")
    VERY_GOOD = "4", pgettext_lazy("innovilt mark", "4 very good")
