"""DO: make a draft of a request for quotes, so that what was asked for need not be typed again."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import QuoteRequest
from catalog.queries.quotes import Need, needs_of
from portal.audit.services import record
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies
from purchasing.bidding.models import Tender
from purchasing.bidding.queries import key_of_quotes, tender_from_quotes
from purchasing.bidding.services.checks import once_at_a_time
from purchasing.bidding.services.drafting import LineIn, draft_tender
from purchasing.bidding.states import TenderKind


@transaction.atomic
def draft_from_quotes(asked: QuoteRequest, *, by: User) -> Tender:
    """The officer's draft for a request: lines by class without a maker's name, quantities, place of delivery.

    It is a need of the asker's department. Asked again, by whomever, it is the draft that was made before, as its
    officer has changed it since; after one that was cancelled it is a new draft. Who calls has asked whether the
    request may be seen. No price of any quote goes into it.
    """
    require(policies.may_draft_tender(by))
    once_at_a_time(f"tender of quotes:{asked.uid}")
    if made_before := tender_from_quotes(asked):
        return made_before
    needs = needs_of(asked)
    tender = draft_tender(
        by=by,
        key=key_of_quotes(asked),
        title_ko=asked.title,
        kind=TenderKind.GOODS,
        description=_description(asked, needs),
        delivery_place=asked.delivery_place,
        delivery_on=asked.delivery_on,
        department=asked.department or (by.membership.department[:80] if by.membership else ""),
        lines=[
            LineIn(
                description_ko=need.name_ko,
                description_en=need.name_en,
                qty=need.qty,
                uom=need.uom_name[:12],
                class_code=need.class_code,
            )
            for need in needs
        ],
    )
    record(tender, "made_from_quotes", by=by, payload={"request": asked.number})
    return tender


def _description(asked: QuoteRequest, needs: list[Need]) -> str:
    """What all products that were asked for state in common: a specification without a brand."""
    parts = [_("Drafted from quote request %(number)s.") % {"number": asked.number}]
    for need in needs:
        if need.common:
            parts.append("\n".join([need.name_ko, *(f"- {fact}" for fact in need.common)]))
    return "\n\n".join(parts)
