"""The rule simulator for other systems: a rule, a base price, bids of one's own. Nothing is kept; no token needed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiView
from purchasing.bidding.forms.what_if import HIDDEN, MOST_BIDS, SimulatorForm
from purchasing.bidding.queries import what_if
from purchasing.bidding.queries.simulation import Simulation, name_of, simulation
from purchasing.bidding.rules import METHODS
from purchasing.bidding.states import FixedOn

VERDICTS = ("wins", "valid", "excluded", "to_explain", "not_judged")
WAYS = [way.value for way in METHODS if way not in HIDDEN]
NAMES = {  # of the form's fields
    "ratio_pct": "ratio",
    "fixed_against": "fixed_on",
    "budget_won": "budget_won",
    "pool_cap_pct": "pool_cap",
    "cap_pct": "cap_ratio",
    "min_bids": "min_bids",
}
EXAMPLE = {
    "method": "LPL_POSCO",
    "base_won": 100_000_000,
    "bids": [{"price_won": 68_000_000}, {"price_won": 78_500_000}, {"price_won": 88_000_000}],
}


class SimulatedBidIn(fields.StrictSerializer):
    """One bid."""

    price_won = fields.WonField(min_value=1)
    compared = fields.DecimalField(
        max_digits=19, decimal_places=4, min_value=Decimal(0), required=False,
        help_text="What the rule compares besides the price: points up to 100, or the total cost of a year.",
    )  # fmt: skip
    picks = serializers.ListField(
        child=fields.IntegerField(min_value=1, max_value=15), min_length=2, max_length=2, required=False,
        help_text="Two numbers of a bidder where the base price is drawn.",
    )  # fmt: skip


class SimulationIn(fields.StrictSerializer):
    """A rule with its figures, and bids."""

    method = serializers.ChoiceField(choices=WAYS)
    base_won = fields.WonField(min_value=1)
    bids = serializers.ListField(child=SimulatedBidIn(), min_length=1, max_length=MOST_BIDS)
    figures = serializers.DictField(
        child=fields.TextField(max_length=40), required=False,
        help_text="Of the method, by name, shares in percent; what is left out is as the house terms say today.",
    )  # fmt: skip
    ratio_pct = fields.DecimalField(max_digits=8, decimal_places=4, required=False)
    fixed_against = serializers.ChoiceField(choices=FixedOn.choices, required=False)
    budget_won = fields.WonField(min_value=1, required=False)
    pool_cap_pct = fields.DecimalField(max_digits=8, decimal_places=4, required=False)
    cap_pct = fields.DecimalField(max_digits=8, decimal_places=4, required=False)
    min_bids = fields.IntegerField(min_value=1, max_value=20, required=False)


class SimulatedBidOut(serializers.Serializer):
    """What became of one bid."""

    place = serializers.IntegerField(help_text="In `bids` as they were sent, counted from 0.")
    price_won = fields.WonField()
    rank = serializers.IntegerField(allow_null=True)
    verdict = serializers.ChoiceField(choices=VERDICTS)
    reason = serializers.CharField(source="why", help_text="In the reader's language.")


class SimulatedStepOut(serializers.Serializer):
    """One step of the calculation."""

    label = serializers.CharField()
    formula = serializers.CharField()
    result = serializers.CharField()


class SimulationOut(serializers.Serializer):
    """Who would win, where the floor lies, and the whole calculation."""

    version = serializers.CharField(help_text="Of the code that decides.")
    limit_won = fields.WonField(allow_null=True, help_text="Null: the rule has no floor, or none was reached.")
    winner = serializers.IntegerField(allow_null=True, help_text="A place in `bids`; null: nobody, or it waits.")
    failed = serializers.CharField(help_text="Why nobody wins, or on what it waits; else empty.")
    bids = SimulatedBidOut(many=True, help_text="The lowest price first.")
    steps = SimulatedStepOut(many=True)


class SimulationView(ApiView):
    """Open to everybody, as often as the page of the same name."""

    action = "create"
    action_scopes = {"create": ""}  # no token: it tells of nobody, and keeps nothing
    throttle_door = "search"

    @extend_schema(
        operation_id="simulations_create",
        summary="Try an award rule",
        description=(
            "The code that decides awards, asked with a base price and bids of your own: who would win, where the "
            "floor lies, every step. Nothing is kept, so no Idempotency-Key is needed. No token needed."
        ),
        tags=["tenders"],
        request=SimulationIn,
        responses={200: SimulationOut},
        auth=[],
        examples=[OpenApiExample("Three bids", EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """By the form of the page, with its refusals at the names that were sent."""
        data = SimulationIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        form = SimulatorForm(_typed(given), terms=what_if.terms_today())
        if unknown := [name for name in given.get("figures", {}) if f"f_{name}" not in form.fields]:
            refused = [_("This field is not taken here.")]
            raise serializers.ValidationError({"figures": dict.fromkeys(unknown, refused)})
        if not form.is_valid():
            raise serializers.ValidationError(_at_sent_names(form.errors))
        bids, base_won = form.cleaned_data["bids"], form.cleaned_data["base_won"]
        tried = simulation(form.rule, form.params(), bids=bids, base_won=base_won)
        return Response(SimulationOut(_told(tried)).data)


def _typed(given: dict[str, Any]) -> dict[str, str]:
    """As the form of the page takes it."""
    typed = {name: str(given[sent]) for sent, name in NAMES.items() if sent in given}
    typed |= {f"f_{name}": value for name, value in given.get("figures", {}).items()}
    lines = "\n".join(_line(bid) for bid in given["bids"])
    return typed | {"method": given["method"], "base_won": str(given["base_won"]), "bids": lines}


def _line(bid: dict[str, Any]) -> str:
    parts = [str(bid["price_won"]), f"{bid['compared']:f}" if "compared" in bid else ""]
    return "; ".join([*parts, " ".join(map(str, bid["picks"]))] if "picks" in bid else parts).rstrip("; ")


def _at_sent_names(errors: Mapping[str, Any]) -> dict[str, Any]:
    """What the form refuses, at the names that were sent."""
    sent = {field: name for name, field in NAMES.items()}
    found: dict[str, Any] = {}
    for name, told in errors.items():
        if name.startswith("f_"):
            found.setdefault("figures", {})[name.removeprefix("f_")] = told
        else:
            found[sent.get(name, name)] = told
    return found


def _told(tried: Simulation) -> dict[str, Any]:
    places = {name_of(number): number for number in range(len(tried.offers))}
    winner = tried.winner
    return {
        "version": tried.version,
        "limit_won": tried.limit_won,
        "winner": places[winner["name"]] if winner else None,
        "failed": tried.failed,
        "bids": [row | {"place": places[row["name"]]} for row in tried.rows],
        "steps": [{"label": each.label, "formula": each.formula, "result": each.result} for each in tried.steps],
    }
