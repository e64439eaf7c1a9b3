"""What the rules need to know of a tender: its notice, and its opened bids as offers."""

import json
from decimal import Decimal
from typing import Any

from django.db.models import F, TextField
from django.db.models.functions import Cast

from portal.clock import SEOUL, today
from purchasing.bidding.models import BasePrice, BiddingTerms, Explanation, Tender
from purchasing.bidding.queries.board import board_params, non_price_points
from purchasing.bidding.queries.tco import ranked_prices, tco_params
from purchasing.bidding.rules import METHODS, Notice, Offer, Way, figures_of, notice_from
from purchasing.bidding.rules import Method as MethodOfAward
from purchasing.bidding.states import Envelope, ExplanationState, Method, RulingState, TenderKind

MOST_PICKS, LONGEST_PICK = 15, 2  # a bidder's own program may write anything
OF_RULING = ("bid_id", "price_won", "bid__company__number", "state", "preferred", "esg_score", "band_a")
PICKS = Cast(F(f"document__{Envelope.PRICE.value}__picks"), TextField())  # as text: few bids have any to be read


def params_for(tender: Tender, terms: BiddingTerms) -> dict[str, Any]:
    """What the notice promises, as text: the tender's own choices and the terms in force, copied at publication.

    An amendment keeps to the margin and the premium of the publication day. Source: domain CNV-07.
    """
    on = tender.published_at.astimezone(SEOUL).date() if tender.published_at is not None else today()
    fixed = tender.method == Method.LPL_FIXED
    figures = method_figures(tender, terms)
    return {
        "terms": str(terms.valid_from),
        "method": tender.method,
        "ratio": str(tender.fixed_ratio if fixed else figures.get("ratio", terms.lpl_ratio)),
        "figures": figures,
        "budget_won": f"{tender.budget_won:.0f}" if tender.budget_won is not None else None,
        "fixed_on": tender.fixed_on,
        "min_n": terms.lpl_min_n,
        "pool_cap": str(terms.lpl_pool_cap) if tender.pool_cap_on else None,
        "cap_ratio": str(tender.cap_ratio) if tender.cap_ratio is not None else None,
        "min_bids": tender.min_bids,
        "single_bid_allowed": tender.single_bid_allowed,
        "notice_days": terms.notice_days(tender.kind, tender.method),
        "question_days": terms.question_days,
        "standstill_days": terms.standstill_days,
        "objection_days": terms.objection_days,
        "contract_days": terms.contract_days,
        "board": board_params(terms),
        "min_technical": f"{tender.min_technical.normalize():f}" if tender.min_technical is not None else None,
        "explanation": {
            "ask_days": terms.ask_days,
            "answer_days": terms.answer_days,
            "clarify_days": terms.clarify_days,
        },
    } | tco_params(tender, on)


def terms_for_method(tender: Tender, terms: BiddingTerms) -> dict[str, Any]:
    """What the house terms say about the figures of award methods, by the names that ``rules.Figure.term`` uses."""
    return {
        "lpl_ratio": terms.lpl_ratio,
        "lpl_ec_ratio": terms.lpl_ec_ratio,
        "price_weight": terms.price_weight,
        "composite_esg_bonus": terms.composite_esg_bonus,
        "kr_spread": terms.kr_spread,
        "kr_floor": kr_floor_for(tender, terms),
    }


def kr_floor_for(tender: Tender, terms: BiddingTerms) -> Decimal | None:
    """The award floor for the kind and size of a purchase; None while its budget is not known. Source: domain 2.7."""
    budget = tender.budget_won
    if budget is None:
        return None
    if tender.kind != TenderKind.WORKS:
        return terms.kr_floor_small if budget <= terms.kr_small_won else terms.kr_floor_goods
    for most, floor in (
        (Decimal(1_000_000_000), terms.kr_floor_1b),
        (Decimal(5_000_000_000), terms.kr_floor_5b),
        (Decimal(10_000_000_000), terms.kr_floor_10b),
    ):
        if budget < most:
            return floor
    return terms.kr_floor_30b


def method_figures(tender: Tender, terms: BiddingTerms) -> dict[str, str]:
    """The figures of the tender's award method, complete: its own, else those of the terms, else the method's."""
    method = METHODS[Way(tender.method)]
    return figures_of(method.figures, tender.method_params or {}, terms_for_method(tender, terms))


def notice_of(tender: Tender) -> Notice:
    """The published promise in the form of the rules, with the parts of the base price once they are revealed."""
    price = BasePrice.objects.filter(tender=tender, has_parts=True, revealed_at__isnull=False).first()
    return notice_from(tender.params, price.parts if price else None)


def offers_for(tender: Tender, *, way: Way | None = None, rate: Decimal | None = None) -> list[Offer]:
    """The opened bids as offers; those ruled out are not responsive, and those whose price stayed sealed are not here.

    Ranking looks at what preference or total cost make of a price; limits never do. ``way``: another rule that is tried
    on them, which is told what it ranks by and nothing else; ``rate``: a what-if of the cost.
    """
    method = METHODS[way or Way(tender.method)]
    ranked = _ranked(tender, method, rate)
    points = non_price_points(tender) if method.needs_points else {}
    explained = {each.bid_id: each for each in tender.explanations.all()}
    rows = tender.rulings.filter(price_won__isnull=False).order_by("bid_id").values_list(*OF_RULING, PICKS)
    out = RulingState.NON_RESPONSIVE.value
    return [
        Offer(
            bid_id,
            price,
            bidder,
            state != out,
            preferred,
            esg_score,
            ranked.get(bid_id),
            points.get(bid_id),
            _picks(json.loads(picks)) if picks else (),
            *(_explanation(explained.get(bid_id)) if explained else (None, False)),
            band_a,
        )
        for bid_id, price, bidder, state, preferred, esg_score, band_a, picks in rows
    ]


def _ranked(tender: Tender, method: MethodOfAward, rate: Decimal | None) -> dict[int, Decimal]:
    """What the rule compares instead of the price, by bid id: the total cost, the price after preference, or nothing.

    Source: domain TCO-08 (the limit is tested on the price), LPL-03, PRF-06.
    """
    if method.needs_cost:
        return ranked_prices(tender, rate=rate) if "tco" in tender.params else {}
    return ranked_prices(tender, by_cost=False) if method.takes_preference else {}


def _explanation(explanation: Explanation | None) -> tuple[bool | None, bool]:
    if explanation is None:
        return None, False
    accepted = {ExplanationState.ACCEPTED: True, ExplanationState.REJECTED: False}
    return accepted.get(ExplanationState(explanation.state)), bool(explanation.reason)


def _picks(picks: Any) -> tuple[int, ...]:
    """The numbers that the bidder chose for the reserve price; what is not a list of numbers counts as none."""
    if not isinstance(picks, list):
        return ()
    words = [str(number) for number in picks[:MOST_PICKS]]
    return tuple(int(word) for word in words if word.isdecimal() and len(word) <= LONGEST_PICK)
