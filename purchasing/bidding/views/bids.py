"""Doors of the bidder: enter, check, seal, replace, withdraw; the receipt. What is typed here is kept nowhere else."""

from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from portal.audit.services import canonical
from portal.clock import SEOUL, today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import BidForm, LinePriceFormSet
from purchasing.bidding.models import Bid, Tender, TenderLine
from purchasing.bidding.queries.results import RESULT_STATES
from purchasing.bidding.states import BidKind
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.shown import address, rule_of, shown
from purchasing.bidding.views.sums import Sums, sums_of

PER_PAGE = 20


@dataclass(slots=True)
class Entry:
    """What the bidder typed: the form, and the unit prices if the tender asks for them."""

    form: BidForm
    prices: Any  # LinePriceFormSet or None
    lines: list[TenderLine]

    def is_valid(self) -> bool:
        """Both parts, so that all mistakes are told at once."""
        form_ok = self.form.is_valid()
        return (self.prices is None or self.prices.is_valid()) and form_ok

    @property
    def typed_won(self) -> Decimal | None:
        """The one total that was typed, if it can be read."""
        return getattr(self.form, "cleaned_data", {}).get("total_won")

    @property
    def with_vat(self) -> bool:
        """Whether the total was typed with value-added tax."""
        return getattr(self.form, "cleaned_data", {}).get("vat") == "with"

    def unit_prices(self) -> dict[int, Decimal] | None:
        """Unit prices by line number, of a valid entry."""
        if self.prices is None:
            return None
        return {row["no"]: row["unit_price_won"] for row in self.prices.answers()}


@never_cache
@sensitive_post_parameters()
@writes(shows_form=True, secret_form=True)
@sensitive_variables()
def bid_submit(request: HttpRequest, key: str) -> HttpResponse:
    """Enter a bid, see what was computed from it, seal it: three presses of one address, nothing kept between."""
    tender = tender_or_404(request, key)
    require(policies.may_bid(request.user, tender, on=today()))
    entry = _entry(request, tender)
    if request.method != "POST":
        if not shown(tender, page_now(request)).takes_bids:
            return _late(request, tender, WrongState(_("This tender takes no bids now.")))
        return _form(request, tender, entry)
    step = request.POST.get("step", "check")
    if step == "figures":
        entry.form.is_valid()
        return page(request, "bidding/_bid_figures.html", _context(request, tender, entry) | {"fragment": True})
    if step == "edit":
        return _form(request, tender, entry)
    if not entry.is_valid():
        return _form(request, tender, entry, status=422)
    try:
        if step == "seal":
            return _seal(request, tender, entry)
        sums = sums_of(entry)
        services.price_of(tender, entry.typed_won, entry.unit_prices(), entry.with_vat, sums.net_won)
    except WrongState as refusal:
        return _late(request, tender, refusal)
    except RuleBroken as refusal:
        _tell(entry, refusal)
        return _form(request, tender, entry, status=422)
    if not shown(tender, page_now(request)).takes_bids:
        return _late(request, tender, WrongState(_("This tender takes no bids now.")))
    context = _context(request, tender, entry) | {
        "sums": sums,
        "sealed_lines": _sealed_lines(entry, sums),
        "typed": _typed(request),
        "key": uuid4().hex,  # one for each time the check is shown: pressing twice seals one bid
    }
    return page(request, "bidding/bid_check.html", context)


@sensitive_variables()
def _seal(request: HttpRequest, tender: Tender, entry: Entry) -> HttpResponse:
    """Submit, and show the receipt at once: the nonce stands in this one answer and nowhere else."""
    given = entry.form.cleaned_data
    bid = services.submit_bid(
        tender,
        key=request.POST.get("key", "")[:100],
        price_won=entry.typed_won,
        unit_prices=entry.unit_prices(),
        vat_included=entry.with_vat,
        confirmed_net_won=sums_of(entry).net_won,
        lead_days=given["lead_days"],
        note=given["note"],
        by=request.user,
    )
    return _receipt(request, tender, bid, fresh=True, status=201)


def _entry(request: HttpRequest, tender: Tender) -> Entry:
    lines = list(tender.lines.all())
    data = request.POST if request.method == "POST" else None
    form = BidForm(data, by_unit_price=tender.by_unit_price)
    prices = LinePriceFormSet(data, lines=lines, prefix="line") if tender.by_unit_price else None
    return Entry(form, prices, lines)


def _form(request: HttpRequest, tender: Tender, entry: Entry, status: int = 200) -> HttpResponse:
    context = _context(request, tender, entry)
    return page(request, "bidding/bid_form.html", context, status=status)


def _context(request: HttpRequest, tender: Tender, entry: Entry) -> dict[str, Any]:
    own = queries.own_bid(request.user, tender)
    head = shown(tender, page_now(request))
    sums = sums_of(entry) if entry.form.is_bound else Sums.empty(len(entry.lines))
    forms = entry.prices.forms if entry.prices is not None else []
    return {
        "tender": tender,
        "head": head,
        "trail": trail(tender, _("Bid")),
        "rule": rule_of(tender),
        "form": entry.form,
        "prices": entry.prices,
        "rows": list(zip(entry.lines, forms, sums.amounts, strict=True)) if forms else [],
        "lines": entry.lines,
        "sums": sums,
        "own": own,
        "version": (own.seq if own else _versions(request, tender)) + 1,
        "closes_words": day_text(tender.closes_at),
        "fragment": False,
    }


def _versions(request: HttpRequest, tender: Tender) -> int:
    last = queries.bids_visible_to(request.user, tender).first()
    return last.seq if last else 0


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, to be carried through the check page by the browser itself."""
    hidden = {"csrfmiddlewaretoken", "step", "key"}
    return [(name, value) for name, values in request.POST.lists() if name not in hidden for value in values]


def _sealed_lines(entry: Entry, sums: Sums) -> list[tuple[TenderLine, Decimal, Decimal | None]]:
    prices = entry.unit_prices() or {}
    return [(line, prices[line.no], amount) for line, amount in zip(entry.lines, sums.amounts, strict=False) if prices]


def _tell(entry: Entry, refusal: RuleBroken) -> None:
    """A refusal of the price beside its own field."""
    field = refusal.field or ""
    if entry.prices is not None and field.startswith("unit_price_"):
        no = field.removeprefix("unit_price_")
        for line, form in zip(entry.lines, entry.prices.forms, strict=True):
            if str(line.no) == no:
                form.add_error("unit_price_won", str(refusal))
                return
    beside(entry.form, refusal, price_won="total_won", confirmed_net_won="total_won")


def _late(request: HttpRequest, tender: Tender, refusal: WrongState) -> HttpResponse:
    """A clear answer when the portal's clock says no."""
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request)),
        "trail": trail(tender, _("Bid")),
        "reason": str(refusal),
        "own": queries.own_bid(request.user, tender),
    }
    return page(request, "bidding/bid_refused.html", context, status=409)


@never_cache
@reads
def bid_receipt(request: HttpRequest, key: str, uid) -> HttpResponse:
    """The receipt of one version of the own bid: number, moment, fingerprint; no amount."""
    tender = tender_or_404(request, key)
    bid = queries.bids_visible_to(request.user, tender).filter(uid=uid).first()
    if bid is None or bid.company_id != request.user.company_id:
        raise Http404
    return _receipt(request, tender, bid, fresh=False)


@sensitive_variables()
def _receipt(request: HttpRequest, tender: Tender, bid: Bid, *, fresh: bool, status: int = 200) -> HttpResponse:
    live = queries.own_bid(request.user, tender)
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request)),
        "trail": trail(tender, _("Receipt")),
        "bid": bid,
        "fresh": fresh,
        "copy": canonical(services.bid_document(bid)) if fresh and bid.kind == BidKind.BID else "",
        "counts": live is not None and live.pk == bid.pk,
        "received_kst": f"{bid.received_at.astimezone(SEOUL):%Y-%m-%d %H:%M:%S.%f} KST",
        "received_utc": f"{bid.received_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
    }
    return page(request, "bidding/bid_receipt.html", context, status=status)


@writes(secret_form=True)
def bid_withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Withdraw the company's bid: it stays sealed for ever, and a new one may follow until the deadline."""
    tender = tender_or_404(request, key)
    try:
        bid = services.withdraw_bid(tender, key=request.POST.get("key", "")[:100], by=request.user)
    except WrongState as refusal:
        return _late(request, tender, refusal)
    return see(request, address(tender, "bid-receipt", bid.uid))


@reads
def bid_list(request: HttpRequest) -> HttpResponse:
    """The tenders in which the own company took part, the latest first."""
    now = page_now(request)
    results = Paginator(queries.own_bids(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(bid, shown(bid.tender, now), *standing(bid)) for bid in results]
    context = {"results": results, "rows": rows, "trail": trail(words=_("Own bids"))}
    return page(request, "bidding/bid_list.html", context)


def standing(bid: Bid) -> tuple[str, object]:
    """Where an own bid stands, as badge kind and words; verdicts only once the result is published."""
    if bid.kind == BidKind.WITHDRAWAL:
        return "mute", _("Withdrawn")
    ruling = getattr(bid, "ruling", None)
    if bid.tender.state not in RESULT_STATES:
        if bid.tender.ended_at:
            return "mute", _("Void")
        return "seal", _("Sealed")
    if ruling is None:
        return "mute", _("Not opened")
    return ruling.badges.get(ruling.state, "mute"), ruling.get_state_display()
