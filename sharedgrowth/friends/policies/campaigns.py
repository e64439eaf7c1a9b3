"""WHO: runs a campaign, pledges, pays, makes out and gives vouchers. Source: domain 10, FRD-03, FRD-04, FRD-07."""

from django.utils.translation import gettext as _

from portal.audit.queries import done_to, has_done
from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.friends.models import Campaign, Pledge, Prepayment, Shop, YearReport
from sharedgrowth.friends.policies.members import is_staff, may_ask_for_gifts, may_run_office
from sharedgrowth.friends.queries.members import is_member

HELD_CODES = ("issue", "codes_renewed")  # who did one of these has seen the codes of the vouchers


def may_write_campaign(user: User) -> Verdict:
    """The office, never people who buy."""
    return may_ask_for_gifts(user)


def may_open_campaign(user: User, campaign: Campaign) -> Verdict:
    """Another person of the office than who wrote it or entered its markets and shops."""
    if not (able := may_ask_for_gifts(user)):
        return able
    if user.pk == campaign.entered_by_id or has_done(user, campaign, "written", "market_added", "shop_added"):
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


def may_renew_shop_code(user: User, shop: Shop) -> Verdict:
    """The office, nobody who has held codes of vouchers of the shop: both together are money."""
    if not (able := may_write_campaign(user)):
        return able
    if done_to(user, list(shop.prepayments.all()), *HELD_CODES):
        return no(_("Who made out vouchers of the shop gets no code of it."))
    return YES


def may_make_vouchers(user: User, prepayment: Prepayment) -> Verdict:
    """The office, nobody who has held the code of the shop: both together are money."""
    if not (able := may_ask_for_gifts(user)):
        return able
    shop = prepayment.shop
    if user.pk == shop.entered_by_id or has_done(user, shop, "code_renewed"):
        return no(_("Who has held the code of the shop makes out no vouchers of it."))
    return YES


def may_give_vouchers(user: User, prepayment: Prepayment) -> Verdict:
    """The office, another person than who made them out."""
    if not (able := may_ask_for_gifts(user)):
        return able
    if has_done(user, prepayment, *HELD_CODES):
        return no(_("Who made out the vouchers does not give them: a second person does."))
    return YES


def may_settle_prepayment(user: User, prepayment: Prepayment) -> Verdict:
    """Finance: another one than who told the payment or gave the vouchers."""
    if not is_staff(user, "FI"):
        return no(_("Prepayments are settled by finance."))
    if user.pk == prepayment.paid_by_id or has_done(user, prepayment, "begin"):
        return no(_("Who told the payment or gave the vouchers does not settle them."))
    return YES


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
