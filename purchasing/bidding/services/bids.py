"""DO: put in a bid, replace it, withdraw it. Whether it is in time is decided by the database when the row goes in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.errors import RuleBroken
from portal.origins import Origin
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, rules
from purchasing.bidding.models import Bid, Tender
from purchasing.bidding.services.bid_faults import picks_fault
from purchasing.bidding.services.checks import check_known
from purchasing.bidding.services.contents import BidContent
from purchasing.bidding.services.origins import keep_origin
from purchasing.bidding.services.receiving import take_bid, take_withdrawal

LONGEST_LEAD_DAYS = 3650
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Price:
    """What a bid's price comes to: the price that counts, its lines, and a stated total that differed."""

    price_won: Decimal
    lines: list[dict[str, str]]
    stated_total_won: Decimal | None = None


@transaction.atomic
def submit_bid(
    tender: Tender,
    *,
    key: str,
    by: User,
    content: BidContent | None = None,
    price_won: Decimal | None = None,
    unit_prices: Mapping[int, Decimal] | None = None,
    vat_included: bool = False,
    confirmed_net_won: Decimal | None = None,
    lead_days: int | None = None,
    note: str = "",
    notice_version: int | None = None,
    known_version: int | None = None,
    origin: Origin | None = None,
) -> Bid:
    """Put in a bid, or replace the company's earlier one; only the last counts.

    ``content`` is what is offered, its price as ``price_of`` made it; without it, it is made of the other arguments.
    ``price_won`` is the total, without VAT unless ``vat_included``: then the net price must be confirmed
    (``confirmed_net_won``). A tender by unit price takes ``unit_prices`` (line number: won) instead, and the lines win
    over a stated total. ``notice_version`` is that of the notice for which it was written: it is refused when the
    notice was amended meanwhile. ``known_version`` is the last version of the own bid that its writer knew, 0 for none:
    ``SealedMeanwhile`` when there is another by now. ``origin`` is where it came from, for the screens after the
    opening. ``key`` makes the call safe to repeat: the same key returns the bid it made, also after the deadline.
    """
    require(policies.may_bid(by, tender))
    if content is None:
        price = price_of(tender, price_won, unit_prices, vat_included, confirmed_net_won)
        content = BidContent(price.price_won, price.lines, price.stated_total_won, lead_days, note)
    _check(content)
    if content.picks and (wrong := picks_fault(tender, content.picks)):
        raise RuleBroken(wrong, field="picks")
    bid = take_bid(tender, content, key=key, by=by, notice_version=notice_version)
    keep_origin(bid, origin)
    if not getattr(bid, "replayed", False):
        check_known(known_version, bid.seq - 1)  # as the row was numbered, under the lock of the company's bids
    return bid


@transaction.atomic
def withdraw_bid(tender: Tender, *, key: str, by: User, reason: str = "") -> Bid:
    """Withdraw the company's bid before the deadline. A new one may follow as long as bids are taken."""
    require(policies.may_bid(by, tender))
    _check_note(reason)
    return take_withdrawal(tender, key=key, by=by, reason=reason)


def _check(content: BidContent) -> None:
    if content.price_won is None:
        raise RuleBroken(_("Give your price in won."), field="price_won")
    _check_price(content.price_won, field="price_won")
    if content.lead_days is not None and not 1 <= content.lead_days <= LONGEST_LEAD_DAYS:
        raise RuleBroken(
            _("The delivery time is between 1 and %(most)s days.") % {"most": f"{LONGEST_LEAD_DAYS:,}"},
            field="lead_days",
        )
    _check_note(content.note)


def _check_note(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise RuleBroken(_("A note has at most %(most)s characters.") % {"most": f"{LONGEST_NOTE:,}"}, field="note")


def price_of(
    tender: Tender,
    price_won: Decimal | None,
    unit_prices: Mapping[int, Decimal] | None,
    vat_included: bool = False,
    confirmed_net_won: Decimal | None = None,
) -> Price:
    """The price that a bid comes to, or a refusal beside the field: also for showing it before sending."""
    if tender.by_unit_price:
        return _price_of_lines(tender, unit_prices or {}, price_won)
    if price_won is None:
        raise RuleBroken(_("Give your price in won."), field="price_won")
    _check_price(price_won, field="price_won")
    if not vat_included:
        return Price(price_won, [])
    net_won = rules.net_of_vat(price_won)
    if confirmed_net_won != net_won:
        raise RuleBroken(
            _("Without VAT your price is ₩%(net)s. Confirm that this is your bid.") % {"net": f"{net_won:,}"},
            field="confirmed_net_won",
        )
    _check_price(net_won, field="price_won")
    return Price(net_won, [])


def _price_of_lines(tender: Tender, unit_prices: Mapping[int, Decimal], stated_won: Decimal | None) -> Price:
    wanted = list(tender.lines.order_by("no"))
    if unknown := set(unit_prices) - {line.no for line in wanted}:
        raise RuleBroken(_("The tender has no line %(no)s.") % {"no": min(unknown)}, field="unit_prices")
    lines = []
    for line in wanted:
        unit_price_won = unit_prices.get(line.no)
        if unit_price_won is None:
            raise RuleBroken(_("Give a unit price for line %(no)s.") % {"no": line.no}, field=f"unit_price_{line.no}")
        _check_price(unit_price_won, field=f"unit_price_{line.no}")
        lines.append((line, unit_price_won))
    total_won = rules.total_of_lines([(line.qty, unit_price_won) for line, unit_price_won in lines])
    _check_price(total_won, field="unit_prices")
    written = [
        {
            "no": str(line.no),
            "qty": f"{line.qty.normalize():f}",
            "unit_price_won": f"{unit_price_won:.0f}",
            "amount_won": f"{rules.line_amount(line.qty, unit_price_won):.0f}",
        }
        for line, unit_price_won in lines
    ]
    return Price(total_won, written, stated_won if stated_won not in (None, total_won) else None)


def _check_price(price_won: Decimal, *, field: str) -> None:
    match rules.price_fault(price_won):
        case "not_positive":
            raise RuleBroken(_("A price is above zero."), field=field)
        case "not_whole":
            raise RuleBroken(_("A price is in whole won, without decimals."), field=field)
        case "too_large":
            raise RuleBroken(_("A price is at most ₩%(most)s.") % {"most": f"{rules.LARGEST_WON:,}"}, field=field)
