"""Preferential purchase: terms in force, who holds a certificate, the margins of a tender, figures of a year."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from portal.clock import SEOUL, today
from portal.people.models import Certificate, Company
from portal.people.states import CertificateState, CompanyState
from purchasing.bidding.models import (
    AwardDecision,
    Bid,
    OwnWork,
    PreferenceCheck,
    PreferenceTarget,
    PreferenceTerms,
    Ruling,
    SocialCategory,
    Tender,
)
from purchasing.bidding.rules import preference as rules
from purchasing.bidding.states import OwnWorkState, PreferenceStage, PreferenceTermsState

NONE = Decimal(0)


def preference_terms(on: date) -> PreferenceTerms:
    """The approved terms in force on a day."""
    approved = PreferenceTerms.objects.filter(state=PreferenceTermsState.APPROVED, valid_from__lte=on)
    return approved.prefetch_related("categories").latest()


def preference_terms_list() -> QuerySet[PreferenceTerms]:
    """All terms, the newest first, with who wrote and decided them."""
    found = PreferenceTerms.objects.select_related("proposed_by", "decided_by")
    return found.prefetch_related("categories").order_by("-valid_from", "-pk")


def social_categories() -> QuerySet[SocialCategory]:
    """The kinds of socially friendly enterprises."""
    return SocialCategory.objects.order_by("order", "code")


def preference_params(tender: Tender, on: date) -> dict[str, Any] | None:
    """What the notice promises: the margin and for whom; None where the tender knows no preference."""
    if not tender.preference_on and not tender.reserved_for:
        return None
    terms = preference_terms(on)
    given = tender.preference_on and rules.applies(tender.budget_won, most_won=terms.most_budget_won)
    return {
        "terms": str(terms.valid_from),
        "rules": rules.PREFERENCE_RULES,
        "margin": str(terms.margin) if given else "0",
        "categories": sorted(category.code for category in terms.categories.all()),
        "least_share": str(terms.least_share),
        "least_own_work": str(terms.least_own_work),
        "block_months": terms.block_months,
        "bond_ratio": str(terms.bond_ratio),
        "pay_days": terms.pay_days,
        "reserved_for": tender.reserved_for,
    }


def social_certificates(companies: Collection[int] | None, kinds: Collection[str], on: date) -> QuerySet[Certificate]:
    """Certificates of these kinds (of these companies, or of all) that are verified and cover the day."""
    found = Certificate.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), kind__in=kinds, state=CertificateState.VALID, valid_from__lte=on
    ).select_related("kind", "verified_by")
    return found if companies is None else found.filter(company__in=companies)


def preferred_companies(companies: list[int], on: date) -> set[int]:
    """Which of the companies (ids) hold a certificate of a preferred category on that day. Source: domain 5.2."""
    kinds = [category.code for category in preference_terms(on).categories.all()]
    return set(social_certificates(companies, kinds, on).values_list("company_id", flat=True))


@dataclass(frozen=True, slots=True)
class Benefits:
    """What a company's certificates bring it in a contract on a day. Source: domain PRF-09."""

    terms: PreferenceTerms
    preferred: bool
    lower_bond: bool
    paid_sooner: bool


def benefits_of(company: int, on: date) -> Benefits:
    """Each benefit where a category of the company has its switch on; none while the company is blocked (PRF-10)."""
    terms = preference_terms(on)
    kinds = [category.code for category in terms.categories.all()]
    held = set(social_certificates([company], kinds, on).values_list("kind_id", flat=True))
    if not held or blocked_companies([company], on):
        return Benefits(terms, False, False, False)
    bond, pay = (switch.filter(code__in=held).exists() for switch in (terms.bond_for, terms.pay_for))
    return Benefits(terms, True, bond, pay)


def holds_category(company: Company, category: str, on: date) -> bool:
    """Whether the company holds a valid certificate of the category."""
    return social_certificates([company.pk], [category], on).exists()


def certified_suppliers(category: str, on: date) -> int:
    """How many active suppliers hold a valid certificate of the category."""
    held = social_certificates(None, [category], on).filter(company__state=CompanyState.ACTIVE, company__is_buyer=False)
    return held.values("company").distinct().count()


def blocked_companies(companies: Iterable[int], on: date) -> set[int]:
    """Companies without preference because of too little own work (PRF-10)."""
    blocks = OwnWork.objects.filter(state=OwnWorkState.WITHDRAWN, blocked_until__gte=on, company__in=list(companies))
    return set(blocks.values_list("company_id", flat=True))


def deadline_day(tender: Tender) -> date:
    """The day of the deadline in Korea: certificates are looked at for it. Source: domain PRF-02."""
    return tender.deadline.astimezone(SEOUL).date()


def delivery_overtaken(tender: Tender) -> bool:
    """Whether something is to be delivered on a day that lies no longer after the deadline: an outage has moved it."""
    days = [tender.delivery_on, *tender.lines.values_list("delivery_on", flat=True)]
    return any(day is not None and day <= deadline_day(tender) for day in days)


def margins_of(tender: Tender) -> dict[int, Decimal]:
    """The margin of each bid, as it was found for the deadline; by bid id. Source: domain PRF-01, PRF-02."""
    checks = PreferenceCheck.objects.filter(tender=tender, stage=PreferenceStage.DEADLINE)
    return {check.bid_id: check.margin for check in checks.order_by("pk")}


def lapsed_bids(tender: Tender, on: date) -> set[int]:
    """Bids with a margin whose certificate is not valid any more on that day, or whose company has lost it."""
    given = [
        check
        for check in PreferenceCheck.objects.filter(tender=tender, stage=PreferenceStage.DEADLINE, margin__gt=0)
        if check.member_id is not None
    ]
    if not given:
        return set()
    members = {check.member_id for check in given if check.member_id is not None}
    kinds = tender.params["preference"]["categories"]
    valid = set(social_certificates(members, kinds, on).values_list("company_id", flat=True))
    valid -= blocked_companies(members, on)
    return {check.bid_id for check in given if check.member_id not in valid}


def lapsed_ties(tender: Tender, on: date) -> set[int]:
    """Ranked bids that stand before their equals by a certificate which is not valid any more on that day.

    Asked by the categories of the deadline: what the house takes off its list later takes nothing away.
    Source: domain BID-05, 2.11.
    """
    preferred = tender.rulings.filter(preferred=True, rank__isnull=False)
    given = dict(preferred.values_list("pk", "bid__company_id"))
    if not given:
        return set()
    kinds = [category.code for category in preference_terms(deadline_day(tender)).categories.all()]
    valid = set(social_certificates(set(given.values()), kinds, on).values_list("company_id", flat=True))
    return {bid for bid, company in given.items() if company not in valid}


def preference_checks(tender: Tender) -> QuerySet[PreferenceCheck]:
    """The looks at certificates in a tender, the newest first."""
    found = PreferenceCheck.objects.filter(tender=tender)
    return found.select_related("bid__company", "certificate", "member").order_by("-pk")


@dataclass(frozen=True, slots=True)
class PreferenceYear:
    """What a year of preferential purchase came to; each figure by awards made in that year."""

    year: int
    spend_won: Decimal
    preferred_won: Decimal
    share_pct: Decimal | None
    by_category: dict[str, Decimal]
    awards: int
    preferred_awards: int
    due_to_margin: int  # awards that another bid would have won without the margin
    margin_cost_won: Decimal
    certified: dict[str, int]
    targets: dict[str, Decimal]  # "" for all categories together


def preference_year(year: int) -> PreferenceYear:
    """The figures of a year, from the awards. Source: domain 5.3, KPIs."""
    decided = AwardDecision.objects.filter(
        tender__winner=F("bid"), approved_at__isnull=False, tender__ended_at__year=year
    )
    spend = decided.aggregate(sum=Sum("price_won"))["sum"] or NONE
    awards = list(
        decided.select_related("tender").only("price_won", "bid_id", "tender_id", "tender__params", "tender__number")
    )
    by_bid = {award.bid_id: award for award in awards}
    first: dict[int, PreferenceCheck] = {}
    for check in PreferenceCheck.objects.filter(bid__in=by_bid, stage=PreferenceStage.DEADLINE).order_by("pk"):
        if check.category:
            first.setdefault(check.bid_id, check)
    by_category: dict[str, Decimal] = {}
    for bid_id, check in first.items():
        by_category[check.category] = by_category.get(check.category, NONE) + by_bid[bid_id].price_won
    preferred = sum(by_category.values(), NONE)
    due, cost = _margin_effect([by_bid[bid_id] for bid_id in first if first[bid_id].margin > 0])
    on = today()
    categories = [category.code for category in social_categories()]
    return PreferenceYear(
        year=year,
        spend_won=spend,
        preferred_won=preferred,
        share_pct=rules.of_all(preferred, spend),
        by_category=by_category,
        awards=len(awards),
        preferred_awards=len(first),
        due_to_margin=due,
        margin_cost_won=cost,
        certified=_certified(categories, on),
        targets={target.category_id or "": target.target_pct for target in PreferenceTarget.objects.filter(year=year)},
    )


def _certified(categories: list[str], on: date) -> dict[str, int]:
    held = social_certificates(None, categories, on).filter(company__state=CompanyState.ACTIVE, company__is_buyer=False)
    rows = held.values_list("kind_id", "company_id").distinct()
    found: dict[str, set[int]] = {}
    for kind, company in rows:
        found.setdefault(kind, set()).add(company)
    return {kind: len(companies) for kind, companies in found.items()}


def _margin_effect(awards: list[AwardDecision]) -> tuple[int, Decimal]:
    """How many of the awards the margin decided, and what it cost."""
    due, cost = 0, NONE
    in_range = Ruling.objects.filter(tender__in=[award.tender_id for award in awards], rank__isnull=False)
    by_tender: dict[int, list[Ruling]] = {}
    for ruling in in_range:
        by_tender.setdefault(ruling.tender_id, []).append(ruling)
    for award in awards:
        prices = {ruling.bid_id: ruling.price_won for ruling in by_tender.get(award.tender_id, []) if ruling.price_won}
        if not prices:
            continue
        cheapest = min(prices, key=lambda bid: (prices[bid], bid != award.bid_id))
        extra = rules.preference_cost(prices, winner=award.bid_id, without=cheapest)
        if extra > 0 and "tco" not in award.tender.params:
            due, cost = due + 1, cost + extra
    return due, cost


def own_work_of(tender: Tender) -> QuerySet[OwnWork]:
    """The checks on own work of a tender's winner."""
    return OwnWork.objects.filter(tender=tender).select_related("company", "entered_by", "decided_by")


def preferred_winner(tender: Tender) -> Bid | None:
    """The winning bid if a margin was given to it."""
    if tender.winner_id is None or not margins_of(tender).get(tender.winner_id):
        return None
    return Bid.objects.select_related("company").get(pk=tender.winner_id)
