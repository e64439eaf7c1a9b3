"""WHEN: words of the notice: its documents, and what an amendment may change. Source: domain 2.2, 2.3."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentKind(TextChoices):
    """What a document of the notice is."""

    SPECIFICATION = "specification", pgettext_lazy("document", "Specification")
    DRAWING = "drawing", _("Drawing")
    TERMS = "terms", _("Contract terms")
    FORM = "form", _("Form to fill in")
    OTHER = "other", _("Other document")


# A change of one of these alters what was bid for: bids that are in go back to their bidders.
MATERIAL_FACTS = frozenset(
    {
        "method", "fixed_ratio", "fixed_on", "cap_ratio", "pool_cap_on", "by_unit_price", "method_params",
        "preference_on", "eco_premium_on", "delivery_on", "delivery_place",
    }
)  # fmt: skip
# What an amendment may change. Dates and people stand apart, and so do sealing, envelopes and who may bid.
AMENDABLE_FACTS = frozenset(
    {
        "title_ko", "title_en", "description", "delivery_place", "delivery_on", "delivery_terms", "brand_reason",
        "method", "fixed_ratio", "fixed_on", "cap_ratio", "pool_cap_on", "by_unit_price", "method_params",
        "preference_on", "eco_premium_on", "failure_conditions", "rebid_conditions", "questions_until",
    }
)  # fmt: skip
