"""DO: calculate the limit and give every bid its verdict; confirm a result that rests on few bids."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import canonical, move, move_each, record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries, rules
from purchasing.bidding.models import BasePrice, LimitCalc, OpeningSession, Ruling, Tender
from purchasing.bidding.services.checks import locked
from purchasing.bidding.services.evaluation_document import store_document
from purchasing.bidding.services.explanations import begin_explanations
from purchasing.bidding.services.tco_inputs import waiting_corrections
from purchasing.bidding.services.tco_results import prepare_ranking, store_tco
from purchasing.bidding.states import EXPLANATION_DECIDED, RulingState, TenderState

SINGLY = 200  # bids, up to which each verdict has an audit entry of its own
MOVE_OF = {
    rules.Outcome.NON_RESPONSIVE: "rule_out",
    rules.Outcome.EXCLUDED_LOW: "exclude_low",
    rules.Outcome.EXCLUDED_HIGH: "exclude_high",
    rules.Outcome.IN_RANGE: "admit",
}


@transaction.atomic
def evaluate_tender(tender: Tender, *, no_conflict: bool, by: User) -> LimitCalc | None:
    """Judge the opened bids by the method of the notice; nobody can edit what comes out.

    Where bids look abnormally low their explanations come first: the tender waits for them, and None is returned.
    When no award is possible (too few, all above, all below) the tender fails in the same act.
    """
    require(policies.may_rank_bids(by, tender))
    if not no_conflict:
        raise RuleBroken(_("Declare first that you have no conflict of interest with a bidder."), field="no_conflict")
    tender = locked(tender)
    if tender.state not in (TenderState.OPENED, TenderState.EXPLANATION):
        raise WrongState(_("A tender is evaluated once, after its opening."))
    if tender.explanations.exclude(state__in=EXPLANATION_DECIDED).exists():
        raise WrongState(_("Explanations of low prices are still open: they are decided on first."))
    if waiting_corrections(tender):
        raise WrongState(_("A correction of a declared value waits for a second person: it is decided on first."))
    prepare_ranking(tender)
    inputs, result = judge(tender)
    if result.asks:
        begin_explanations(tender, result.asks, by=by)
        return None
    calc = _store(tender, result, inputs=inputs, by=by)
    give_verdicts(tender, result, calc=calc)
    store_tco(tender)
    store_document(calc)
    now = db_now()
    payload = {"limit_calc_sha256": calc.sha256, "no_conflict": no_conflict}
    move(tender, "evaluate", by=by, payload=payload, evaluator=by, evaluated_at=now)
    announce("bidding.tender_evaluated", tender=tender.pk)
    if result.failure:
        move(tender, "fail", by=None, reason=str(result.failure), failure=str(result.failure), ended_at=now)
        announce("bidding.tender_failed", tender=tender.pk)
    return calc


def give_verdicts(tender: Tender, result: rules.Evaluation, *, calc: LimitCalc, singly: int = SINGLY) -> None:
    """Each bid moves to its verdict: one by one with an entry of its own, or, above ``singly`` bids, all of a verdict
    at once with one entry; the calculation names every bid in both. A bid that was ruled out before stays there.
    """
    before = set(tender.rulings.exclude(state=RulingState.OPENED).values_list("pk", flat=True))
    ruled = [each for each in result.ruled if each.offer.bid_id not in before] if before else result.ruled
    if len(ruled) <= singly:
        rulings = tender.rulings.in_bulk([each.offer.bid_id for each in ruled])
        for each in ruled:
            told = _told(each)
            move(rulings[each.offer.bid_id], MOVE_OF[each.outcome], by=None, reason=told["cause"], **told)
        return
    verdicts: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in MOVE_OF.values()}
    for each in ruled:
        verdicts[MOVE_OF[each.outcome]][each.offer.bid_id] = _told(each)
    for name, moved in verdicts.items():
        move_each(Ruling, moved, name, by=None, about=tender, payload={"limit_calc_sha256": calc.sha256})


def _told(ruled: rules.Ruled) -> dict[str, Any]:
    return {"cause": str(ruled.reason), "figures": ruled.figures, "rank": ruled.rank, "tie": str(ruled.tie)}


def judge(tender: Tender) -> tuple[dict, rules.Evaluation]:
    """The inputs as a document, and what the rules make of them; nothing is stored."""
    base_price = BasePrice.objects.get(tender=tender)
    if base_price.amount_won is None:
        raise AssertionError(f"{tender.number}: the base price was not revealed at the opening")
    seed = rules.tie_seed(tender.number, OpeningSession.objects.get(tender=tender).minutes_sha256)
    commitments = tender.rulings.values_list("bid__commitment", flat=True)
    draw = rules.draw_seed(commitments, base_price.nonce)
    offers = queries.offers_for(tender)
    _check_known(tender, offers)
    inputs = rules.inputs_document(
        offers,
        params=tender.params,
        base_won=base_price.amount_won,
        seed=seed,
        draw=draw,
        parts=base_price.parts,
    )
    result = rules.evaluate(
        offers, notice=queries.notice_of(tender), base_won=base_price.amount_won, seed=seed, draw=draw
    )
    return inputs, result


def _check_known(tender: Tender, offers: list[rules.Offer]) -> None:
    """What the method compares besides the price has to be there for every responsive bid."""
    method = rules.METHODS[rules.Way(tender.params["method"])]
    if method.needs_points and any(offer.responsive and offer.points is None for offer in offers):
        raise WrongState(_("The points besides the price are not final yet: the evaluation board concludes first."))
    if method.needs_cost and any(offer.responsive and offer.ranked_won is None for offer in offers):
        raise WrongState(_("The total cost of every bid is needed first."))


def _store(tender: Tender, result: rules.Evaluation, *, inputs: dict, by: User) -> LimitCalc:
    limit, notice = result.limit, queries.notice_of(tender)
    receipts = {ruling.bid_id: ruling.bid.receipt for ruling in tender.rulings.select_related("bid")}
    in_pool = {rules.Outcome.EXCLUDED_LOW, rules.Outcome.IN_RANGE}
    pool = [ruled.offer for ruled in result.ruled if ruled.outcome in in_pool]
    calc = LimitCalc(
        tender=tender,
        version=tender.evaluation_no,
        engine=rules.ENGINE,
        calculated_by=by,
        params=tender.params,
        base_won=Decimal(inputs["base_won"]),
        pool=[{"bid": receipts[offer.bid_id], "price_won": f"{offer.price_won:.0f}"} for offer in pool],
        pool_count=len(pool),
        pool_sum_won=sum((offer.price_won for offer in pool), Decimal(0)),
        mean_won=_shown(limit.mean) if limit else None,
        average_won=_shown(limit.average) if limit else None,
        limit_numerator=Decimal(limit.numerator) if limit else None,
        limit_denominator=Decimal(limit.denominator) if limit else None,
        limit_won=limit.shown_won if limit else None,
        rulings=[
            {
                "bid": receipts[ruled.offer.bid_id],
                "outcome": str(ruled.outcome),
                "reason": str(ruled.reason),
                "figures": ruled.figures,
                "rank": ruled.rank,
                "tie": str(ruled.tie),
            }
            for ruled in result.ruled
        ],
        failure=str(result.failure),
        doubt=str(result.doubt),
        seed=inputs["seed"],
        document={"inputs": inputs, "result": rules.result_document(result, notice)},
    )
    calc.sha256 = sha256(canonical(calc_document(calc)).encode()).hexdigest()
    calc.save(force_insert=True)
    return calc


def calc_document(calc: LimitCalc) -> dict:
    """The calculation as its hash covers it: recompute the hash from the stored row to check it."""
    names = (
        "engine", "params", "base_won", "pool", "pool_count", "pool_sum_won", "limit_numerator",
        "limit_denominator", "limit_won", "rulings", "failure", "doubt", "seed",
    )  # fmt: skip
    document = {name: getattr(calc, name) for name in names}
    for name, value in document.items():
        if isinstance(value, Decimal):
            document[name] = f"{value:.0f}"
    if calc.document:  # calculations from before it was kept have none
        document["document"] = calc.document
    return {"tender": calc.tender.number, **document}


def _shown(value: Fraction | None) -> Decimal | None:
    """Two decimals, half up: for the page; the exact limit is kept beside it."""
    if value is None:
        return None
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@transaction.atomic
def confirm_few_bids(tender: Tender, *, reason: str, by: User) -> Tender:
    """An evaluator confirms a result that rests on two bids, or on a single low one that was explained (LPL-04)."""
    require(policies.may_confirm_few_bids(by, tender))
    if not reason.strip():
        raise RuleBroken(_("Say why the result may stand."), field="reason")
    tender = locked(tender)
    if tender.state != TenderState.EVALUATED or tender.few_bids_confirmed_at is not None:
        raise WrongState(_("There is nothing to confirm here."))
    calc = tender.limit_calc
    if not calc.doubt:
        raise WrongState(_("There is nothing to confirm here."))
    tender.few_bids_confirmed_by, tender.few_bids_confirmed_at, tender.few_bids_reason = by, db_now(), reason
    tender.save(update_fields=["few_bids_confirmed_by", "few_bids_confirmed_at", "few_bids_reason"])
    record(tender, "few_bids_confirmed", by=by, reason=reason, payload={"doubt": calc.doubt})
    announce("bidding.few_bids_confirmed", tender=tender.pk)
    return tender
