"""The award rule of a tender for other systems: its code, its words, and every figure that its notice promises."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from purchasing.bidding.api.notices import RuleFigureOut
from purchasing.bidding.queries.award_rules import percent, rule_figures, rule_words
from purchasing.bidding.rules import Way
from purchasing.bidding.states import Method

WITH_RATIO = frozenset({Way.POSCO, Way.EC, Way.FIXED})


class RuleOut(serializers.Serializer):
    """The award rule as the notice promised it; names that end in ``_pct`` are percent."""

    method = serializers.ChoiceField(choices=Method.choices)
    words = serializers.ListField(child=serializers.CharField(), help_text="How it decides, in the reader's language.")
    figures = RuleFigureOut(many=True, help_text="Those of the method, as the notice prints them.")
    ratio_pct = serializers.CharField(
        allow_null=True, help_text="The floor: this share of what the rule names. Null: the rule has no such floor."
    )
    fixed_against = serializers.CharField(help_text='"base" or "mean" for LPL_FIXED, else empty')
    cap_pct = serializers.CharField(
        help_text="Bids above this share of the base price are excluded; empty: no ceiling."
    )
    pool_cap_pct = serializers.CharField(help_text="Bids above it stay out of the mean; empty: all count.")
    min_bids = serializers.IntegerField()
    single_bid_allowed = serializers.BooleanField()


def rule_told(params: Mapping[str, Any], *, opened: bool) -> dict[str, Any]:
    """What the tender promised at publication; what is sealed with the base price once the bids are open."""
    way, figures = Way(params["method"]), params.get("figures") or {}
    floor = way in WITH_RATIO or bool(way == Way.TCO and figures.get("limit"))
    rule = {
        "method": params["method"],
        "words": rule_words(params),
        "figures": rule_figures(params, opened=opened),
        "ratio_pct": percent(figures.get("ratio") or params["ratio"]) if floor else None,
        "fixed_against": params["fixed_on"] if way == Way.FIXED else "",
        "cap_pct": percent(params["cap_ratio"]),
        "pool_cap_pct": percent(params["pool_cap"]),
        "min_bids": params["min_bids"],
        "single_bid_allowed": params.get("single_bid_allowed", False),
    }
    return dict(RuleOut(rule).data)
