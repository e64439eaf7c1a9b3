"""Doors of the bidder: enter, check, seal, replace, withdraw. What is typed here is kept nowhere else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from portal.clock import today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.origins import origin_of
from portal.paging import Paginator
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms.filters import TenderSearch
from purchasing.bidding.models import Bid, Ruling, Tender, TenderLine
from purchasing.bidding.queries.results import RESULT_STATES
from purchasing.bidding.views.bid_entry import Entry, typed_of
from purchasing.bidding.views.bid_receipts import receipt_page
from purchasing.bidding.views.bid_sheets import told_by
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.preflight import findings_of
from purchasing.bidding.views.shown import Shown, address, rule_of, shown, standing
from purchasing.bidding.views.sums import Sums, sums_of

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class OwnBid:
    """A row of the own list."""

    bid: Bid
    head: Shown
    kind: str  # a badge kind
    words: object
    opened: Ruling | None  # its price and rank, once the result is told
    winner: Bid | None  # of the tender


OVERTAKEN = 409  # the notice was amended meanwhile, or another version of the bid sealed


@never_cache
@sensitive_post_parameters()
@writes(shows_form=True, secret_form=True)
@sensitive_variables()
def bid_submit(request: HttpRequest, key: str) -> HttpResponse:
    """Enter a bid, see what was computed from it, seal it: presses of one address, nothing kept between.

    ``step`` says which button was pressed: figures (htmx), edit, import (a sheet or the own copy fills the form), look
    (what is missing, at any time), check, seal.
    """
    tender = tender_or_404(request, key)
    require(policies.may_bid(request.user, tender, on=today()))
    takes = shown(tender, page_now(request)).takes_bids
    if request.method != "POST":
        return _form(request, tender, Entry.of(request, tender)) if takes else _not_now(request, tender)
    step = request.POST.get("step", "check")
    entry = Entry.of(request, tender)
    if step == "figures":
        return page(request, "bidding/_bid_figures.html", _context(request, tender, entry) | {"fragment": True})
    if step == "edit":
        return _form(request, tender, entry)
    if not takes and step != "seal":  # sealing twice with one key gives the same receipt, also after the deadline
        return _not_now(request, tender)
    try:
        entry.seal_files(by=request.user)
        if step == "import":
            return _filled(request, tender, entry)
        return _pressed(request, tender, entry, step)
    except WrongState as refusal:
        return _late(request, tender, refusal)
    except RuleBroken as refusal:
        _tell(entry, refusal)
        return _form(request, tender, entry, status=422)


@sensitive_variables()
def _pressed(request: HttpRequest, tender: Tender, entry: Entry, step: str) -> HttpResponse:
    valid = entry.is_valid()
    entry.look()
    if step == "look":
        return _form(request, tender, entry, looked=True)
    if not entry.version_now:
        return _form(request, tender, entry, status=OVERTAKEN)
    if not valid or entry.form.errors:
        return _form(request, tender, entry, status=422)
    sums = sums_of(entry)
    content = entry.content(sums.net_won)
    status = 200
    if step == "seal":
        key = request.POST.get("key", "")[:100]
        try:
            bid = services.submit_bid(
                tender,
                key=key,
                content=content,
                by=request.user,
                known_version=entry.known_version,
                origin=origin_of(request),
            )
            return receipt_page(request, tender, bid, fresh=True, status=201)
        except services.SealedMeanwhile:
            status = OVERTAKEN  # the check once more: it tells of the other version, and knows it from here on
    context = _context(request, tender, entry) | {
        "sums": sums,
        "sealed_lines": _sealed_lines(entry, sums),
        "typed": typed_of(request, entry),
        "key": uuid4().hex,  # one for each time the check is shown: pressing twice seals one bid
    }
    return page(request, "bidding/bid_check.html", context, status=status)


@sensitive_variables()
def _filled(request: HttpRequest, tender: Tender, typed: Entry) -> HttpResponse:
    """The form filled from the bidder's own file: the sheet, or the copy of a bid. Read here, stored nowhere.

    What the file does not say stays as it was typed; so does everything when the file is none of ours.
    """
    try:
        told = told_by(request, tender)
    except RuleBroken as refusal:
        typed.forgive_gaps()
        return _form(request, tender, typed, status=422, file_fault=str(refusal))
    entry = Entry.of(request, tender, typed.filled_with(told.values))
    entry.is_valid()
    entry.forgive_gaps()
    for name in typed.form.upload_names.values():
        for fault in typed.form.errors.get(name, ()):
            entry.form.add_error(name, fault)
    return _form(request, tender, entry, status=422 if told.faults or entry.form.errors else 200, read=told)


def _form(request: HttpRequest, tender: Tender, entry: Entry, status: int = 200, **more: Any) -> HttpResponse:
    context = _context(request, tender, entry) | more
    if more.get("looked"):
        context["findings"] = findings_of(request, entry)
    if entry.form.is_bound and not entry.version_now:
        context["amended"] = True
    return page(request, "bidding/bid_form.html", context, status=status)


def _context(request: HttpRequest, tender: Tender, entry: Entry) -> dict[str, Any]:
    own = queries.own_bid(request.user, tender)
    last = own or queries.bids_visible_to(request.user, tender).first()
    head = shown(tender, page_now(request))
    sums = sums_of(entry) if entry.form.is_bound else Sums.empty(len(entry.lines))
    forms = entry.prices.forms if entry.prices is not None else []
    parts = entry.parts()
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
        "parts": parts,
        "field_order": entry.order,
        "early_parts": parts[:-1],
        "price_part": parts[-1],
        "whole_refs": entry.whole_refs,
        "whole_upload": entry.form["file_"],
        "refs_text": entry.refs_text,
        "partners": entry.partners,
        "members": entry.members,
        "compared_won": entry.compared_won,
        "sealed_to_keys": tender.seal == "keys",
        "own": own,
        "last_version": last.seq if last else 0,
        "version": (last.seq if last else 0) + 1,
        "meanwhile": last if last and entry.known_version not in (None, last.seq) else None,
        "closes_words": day_text(tender.closes_at),
        "fragment": False,
        "warned": queries.is_warned(request.user.company, today()),
    }


def _sealed_lines(entry: Entry, sums: Sums) -> list[tuple[TenderLine, Any, Any]]:
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


def _not_now(request: HttpRequest, tender: Tender) -> HttpResponse:
    return _late(request, tender, WrongState(_("This tender takes no bids now.")))


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
    """The tenders in which the own company took part, the latest first; amounts once the result is told."""
    now = page_now(request)
    form = TenderSearch(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.find_own_bids(request.user, now=now, **given)
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "rows": [_own_row(bid, now) for bid in results],
        "trail": trail(words=_("Own bids")),
    }
    return page(request, "bidding/bid_list.html", context, part="bidding/_own_bid_rows.html")


def _own_row(bid: Bid, now: datetime) -> OwnBid:
    return OwnBid(bid, shown(bid.tender, now), *standing(bid), _opened(bid), bid.tender.winner)


def _opened(bid: Bid) -> Ruling | None:
    """What the tender's page tells of the bid: nothing before its result, and no price that stayed sealed."""
    told = bid.tender.state in RESULT_STATES and bid.tender.opened_at is not None
    return bid.ruling if told and hasattr(bid, "ruling") and bid.ruling.price_won is not None else None
