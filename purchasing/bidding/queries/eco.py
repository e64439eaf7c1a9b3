"""FIND: the premium of eco-friendly offers: what a notice promises, whose products prove it, which proof has lapsed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from catalog.models import EcoClaim, Product
from catalog.queries.eco import valid_claims
from catalog.states import ProductState
from portal.people.models import Company
from purchasing.bidding.models import Bid, EcoCheck, Tender, TenderLine
from purchasing.bidding.registry import eco_premiums
from purchasing.bidding.rules import preference as rules
from purchasing.bidding.states import PreferenceStage

ECO_STATEMENT = "eco"  # of a bid: [{"line", "product"}]


def eco_premium(on: date) -> Decimal:
    """By which share an eco-friendly offer may be dearer on that day; 0 where the house gives none."""
    return max((premium(on) for premium in eco_premiums), default=Decimal(0))


def eco_params(tender: Tender, on: date) -> dict[str, Any] | None:
    """What the notice promises; None where the tender gives no premium. Source: domain ECO-05."""
    if not tender.eco_premium_on:
        return None
    premium = eco_premium(on)
    return {"premium": f"{premium.normalize():f}", "rules": rules.ECO_RULES, "terms": str(on)} if premium else None


def eco_promised(tender: Tender) -> Decimal:
    """The premium that the published notice gives; 0 where it gives none."""
    promised = (tender.params or {}).get("eco")
    return Decimal(promised["premium"]) if promised else Decimal(0)


@dataclass(frozen=True, slots=True)
class Proven:
    """A published product with one 3R claim that holds: of the several the one that ends last."""

    company_id: int
    number: str
    class_code: str
    name: str
    kind: str  # EcoKind
    evidence: str  # issuer, number
    claim: int
    valid_to: date | None


def proven_products(companies: Collection[int], on: date) -> dict[str, Proven]:
    """Published products of these companies whose 3R evidence holds on the day, by their number. Source: ECO-03."""
    claims = (
        valid_claims(on)
        .filter(version__product__company__in=companies, version__product__state=ProductState.PUBLISHED)
        .select_related("version__product", "version__class_node")
        .order_by("version__product__number", F("valid_to").desc(nulls_first=True), "pk")
    )
    found: dict[str, Proven] = {}
    for claim in claims:
        found.setdefault(claim.version.product.number, _proven(claim))
    return found


def _proven(claim: EcoClaim) -> Proven:
    version = claim.version
    return Proven(
        company_id=version.product.company_id,
        number=version.product.number,
        class_code=version.class_node.code,
        name=version.name,
        kind=claim.kind,
        evidence=f"{claim.issuer} {claim.number}",
        claim=claim.pk,
        valid_to=claim.valid_to,
    )


def own_published(companies: Collection[int], numbers: Collection[str]) -> dict[str, tuple[int, str]]:
    """(company, class) of those of the numbers that name a published product of one of the companies."""
    rows = Product.objects.filter(company__in=companies, number__in=numbers, state=ProductState.PUBLISHED)
    return {
        number: (company, code)
        for number, company, code in rows.values_list("number", "company", "current__class_node__code")
    }


def eco_choices(tender: Tender, company: Company, lines: Iterable[TenderLine], on: date) -> dict[int, list[Proven]]:
    """The company's products that would count for each line, by its number; empty where no premium is given."""
    if not eco_promised(tender):
        return {}
    proven = sorted(proven_products([company.pk], on).values(), key=lambda each: each.number)
    return {line.no: [each for each in proven if each.class_code == line.class_code] for line in lines}


def eco_premiums_of(tender: Tender) -> dict[int, Decimal]:
    """The premium of each bid, as it was found for the deadline; by bid id. Source: domain ECO-05."""
    if not eco_promised(tender):
        return {}
    checks = EcoCheck.objects.filter(tender=tender, stage=PreferenceStage.DEADLINE)
    return {check.bid_id: check.premium for check in checks.order_by("pk")}


def lapsed_eco_bids(tender: Tender, on: date) -> set[int]:
    """Bids with the premium of which one product has no evidence any more on that day. Source: domain ECO-03."""
    if not eco_promised(tender):
        return set()
    last: dict[int, EcoCheck] = {}
    checks = EcoCheck.objects.filter(tender=tender, stage=PreferenceStage.DEADLINE).select_related("bid")
    for check in checks.order_by("pk"):
        last[check.bid_id] = check
    given = [check for check in last.values() if check.premium > 0]
    proven = proven_products({check.bid.company_id for check in given}, on) if given else {}
    return {
        check.bid_id
        for check in given
        if any(
            (found := proven.get(row["product"])) is None or found.company_id != check.bid.company_id
            for row in check.products
        )
    }


def offered_products(bid: Bid) -> dict[int, Product]:
    """The eco-friendly products that brought this bid the premium, by line; empty where it has none."""
    last = EcoCheck.objects.filter(bid=bid).order_by("-pk").first()
    if last is None or last.fault:
        return {}
    products = Product.objects.in_bulk([row["product"] for row in last.products], field_name="number")
    return {row["line"]: products[row["product"]] for row in last.products}


def eco_checks(tender: Tender) -> QuerySet[EcoCheck]:
    """The looks at eco-friendly offers in a tender, the newest first."""
    return EcoCheck.objects.filter(tender=tender).select_related("bid__company").order_by("-pk")
