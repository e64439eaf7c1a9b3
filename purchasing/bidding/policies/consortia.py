"""WHO: bidding together. Source: domain PRF-05, 16.1 (an administrator signs for the company)."""

from datetime import date

from django.utils.translation import gettext as _

from portal.people.models import Company, User
from portal.people.states import TaxStatus
from portal.policy import YES, Verdict, no
from purchasing.bidding import queries
from purchasing.bidding.models import Partnership, Tender
from purchasing.bidding.policies.tenders import may_bid


def may_ask_partner(user: User, tender: Tender, on: date | None = None) -> Verdict:
    """Whoever may bid."""
    return may_bid(user, tender, on)


def may_take_part(company: Company, tender: Tender, on: date) -> Verdict:
    """Whether the company may be a partner: active, not shut out, invited where the tender is by invitation."""
    if company.is_buyer or not company.is_active:
        return no(_("%(name)s is not an active supplier.") % {"name": company.name})
    if company.tax_status in (TaxStatus.CLOSED, TaxStatus.SUSPENDED):
        return no(_("The tax office reports %(name)s as closed or suspended.") % {"name": company.name})
    if queries.sanction_of(company, on):
        return no(_("%(name)s may not take part in tenders at present.") % {"name": company.name})
    if not queries.is_invited(company, tender):
        return no(_("Only invited suppliers may bid in this tender."))
    if queries.has_preparer(company, tender):
        return no(_("Somebody who prepares this tender belongs to that company: it may not bid here."))
    return YES


def may_agree_partnership(user: User, partnership: Partnership, on: date | None = None) -> Verdict:
    """The partner's administrator, who signs for it."""
    if user.is_service or not user.is_supplier or user.company_id != partnership.partner_id or not user.has_role("SA"):
        return no(_("Only the administrator of the company that was asked may agree."))
    return may_take_part(user.company, partnership.tender, on) if on else YES


def may_end_partnership(user: User, partnership: Partnership) -> Verdict:
    """The partner's administrator, or whoever bids for the other company."""
    if user.is_supplier and not user.is_service:
        if user.company_id == partnership.partner_id and user.has_role("SA"):
            return YES
        if user.company_id == partnership.lead_id and user.has_role("SA", "BD"):
            return YES
    return no(_("Only the two companies may end this, through their administrators."))
