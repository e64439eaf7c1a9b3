"""Who stands on both sides of the table. Source: domain 16.3 SOD-02, SOD-05, SOD-14."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.people.models import Company, Membership, User
from portal.people.states import MembershipState
from purchasing.bidding.models import Bid, Tender
from purchasing.bidding.registry import walls
from purchasing.bidding.states import BidKind


def bids_that_count() -> QuerySet[Bid]:
    """Of all tenders: each company's last row, unless that is a withdrawal or void. For services; not for screens."""
    later = Bid.objects.filter(tender=OuterRef("tender"), company=OuterRef("company"), seq__gt=OuterRef("seq"))
    return Bid.objects.filter(~Exists(later), kind=BidKind.BID, voided=None)


def tenders_tied_to(user: User) -> QuerySet[Tender]:
    """Closed tenders in which a company has bid that the person belongs, or belonged, to, or has advised of late.

    Before the closing nobody is tied: the answer would tell who has bid. Afterwards it tells the person of the own
    company only, when no bid can be put in or withdrawn any more.
    """
    apart = Q(company__in=user.memberships.values("company"))
    for wall in walls:
        apart |= Q(company__in=wall(user))
    return Tender.objects.filter(closed_at__isnull=False, pk__in=bids_that_count().filter(apart).values("tender"))


def is_walled(user: User, tender: Tender) -> bool:
    """Whether the person has advised one of the tender's bidders of late (SOD-14). From the closing on, as above."""
    if tender.closed_at is None:
        return False
    bids = bids_that_count().filter(tender=tender)
    return any(bids.filter(company__in=wall(user)).exists() for wall in walls)


def is_tied(user: User, tender: Tender) -> bool:
    """Whether the person belongs, or belonged, to one of the tender's bidders; asked of the database as it is now."""
    return tenders_tied_to(user).filter(pk=tender.pk).exists()


def has_served_buyer(user: User) -> bool:
    """Whether the person works, or has ever worked, for the buying organisation, whomever they act for now."""
    return user.memberships.filter(company__is_buyer=True).exists()


def has_preparer(company: Company, tender: Tender) -> bool:
    """Whether the tender's officer or estimator belongs to the company: it would bid with inside knowledge."""
    return Membership.objects.filter(
        company=company, user__in=[tender.officer_id, tender.estimator_id], state=MembershipState.ACTIVE
    ).exists()
