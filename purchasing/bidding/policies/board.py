"""WHO: the evaluation board. Source: domain 16.2 (EV), 16.3 SOD-03, SOD-05; issue 4, item 7."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.bidding import queries
from purchasing.bidding.models import Bid, MendRequest, Tender
from purchasing.bidding.policies.tenders import may_edit_tender, may_evaluate

may_name_board = may_edit_tender


def may_sit_in_board(user: User, tender: Tender) -> Verdict:
    """An evaluator who neither estimated nor approved the tender, and does not buy for it."""
    if tender.officer_id == user.pk:
        return no(_("The purchasing officer does not score the bids of the same tender."))
    return may_evaluate(user, tender)


def may_rank_bids(user: User, tender: Tender) -> Verdict:
    """Let the portal rank the bids: an evaluator who declared no conflict with any of the bidders (SOD-05)."""
    if not (evaluator := may_evaluate(user, tender)):
        return evaluator
    seat = queries.seat_of(user, tender)
    if seat is not None and queries.abstentions(tender).get(seat.pk):
        return no(_("You declared a conflict of interest with a bidder of this tender (SOD-05): ask a colleague."))
    return YES


def may_declare_interests(user: User, tender: Tender) -> Verdict:
    """A member of this tender's board."""
    if not (evaluator := may_sit_in_board(user, tender)):
        return evaluator
    return YES if queries.seat_of(user, tender) else no(_("You do not sit in the evaluation board of this tender."))


def may_score(user: User, tender: Tender) -> Verdict:
    """A member who has declared the own interests about every bidder."""
    if not (member := may_declare_interests(user, tender)):
        return member
    seat = queries.seat_of(user, tender)
    if seat is None or queries.undeclared(seat):
        return no(_("Declare first, for each bidder, whether you have a conflict of interest."))
    return YES


def may_lead_board(user: User, tender: Tender) -> Verdict:
    """Its chair: proposes the result, asks bidders to mend formal faults."""
    if not (member := may_score(user, tender)):
        return member
    seat = queries.seat_of(user, tender)
    return YES if seat is not None and seat.chair else no(_("Only the chair of the evaluation board may do this."))


def may_ask_mend(user: User, bid: Bid) -> Verdict:
    """A member who does not abstain from this bid: the chair, or who stands in for the chair there."""
    if not (member := may_score(user, bid.tender)):
        return member
    seats, abstain = queries.seats_of(bid.tender), queries.abstentions(bid.tender)
    leader = queries.leads(seats, abstain, bid.pk)
    if leader is None or leader.user_id != user.pk:
        return no(_("Only the chair of the evaluation board may do this, or who stands in where the chair abstains."))
    return YES


def may_judge_mend(user: User, request: MendRequest) -> Verdict:
    """Who may ask for it."""
    return may_ask_mend(user, request.bid)


def may_answer_mend(user: User, request: MendRequest) -> Verdict:
    """An administrator or bidder of the company whose bid it is."""
    if not user.is_supplier or user.company_id != request.bid.company_id:
        return no(_("This is about the bid of another company."))
    if not user.has_role(*queries.READS_OWN_BIDS):
        return no(_("Only your company's administrator or bidder may bid: ask your administrator for the role."))
    return YES


def may_see_board(user: User, tender: Tender) -> Verdict:
    """Its members, the tender's officer, approvers, compliance and auditors."""
    return YES if queries.sees_board(user, tender) else no(_("Your role does not see evaluation boards."))
