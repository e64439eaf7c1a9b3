"""Ask several suppliers for quotes, quote, decline, close, decide. Source: issue item 8."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import Product, Quote, QuoteInvitation, QuoteLine, QuotePrice, QuoteRequest
from catalog.queries.products import published_products
from catalog.queries.quotes import all_answered, lines_for
from catalog.services.inquiries import once_at_a_time
from catalog.states import WHOLE_CURRENCIES, Currency, QuoteState, RequestedState
from portal.audit.services import move, record
from portal.clock import SEOUL, db_now
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.text import clean_line, clean_lines

MOST_LINES = 20
LEAST_OPEN = timedelta(days=1)
LONGEST_OPEN = timedelta(days=90)
MOST_PRICE = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Wanted:
    """A product and how much of it."""

    product: Product
    qty: Decimal


@dataclass(frozen=True, slots=True)
class PriceIn:
    """What a supplier answers for one line."""

    unit_price: Decimal
    lead_time_days: int
    remark: str = ""


@transaction.atomic
def request_quotes(
    wanted: Sequence[Wanted],
    *,
    title: str,
    delivery_place: str,
    closes_at: datetime,
    by: User,
    delivery_on: date | None = None,
    message: str = "",
    key: str = "",
) -> QuoteRequest:
    """Ask the suppliers of the products ``wanted``, each for its own. ``key`` makes the call safe to repeat."""
    require(policies.may_request_quotes(by))
    once_at_a_time(f"quotes:{by.pk}")
    if key and (sent := QuoteRequest.objects.filter(asked_by=by, key=key).first()):
        return sent
    _check_wanted(wanted)
    now = db_now()
    for field, message in deadline_faults(closes_at, now, delivery_on).items():
        raise RuleBroken(message, field=field)
    request = QuoteRequest.objects.create(
        number=next_number("RFQ"),
        title=_line(title, "title", 120),
        message=clean_lines(message)[:4000],
        delivery_place=_line(delivery_place, "delivery_place", 200),
        delivery_on=delivery_on,
        closes_at=closes_at,
        asked_by=by,
        asked_at=now,
        department=by.membership.department if by.membership else "",
        key=key,
    )
    QuoteLine.objects.bulk_create(
        QuoteLine(
            request=request,
            no=no,
            product=line.product,
            company_id=line.product.company_id,
            name_ko=line.product.current.name_ko,
            name_en=line.product.current.name_en,
            qty=line.qty,
            uom=line.product.uom,
        )
        for no, line in enumerate(wanted, start=1)
        if line.product.current is not None
    )
    companies = dict.fromkeys(line.product.company_id for line in wanted)
    QuoteInvitation.objects.bulk_create(QuoteInvitation(request=request, company_id=pk) for pk in companies)
    record(request, "asked", by=by, payload={"lines": len(wanted), "suppliers": len(companies)})
    announce("catalog.quotes_requested", request=request.pk)
    return request


def _check_wanted(wanted: Sequence[Wanted]) -> None:
    if not wanted:
        raise RuleBroken(_("Choose at least one product."), field="lines")
    if len(wanted) > MOST_LINES:
        raise RuleBroken(_("At most %(most)d products in one request.") % {"most": MOST_LINES}, field="lines")
    pks = [line.product.pk for line in wanted]
    if len(set(pks)) < len(pks):
        raise RuleBroken(_("A product is named twice. Write its whole quantity in one line."), field="lines")
    public = set(published_products().filter(pk__in=pks).values_list("pk", flat=True))
    for no, line in enumerate(wanted):
        if line.product.pk not in public:
            gone = _("%(product)s is not published now: take it out.") % {"product": line.product}
            raise RuleBroken(gone, field=f"lines.{no}.qty")
        if line.qty <= 0:
            raise RuleBroken(_("A quantity is more than zero."), field=f"lines.{no}.qty")
    if any(line.product.company.is_buyer for line in wanted):
        raise RuleBroken(_("One of the products is the buying organisation's own."), field="lines")


def deadline_faults(closes_at: datetime | None, now: datetime, delivery_on: date | None) -> dict[str, str]:
    """What is wrong with the two days, by field; delivery lies ahead even where the deadline could not be read."""
    faults = {}
    if closes_at is not None and closes_at < now + LEAST_OPEN:
        faults["closes_at"] = _("Leave the suppliers at least one day to quote.")
    if closes_at is not None and closes_at > now + LONGEST_OPEN:
        faults["closes_at"] = _("At most 90 days: prices change. Ask again later.")
    last = max(closes_at or now, now).astimezone(SEOUL).date()
    if delivery_on is not None and delivery_on <= last:
        faults["delivery_on"] = _("Delivery has to lie after the day on which the quotes end.")
    return faults


def _line(text: str, field: str, most: int) -> str:
    text = clean_line(text)
    if not text:
        raise RuleBroken(_("Fill this in."), field=field)
    if len(text) > most:
        raise RuleBroken(_("At most %(most)d characters.") % {"most": most}, field=field)
    return text


@transaction.atomic
def give_quote(
    invitation: QuoteInvitation,
    *,
    prices: Mapping[int, PriceIn],
    valid_until: date,
    by: User,
    currency: str = Currency.KRW,
    freight: Decimal = Decimal(0),
    note: str = "",
) -> Quote:
    """Quote, or replace one's own quote before the deadline; ``prices`` by number of the line, all of them."""
    require(policies.may_quote(by, invitation))
    request, invitation = _held(invitation)
    _require_open(request)
    lines = {line.no: line for line in lines_for(invitation)}
    _check_prices(lines, prices, currency)
    if freight < 0 or freight >= MOST_PRICE:
        raise RuleBroken(_("Freight is zero or more."), field="freight")
    if currency in WHOLE_CURRENCIES and freight % 1:
        raise RuleBroken(_("Won and yen have no decimals. Write a whole amount."), field="freight")
    if valid_until < request.closes_at.astimezone(SEOUL).date():
        raise RuleBroken(_("A quote holds at least until the deadline of the request."), field="valid_until")
    quote = Quote.objects.create(
        invitation=invitation,
        no=invitation.quotes.count() + 1,
        currency=currency,
        freight=freight,
        valid_until=valid_until,
        note=clean_lines(note)[:2000],
        by=by,
    )
    QuotePrice.objects.bulk_create(
        QuotePrice(
            quote=quote,
            line=lines[no],
            unit_price=price.unit_price,
            lead_time_days=price.lead_time_days,
            remark=clean_line(price.remark)[:200],
        )
        for no, price in sorted(prices.items())
    )
    move(invitation, "quote", by=by, payload={"no": quote.no}, quote=quote, answered_at=db_now(), decline_reason="")
    announce("catalog.quote_given", invitation=invitation.pk)
    return quote


def _check_prices(lines: Mapping[int, QuoteLine], prices: Mapping[int, PriceIn], currency: str) -> None:
    if currency not in Currency.values:
        raise RuleBroken(_("Choose one of the currencies."), field="currency")
    if strange := sorted(prices.keys() - lines.keys()):
        raise RuleBroken(_("You are not asked for line %(no)d.") % {"no": strange[0]}, field="prices")
    for no in lines:
        price = prices.get(no)
        if price is None or price.unit_price <= 0:
            raise RuleBroken(_("Line %(no)d needs a unit price above zero.") % {"no": no}, field=f"price_{no}")
        exponent = price.unit_price.normalize().as_tuple().exponent
        decimals = 0 if currency in WHOLE_CURRENCIES else 2
        if price.unit_price >= MOST_PRICE or (isinstance(exponent, int) and -exponent > decimals):
            message = _("A unit price in %(currency)s has at most %(decimals)d decimals and 15 digits.")
            words = {"currency": currency, "decimals": decimals}
            raise RuleBroken(message % words, field=f"price_{no}")
        if not 0 <= price.lead_time_days <= 999:
            raise RuleBroken(_("A lead time is 0 to 999 days."), field=f"days_{no}")


@transaction.atomic
def decline_quote(invitation: QuoteInvitation, *, reason: str, by: User) -> QuoteInvitation:
    """Say that one does not quote, and why; until the deadline one may still change one's mind."""
    require(policies.may_quote(by, invitation))
    reason = _line(reason, "reason", 300)
    request, invitation = _held(invitation)
    _require_open(request)
    move(invitation, "decline", by=by, reason=reason, quote=None, answered_at=db_now(), decline_reason=reason)
    announce("catalog.quote_declined", invitation=invitation.pk)
    return invitation


def _held(invitation: QuoteInvitation) -> tuple[QuoteRequest, QuoteInvitation]:
    """Request and invitation, locked in this order: the last answer and the closing queue up here."""
    request = QuoteRequest.objects.select_for_update(of=("self",)).get(pk=invitation.request_id)
    rows = QuoteInvitation.objects.select_for_update(of=("self",)).select_related("request", "company")
    return request, rows.get(pk=invitation.pk)


def _require_open(request: QuoteRequest) -> None:
    """By the database's clock, read after the lock: who waited for it past the deadline is late."""
    if request.state == QuoteState.CANCELLED:
        raise WrongState(_("The buyer has cancelled this request."))
    if request.state != QuoteState.OPEN or db_now() >= request.closes_at:
        raise WrongState(_("The deadline has passed: this request takes no answers any more."))


@transaction.atomic
def close_quotes(request: QuoteRequest, *, by: User) -> QuoteRequest:
    """Begin to compare before the deadline: possible once everybody has answered."""
    require(policies.may_steer(by, request))
    request = _locked(request)
    if request.state == QuoteState.OPEN and db_now() < request.closes_at and not all_answered(request):
        raise WrongState(_("Not every supplier has answered: amounts are read after the deadline."))
    _close(request, by=by)
    return request


@transaction.atomic
def close_due_quote(request: QuoteRequest, *, by: User) -> QuoteRequest:
    """Close one whose deadline has passed and that the sweep has not reached yet; no one needs a right for that."""
    request = _locked(request)
    if request.state == QuoteState.OPEN and db_now() < request.closes_at:
        raise WrongState(_("The deadline has not passed yet."))
    _close(request, by=by)
    return request


def _close(request: QuoteRequest, *, by: User | None) -> None:
    move(request, "close", by=by, closed_at=db_now())
    announce("catalog.quotes_closed", request=request.pk)


@transaction.atomic
def decide_quotes(request: QuoteRequest, *, chosen: QuoteInvitation | None, reason: str, by: User) -> QuoteRequest:
    """Choose a quote, or none, with the reason; everybody who was asked is told."""
    require(policies.may_steer(by, request))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: it stays with the request."), field="reason")
    request = _locked(request)
    if request.state == QuoteState.OPEN and db_now() >= request.closes_at:
        _close(request, by=None)
    if chosen is not None:
        chosen = request.invitations.filter(pk=chosen.pk, state=RequestedState.QUOTED).first()
        if chosen is None:
            raise RuleBroken(_("This supplier has no quote in this request."), field="chosen")
    reason = clean_lines(reason)[:500]
    move(request, "decide", by=by, reason=reason, chosen=chosen, decided_at=db_now(), decided_by=by)
    QuoteRequest.objects.filter(pk=request.pk).update(reason=reason)
    request.reason = reason
    announce("catalog.quotes_decided", request=request.pk)
    return request


@transaction.atomic
def cancel_quotes(request: QuoteRequest, *, reason: str, by: User) -> QuoteRequest:
    """The need has gone: nobody has to answer any more."""
    require(policies.may_steer(by, request))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: the suppliers read it."), field="reason")
    request = _locked(request)
    reason = clean_lines(reason)[:500]
    move(request, "cancel", by=by, reason=reason, decided_at=db_now(), decided_by=by)
    QuoteRequest.objects.filter(pk=request.pk).update(reason=reason)
    announce("catalog.quotes_cancelled", request=request.pk)
    return request


def _locked(request: QuoteRequest) -> QuoteRequest:
    return QuoteRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)


def close_due_quotes() -> int:
    """Close what has reached its deadline; finds it by itself, twice does no harm."""
    due = QuoteRequest.objects.filter(state=QuoteState.OPEN, closes_at__lte=db_now()).values_list("pk", flat=True)
    closed = 0
    for pk in list(due):
        with transaction.atomic():
            rows = QuoteRequest.objects.select_for_update(of=("self",), skip_locked=True)
            held = rows.filter(pk=pk, state=QuoteState.OPEN).first()
            if held is not None:
                _close(held, by=None)
                closed += 1
    return closed
