"""FIND: donations for their donor and the office. Source: domain 10, FRD-06."""

from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from sharedgrowth.friends.models import Donation, GraftCheck, Recipient
from sharedgrowth.friends.queries.members import overlooks
from sharedgrowth.friends.states import DonationState


def donations_visible_to(user) -> QuerySet[Donation]:
    """The donor's own; the office, finance, compliance and audit all."""
    found = Donation.objects.select_related("donor", "recipient", "activity", "pledged_by", "approved_by", "receipt")
    if overlooks(user):
        return found
    if user.is_authenticated and user.is_supplier and (user.is_service or user.has_role("SA", "SU", "SF")):
        return found.filter(donor=user.company_id)
    return found.none()


def donations_found(user, *, q: str = "", state: str = "", kind: str = "") -> QuerySet[Donation]:
    """Filtered, the newest first."""
    found = donations_visible_to(user).order_by("-pk")
    if q:
        found = found.filter(
            Q(number__iexact=q)
            | Q(what__icontains=q)
            | Q(donor__legal_name_ko__icontains=q)
            | Q(recipient__name_ko__icontains=q)
            | Q(recipient__name_en__icontains=q)
        )
    for name, value in (("state", state), ("kind", kind)):
        if value:
            found = found.filter(**{name: value})
    return found


def pledged_since(day: date, *, donor: int, recipient: Recipient) -> Decimal:
    """What a company has pledged to an organisation from ``day`` on and not taken back."""
    rows = Donation.objects.filter(donor=donor, recipient=recipient, pledged_at__date__gte=day)
    rows = rows.exclude(state__in=[DonationState.REFUSED, DonationState.WITHDRAWN])
    return rows.aggregate(all=Sum("value_won"))["all"] or Decimal(0)


def check_of(donation: Donation) -> GraftCheck | None:
    """The newest one."""
    return donation.checks.select_related("by").order_by("-pk").first()


def to_check() -> QuerySet[Donation]:
    """Donations that wait for compliance."""
    return Donation.objects.filter(state=DonationState.PLEDGED, check_needed=True, checks=None).order_by("pk")


def to_approve() -> QuerySet[Donation]:
    """Pledged, and checked where that is needed."""
    found = Donation.objects.filter(state=DonationState.PLEDGED).filter(Q(check_needed=False) | Q(checks__clear=True))
    return found.select_related("donor").distinct().order_by("pk")


def receipts_over(on: date) -> QuerySet[Donation]:
    """Receipts whose time of keeping has ended."""
    return Donation.objects.filter(receipt__isnull=False, keep_until__lt=on).order_by("pk")
