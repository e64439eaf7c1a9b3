"""DO: keep each calculation, run the sensitivity, and hold the award until a sensitive result is justified."""

from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import canonical, record
from portal.errors import RuleBroken, WrongState, broken_constraint
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import TcoJustification, TcoResult, TcoSensitivity, Tender
from purchasing.bidding.rules import ranked
from purchasing.bidding.rules import tco as rules
from purchasing.bidding.rules.tco_checks import SENSITIVITY, sensitivity
from purchasing.bidding.rules.tco_notice import cost_document, model_from
from purchasing.bidding.services.checks import locked
from purchasing.bidding.services.eco import check_eco_offers
from purchasing.bidding.services.preference import check_preferences
from purchasing.bidding.services.tco_inputs import read_tco_inputs, rule_out_tco_faults
from purchasing.bidding.states import RulingState, TenderState


@transaction.atomic
def prepare_ranking(tender: Tender) -> None:
    """What the evaluation compares besides prices: certificates at the deadline, declared values. Safe to repeat."""
    check_preferences(tender)
    check_eco_offers(tender)
    if "tco" in tender.params:
        read_tco_inputs(tender)
        rule_out_tco_faults(tender)


@transaction.atomic
def store_tco(tender: Tender) -> None:
    """Keep the calculations of all responsive bids as they were done, and the sensitivity of the valid ones."""
    document = queries.tco_document(tender)
    if document is None:
        return
    model = model_from(document)
    filled, _faults = rules.filled(queries.tco_offers(tender), model)
    offers = {offer.bid_id: offer for offer, _assumed in filled}
    costs = {offer.bid_id: rules.cost_of(offer, model, assumed=assumed) for offer, assumed in filled}
    tied = rules.tie_groups({bid: cost.compared for bid, cost in costs.items()})
    receipts = {ruling.pk: ruling.bid.receipt for ruling in tender.rulings.select_related("bid")}
    rows = []
    for bid_id, cost in costs.items():
        offer, text = offers[bid_id], cost_document(cost)
        inputs = {
            code: {"value": queries.plain(value.amount), "at": list(value.at)}
            for code, value in sorted(offer.values.items())
        }
        if offer.output is not None:
            inputs["OUTPUT"] = {"value": queries.plain(offer.output), "at": []}
        sealed = {
            "tender": tender.number,
            "bid": receipts[bid_id],
            "engine": rules.TCO_ENGINE,
            "price_won": f"{offer.price_won:.0f}",
            "life_years": offer.years,
            "inputs": inputs,
            **text,
        }
        rows.append(
            TcoResult(
                bid_id=bid_id,
                tender=tender,
                version=tender.evaluation_no,
                engine=rules.TCO_ENGINE,
                price_won=offer.price_won,
                years=cost.years,
                life_years=offer.years,
                inputs=inputs,
                lines=text["lines"],
                npv_won=cost.npv_won,
                eac_won=cost.eac_won,
                compared=cost.compared,
                tied=tied[bid_id],
                sha256=sha256(canonical(sealed).encode()).hexdigest(),
            )
        )
    TcoResult.objects.bulk_create(rows)
    valid = set(tender.rulings.filter(state=RulingState.IN_RANGE).values_list("pk", flat=True))
    cases = sensitivity(list(offers.values()), model, valid=valid, order=_order_of_equals(tender))
    if not cases:
        return
    TcoSensitivity.objects.create(
        tender=tender,
        version=tender.evaluation_no,
        engine=SENSITIVITY,
        cases=[
            {
                "name": case.name,
                "first": receipts[case.first],
                "changes": case.changes_winner,
                "eac_won": {receipts[bid]: f"{eac:.0f}" for bid, eac in case.eac_won.items()},
            }
            for case in cases
        ],
        changes_winner=any(case.changes_winner for case in cases),
    )


def _order_of_equals(tender: Tender) -> list[int]:
    """The bids in the order in which equal costs are taken apart. Source: domain BID-05."""
    order = ranked(queries.offers_for(tender), seed=tender.limit_calc.seed, by=lambda _offer: 0)
    return [offer.bid_id for offer, _tie in order]


@transaction.atomic
def justify_tco(tender: Tender, *, reason: str, by: User) -> TcoJustification:
    """The evaluator says why the result stands although another bid comes first in a case (TCO-09)."""
    require(policies.may_justify_tco(by, tender))
    if not reason.strip():
        raise RuleBroken(_("Say why the result stands: a losing bidder will read it."), field="reason")
    tender = locked(tender)
    found = TcoSensitivity.objects.filter(tender=tender, version=tender.evaluation_no).first()
    if tender.state != TenderState.EVALUATED or found is None or not found.changes_winner:
        raise WrongState(_("There is nothing to justify here."))
    try:
        with transaction.atomic():
            said = TcoJustification.objects.create(tender=tender, version=tender.evaluation_no, reason=reason, by=by)
    except IntegrityError as refusal:
        if broken_constraint(refusal) == "tco_justification_version_once":
            raise WrongState(_("The result has already been justified.")) from refusal
        raise
    record(tender, "tco_justified", by=by, reason=reason)
    announce("bidding.tco_justified", tender=tender.pk)
    return said


def tco_blocks_award(tender: Tender) -> None:
    """No award is proposed while a sensitive result is not justified. Source: domain TCO-09."""
    now = {"tender": tender, "version": tender.evaluation_no}
    sensitive = TcoSensitivity.objects.filter(**now, changes_winner=True).exists()
    if sensitive and not TcoJustification.objects.filter(**now).exists():
        raise RuleBroken(
            _(
                "Another bid comes first when rate, energy or carbon price change: an evaluator has to justify the "
                "result first (rule TCO-09)."
            )
        )
