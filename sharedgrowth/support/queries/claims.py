"""FIND: claims, what can be claimed, who is related to whom."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from portal.clock import today
from portal.files.states import ScanState
from portal.people.models import Company
from portal.people.queries import is_same_name
from purchasing.bidding.queries import related_rivals
from sharedgrowth.support.models import Claim, ClaimItem, Expert, Project, terms_on
from sharedgrowth.support.queries.projects import MONEY_READERS
from sharedgrowth.support.rules.projects import TRANCHES, claimable_won, tranche_won
from sharedgrowth.support.states.experts import AssignmentState
from sharedgrowth.support.states.plans import CLAIM_LIVE, ClaimState

OWN_READERS = ("SA", "SF", "SU")


def claims_visible_to(user: Any) -> QuerySet[Claim]:
    """The company's own; of the buyer those who deal with the money. Experts and purchasing see none."""
    found = Claim.objects.select_related("project__company", "drawdown")
    if getattr(user, "is_internal", False):
        return found if user.has_role(*MONEY_READERS) else found.none()
    if getattr(user, "is_supplier", False) and user.has_role(*OWN_READERS):
        return found.filter(project__company=user.company_id)
    return found.none()


def claims_of(project: Project) -> QuerySet[Claim]:
    """All of a project, in the order of tranches."""
    return project.claims.select_related("drawdown").order_by("tranche", "pk")


def items_of(claim: Claim) -> QuerySet[ClaimItem]:
    """Its invoices."""
    return claim.items.select_related("invoice").prefetch_related("quotes").order_by("pk")


def earning_items(project: Project) -> QuerySet[ClaimItem]:
    """Invoices of all claims of the project that earn its support."""
    rows = ClaimItem.objects.filter(claim__project=project, live=True)
    return rows.select_related("invoice").prefetch_related("quotes").order_by("pk")


def live_claims(project: Project) -> QuerySet[Claim]:
    """Claims that count."""
    return project.claims.filter(state__in=CLAIM_LIVE)


def next_tranche(project: Project) -> int | None:
    """The tranche that can be claimed next; None when all are."""
    taken = set(live_claims(project).values_list("tranche", flat=True))
    return next((place for place in range(1, len(TRANCHES) + 1) if place not in taken), None)


def invoiced_won(project: Project) -> Decimal:
    """What live invoices of the project cost the company: without VAT, but with what of it cannot be deducted."""
    rows = ClaimItem.objects.filter(claim__project=project, live=True)
    return rows.aggregate(sum=Sum(F("amount_won") + F("vat_won")))["sum"] or Decimal(0)


def claimed_won(project: Project, *, but: Claim | None = None) -> Decimal:
    """What other live claims ask for."""
    rows = live_claims(project)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return rows.aggregate(Sum("amount_won"))["amount_won__sum"] or Decimal(0)


def due_won(project: Project, tranche: int, *, claim: Claim | None = None) -> Decimal:
    """What this tranche brings: the first as agreed; later ones as far as invoices have earned it."""
    support = project.anchor_won
    if tranche == 1:
        return tranche_won(support, 1)
    until_here = sum((tranche_won(support, place) for place in range(1, tranche + 1)), Decimal(0))
    earned = claimable_won(invoiced_won(project), total_won=project.total_won, support_won=support)
    return max(Decimal(0), min(until_here, earned) - claimed_won(project, but=claim))


def quotes_from_won(project: Project) -> Decimal:
    """From which amount two quotes are asked for: by the terms of the call."""
    params: Mapping[str, Any] = project.application.call.params
    return Decimal(str(params.get("quotes_from_won") or terms_on(today()).quotes_from_won))


def relation_of(company: Company, vendor_brn: str) -> str:
    """What ties a supplier of equipment to the company; "" for strangers, as far as the portal knows."""
    if vendor_brn == company.brn:
        return "same"
    vendor = Company.objects.filter(brn=vendor_brn).first()
    if vendor is None:
        return ""
    found = related_rivals([company, vendor], today()).get(company.pk)
    return str(found[1]) if found else ""


def advises(project: Project, vendor: str, vendor_brn: str) -> bool:
    """Whether the supplier of equipment is where an expert of the project works or worked. Source: domain 7, abuse."""
    experts = Expert.objects.filter(assignments__project=project).exclude(assignments__state=AssignmentState.REFUSED)
    if experts.filter(user__memberships__company__brn=vendor_brn, user__memberships__company__is_buyer=False).exists():
        return True
    return any(is_same_name(vendor, each) for each in experts.values_list("organisation", flat=True))


def blocked_files(claim: Claim) -> list[str]:
    """Names of files of the claim that the virus scan has blocked."""
    found = set()
    for item in items_of(claim):
        files = [each for each in (item.invoice, *item.quotes.all()) if each is not None]
        found |= {each.name for each in files if each.scan == ScanState.INFECTED}
    return sorted(found)


def claims_waiting_for(user: Any) -> QuerySet[Claim]:
    """Claims to look at, for officers; sent back ones, for the company."""
    found = claims_visible_to(user)
    if getattr(user, "is_internal", False):
        mine = found if user.has_role("SG") else found.none()
        return mine.filter(state=ClaimState.SUBMITTED).order_by("submitted_at", "pk")
    return found.filter(state=ClaimState.RETURNED).order_by("pk")
