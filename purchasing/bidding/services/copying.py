"""DO: take a past tender as the pattern of a new one, or begin another round after one that failed. Source: BID-L1."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.errors import WrongState
from portal.numbers import next_number
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import Tender, TenderDocument, TenderTco
from purchasing.bidding.services.checks import locked, once_at_a_time
from purchasing.bidding.services.drafting import CriterionIn, LineIn, write
from purchasing.bidding.states import Method

COPIED = (
    "title_ko", "title_en", "description", "kind", "method", "fixed_ratio", "fixed_on", "cap_ratio", "pool_cap_on",
    "by_unit_price", "min_level", "min_esg_score", "min_technical", "single_bid_allowed", "min_bids",
    "failure_conditions", "rebid_conditions", "delivery_place", "delivery_terms", "department", "brand_reason", "seal",
    "openers_needed", "eco_premium_on",
    "envelopes", "reach", "reach_reason", "region", "method_params", "preference_on", "reserved_for", "budget_won",
)  # fmt: skip


def copied_facts(tender: Tender) -> Any:
    """What a copy takes over: everything but its dates and what became of it."""
    return {name: getattr(tender, name) for name in COPIED}


def copied_parts(tender: Tender, *, by: User) -> dict[str, Any]:
    """Lines, criteria and, as far as their roles still hold, the people."""
    lines = [
        LineIn(
            description_ko=line.description_ko,
            description_en=line.description_en,
            qty=line.qty,
            uom=line.uom,
            class_code=line.class_code,
            specification=line.specification,
            product=line.product,
        )
        for line in tender.lines.select_related("specification", "product")
    ]
    criteria = [
        CriterionIn(
            title_ko=each.title_ko,
            title_en=each.title_en,
            envelope=each.envelope,
            kind=each.kind,
            weight=each.weight,
            guidance=each.guidance,
            needs_file=each.needs_file,
        )
        for each in tender.criteria.all()
    ]
    seats = [seat.user for seat in tender.committee.select_related("user")]
    committee = [user for user in seats if user != by and user.is_active and user.is_internal and user.has_role("OC")]
    return {"lines": lines, "criteria": criteria, "committee": committee}


@transaction.atomic
def copy_tender(tender: Tender, *, by: User, key: str = "") -> Tender:
    """A draft like this tender, without its dates, its base price and its result. The same key makes one copy."""
    require(policies.may_copy_tender(by, tender))
    made_before = _made_before(key, by=by)
    if made_before is not None:
        return made_before
    copy = Tender(number=next_number("TND"), officer=by, key=key, copied_from=tender)
    _fill(copy, tender, by=by)
    record(copy, "copied", by=by, payload={"from": tender.number})
    return copy


@transaction.atomic
def begin_round(tender: Tender, *, by: User) -> Tender:
    """Another round for what a failed tender did not buy, on the conditions that its notice announced.

    After bids that were all below the floor the base price is reviewed before (LPL-05).
    It buys the same by the same rule, and its base price is not lowered; both are asked at publication and sealing.
    Asked again it is the round that was begun; once that is cancelled unpublished, a new one. It needs no key of a form
    to be begun once: the failed tender is locked and knows its next round, and a page that was shown before the
    cancelling may ask again.
    """
    require(policies.may_begin_round(by, tender))
    tender = locked(tender)
    if (made_before := queries.next_round(tender)) is not None:
        if made_before.officer_id == by.pk:
            return made_before
        raise WrongState(_("The next round is already being prepared: %(number)s.") % {"number": made_before.number})
    if queries.base_prices_to_review().filter(pk=tender.pk).exists():
        raise WrongState(_("Every bid was below the price floor: an estimator reviews the base price first (LPL-05)."))
    following = Tender(number=next_number("TND"), officer=by, round_of=tender, copied_from=tender)
    _fill(following, tender, by=by)
    record(following, "round_begun", by=by, payload={"after": tender.number})
    return following


def copy_cost_model(copy: Tender, pattern: Tender, *, by: User) -> None:
    """The model by which the pattern compares, where it may still be chosen; else the officer chooses one anew."""
    model = queries.tco_model_chosen(pattern) if pattern.method == Method.TCO else None
    if model is not None and queries.tco_models_for(copy).filter(pk=model.pk).exists():
        TenderTco.objects.create(tender=copy, model=model, chosen_by=by)


def _made_before(key: str, *, by: User) -> Tender | None:
    if not key:
        return None
    once_at_a_time(f"tender:{by.pk}:{key}")
    return Tender.objects.filter(officer=by, key=key).first()


def _fill(copy: Tender, pattern: Tender, *, by: User) -> None:
    facts = copied_facts(pattern)
    estimator = pattern.estimator
    parts = copied_parts(pattern, by=by)
    if estimator is not None and estimator != by and estimator.is_internal and estimator.has_role("CE"):
        facts["estimator"] = estimator
        parts["committee"] = [user for user in parts["committee"] if user != estimator]
    write(copy, facts=facts, invited=[row.company for row in queries.invitations_of(pattern)], by=by, **parts)
    copy_cost_model(copy, pattern, by=by)
    for no, document in enumerate(queries.documents_of(pattern), start=1):
        TenderDocument.objects.create(
            tender=copy,
            no=no,
            kind=document.kind,
            title_ko=document.title_ko,
            title_en=document.title_en,
            file=document.file,
            added_by=by,
        )
