"""What a notice does for the environment and for society, in the words of OCDS's sustainability extension."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, override

from purchasing.bidding.models import SocialCategory, Tender
from purchasing.bidding.queries.eco import eco_promised

# sustainabilityGoal and sustainabilityStrategy of the extension
ENVIRONMENT, SOCIETY = "environmental", "social"
MARGIN, RESERVED = "marginOfPreference", "reservedParticipation"


def sustainability(tender: Tender) -> dict[str, Any]:
    """Of a tender or of its lot: the premium, the preference and the reservation that its notice promises."""
    with override("ko"):
        found = [*_premium(tender), *_preference(tender)]
    return {"hasSustainability": bool(found)} | ({"sustainability": found} if found else {})


def _premium(tender: Tender) -> Iterable[dict[str, Any]]:
    if premium := eco_promised(tender):
        text = gettext(
            "Offers of products with valid 3R evidence are compared as if their price were divided by %(divisor)s; the "
            "contract is made at the price offered."
        )
        yield _goal(ENVIRONMENT, MARGIN, text % {"divisor": f"{(1 + premium).normalize():f}"})


def _preference(tender: Tender) -> Iterable[dict[str, Any]]:
    promised = (tender.params or {}).get("preference") or {}
    if margin := Decimal(promised.get("margin", 0)):
        text = gettext(
            "Offers of socially friendly enterprises are compared as if their price were %(percent)s%% lower; the "
            "contract is made at the price offered."
        )
        yield _goal(SOCIETY, MARGIN, text % {"percent": f"{(margin * 100).normalize():f}"})
    if reserved := promised.get("reserved_for"):
        name = SocialCategory.objects.get(code=reserved).name
        yield _goal(SOCIETY, RESERVED, gettext("Reserved for: %(name)s.") % {"name": name})


def _goal(goal: str, strategy: str, description: str) -> dict[str, Any]:
    return {"goal": goal, "strategies": [strategy], "description": description}
