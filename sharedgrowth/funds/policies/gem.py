"""WHO: GEM matching funds: both companies agree, finance receives and pays, nobody alone. Source: domain 13, 16.2."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.funds.models import GemFund, GrantReport, GrantTranche, JointVote, Proposal
from sharedgrowth.funds.policies.lines import _staff, apart_from
from sharedgrowth.funds.states.gem import Side


def may_manage_gem(user: User) -> Verdict:
    """The officer of shared growth, or the fund manager."""
    return _staff(user, "SG", "FM")


def may_close_gem(user: User, fund: GemFund) -> Verdict:
    """An approver: the officer winds it up, another person decides what becomes of its money (GEM-06)."""
    return speaks_for(user, fund, Side.HOUSE)


def speaks_for(user: User, fund: GemFund, side: str) -> Verdict:
    """An approver for the buyer, the administrator for the partner company."""
    if side == Side.HOUSE:
        return apart_from(user, fund.partner_id) if (staff := _staff(user, "AP")) else staff
    own = getattr(user, "is_supplier", False) and user.company_id == fund.partner_id and user.has_role("SA")
    return YES if own else no(_("Only the administrator of the partner company may do this."))


def may_speak(user: User, fund: GemFund) -> Verdict:
    """Whether this person binds one of both companies."""
    return speaks_for(user, fund, Side.HOUSE if getattr(user, "is_internal", False) else Side.PARTNER)


def may_receive(user: User) -> Verdict:
    """Finance of the buyer, who keeps the account of the fund."""
    return _staff(user, "FI")


def may_check_operator(user: User, proposal: Proposal) -> Verdict:
    """The officer, the fund manager or compliance; not who entered the proposal."""
    if not (staff := _staff(user, "SG", "FM", "CP")):
        return staff
    if user.pk == proposal.entered_by_id:
        return no(_("Who entered the proposal does not check its operator."))
    return YES


def may_vote(user: User, proposal: Proposal) -> Verdict:
    """One vote for each company."""
    fund = proposal.year.fund
    if not (spoken := may_speak(user, fund)):
        return spoken
    side = Side.HOUSE if user.is_internal else Side.PARTNER
    if user.pk == proposal.checked_by_id:
        return no(_("You checked the operator: another person votes."))
    if JointVote.objects.filter(proposal=proposal, side=side).exists():
        return no(_("Your company has already voted."))
    return YES


def may_approve_tranche(user: User, tranche: GrantTranche) -> Verdict:
    """The fund manager."""
    return _staff(user, "FM")


def may_pay_tranche(user: User, tranche: GrantTranche) -> Verdict:
    """Finance; not who approved it."""
    if not (staff := _staff(user, "FI")):
        return staff
    if user.pk == tranche.approved_by_id:
        return no(_("Who approved the tranche does not pay it."))
    return YES


def may_decide_report(user: User, report: GrantReport) -> Verdict:
    """The officer or the fund manager; not who entered it."""
    if not (staff := may_manage_gem(user)):
        return staff
    return no(_("Who entered the report does not accept it.")) if user.pk == report.entered_by_id else YES


def may_recover(user: User) -> Verdict:
    """The fund manager or compliance."""
    return _staff(user, "FM", "CP")
