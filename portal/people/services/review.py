"""A purchasing officer reviews a registration: returned with reasons, approved, or rejected."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.audit.services import move
from portal.clock import today
from portal.errors import RuleBroken
from portal.outbox.services import announce
from portal.people import policies, queries
from portal.people.facts import APPROVED_BY_PURCHASING
from portal.people.models import Company, User
from portal.people.services.standing import record_standing
from portal.people.states import Level
from portal.policy import require


@transaction.atomic
def take_up_company(company: Company, *, by: User) -> None:
    """Begin the review: colleagues see who has it."""
    require(policies.may_review_company(by, company))
    move(company, "take_up", by=by, reviewed_by=by)


@transaction.atomic
def return_company(company: Company, *, reason: str, by: User) -> None:
    """Give a registration back for completion; three times at most, then it is approved or rejected. Domain 1.7."""
    require(policies.may_review_company(by, company))
    company.refresh_from_db(from_queryset=Company.objects.select_for_update(of=("self",)))
    most = queries.company_terms(today()).most_returns
    if company.returned_times >= most:
        raise RuleBroken(
            ngettext(
                "Returned %(most)d time already. Approve or reject this registration.",
                "Returned %(most)d times already. Approve or reject this registration.",
                most,
            )
            % {"most": most}
        )
    move(
        company,
        "return",
        by=by,
        reason=_needed(reason),
        reviewed_by=by,
        review_note=reason,
        returned_times=company.returned_times + 1,
    )
    announce("people.company_returned", company=company.pk)


@transaction.atomic
def approve_company(company: Company, *, by: User, reason: str = "") -> None:
    """Approve a registration: the company is active, at level L0; L1 is a proposal with a second person."""
    require(policies.may_review_company(by, company))
    move(company, "approve", by=by, reason=reason, reviewed_by=by, review_note="", level=Level.L0)
    record_standing(company, "level", Level.L0, valid_from=today(), source=APPROVED_BY_PURCHASING, by=by)
    announce("people.company_approved", company=company.pk)


@transaction.atomic
def reject_company(company: Company, *, reason: str, by: User) -> None:
    """Reject a registration, with a reason the applicant reads: it may appeal, or apply anew after six months."""
    require(policies.may_review_company(by, company))
    company.refresh_from_db(from_queryset=Company.objects.select_for_update(of=("self",)))
    told: dict[str, Any] = {"review_note": reason, "rejected_on": today(), "rejected_times": company.rejected_times + 1}
    move(company, "reject", by=by, reason=_needed(reason), reviewed_by=by, **told)
    announce("people.company_rejected", company=company.pk)


def _needed(reason: str) -> str:
    if not reason.strip():
        raise RuleBroken(_("A reason is needed: the applicant reads it and acts on it."), field="reason")
    return reason
