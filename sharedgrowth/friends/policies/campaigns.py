"""WHO: runs a campaign, pledges, pays, makes out and gives vouchers. Source: domain 10, FRD-03, FRD-04, FRD-07."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.friends.models import Campaign, Pledge, Prepayment, YearReport
from sharedgrowth.friends.policies.members import is_staff, may_ask_for_gifts, may_run_office
from sharedgrowth.friends.queries.members import is_member


def may_write_campaign(user: User) -> Verdict:
    """The office, never people who buy."""
    return may_ask_for_gifts(user)


def may_open_campaign(user: User, campaign: Campaign) -> Verdict:
    """Another person of the office than who wrote it."""
    if not (able := may_ask_for_gifts(user)):
        return able
    if user.pk == campaign.entered_by_id:
        return no(_("Who wrote the campaign does not open it."))
    return YES


def may_pledge(user: User) -> Verdict:
    """A member company by its administrator, of its own accord."""
    if user.is_supplier and not user.is_service and user.has_role("SA") and is_member(user.company_id):
        return YES
    return no(_("A member company pledges by its administrator."))


def may_withdraw_pledge(user: User, pledge: Pledge) -> Verdict:
    """The company."""
    own = user.company_id == pledge.company_id and user.is_supplier and not user.is_service
    return YES if own and user.has_role("SA") else no(_("Only the company takes its pledge back."))


def may_tell_payment(user: User, prepayment: Prepayment) -> Verdict:
    """Who pays says so: the partner's administrator or finance; of the buyer's money finance."""
    own = user.company_id == prepayment.payer_id and not user.is_service
    if own and (user.has_role("FI") if user.is_internal else user.has_role("SA", "SF")):
        return YES
    return no(_("The payment is told by the payer: its administrator or finance."))


def may_make_vouchers(user: User) -> Verdict:
    """The office makes them out and gives them to the organisation."""
    return may_ask_for_gifts(user)


def may_settle_prepayment(user: User) -> Verdict:
    """Finance: another one than who gave the vouchers."""
    return YES if is_staff(user, "FI") else no(_("Prepayments are settled by finance."))


def may_draft_report(user: User) -> Verdict:
    """The office."""
    return may_run_office(user)


def may_publish_report(user: User, report: YearReport) -> Verdict:
    """Another person of the office."""
    if not (able := may_run_office(user)):
        return able
    if user.pk == report.drafted_by_id:
        return no(_("Who made the report does not publish it."))
    return YES
