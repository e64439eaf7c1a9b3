"""What would stand in the way of a bid if it were sealed now: looked at whenever the bidder likes, stored never."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.clock import SEOUL
from portal.display import day_text, money_full
from portal.http import page_now
from purchasing.bidding import policies, queries
from purchasing.bidding.states import Envelope, takes_bids
from purchasing.bidding.views.bid_entry import STATEMENTS, Entry
from purchasing.bidding.views.sums import sums_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: ``kind`` is a badge kind (ok, warn, bad)."""

    kind: str
    words: object
    text: object = ""
    anchor: str = ""


def findings_of(request: HttpRequest, entry: Entry) -> list[Finding]:
    """In the order in which a bidder mends them."""
    tender, now = entry.tender, page_now(request)
    allowed = policies.may_bid(request.user, tender, on=now.astimezone(SEOUL).date())
    found = [
        Finding("ok", _("The company may bid"), request.user.company.name)
        if allowed
        else Finding("bad", _("The company may not bid at present"), allowed.reason)
    ]
    found += [_time(entry, now), _notice(entry), _price(entry)]
    for part in entry.parts():
        if part.places:
            found.append(_criteria(part))
    if entry.form.tco:
        found.append(_tco(entry))
    if entry.form.pick_bound:
        found.append(_picks(entry))
    found.append(_delivery(entry))
    if tender.preference_on:
        found.append(_preference(entry, request.user.company, now))
    if entry.form.eco_lines:
        found.append(_eco(entry))
    if entry.partners and not entry.together:
        text = _("Partners have agreed, but this bid does not name them.")
        found.append(Finding("warn", _("Bids alone"), text, entry.form["consortium"].focus_id))
    missing = [name for name in STATEMENTS if not entry.form.cleaned_data.get(name)]
    found.append(
        Finding("bad", _("A declaration is not ticked"), anchor=entry.form[missing[0]].focus_id)
        if missing
        else Finding("ok", _("The declarations are ticked"))
    )
    if own := queries.own_bid(request.user, tender):
        text = _("Version %(version)s is sealed. What is sealed now replaces it.") % {"version": own.seq}
        found.append(Finding("warn", _("A bid is in already"), text))
    return found


def _time(entry: Entry, now) -> Finding:
    tender = entry.tender
    if not takes_bids(tender.state, opens_at=tender.opens_at, closes_at=tender.closes_at, now=now):
        return Finding("bad", _("No bids are taken now"))
    text = _("Until %(until)s by the portal's clock.") % {"until": day_text(tender.closes_at)}
    soon = tender.deadline - now < timedelta(hours=1)
    return Finding("warn" if soon else "ok", _("Less than an hour is left") if soon else _("Bids are taken"), text)


def _notice(entry: Entry) -> Finding:
    version = entry.tender.notice_version
    if not entry.version_now:
        text = _("Version %(version)s holds now. Read what was amended, then go on.") % {"version": version}
        return Finding("bad", _("The notice was amended"), text)
    return Finding("ok", _("Written for the notice as it stands"), _("Version %(version)s") % {"version": version})


def _price(entry: Entry) -> Finding:
    sums = sums_of(entry)
    if sums.price_won is None:
        open_lines = sum(1 for amount in sums.amounts if amount is None)
        text = (
            ngettext("%(number)d unit price is missing.", "%(number)d unit prices are missing.", open_lines)
            % {"number": open_lines}
            if open_lines
            else _("The total is missing or cannot be read.")
        )
        anchor = entry.form["total_won"].focus_id if "total_won" in entry.form.fields else ""
        return Finding("bad", _("The price is not complete"), text, anchor)
    values = {"net": f"{sums.price_won:,}", "vat": f"{sums.vat_won:,}"}
    return Finding("ok", _("The price is complete"), _("₩%(net)s without VAT, ₩%(vat)s VAT.") % values)


def _criteria(part) -> Finding:
    unanswered = [place for place in part.places if place.answer.errors or not place.answer.value()]
    no_files = [place for place in part.places if place.criterion.needs_file and not place.refs]
    label = Envelope(part.envelope).label
    total = len(part.places)
    if not unanswered and not no_files:
        words = _("%(envelope)s: all %(number)s criteria are answered") % {"envelope": label, "number": total}
        return Finding("ok", words)
    told = []
    if unanswered:
        told.append(_("Not answered: %(names)s.") % {"names": _names(unanswered)})
    if no_files:
        told.append(_("Without their documents: %(names)s.") % {"names": _names(no_files)})
    first = (unanswered or no_files)[0]
    anchor = first.answer.focus_id if unanswered else first.upload.focus_id
    return Finding("bad", _("%(envelope)s is not complete") % {"envelope": label}, " ".join(told), anchor)


def _names(places) -> str:
    return ", ".join(place.criterion.title for place in places)


def _tco(entry: Entry) -> Finding:
    wrong = [bound for bound in entry.form.tco_bound if bound.errors]
    if not wrong:
        return Finding("ok", _("The values of the cost model are complete"))
    text = " ".join(f"{bound.label}: {bound.errors[0]}" for bound in wrong[:5])
    return Finding("bad", _("Values of the cost model are missing or cannot stand"), text, wrong[0].focus_id)


def _picks(entry: Entry) -> Finding:
    wrong = [bound for bound in entry.form.pick_bound if bound.errors]
    if wrong:
        return Finding("bad", _("The numbers for the reserve price are missing"), wrong[0].errors[0], wrong[0].focus_id)
    return Finding("ok", _("Both numbers for the reserve price are chosen"))


def _delivery(entry: Entry) -> Finding:
    tender, days = entry.tender, entry.form.cleaned_data.get("lead_days")
    if not days:
        return Finding("ok", _("Delivery as asked"), day_text(tender.delivery_on, "day") if tender.delivery_on else "")
    last = tender.deadline.astimezone(SEOUL).date() + timedelta(days=days)
    if tender.delivery_on and last > tender.delivery_on:
        text = _("%(days)s days from the closing end on %(last)s; the notice asks for %(wanted)s.") % {
            "days": days,
            "last": day_text(last, "day"),
            "wanted": day_text(tender.delivery_on, "day"),
        }
        return Finding("warn", _("The delivery time is longer than asked"), text, entry.form["lead_days"].focus_id)
    return Finding("ok", _("The delivery time fits"))


def _eco(entry: Entry) -> Finding:
    """Whether the offer is compared as an eco-friendly one."""
    anchor = entry.form.eco_bound[0].focus_id
    if not entry.form.eco_chosen:
        text = _("No eco-friendly product is named: the bid ranks at its own price.")
        return Finding("ok", _("No eco premium"), text, anchor)
    if any(bound.errors for bound in entry.form.eco_bound):
        text = _("An offer is eco-friendly when every line is: choose a product, or none at all.")
        return Finding("bad", _("The eco premium will not count"), text, anchor)
    compared = entry.compared_won
    text = _("The bid ranks as if it cost %(won)s.") % {"won": money_full(compared)} if compared is not None else ""
    return Finding("ok", _("The eco premium counts"), text)


def _preference(entry: Entry, company, now) -> Finding:
    """Whether the company's certificate counts: it has to be valid at the deadline, and again at the award."""
    deadline = entry.tender.deadline.astimezone(SEOUL).date()
    if queries.preferred_companies([company.pk], deadline):
        return Finding("ok", _("The preference counts"), _("A certificate is valid on the day of the deadline."))
    if queries.preferred_companies([company.pk], now.astimezone(SEOUL).date()):
        text = _("Its certificate ends before the deadline. Renew it: without it the bid ranks at its full price.")
        return Finding("warn", _("The preference will not count"), text)
    return Finding("ok", _("No preference"), _("The company holds no certificate that this tender prefers."))
