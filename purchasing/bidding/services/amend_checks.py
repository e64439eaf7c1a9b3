"""DO: whether the notice still holds together as an amendment would leave it. Source: domain 2.3."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.clock import SEOUL, db_now
from portal.dated import in_force
from portal.errors import RuleBroken
from purchasing.bidding import queries
from purchasing.bidding.models import BiddingTerms, Tender, TenderLine
from purchasing.bidding.rules.notice import period_begins
from purchasing.bidding.services.checks import check_delivery, checked
from purchasing.bidding.services.complete import (
    Judged,
    check_brands,
    check_criteria,
    check_failure,
    check_period,
    check_technical,
    words_of,
)
from purchasing.bidding.services.drafting import CriterionIn, LineIn
from purchasing.bidding.services.eco import eco_check_ready
from purchasing.bidding.services.methods import check_method
from purchasing.bidding.services.pinning import check_line
from purchasing.bidding.services.rounds import round_faults
from purchasing.bidding.services.tco_models import tco_check_ready
from purchasing.bidding.states import MATERIAL_FACTS, Method


def check_content(
    tender: Tender,
    *,
    facts: Mapping[str, Any],
    lines: Sequence[LineIn] | None,
    criteria: Sequence[CriterionIn] | None,
    closes_at: datetime,
) -> None:
    """What is wrong is told to the officer now, and not to the bidders later. The tender itself stays as it is."""
    would_be = Tender.objects.get(pk=tender.pk)
    for name, value in facts.items():
        setattr(would_be, name, value)
    checked(would_be)
    wanted: Sequence[Judged] = list(tender.criteria.all()) if criteria is None else criteria
    if set(facts) & MATERIAL_FACTS or criteria is not None:
        _check_rule(would_be, facts, wanted, closes_at)
    terms = in_force(BiddingTerms, date.fromisoformat(would_be.params["terms"]))
    for field, words in round_faults(would_be, terms, lines=lines, criteria=criteria):
        raise RuleBroken(words, field=field)
    check_delivery(would_be.delivery_on, closes_at=closes_at, field="delivery_on")
    if would_be.questions_until is not None and would_be.questions_until >= closes_at:
        raise RuleBroken(_("Questions end before bids close."), field="questions_until")
    if criteria is not None:
        check_criteria(tender.envelopes, criteria)
        check_technical(would_be, criteria)
    _check_lines(would_be, lines, closes_at)
    words = words_of(would_be)
    if lines is not None:
        told = [f"{line.description_ko}\n{line.description_en}" for line in lines]
        words = "\n".join([would_be.title_ko, would_be.title_en, would_be.description, *told])
    check_brands(words, would_be.brand_reason)
    if set(facts) & {"failure_conditions", "rebid_conditions"}:
        check_failure(would_be)


def _check_rule(would_be: Tender, facts: Mapping[str, Any], criteria: Sequence[Judged], closes_at: datetime) -> None:
    """The award rule can be followed to its end, under the terms of the first notice."""
    terms = in_force(BiddingTerms, date.fromisoformat(would_be.params["terms"]))
    if would_be.method == Method.TCO and "tco" not in would_be.params:
        if queries.tco_model_chosen(would_be) is None:
            raise RuleBroken(
                _(
                    "A cost model is chosen in a draft only, and this notice was published without one: it cannot "
                    "compare total cost."
                ),
                field="method",
            )
        tco_check_ready(would_be)
    check_method(would_be, terms, [each.kind for each in criteria])
    if "method" in facts and would_be.published_at is not None:
        begins = period_begins(publish_at=would_be.publish_at, published_at=would_be.published_at)
        check_period(would_be, terms, counts_from=begins, closes_at=closes_at)


def _check_lines(would_be: Tender, lines: Sequence[LineIn] | None, closes_at: datetime) -> None:
    if lines is None:
        there = list(would_be.lines.order_by("no"))
        for line in there:
            check_delivery(line.delivery_on, closes_at=closes_at, field="closes_at")
        eco_check_ready(would_be, [line.class_code for line in there])
        return
    on = db_now().astimezone(SEOUL).date()
    for place, wanted in enumerate(lines):
        check_delivery(wanted.delivery_on, closes_at=closes_at, field=f"lines.{place}.delivery_on")
        check_line(TenderLine(no=place + 1, specification=wanted.specification), on)
    eco_check_ready(would_be, [wanted.class_code for wanted in lines])
