"""Total cost of ownership: the model that a notice promises, what bids declare, what they come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from purchasing.bidding.models import TcoInput, TcoModel, TcoResult, Tender, TenderTco
from purchasing.bidding.queries.bids import READS_OWN_BIDS
from purchasing.bidding.queries.eco import eco_params, eco_premiums_of, eco_promised
from purchasing.bidding.queries.preference import margins_of, preference_params
from purchasing.bidding.queries.tenders import reads_opened_bids
from purchasing.bidding.rules import preference as preferring
from purchasing.bidding.rules import tco as rules
from purchasing.bidding.rules import tco_notice as notice
from purchasing.bidding.rules.tco_checks import varied
from purchasing.bidding.states import FINAL, RulingState, TcoComparison, TcoInputState, TcoModelState

LINE_FACTS = (
    "code", "name_ko", "name_en", "kind", "source", "unit", "price_source", "of_code", "required", "guaranteed",
    "is_energy", "is_carbon", "evidence", "verification",
)  # fmt: skip
WRITES_MODELS = ("PO", "RQ", "FI", "AP", "EV", "AU", "CP")


@dataclass(frozen=True, slots=True)
class TcoLineShown:
    """A value that a bidder declares, ready for a form."""

    code: str
    name: str
    hint: str
    unit: str
    kind: str  # states.TcoFlow, or "life", "output"
    required: bool
    guaranteed: bool
    needs_evidence: bool
    tells_years: bool
    unit_price_won: Decimal | None = None


def tco_models_visible_to(user) -> QuerySet[TcoModel]:
    """All models, for the staff who write, approve, use or audit them."""
    if not getattr(user, "is_authenticated", False) or not user.is_internal or not user.has_role(*WRITES_MODELS):
        return TcoModel.objects.none()
    return TcoModel.objects.select_related("author", "tech_by", "fin_by", "activated_by").order_by("code", "-version")


def tco_models_waiting_for(user) -> list[tuple[TcoModel, str]]:
    """Models that wait for this member of staff: (model, the move that is asked for)."""
    waits = (
        ("RQ", TcoModelState.DRAFT, "approve_tech"),
        ("FI", TcoModelState.TECH_APPROVED, "approve_fin"),
        ("AP", TcoModelState.FIN_APPROVED, "activate"),
    )
    found = []
    for role, state, move in waits:
        if user.is_internal and user.has_role(role):
            models = TcoModel.objects.filter(state=state).exclude(author=user)
            if move == "approve_fin":
                models = models.exclude(tech_by=user)
            if move == "approve_tech":
                models = models.filter(lines__isnull=False).distinct()
            found += [(model, move) for model in models.order_by("pk")[:20]]
    return found


def active_tco_models() -> QuerySet[TcoModel]:
    """The models in use."""
    return TcoModel.objects.filter(state=TcoModelState.ACTIVE).order_by("code")


def tco_models_for(tender: Tender) -> QuerySet[TcoModel]:
    """The models that a tender may use: those in use; another round compares by that of the round before (BID-L1)."""
    if tender.round_of_id is not None:
        return TcoModel.objects.filter(tenders__tender=tender.round_of_id)
    return active_tco_models()


def tco_model_document(model: TcoModel) -> dict[str, Any]:
    """The whole model as text: what a tender copies, hashes and prints."""
    return {
        "engine": rules.TCO_ENGINE,
        "uid": str(model.uid),
        "code": model.code,
        "version": model.version,
        "name_ko": model.name_ko,
        "name_en": model.name_en,
        "rate": plain(model.rate),
        "basis": model.basis,
        "base_date": str(model.base_date),
        "comparison": model.comparison,
        "horizon": model.horizon,
        "horizon_years": model.horizon_years,
        "default_years": model.default_years,
        "most_years": model.most_years,
        "output_unit": model.output_unit,
        "tolerance": plain(model.tolerance),
        "damages_cap": plain(model.damages_cap),
        "lines": [
            {
                **{name: getattr(line, name) for name in LINE_FACTS},
                "unit_price_won": plain(line.unit_price_won),
                "buyer_amount": plain(line.buyer_amount),
                "factor": plain(line.factor),
                "escalation": plain(line.escalation),
            }
            for line in model.lines.order_by("no")
        ],
    }


def plain(number: Decimal | None) -> str | None:
    """A number as text without trailing zeros.

    >>> plain(Decimal("0.045000")), plain(Decimal("160.000000")), plain(None)
    ('0.045', '160', None)
    """
    return None if number is None else f"{number.normalize():f}"


def tco_model_chosen(tender: Tender) -> TcoModel | None:
    """The model that the tender's officer has chosen."""
    chosen = TenderTco.objects.select_related("model").filter(tender=tender).first()
    return chosen.model if chosen is not None else None


def tco_document(tender: Tender) -> dict[str, Any] | None:
    """The model of the tender as it was published; before that as it stands; None where there is none."""
    if tender.published_at is not None:
        return tender.params.get("tco")
    model = tco_model_chosen(tender) if tender.method == "TCO" else None
    return tco_model_document(model) if model is not None else None


def tco_params(tender: Tender, on: date) -> dict[str, Any]:
    """What publication adds to the tender's terms: the cost model, the preference, the premium."""
    found: dict[str, Any] = {}
    if tender.method == "TCO" and (model := tco_model_chosen(tender)) is not None:
        found["tco"] = tco_model_document(model)
    if (preference := preference_params(tender, on)) is not None:
        found["preference"] = preference
    if (eco := eco_params(tender, on)) is not None:
        found["eco"] = eco
    return found


def named(line: Mapping[str, Any]) -> str:
    """The name of a line in the reader's language."""
    if line["code"] == rules.PRICE:
        return _("Purchase price")
    return line["name_en"] if get_language() == "en" and line.get("name_en") else line["name_ko"]


def tco_line_names(document: Mapping[str, Any]) -> dict[str, str]:
    """The names of all lines of a model by code, the price first, LIFE and OUTPUT last."""
    names = {rules.PRICE: _("Purchase price")}
    names |= {line["code"]: named(line) for line in document["lines"]}
    return names | {notice.LIFE: _("Service life"), notice.OUTPUT: _("Output of a year")}


def tco_lines(tender: Tender) -> list[TcoLineShown]:
    """What a bidder declares in this tender; empty where costs are not compared. Source: domain TCO-04, TCO-05."""
    document = tco_document(tender)
    if document is None:
        return []
    shown = [
        TcoLineShown(
            code=notice.LIFE,
            name=_("Service life"),
            hint=_(
                "%(default)s years count without proof, at most %(most)s with it: references, a test, or a warranty of "
                "a fifth of the life."
            )
            % {"default": document["default_years"], "most": document["most_years"]},
            unit=_("years"),
            kind="life",
            required=False,
            guaranteed=False,
            needs_evidence=True,
            tells_years=False,
        )
    ]
    if document["comparison"] == TcoComparison.PER_UNIT:
        shown.append(
            TcoLineShown(
                notice.OUTPUT, _("Output of a year"), "", document["output_unit"], "output", True, False, True, False
            )
        )
    for line in notice.printed_lines(document):
        price = Decimal(line["unit_price_won"]) if line["unit_price_won"] is not None else None
        shown.append(
            TcoLineShown(
                code=line["code"],
                name=named(line),
                hint=line["evidence"],
                unit=line["unit"] if line["source"] == "quantity" else _("won"),
                kind=line["kind"],
                required=line["required"],
                guaranteed=line["guaranteed"],
                needs_evidence=bool(line["evidence"]),
                tells_years=line["kind"] == rules.Flow.AT_YEARS,
                unit_price_won=price,
            )
        )
    return shown


def tco_inputs_of(tender: Tender) -> QuerySet[TcoInput]:
    """What the opened bids declare."""
    return (
        TcoInput.objects.filter(tender=tender)
        .select_related("bid__company", "proposed_by", "decided_by")
        .order_by("bid", "pk")
    )


def tco_offers(tender: Tender, *, without: frozenset[int] | set[int] = frozenset()) -> list[rules.Offered]:
    """The responsive bids in the form of the calculation; ``without``: bids whose margin no longer counts."""
    document = tco_document(tender)
    if document is None:
        return []
    margins = margins_of(tender)
    by_bid: dict[int, list[TcoInput]] = {}
    for told in TcoInput.objects.filter(tender=tender):
        by_bid.setdefault(told.bid_id, []).append(told)
    rulings = tender.rulings.exclude(state=RulingState.NON_RESPONSIVE).filter(price_won__isnull=False)
    return [
        notice.offered_from(
            document,
            bid_id=ruling.pk,
            price_won=ruling.opened_price_won,
            margin=Decimal(0) if ruling.pk in without else margins.get(ruling.pk, Decimal(0)),
            declared=values_of(by_bid.get(ruling.pk, [])),
            life_proven=any(
                told.code == notice.LIFE and told.state == TcoInputState.VERIFIED for told in by_bid.get(ruling.pk, [])
            ),
        )
        for ruling in rulings.order_by("pk")
    ]


def values_of(inputs: list[TcoInput]) -> dict[str, rules.Value]:
    """The values that count, by line."""
    return {
        told.code: rules.Value(told.counts, tuple(told.at))
        for told in inputs
        if told.counts is not None and (not told.fault or told.state == TcoInputState.CORRECTED)
    }


def tco_faults(tender: Tender) -> dict[int, str]:
    """Bids that leave out a required line, with its code: not responsive. Source: domain TCO-06."""
    document = tco_document(tender)
    if document is None:
        return {}
    return rules.filled(tco_offers(tender), notice.model_from(document))[1]


def tco_costs(
    tender: Tender, *, without: frozenset[int] | set[int] = frozenset(), rate: Decimal | None = None
) -> dict[int, rules.Cost]:
    """The calculation of each responsive bid, by bid id; ``rate``: tried instead of the announced one."""
    document = tco_document(tender)
    if document is None:
        return {}
    model = notice.model_from(document)
    if rate is not None:
        model = varied(model, rate=rate - model.rate)
    done, _faults = rules.filled(tco_offers(tender, without=without), model)
    return {offer.bid_id: rules.cost_of(offer, model, assumed=assumed) for offer, assumed in done}


def ranked_prices(
    tender: Tender,
    *,
    without: frozenset[int] | set[int] = frozenset(),
    without_premium: frozenset[int] | set[int] = frozenset(),
    rate: Decimal | None = None,
    by_cost: bool = True,
) -> dict[int, Decimal]:
    """What the ranking compares instead of the price, by bid id: the cost of a year, or the price after preference.

    Empty where the price itself is compared. Limits never look at it. ``without``, ``without_premium``: bids whose
    margin or premium no longer counts; ``rate``: a what-if of the discount rate; not ``by_cost``: a rule is tried that
    looks at prices, whatever the tender compares.
    Source: domain TCO-08, TCO-11, PRF-01, PRF-06, ECO-05.
    """
    if by_cost and "tco" in tender.params:
        costs = tco_costs(tender, without=without, rate=rate)
        return rules.tie_groups({bid: cost.compared for bid, cost in costs.items()})
    if not has_advantage(tender):
        return {}
    none = Decimal(0)
    margins = {pk: margin for pk, margin in margins_of(tender).items() if pk not in without}
    premiums = {pk: premium for pk, premium in eco_premiums_of(tender).items() if pk not in without_premium}
    rulings = tender.rulings.exclude(state=RulingState.NON_RESPONSIVE).filter(price_won__isnull=False)
    return {
        ruling.pk: preferring.compared_price(
            ruling.opened_price_won, margins.get(ruling.pk, none), premiums.get(ruling.pk, none)
        )
        for ruling in rulings
    }


def has_preference(tender: Tender) -> bool:
    """Whether the notice gives a margin."""
    promised = tender.params.get("preference")
    return bool(promised) and Decimal(promised["margin"]) > 0


def has_advantage(tender: Tender) -> bool:
    """Whether some bids rank as if they were cheaper: by the preference, or by the premium of eco-friendly offers."""
    return has_preference(tender) or eco_promised(tender) > 0


def tco_results_of(tender: Tender) -> list[TcoResult]:
    """The stored calculations, the lowest compared value first."""
    return list(
        TcoResult.objects.filter(tender=tender, version=tender.evaluation_no)
        .select_related("bid__company", "bid__ruling")
        .order_by("compared", "bid")
    )


def tco_results_visible_to(user, tender: Tender) -> list[TcoResult]:
    """All calculations for staff who read opened bids; the own one for a bidder once the result is out; else none."""
    results = tco_results_of(tender)
    if reads_opened_bids(user, tender):
        return results
    if tender.state not in FINAL or not getattr(user, "is_supplier", False) or not user.has_role(*READS_OWN_BIDS):
        return []
    return [result for result in results if result.bid.company_id == user.company_id]
