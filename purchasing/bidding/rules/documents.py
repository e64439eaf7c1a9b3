"""An evaluation as a document: inputs and result as plain text and numbers, so that anybody can compute it again."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from purchasing.bidding.rules.evaluation import evaluate, version_of
from purchasing.bidding.rules.offers import Ask, Evaluation, Notice, Offer, Ruled, Step, Way, exact


def notice_from(params: Mapping[str, Any], parts: Mapping[str, Any] | None = None) -> Notice:
    """The promise of a notice (``Tender.params``) in the form of the rules.

    ``parts`` of the base price stood sealed beside the notice until the opening. Source: domain CNV-07, security 5.9.

    >>> notice_from({"method": "LPL_POSCO", "ratio": "0.85", "min_n": 3, "min_bids": 2}).ratio
    Decimal('0.85')
    """
    figures = dict(params.get("figures") or {}) | dict(parts or {})
    ratio = params.get("ratio") or figures.get("ratio") or "0.85"
    return Notice(
        way=Way(params["method"]),
        ratio=Decimal(str(ratio)),
        on_mean=params.get("fixed_on") == "mean",
        min_n=int(params.get("min_n", 3)),
        pool_cap=_decimal(params.get("pool_cap")),
        cap_ratio=_decimal(params.get("cap_ratio")),
        min_bids=int(params.get("min_bids", 2)),
        minimum_won=_decimal(params.get("minimum_won")),
        budget_won=_decimal(params.get("budget_won")),
        figures=figures,
        terms=str(params.get("terms", "")),
    )


def offer_document(offer: Offer) -> dict[str, Any]:
    """An offer as plain text; what is not known is left out. ``bid`` is the bid's own id in the document.

    Source: domain CNV-07.

    >>> offer_document(Offer(1, Decimal(90), "CMP-1", preferred=True))
    {'bid': 1, 'bidder': 'CMP-1', 'price_won': '90', 'responsive': True, 'preferred': True}
    """
    told: dict[str, Any] = {
        "bid": offer.bid_id,
        "bidder": offer.bidder,
        "price_won": exact(offer.price_won),
        "responsive": offer.responsive,
        "preferred": offer.preferred,
    }
    for name in ("esg_score", "ranked_won", "points"):
        value = getattr(offer, name)
        if value is not None:
            told[name] = exact(value)
    if offer.picks:
        told["picks"] = list(offer.picks)
    if offer.explained is not None:
        told["explained"] = offer.explained
    if offer.doubted:
        told["doubted"] = True
    if offer.band_a:
        told["band_a"] = True
    return told


def offer_from(told: Mapping[str, Any]) -> Offer:
    """An offer from its document.

    Source: domain CNV-07.

    >>> offer = Offer(1, Decimal(90), "CMP-1", esg_score=Decimal("70.5"), picks=(3, 9))
    >>> offer_from(offer_document(offer)) == offer
    True
    """
    return Offer(
        bid_id=int(told["bid"]),
        price_won=Decimal(told["price_won"]),
        bidder=told.get("bidder", ""),
        responsive=bool(told.get("responsive", True)),
        preferred=bool(told.get("preferred", False)),
        esg_score=_decimal(told.get("esg_score")),
        ranked_won=_decimal(told.get("ranked_won")),
        points=_decimal(told.get("points")),
        picks=tuple(told.get("picks", ())),
        explained=told.get("explained"),
        doubted=bool(told.get("doubted", False)),
        band_a=bool(told.get("band_a", False)),
    )


def inputs_document(
    offers: Sequence[Offer],
    *,
    params: Mapping[str, Any],
    base_won: Decimal,
    seed: str,
    draw: str,
    parts: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Everything that the result follows from, in one document; ``parts`` of the base price where a method needs them.

    Source: domain CNV-07.

    >>> inputs_document([], params={}, base_won=Decimal(100), seed="s", draw="d")
    {'params': {}, 'base_won': '100', 'seed': 's', 'draw': 'd', 'offers': []}
    """
    told = [offer_document(offer) for offer in sorted(offers, key=lambda offer: offer.bid_id)]
    document = {"params": dict(params), "base_won": exact(base_won), "seed": seed, "draw": draw, "offers": told}
    return document | {"base_parts": dict(parts)} if parts else document


def result_document(result: Evaluation, notice: Notice) -> dict[str, Any]:
    """The result with its whole trace.

    Source: domain CNV-07.

    >>> notice = Notice(min_bids=1)
    >>> told = result_document(evaluate([Offer(1, Decimal(90))], notice=notice, base_won=Decimal(100)), notice)
    >>> told["version"], told["verdicts"][0]["reason"], [line["name"] for line in told["trace"]]
    ('engine-2 posco-1', 'lowest', ['single'])
    """
    limit = result.limit
    return {
        "version": version_of(notice),
        "limit": limit
        and {
            "numerator": str(limit.numerator),
            "denominator": str(limit.denominator),
            "shown_won": str(limit.shown_won),
            "equal_out": limit.equal_out,
        },
        "trace": [step_document(line) for line in result.trace],
        "verdicts": [_verdict(ruled) for ruled in result.ruled],
        "asks": [_ask(ask) for ask in result.asks],
        "failure": str(result.failure),
        "doubt": str(result.doubt),
        "winner": result.first.offer.bid_id if result.first else None,
    }


def recompute(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The result of an inputs document: what the portal stored must come out again, byte for byte.

    Source: domain CNV-07.

    >>> params = {"method": "LPL_POSCO", "ratio": "0.85", "min_n": 3, "min_bids": 2}
    >>> offers = [Offer(n, Decimal(price)) for n, price in enumerate((85, 90, 95))]
    >>> recompute(inputs_document(offers, params=params, base_won=Decimal(100), seed="", draw=""))["winner"]
    0
    """
    notice = notice_from(inputs["params"], inputs.get("base_parts"))
    offers = [offer_from(told) for told in inputs["offers"]]
    result = evaluate(
        offers, notice=notice, base_won=Decimal(inputs["base_won"]), seed=inputs["seed"], draw=inputs["draw"]
    )
    return result_document(result, notice)


def step_document(line: Step) -> dict[str, Any]:
    """A step as plain text.

    Source: domain CNV-07.

    >>> step_document(Step("mean", "sum / n", {"sum": "4", "n": "2"}, "2"))
    {'name': 'mean', 'formula': 'sum / n', 'numbers': {'sum': '4', 'n': '2'}, 'result': '2'}
    """
    return {"name": line.name, "formula": line.formula, "numbers": line.numbers, "result": line.result}


def _verdict(ruled: Ruled) -> dict[str, Any]:
    return {
        "bid": ruled.offer.bid_id,
        "outcome": str(ruled.outcome),
        "reason": str(ruled.reason),
        "figures": ruled.figures,
        "rank": ruled.rank,
        "tie": str(ruled.tie),
        "test": step_document(ruled.test) if ruled.test else None,
    }


def _ask(ask: Ask) -> dict[str, Any]:
    return {"bid": ask.offer.bid_id, "triggers": [step_document(line) for line in ask.triggers]}


def _decimal(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))
