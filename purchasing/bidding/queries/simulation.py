"""A trial of an award rule with bids of one's own: the code that decides awards, in words. Nothing is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from string import ascii_uppercase
from typing import Any, Protocol

from django.utils.translation import gettext as _

from purchasing.bidding import rules
from purchasing.bidding.queries.award_rules import rule_words
from purchasing.bidding.queries.calculations import trigger_words
from purchasing.bidding.queries.step_words import StepShown, step_shown
from purchasing.bidding.queries.what_if import percent_of, reason_of
from purchasing.bidding.rules.sensitivity import Engine

SEED = "simulator"  # of what a rule draws: the same for everybody, so that an address shows the same to everybody
OUTCOMES = {
    rules.Outcome.IN_RANGE: ("ok", "mute"),
    rules.Outcome.EXCLUDED_LOW: ("out", "bad"),
    rules.Outcome.EXCLUDED_HIGH: ("out", "bad"),
    rules.Outcome.NON_RESPONSIVE: ("out", "bad"),
}


class TriedBid(Protocol):
    """A bid as it was typed or sent."""

    @property
    def price_won(self) -> Decimal:
        """The price."""

    @property
    def extra(self) -> Decimal | None:
        """Points, or total cost."""

    @property
    def picks(self) -> tuple[int, ...]:
        """Two numbers, where the base price is drawn."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the rule makes of the bids, and what a page needs to ask it again."""

    result: rules.Evaluation
    rows: list[dict[str, Any]]  # the lowest price first
    steps: list[StepShown]
    waits: str  # what an explanation decides
    failed: str  # why nobody wins, or on what it waits
    version: str  # of the code that decides
    sentences: list[str]
    base_won: Decimal
    names: dict[int, str]
    offers: list[rules.Offer]
    engine: Engine

    @property
    def winner(self) -> dict[str, Any] | None:
        """Its row."""
        return next((row for row in self.rows if row["standing"] == "win"), None)

    @property
    def limit_won(self) -> Decimal | None:
        """The price floor up to the won, where the rule has one and one was reached."""
        return self.result.limit.shown_won if self.result.limit else None


def simulation(
    rule: rules.Method, params: Mapping[str, Any], *, bids: Sequence[TriedBid], base_won: Decimal
) -> Simulation:
    """For the page and for programs."""
    offers = [_offer(number, bid, rule) for number, bid in enumerate(bids)]
    notice = rules.notice_from(params)
    engine = partial(rules.evaluate, notice=notice, base_won=base_won, seed=SEED, draw=SEED)
    result = engine(offers)
    names = {offer.bid_id: name_of(offer.bid_id) for offer in offers}
    waits = _waits(result, names, engine, offers)
    return Simulation(
        result=result,
        rows=_rows(result, names, base_won, offers),
        steps=[step_shown(step.name, step.formula, step.numbers, step.result) for step in result.trace],
        waits=waits,
        failed=waits or _failed(result),
        version=rules.version_of(notice),
        sentences=rule_words(params),
        base_won=base_won,
        names=names,
        offers=offers,
        engine=engine,
    )


def _offer(number: int, bid: TriedBid, rule: rules.Method) -> rules.Offer:
    return rules.Offer(
        bid_id=number,
        price_won=bid.price_won,
        bidder=f"SIM-{number:02d}",
        ranked_won=bid.extra if rule.needs_cost else None,
        points=bid.extra if rule.needs_points else None,
        picks=bid.picks,
    )


def name_of(number: int) -> str:
    """Bidders are A, B, …, then A2, B2, …"""
    round_, letter = divmod(number, 26)
    return _("Bidder %(letter)s") % {"letter": f"{ascii_uppercase[letter]}{round_ + 1 if round_ else ''}"}


def _rows(
    result: rules.Evaluation, names: dict[int, str], base_won: Decimal, offers: Sequence[rules.Offer]
) -> list[dict[str, Any]]:
    """Verdicts with reasons, the lowest price first."""
    first = result.first
    asks = {ask.offer.bid_id: ask for ask in result.asks}
    rows = []
    for ruled in result.ruled:
        standing, kind = OUTCOMES[ruled.outcome]
        wins = first is not None and first.offer.bid_id == ruled.offer.bid_id
        words = _("Wins") if wins else _("Valid") if standing == "ok" else _("Excluded")
        why = reason_of(ruled)
        if ask := asks.get(ruled.offer.bid_id):
            wins, words, kind = False, _("To be explained"), "warn"
            why = " ".join(trigger_words(rules.step_document(trigger)) for trigger in ask.triggers)
        rows.append(
            _row(ruled.offer, names, base_won)
            | {
                "rank": ruled.rank,
                "standing": "win" if wins else standing,
                "kind": "win" if wins else kind,
                "words": words,
                "verdict": "to_explain" if ask else "wins" if wins else "valid" if standing == "ok" else "excluded",
                "why": why,
            }
        )
    judged = {ruled.offer.bid_id for ruled in result.ruled}  # a tender with too few bids fails before any is judged
    rows += [_row(offer, names, base_won) for offer in offers if offer.bid_id not in judged]
    rows.sort(key=lambda row: row["price_won"])
    return rows


def _row(offer: rules.Offer, names: dict[int, str], base_won: Decimal) -> dict[str, Any]:
    """A bid before it is judged."""
    return {
        "name": names[offer.bid_id],
        "price_won": offer.price_won,
        "of_base_pct": percent_of(offer.price_won, base_won),
        "rank": None,
        "standing": "ok",
        "kind": "mute",
        "words": _("Not judged"),
        "verdict": "not_judged",
        "why": "",
    }


def _waits(result: rules.Evaluation, names: dict[int, str], engine: Engine, offers: Sequence[rules.Offer]) -> str:
    """What the explanation of the first in rank decides, where its price looks low; empty where nothing waits."""
    if result.first is None or result.first.offer.bid_id not in {ask.offer.bid_id for ask in result.asks}:
        return ""
    leads = result.first.offer.bid_id
    refused = engine([offer._replace(explained=False) if offer.bid_id == leads else offer for offer in offers])
    first = names[leads]
    if refused.first is None:
        return _("%(first)s has to explain its price: it wins if the explanation holds, else nobody does.") % {
            "first": first
        }
    told = {"first": first, "other": names[refused.first.offer.bid_id]}
    if refused.first.offer.bid_id in {ask.offer.bid_id for ask in refused.asks}:
        return (
            _("%(first)s has to explain its price: it wins if the explanation holds, else %(other)s explains its own.")
            % told
        )
    return _("%(first)s has to explain its price: it wins if the explanation holds, else %(other)s does.") % told


def _failed(result: rules.Evaluation) -> str:
    match result.failure:
        case rules.Failure.TOO_FEW:
            return _("No award: fewer valid bids than needed.")
        case rules.Failure.ALL_BELOW:
            return _("No award: every bid is too low.")
        case rules.Failure.ALL_ABOVE:
            return _("No award: every bid is too high.")
        case rules.Failure.NONE_LEFT:
            return _("No award: some bids are too low, some too high or not qualified.")
        case _:
            return ""
