"""DO: try out another rule on opened bids, or a split award. Each run is kept with who tried it; the result stays."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.errors import RuleBroken
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries, rules
from purchasing.bidding.models import Ruling, Tender, WhatIfRun
from purchasing.bidding.rules.split_award import Limits, Split, TooLargeToBeExact, split_by_line, split_by_share
from purchasing.bidding.services.screens import engine_of


def trial_of(
    tender: Tender, params: Mapping[str, Any], *, left_out: Collection[str] = (), rate: Decimal | None = None
) -> tuple[rules.Notice, rules.Evaluation]:
    """What another promise would have made of the opened bids; nothing is kept. ``left_out``: receipts.

    ``rate``: another discount rate for the total cost, as a share.
    """
    notice = rules.notice_from(dict(tender.params) | dict(params))
    method = rules.METHODS[notice.way]
    gone = {ruling.bid_id for ruling in _opened(tender) if ruling.bid.receipt in left_out}
    offers = [offer for offer in queries.offers_for(tender, way=notice.way, rate=rate) if offer.bid_id not in gone]
    if rate is not None and ("tco" not in tender.params or not method.needs_cost):
        raise RuleBroken(_("Only total cost is compared at a discount rate."), field="rate")
    if method.needs_points and any(offer.responsive and offer.points is None for offer in offers):
        raise RuleBroken(_("This rule needs points besides the price: this tender has none."), field="method")
    if method.needs_cost and any(offer.responsive and offer.ranked_won is None for offer in offers):
        raise RuleBroken(_("This rule needs a total cost for every bid: this tender has none."), field="method")
    return notice, engine_of(tender, notice)(offers)


@transaction.atomic
def run_what_if(
    tender: Tender,
    *,
    params: Mapping[str, Any],
    left_out: Collection[str] = (),
    rate: Decimal | None = None,
    note: str = "",
    by: User,
) -> WhatIfRun:
    """Try another rule, other figures, another discount rate, or fewer bids.

    What comes out is kept beside the result, never in its place.
    """
    require(policies.may_try_what_if(by, tender))
    notice, result = trial_of(tender, params, left_out=left_out, rate=rate)
    receipts = {ruling.bid_id: ruling.bid.receipt for ruling in _opened(tender)}
    document = rules.result_document(result, notice)
    first = result.first
    outcome = {
        "limit_won": f"{result.limit.shown_won:.0f}" if result.limit else None,
        "winner": receipts[first.offer.bid_id] if first else None,
        "price_won": f"{first.offer.price_won:.0f}" if first else None,
        "failure": str(result.failure),
        "excluded": [
            receipts[ruled.offer.bid_id] for ruled in result.ruled if ruled.outcome == rules.Outcome.EXCLUDED_LOW
        ],
        "costs_won": {
            receipts[ruled.offer.bid_id]: f"{ruled.offer.ranked_won:.0f}"
            for ruled in result.ruled
            if rate is not None and ruled.offer.ranked_won is not None
        },
        "asks": [receipts[ask.offer.bid_id] for ask in result.asks],
        "result": document,
        "receipts": {str(bid_id): receipt for bid_id, receipt in receipts.items()},
    }
    changes: dict[str, Any] = {"params": dict(params), "left_out": sorted(left_out)}
    if rate is not None:
        changes["rate"] = queries.plain(rate)
    version = rules.METHODS[notice.way].version
    return _keep(tender, WhatIfRun.Kind.RULE, version, changes, outcome, note=note, by=by)


@transaction.atomic
def run_split(tender: Tender, *, limits: Limits, valid_only: bool, note: str = "", by: User) -> WhatIfRun:
    """What it would have cost to split the award between bidders: line by line, or by shares of the whole."""
    require(policies.may_try_what_if(by, tender))
    rulings = [ruling for ruling in _opened(tender) if not valid_only or ruling.rank is not None]
    if not rulings:
        raise RuleBroken(_("There is no bid to split the award between."))
    try:
        split = _split(tender, rulings, limits)
    except TooLargeToBeExact as fault:
        raise RuleBroken(_("This is too large to be computed exactly: at most 10 bidders and 12 lines.")) from fault
    whole = min(ruling.opened_price_won for ruling in rulings)
    outcome: dict[str, Any] = {"by_line": tender.by_unit_price, "whole_won": f"{whole:.0f}"}
    if split is not None:
        outcome |= {
            "total_won": f"{split.total_won:.0f}",
            "parts": {receipt: f"{part:.0f}" for receipt, part in split.parts.items()},
            "shares": {receipt: f"{share:.4f}" for receipt, share in split.shares.items()},
            "lines": {str(line): receipt for line, receipt in split.lines.items()},
        }
    changes = {
        "fewest_winners": limits.fewest_winners,
        "most_winners": limits.most_winners,
        "most_share": str(limits.most_share),
        "least_share": str(limits.least_share),
        "valid_only": valid_only,
    }
    return _keep(tender, WhatIfRun.Kind.SPLIT, "split-1", changes, outcome, note=note, by=by)


def _split(tender: Tender, rulings: list[Ruling], limits: Limits) -> Split | None:
    if not tender.by_unit_price:
        return split_by_share({ruling.bid.receipt: ruling.opened_price_won for ruling in rulings}, limits)
    numbers = list(tender.lines.order_by("no").values_list("no", flat=True))
    amounts = {}
    for ruling in rulings:
        told = {int(line["no"]): Decimal(line["amount_won"]) for line in ruling.lines}
        amounts[ruling.bid.receipt] = [told.get(no) for no in numbers]
    return split_by_line(amounts, limits)


def _opened(tender: Tender) -> list[Ruling]:
    return list(tender.rulings.filter(price_won__isnull=False).select_related("bid__company").order_by("bid_id"))


def _keep(tender: Tender, kind: str, engine: str, changes: dict, outcome: dict, *, note: str, by: User) -> WhatIfRun:
    run = WhatIfRun.objects.create(
        tender=tender, kind=kind, by=by, engine=engine, changes=changes, outcome=outcome, note=note.strip()
    )
    record(tender, "what_if_run", by=by, payload={"run": str(run.uid), "kind": str(kind)})
    return run
