"""FIND: who bids with whom: for the two companies until the opening, and for the evaluation after it."""

from decimal import Decimal

from django.db.models import Q, QuerySet

from portal.people.models import Company, User
from purchasing.bidding.models import Bid, Partnership, Tender
from purchasing.bidding.states import TenderState


def partnerships_visible_to(user, tender: Tender | None = None) -> QuerySet[Partnership]:
    """Those of the user's own company, as the one that bids or as a partner."""
    if not getattr(user, "is_supplier", False) or not user.has_role("SA", "BD"):
        return Partnership.objects.none()
    found = Partnership.objects.filter(Q(lead=user.company) | Q(partner=user.company))
    found = found.select_related("tender", "lead", "partner", "asked_by", "agreed_by", "ended_by")
    return found if tender is None else found.filter(tender=tender)


def partners_of(tender: Tender, lead: Company) -> list[Partnership]:
    """Who has agreed to bid with this company."""
    found = Partnership.objects.filter(tender=tender, lead=lead, agreed_at__isnull=False, ended_at=None)
    return list(found.select_related("lead", "partner"))


def agreed_shares(tender: Tender) -> dict[tuple[str, str], Decimal]:
    """{(number of the bidder, number of its partner): share} of what was agreed to before the deadline. PRF-05."""
    rows = Partnership.objects.filter(tender=tender, agreed_at__lt=tender.deadline, ended_at=None)
    return {
        (lead, partner): share for lead, partner, share in rows.values_list("lead__number", "partner__number", "share")
    }


def is_partner(company: Company, tender: Tender) -> bool:
    """Whether the company has agreed to take part in another one's bid."""
    return Partnership.objects.filter(tender=tender, partner=company, agreed_at__isnull=False, ended_at=None).exists()


def has_own_bid(company: Company, tender: Tender) -> bool:
    """Whether a bid of the company itself is in: its last row is one, and counts."""
    last = Bid.objects.filter(tender=tender, company=company).select_related("voided").order_by("-seq").first()
    return last is not None and last.kind == "bid" and not hasattr(last, "voided")


def partnerships_waiting_for(user: User) -> QuerySet[Partnership]:
    """What another company asks the user's company, in tenders that take bids."""
    if not user.is_supplier or not user.has_role("SA"):
        return Partnership.objects.none()
    found = Partnership.objects.filter(
        partner=user.company, agreed_at=None, ended_at=None, tender__state=TenderState.PUBLISHED
    )
    return found.select_related("tender", "lead")


def least_share_percent(tender: Tender) -> str:
    """The share that a certified member needs, as the notice promises it; "" where the tender knows no preference."""
    promised = (tender.params or {}).get("preference")
    return f"{(Decimal(promised['least_share']) * 100).normalize():f}" if promised else ""
