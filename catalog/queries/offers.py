"""FIND: products against what a request asks for: match, suggestions, comparison with landed cost. CAT-30, 31, 32."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from catalog.models import (
    AttributeValue,
    ExchangeRate,
    Product,
    ProductVersion,
    Proposal,
    RequestAttribute,
    SourcingRequest,
)
from catalog.queries.inquiries import booked_rates
from catalog.queries.products import published_products
from catalog.queries.sourcing import (
    invited_companies,
    live_by_product,
    proposals_visible_to,
    reads_current_price,
    requirements_of,
)
from catalog.rules.dealing import Landed, landed_cost
from catalog.rules.matching import MatchResult, match_score
from catalog.rules.sourcing import Saving, best_first, is_worth_suggesting, saving
from catalog.rules.values import Value
from catalog.states import Currency
from portal.clock import SEOUL, today

MOST_COMPARED = 2000  # products of a class that a suggestion looks at
MOST_SUGGESTED = 20
HOME = Currency.KRW


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A product of the catalogue that would do."""

    product: Product
    match: MatchResult
    is_incumbent: bool
    is_invited: bool


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """One of the reader's own published products against a request."""

    product: Product
    match: MatchResult
    is_proposed: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """A proposal in the evaluation: its match, what it costs landed, what it would save."""

    proposal: Proposal
    match: MatchResult
    rate: ExchangeRate | None  # None: in won, or none is booked
    landed: Landed | None  # None while no rate of its currency is booked
    saving: Saving | None  # None for who may not know today's price, or when there is none


def values_by_version(version_ids: Collection[int]) -> dict[int, dict[str, Value]]:
    """Values of versions by attribute code. One query."""
    rows = AttributeValue.objects.filter(version__in=version_ids).values(
        "version_id", "definition__code", *AttributeValue.FIELDS
    )
    found: dict[int, dict[str, Value]] = {pk: {} for pk in version_ids}
    for row in rows.iterator(chunk_size=5000):
        version, code = row.pop("version_id"), row.pop("definition__code")
        found[version][code] = Value(**row)
    return found


def _current(product: Product) -> ProductVersion:
    """The version that buyers read: a published product has one."""
    assert product.current is not None  # noqa: S101 (published)
    return product.current


def match_of(asked: Iterable[RequestAttribute], offered: Mapping[str, Value]) -> MatchResult:
    """The match of one product's values."""
    return match_score([row.rule for row in asked], offered)


def match_of_proposal(proposal: Proposal, asked: Iterable[RequestAttribute]) -> MatchResult:
    """The match of the version that was proposed: it never changes, nor does what was asked for."""
    return match_of(asked, values_by_version([proposal.version_id])[proposal.version_id])


def _products_for(request: SourcingRequest) -> QuerySet[Product]:
    within = published_products().filter(
        current__class_node__path__startswith=request.class_node.path,
        current__class_node__scheme_id=request.class_node.scheme_id,
    )
    return within.select_related("company", "current__class_node").order_by("-id")


def suggestions_for(request: SourcingRequest) -> list[Suggestion]:
    """Products of the catalogue that score 70 or more, of other companies than today's supplier first. CAT-31.

    Of a class with very many products the latest are looked at.
    """
    asked = requirements_of(request)
    rules = [row.rule for row in asked]
    products = list(_products_for(request)[:MOST_COMPARED])
    values = values_by_version([_current(product).pk for product in products])
    own = request.reference.company_id if request.reference else None
    good: dict[int, tuple[Product, MatchResult]] = {}
    for product in products:
        match = match_score(rules, values[_current(product).pk])
        if product.pk != request.reference_id and is_worth_suggesting(match.score):
            good[product.pk] = (product, match)
    order = best_first((product.company_id == own, match.score, pk) for pk, (product, match) in good.items())
    invited = invited_companies(request)
    return [
        Suggestion(good[pk][0], good[pk][1], good[pk][0].company_id == own, good[pk][0].company_id in invited)
        for pk in order[:MOST_SUGGESTED]
    ]


def own_offers(request: SourcingRequest, company_id: int, asked: Sequence[RequestAttribute]) -> list[OwnOffer]:
    """The company's published products of the class, the best match first. Three queries."""
    products = list(_products_for(request).filter(company_id=company_id)[:MOST_COMPARED])
    values = values_by_version([_current(product).pk for product in products])
    live = live_by_product([request], company_id).get(request.pk, set())
    found = [
        OwnOffer(product, match_of(asked, values[_current(product).pk]), product.pk in live) for product in products
    ]
    return sorted(found, key=lambda each: (-each.match.score, each.product.pk))


def best_own_match(requests: Sequence[SourcingRequest], company_id: int) -> dict[int, OwnOffer]:
    """Of each request (with ``asked``) the company's best product. As many queries for one request as for twenty."""
    own = published_products().filter(company_id=company_id).select_related("current__class_node", "company")
    products = list(own[:MOST_COMPARED])
    wanted = [
        product
        for product in products
        if any(_current(product).class_node.path.startswith(request.class_node.path) for request in requests)
    ]
    values = values_by_version([_current(product).pk for product in wanted])
    live = live_by_product(requests, company_id)
    found = {}
    for request in requests:
        offers = [
            OwnOffer(
                product,
                match_of(request.asked, values[_current(product).pk]),  # type: ignore[attr-defined]
                product.pk in live.get(request.pk, set()),
            )
            for product in wanted
            if _current(product).class_node.path.startswith(request.class_node.path)
        ]
        if offers:
            found[request.pk] = max(offers, key=lambda each: (each.is_proposed, each.match.score))
    return found


def rates_for(request: SourcingRequest) -> dict[str, ExchangeRate]:
    """The rates booked up to the day on which the request closed: the same for all, and for ever. Source: CAT-32."""
    moment = request.closed_at
    day: date = moment.astimezone(SEOUL).date() if moment else today()
    return booked_rates(day)


def landed_of(
    proposal: Proposal, request: SourcingRequest, rates: Mapping[str, ExchangeRate]
) -> tuple[ExchangeRate | None, Landed | None]:
    """What the yearly quantity costs landed, and the rate used; no cost while no rate is booked."""
    rate = None if proposal.currency == HOME else rates.get(proposal.currency)
    if request.annual_qty is None or (rate is None and proposal.currency != HOME):
        return rate, None
    won_per_unit = rate.won if rate is not None else Decimal(1)
    landed = landed_cost(
        request.annual_qty,
        proposal.price,
        rate=won_per_unit,
        freight_won=proposal.freight_won,
        duty_pct=proposal.duty_pct,
    )
    return rate, landed


def saving_of(request: SourcingRequest, landed: Landed | None) -> Saving | None:
    """What it would save against today; None when today's price, or the landed cost, is not known."""
    if landed is None or request.current_price_won is None or not request.annual_qty:
        return None
    return saving(request.current_price_won, landed.total_won, request.annual_qty)


def comparison_of_proposals(
    user, request: SourcingRequest, asked: Sequence[RequestAttribute] | None = None
) -> list[Compared]:
    """Proposals side by side, the best match first; savings only for who may know today's price. Few queries."""
    asked = requirements_of(request) if asked is None else asked
    proposals = list(proposals_visible_to(user, request).prefetch_related("files__file"))
    values = values_by_version([proposal.version_id for proposal in proposals])
    rates, knows = rates_for(request), reads_current_price(user, request)
    found = []
    for proposal in proposals:
        rate, landed = landed_of(proposal, request, rates)
        saved = saving_of(request, landed) if knows else None
        found.append(Compared(proposal, match_of(asked, values[proposal.version_id]), rate, landed, saved))
    return found
