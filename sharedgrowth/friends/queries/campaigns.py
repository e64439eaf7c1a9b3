"""FIND: campaigns for everybody, prepayments and vouchers for those concerned. Source: domain 10, FRD-03, FRD-04."""

from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from sharedgrowth.friends.models import Campaign, Market, Pledge, Prepayment, Shop, Voucher, YearReport
from sharedgrowth.friends.queries.members import overlooks
from sharedgrowth.friends.states import (
    CampaignState,
    PledgeState,
    PrepaymentState,
    ReportState,
    VoucherState,
)
from sharedgrowth.friends.states.campaigns import PUBLIC_CAMPAIGNS

STANDING = Q(pledges__state=PledgeState.STANDING)


def campaigns_visible_to(user) -> QuerySet[Campaign]:
    """Public from their opening on; drafts and cancelled ones for the office."""
    found = Campaign.objects.order_by("-pk")
    return found if overlooks(user) else found.filter(state__in=PUBLIC_CAMPAIGNS)


def markets_of(campaign: Campaign) -> QuerySet[Market]:
    """With what was pledged and how many shops take part."""
    found = campaign.markets.select_related("recipient").annotate(
        pledged_won=Sum("pledges__amount_won", filter=STANDING), pledgers=Count("pledges", filter=STANDING)
    )
    return found.prefetch_related("shops").order_by("pk")


def pledges_of(campaign: Campaign, user) -> QuerySet[Pledge]:
    """The company's own; the office sees all."""
    found = Pledge.objects.filter(market__campaign=campaign).select_related("market", "company", "by").order_by("pk")
    if overlooks(user):
        return found
    if user.is_authenticated and user.is_supplier and user.has_role("SA", "SU", "SF"):
        return found.filter(company=user.company_id)
    return found.none()


def pledged_won(market: Market) -> Decimal:
    """What stands for a market."""
    rows = market.pledges.filter(state=PledgeState.STANDING)
    return rows.aggregate(all=Sum("amount_won"))["all"] or Decimal(0)


def prepayments_visible_to(user) -> QuerySet[Prepayment]:
    """The payer's own; the office, finance and audit all."""
    found = Prepayment.objects.select_related("shop__market__campaign", "shop__market__recipient", "payer", "paid_by")
    if overlooks(user):
        return found
    if user.is_authenticated and user.is_supplier and (user.is_service or user.has_role("SA", "SU", "SF")):
        return found.filter(payer=user.company_id)
    return found.none()


def prepayments_of(campaign: Campaign, user) -> QuerySet[Prepayment]:
    """Of one campaign, with how much was redeemed."""
    found = prepayments_visible_to(user).filter(shop__market__campaign=campaign)
    redeemed = Sum("vouchers__face_won", filter=Q(vouchers__state=VoucherState.REDEEMED))
    return found.annotate(redeemed_won=redeemed, vouchers_made=Count("vouchers")).order_by("shop__market", "shop", "pk")


def shop_by(fingerprint: str) -> Shop | None:
    """The shop whose code it is."""
    return Shop.objects.filter(code_sha256=fingerprint, active=True).select_related("market__campaign").first()


def vouchers_of(prepayment: Prepayment) -> QuerySet[Voucher]:
    """The batch, without codes."""
    return prepayment.vouchers.select_related("recipient").order_by("pk")


def batch_sums(prepayment: Prepayment) -> dict[str, Decimal]:
    """Won of the batch by state, and in all."""
    rows = prepayment.vouchers.order_by().values("state").annotate(won=Sum("face_won"))
    sums = {row["state"]: row["won"] for row in rows}
    return sums | {"all": sum(sums.values(), Decimal(0))}


def redeemed_today(shop: Shop, on: date) -> tuple[int, Decimal]:
    """How many vouchers and how much the shop has redeemed on the day, for its own page."""
    rows = Voucher.objects.filter(prepayment__shop=shop, redeemed_at__date=on)
    told = rows.aggregate(number=Count("pk"), won=Sum("face_won"))
    return told["number"], told["won"] or Decimal(0)


def vouchers_over(on: date) -> QuerySet[Voucher]:
    """Not redeemed, and their last day has passed."""
    return Voucher.objects.filter(state__in=[VoucherState.ISSUED, VoucherState.GIVEN], expires_on__lt=on)


def prepayments_over(on: date) -> QuerySet[Prepayment]:
    """Their vouchers are redeemed or expired: what is left goes to the organisation."""
    waiting = Q(vouchers__state__in=[VoucherState.ISSUED, VoucherState.GIVEN])
    running = Prepayment.objects.filter(state=PrepaymentState.REDEEMING)
    found = running.annotate(left=Count("vouchers", filter=waiting)).filter(left=0)
    return found.select_related("shop__market__recipient").order_by("pk")


def campaigns_over(on: date) -> QuerySet[Campaign]:
    """Open beyond their last day."""
    return Campaign.objects.filter(state=CampaignState.OPEN, closes_on__lt=on).order_by("pk")


def year_reports(user) -> QuerySet[YearReport]:
    """Published ones for everybody; drafts for the office and audit."""
    found = YearReport.objects.select_related("drafted_by", "published_by").order_by("-year")
    return found if overlooks(user) else found.filter(state=ReportState.PUBLISHED)
