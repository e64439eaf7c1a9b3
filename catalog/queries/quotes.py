"""Requests for quotes for their reader: the buyer sees amounts once they may be read, a supplier only its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet

from catalog.models import AttributeValue, Quote, QuoteInvitation, QuoteLine, QuotePrice, QuoteRequest
from catalog.queries.inquiries import booked_rates
from catalog.queries.products import is_inside
from catalog.rules.dealing import amounts_readable, best_of, quote_total
from catalog.states import QuoteState, RequestedState
from portal.clock import SEOUL
from portal.money import won
from portal.people.models import User

OVERSEERS = ("PO", "AU")


def quote_requests_visible_to(user) -> QuerySet[QuoteRequest]:
    """The buyer's: one's own, and all for who oversees purchasing. A supplier meets its invitation instead."""
    requests = QuoteRequest.objects.select_related("asked_by", "chosen__company", "decided_by")
    if not isinstance(user, User) or not user.is_internal:
        return requests.none()
    if is_inside(user) and user.has_role(*OVERSEERS):
        return requests
    return requests.filter(asked_by=user)


def invitations_visible_to(user) -> QuerySet[QuoteInvitation]:
    """A supplier's: requests that reached its own company."""
    invitations = QuoteInvitation.objects.select_related("request", "company", "quote")
    if not isinstance(user, User) or user.company_id is None or user.is_internal:
        return invitations.none()
    return invitations.filter(company_id=user.company_id).order_by("-request_id")


def with_answers(requests: QuerySet[QuoteRequest]) -> QuerySet[QuoteRequest]:
    """Each with how many suppliers were asked, quoted and declined: what the buyer sees before the deadline."""
    return requests.annotate(
        asked=Count("invitations"),
        quoted=Count("invitations", filter=Q(invitations__state=RequestedState.QUOTED)),
        declined=Count("invitations", filter=Q(invitations__state=RequestedState.DECLINED)),
    )


def lines_for(invitation: QuoteInvitation) -> list[QuoteLine]:
    """What this supplier is asked for. One query."""
    lines = QuoteLine.objects.filter(request=invitation.request_id, company=invitation.company_id)
    return list(lines.select_related("product__current__class_node").order_by("no"))


def current_prices(invitation: QuoteInvitation) -> dict[int, QuotePrice]:
    """The prices of the quote that counts, by line; none without a quote."""
    if invitation.quote_id is None:
        return {}
    return {price.line_id: price for price in QuotePrice.objects.filter(quote=invitation.quote_id)}


def all_answered(request: QuoteRequest) -> bool:
    """Whether nobody is left to answer."""
    return not request.invitations.filter(state=RequestedState.ASKED).exists()


def are_amounts_readable(request: QuoteRequest, now: datetime) -> bool:
    """Whether the buyer reads amounts at ``now``."""
    return amounts_readable(request.state, request.closes_at, now)


@dataclass(slots=True)
class Offered:
    """One supplier's column in the comparison; figures are None where it did not quote or no rate is booked."""

    invitation: QuoteInvitation
    quote: Quote | None = None
    prices: dict[int, QuotePrice] = field(default_factory=dict)  # by line
    total: Decimal | None = None  # in the quote's currency, with freight
    total_won: Decimal | None = None
    longest_days: int | None = None
    best: set[str] = field(default_factory=set)  # "total", "days", "valid"

    @property
    def lines(self) -> list[QuotePrice]:
        """Its prices in the order of the lines."""
        return sorted(self.prices.values(), key=lambda price: price.line.no)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All quotes of one request side by side, cheapest first, who did not quote last."""

    columns: list[Offered]
    rates: dict[str, Decimal]  # used to read amounts in won
    rates_on: date
    lacking: list[str]  # currencies without a booked rate

    @property
    def cheapest(self) -> Offered | None:
        """The lowest total in won; None when none can be read in won."""
        return next((column for column in self.columns if column.total_won is not None), None)


def compared_quotes(request: QuoteRequest) -> Comparison:
    """The quotes that count. Who calls has asked whether amounts may be read. Three queries."""
    prices = QuotePrice.objects.select_related("line")
    quotes = Prefetch("quote__prices", prices)
    rows = request.invitations.select_related("company", "quote").prefetch_related(quotes)
    columns = [_offered(row) for row in rows]
    day = (request.closed_at or request.closes_at).astimezone(SEOUL).date()
    rates = {"KRW": Decimal(1)} | {code: row.won for code, row in booked_rates(day).items()}
    used = {column.quote.currency for column in columns if column.quote}
    for column in columns:
        if column.quote and column.total is not None and column.quote.currency in rates:
            column.total_won = won(column.total * rates[column.quote.currency])
    columns.sort(key=lambda c: (c.quote is None, c.total_won is None, c.total_won or Decimal(0), c.invitation.pk))
    _mark_best(columns)
    return Comparison(
        columns, {code: rates[code] for code in sorted(used & rates.keys())}, day, sorted(used - set(rates))
    )


def _offered(invitation: QuoteInvitation) -> Offered:
    quote = invitation.quote
    if quote is None:
        return Offered(invitation)
    prices = {price.line_id: price for price in quote.prices.all()}
    pairs = [(price.line.qty, price.unit_price) for price in prices.values()]
    total = quote_total(pairs, quote.freight, quote.currency)
    days = max(price.lead_time_days for price in prices.values()) if prices else None
    return Offered(invitation, quote, prices, total, None, days)


def _mark_best(columns: list[Offered]) -> None:
    def mark(name: str, numbers: dict[int, Decimal], *, more: bool) -> None:
        for place in best_of(numbers, more_is_better=more):
            columns[place].best.add(name)

    quoted = [(place, column) for place, column in enumerate(columns) if column.quote]
    mark("total", {place: c.total_won for place, c in quoted if c.total_won is not None}, more=False)
    mark("days", {place: Decimal(c.longest_days) for place, c in quoted if c.longest_days is not None}, more=False)
    mark("valid", {place: Decimal(c.quote.valid_until.toordinal()) for place, c in quoted if c.quote}, more=True)


def waiting_invitations(user) -> QuerySet[QuoteInvitation]:
    """What a supplier should still answer."""
    asked = invitations_visible_to(user).filter(state=RequestedState.ASKED, request__state=QuoteState.OPEN)
    return asked.order_by("request__closes_at")


def requests_to_decide(user) -> QuerySet[QuoteRequest]:
    """One's own requests that wait for a decision."""
    return quote_requests_visible_to(user).filter(asked_by=user, state=QuoteState.CLOSED).order_by("closed_at")


def lines_of(request: QuoteRequest, companies: Iterable[int] | None = None) -> list[QuoteLine]:
    """All lines, or those of some suppliers, with product and supplier."""
    lines = request.lines.select_related("product__current__class_node", "company").order_by("no")
    return list(lines if companies is None else lines.filter(company__in=list(companies)))


def kpi_quotes(since: datetime, until: datetime) -> dict[str, int]:
    """Requests of the period, suppliers asked, and how many of them quoted. Source: domain 1.10 (KPIs)."""
    asked = QuoteInvitation.objects.filter(request__asked_at__gte=since, request__asked_at__lt=until)
    found = asked.aggregate(asked=Count("pk"), quoted=Count("pk", filter=Q(state=RequestedState.QUOTED)))
    requests = QuoteRequest.objects.filter(asked_at__gte=since, asked_at__lt=until)
    return {"requests": requests.count(), "decided": requests.filter(state=QuoteState.DECIDED).count(), **found}


@dataclass(frozen=True, slots=True)
class Need:
    """What a request wants without the name of a maker: a class, how much of it, what all products asked for state."""

    class_code: str
    name_ko: str
    name_en: str
    qty: Decimal
    uom: str
    uom_name: str
    common: list[str]  # "Bore: 20 mm", the same for all products of the class


def needs_of(request: QuoteRequest) -> list[Need]:
    """The needs behind the lines: products of one class from several suppliers are one need, as they are alternatives.

    Its quantity is the greatest that one supplier is asked for. A constant number of queries.
    """
    values = AttributeValue.objects.select_related("definition__node").prefetch_related("definition__choices")
    lines = request.lines.select_related("product__current__class_node").prefetch_related(
        Prefetch("product__current__values", values, to_attr="loaded_values")
    )
    groups: dict[tuple[str, str], list[QuoteLine]] = {}
    for line in lines.order_by("no"):
        version = line.product.current
        if version is not None:
            groups.setdefault((version.class_node.code, line.uom), []).append(line)
    return [_need(code, group) for (code, _uom), group in groups.items()]


def _need(code: str, lines: list[QuoteLine]) -> Need:
    by_supplier: dict[int, Decimal] = {}
    for line in lines:
        by_supplier[line.company_id] = by_supplier.get(line.company_id, Decimal(0)) + line.qty
    versions = [line.product.current for line in lines if line.product.current is not None]
    stated = [
        {
            value.definition.code: (value.definition.order, f"{value.definition.name}: {value.shown}")
            for value in getattr(version, "loaded_values", [])
        }
        for version in versions
    ]
    shared = [said for name, said in stated[0].items() if all(other.get(name) == said for other in stated)]
    node = versions[0].class_node
    return Need(
        class_code=code,
        name_ko=node.name_ko,
        name_en=node.name_en,
        qty=max(by_supplier.values()),
        uom=lines[0].uom,
        uom_name=str(lines[0].get_uom_display()),
        common=[text for _order, text in sorted(shared)],
    )
