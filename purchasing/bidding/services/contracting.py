"""DO: the contract that an award became. Source: domain 2.3, BID-L1."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move
from portal.clock import SEOUL, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries, rules
from purchasing.bidding.models import AwardDecision, Contracting, Tender
from purchasing.bidding.services.checks import checked, locked
from purchasing.bidding.states import Difference, TenderState


@transaction.atomic
def record_contract(
    tender: Tender,
    *,
    amount_won: Decimal,
    signed_on: date,
    reference: str,
    difference: str = "",
    difference_reason: str = "",
    by: User,
) -> Contracting:
    """Both sides have signed: at the award price. Another amount is a hard block that only the legal role lifts, with a
    reason code; an amount below the lowest responsive bid says so in the audit trail. Source: domain BID-L1 (iv).
    """
    tender = Tender.objects.get(pk=tender.pk)
    decision = queries.decision_in_force(tender)
    award_won = decision.price_won if decision else Decimal(0)
    require(policies.may_record_contract(by, tender, at_another_amount=bool(decision) and amount_won != award_won))
    tender = locked(tender)
    if tender.state != TenderState.AWARDED or decision is None or tender.ended_at is None:
        raise WrongState(_("A contract is recorded once, after the award."))
    faults = contract_faults(
        tender,
        decision,
        amount_won=amount_won,
        signed_on=signed_on,
        difference=difference,
        difference_reason=difference_reason,
        by=by,
    )
    for field, message in faults:
        raise RuleBroken(message, field=field)
    if not reference.strip():
        raise RuleBroken(_("Give the number of the contract."), field="reference")
    lowest_won = queries.lowest_responsive_won(tender)
    fault = rules.contract_fault(amount_won, award_won=award_won, lowest_won=lowest_won)
    contracting = Contracting(
        decision=decision,
        tender=tender,
        amount_won=amount_won,
        award_won=award_won,
        lowest_won=lowest_won,
        signed_on=signed_on,
        reference=reference.strip(),
        difference=difference if fault else "",
        difference_reason=difference_reason.strip() if fault else "",
        recorded_by=by,
    )
    checked(contracting)
    contracting.save(force_insert=True)
    payload = {
        "bid": decision.bid.receipt,
        "amount_won": f"{amount_won:.0f}",
        "reference": contracting.reference,
        "fault": fault,
        "difference": contracting.difference,
    }
    move(tender, "contract", by=by, reason=contracting.difference_reason, payload=payload)
    announce("bidding.tender_contracted", tender=tender.pk, bid=decision.bid_id, reference=contracting.reference)
    return contracting


def contract_faults(
    tender: Tender,
    decision: AwardDecision,
    *,
    amount_won: Decimal | None,
    signed_on: date | None,
    difference: str = "",
    difference_reason: str = "",
    by: User,
) -> Iterator[tuple[str, str]]:
    """What forbids to record this contract of an awarded tender: (field, in words), everything at once.

    None where the amount or the day is not told: nothing is said of it.
    """
    if amount_won is not None:
        award_won, lowest_won = decision.price_won, queries.lowest_responsive_won(tender)
        fault = rules.contract_fault(amount_won, award_won=award_won, lowest_won=lowest_won)
        if fault and not policies.may_record_contract(by, tender, at_another_amount=True):
            yield (
                "amount_won",
                _("The award price is ₩%(award)s: only compliance may record another amount (rule BID-L1).")
                % {"award": f"{award_won:,}"},
            )
        elif fault and (difference not in Difference.values or not difference_reason.strip()):
            yield "difference", _contract_words(fault, award_won, lowest_won)
    if signed_on is not None and signed_on > today():
        yield "signed_on", _("The day of signing lies in the future.")
    elif signed_on is not None and tender.ended_at and signed_on < tender.ended_at.astimezone(SEOUL).date():
        yield "signed_on", _("A contract is signed after the award, not before.")


def _contract_words(fault: str, award_won: Decimal, lowest_won: Decimal) -> str:
    if fault == rules.ContractFault.BELOW_LOWEST:
        return _(
            "This is below the lowest bid of ₩%(lowest)s (rule BID-L1): give the reason code, and the reason in words."
        ) % {"lowest": f"{lowest_won:,}"}
    return _(
        "The award price is ₩%(award)s (rule BID-L1): for another amount give the reason code, and the reason in words."
    ) % {"award": f"{award_won:,}"}
