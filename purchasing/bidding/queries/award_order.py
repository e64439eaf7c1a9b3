"""FIND: the order in which the valid bids of a tender may win on a day: what has lapsed since no longer counts."""

from collections.abc import Set as AbstractSet
from datetime import date
from itertools import takewhile

from purchasing.bidding.models import AwardDecision, Ruling, Tender
from purchasing.bidding.queries.eco import lapsed_eco_bids
from purchasing.bidding.queries.offers import notice_of, offers_for
from purchasing.bidding.queries.preference import lapsed_bids, lapsed_ties
from purchasing.bidding.queries.tco import has_preference, ranked_prices
from purchasing.bidding.rules import METHODS, Offer, Way, ranked
from purchasing.bidding.rules.methods.scores import composite
from purchasing.bidding.rules.offers import Case
from purchasing.bidding.states import RulingState


def award_order(tender: Tender, on: date) -> list[Ruling]:
    """The valid bids in the order of the award on that day.

    The ranking of the evaluation; but where a certificate that brought a margin or stood first among equals, or the
    evidence that brought the premium, has lapsed since, its bid is compared without it. Equal values are taken apart as
    in the evaluation: certificate, ESG score, lot. Who was excluded stays so.
    Source: domain 2.11, BID-05, PRF-02, ECO-03.
    """
    placed = list(tender.rulings.filter(rank__isnull=False).select_related("bid__company").order_by("rank"))
    margins = lapsed_bids(tender, on) if has_preference(tender) else set()
    premiums = lapsed_eco_bids(tender, on)
    certificates = lapsed_ties(tender, on)
    if (margins | premiums | certificates) & {ruling.pk for ruling in placed}:
        placed = _anew(tender, placed, margins=margins, premiums=premiums, certificates=certificates)
    return [ruling for ruling in placed if ruling.state == RulingState.IN_RANGE]


def _anew(
    tender: Tender,
    placed: list[Ruling],
    *,
    margins: AbstractSet[int],
    premiums: AbstractSet[int],
    certificates: AbstractSet[int],
) -> list[Ruling]:
    """The bids of the ranking ranked once more, without what has lapsed."""
    compared = ranked_prices(tender, without=set(margins), without_premium=set(premiums))
    known = {offer.bid_id: offer for offer in offers_for(tender)}
    offers = [
        known[ruling.pk]._replace(
            ranked_won=compared.get(ruling.pk), preferred=ruling.preferred and ruling.pk not in certificates
        )
        for ruling in placed
    ]
    by_bid = {ruling.pk: ruling for ruling in placed}
    return [by_bid[offer.bid_id] for offer in _in_order(tender, offers)]


def _in_order(tender: Tender, offers: list[Offer]) -> list[Offer]:
    """``offers`` stand in the order of the evaluation. Rules that know no margin keep it but for equal prices."""
    calc, notice = tender.limit_calc, notice_of(tender)
    if notice.way == Way.COMPOSITE:
        return [place.offer for place in composite(Case(offers, notice, calc.base_won, calc.seed)).ranked]
    if METHODS[notice.way].takes_preference:
        return [offer for offer, _tie in ranked(offers, seed=calc.seed)]
    place_of = {offer.price_won: place for place, offer in reversed(list(enumerate(offers)))}
    return [offer for offer, _tie in ranked(offers, seed=calc.seed, by=lambda offer: place_of[offer.price_won])]


def first_in_line(tender: Tender, on: date) -> Ruling | None:
    """The verdict that stands first, on that day, among those that may still be awarded: after a drop-out the next in
    rank; where a certificate has lapsed, in the order without it. Source: BID-05, PRF-02.
    """
    return next(iter(award_order(tender, on)), None)


def leans_on_lapsed_certificate(decision: AwardDecision, on: date) -> bool:
    """Whether the winner stood before another bid only by a certificate, or by evidence of its products, that does not
    hold on that day. Source: PRF-02, BID-05, ECO-03.
    """
    winner = Ruling.objects.get(bid=decision.bid_id)
    before = takewhile(lambda ruling: ruling.pk != winner.pk, award_order(decision.tender, on))
    return any((ruling.rank or 0) > (winner.rank or 0) for ruling in before)
