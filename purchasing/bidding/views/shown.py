"""How a tender is shown: badge, facts, steps, rule. Used by all doors, so that they say the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.audit.models import AuditEntry
from portal.clock import SEOUL, today
from portal.dated import in_force
from portal.display import day_text
from portal.people.states import Level
from purchasing.bidding import queries
from purchasing.bidding.models import Bid, BiddingTerms, Tender
from purchasing.bidding.queries.award_rules import SHORT_METHODS, budget_of, percent, rule_figures, rule_words
from purchasing.bidding.queries.results import RESULT_STATES
from purchasing.bidding.rules import Failure
from purchasing.bidding.states import BEFORE_NOTICE, EXAMINED, BidKind, Envelope, Method, Phase, TenderState, phase

OUTSIDE_WORDS = {  # what people outside are told of the steps inside
    TenderState.CLOSED: gettext_lazy("Closed, sealed"),
} | dict.fromkeys(EXAMINED, gettext_lazy("Under evaluation"))
STEPS = (
    (gettext_lazy("Notice"), BEFORE_NOTICE),
    (gettext_lazy("Bidding"), {TenderState.PUBLISHED}),
    (gettext_lazy("Opening"), {TenderState.CLOSED}),
    (gettext_lazy("Evaluation"), EXAMINED),
    (gettext_lazy("Award"), {TenderState.STANDSTILL, TenderState.AWARDED, TenderState.CONTRACTED}),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A tender with what its row or head says at this moment."""

    tender: Tender
    kind: str  # a badge kind
    words: object
    takes_bids: bool
    upcoming: bool
    url: str
    method: object


def address(tender: Tender, name: str = "tender-detail", *args) -> str:
    """The address of a page of the tender, by its number."""
    return reverse(f"bidding:{name}", args=[tender.number, *args])


def shown(tender: Tender, now: datetime, *, inside: bool = False) -> Shown:
    """The tender as it stands at ``now``; ``inside`` names the steps of the house, which outsiders need not know."""
    kind, words = tender.badges.get(tender.state, "info"), tender.get_state_display()
    at = None
    if tender.state == TenderState.PUBLISHED:
        at = phase(opens_at=tender.opens_at, closes_at=tender.closes_at, now=now)
        kind, words = ("info" if at == Phase.TAKING_BIDS else "wait"), at.label
    elif not inside:
        words = OUTSIDE_WORDS.get(TenderState(tender.state), words)
    return Shown(
        tender=tender,
        kind=kind,
        words=words,
        takes_bids=at == Phase.TAKING_BIDS,
        upcoming=at == Phase.UPCOMING,
        url=address(tender),
        method=SHORT_METHODS[Method(tender.method)],
    )


def standing(bid: Bid) -> tuple[str, object]:
    """Where an own bid stands, as badge kind and words; verdicts only once the result is published.

    Until then nothing tells whether its price was opened: one that was ruled out before stays sealed.
    """
    if bid.kind == BidKind.WITHDRAWAL:
        return "mute", _("Withdrawn")
    if getattr(bid, "voided", None) is not None:
        return "warn", _("Void: bid again")
    ruling = getattr(bid, "ruling", None)
    if bid.tender.state not in RESULT_STATES:
        if bid.tender.ended_at:
            return "mute", _("Void")
        if bid.tender.opened_at:
            return "wait", _("Bids opened, the result is to come")
        return "seal", _("Sealed")
    if ruling is None:
        return "mute", _("Not opened")
    if bid.tender.state == TenderState.STANDSTILL and getattr(bid, "chosen", False):  # not of one just sealed
        return "win", _("To be awarded")
    return ruling.badges.get(ruling.state, "mute"), ruling.get_state_display()


def steps(tender: Tender) -> list[dict]:
    """The stepper. A tender that ended without an award shows how far it came.

    Where envelopes are opened one after the other, the opening is not done before the prices are.
    """
    reached = _reached(tender)
    ended = tender.state in (TenderState.FAILED, TenderState.CANCELLED)
    awarded = tender.state in (TenderState.AWARDED, TenderState.CONTRACTED)
    rows = []
    for place, (label, states) in enumerate(STEPS):
        done, now = place < reached or awarded, place == reached and not ended
        in_part = TenderState.CLOSED in states and tender.state == TenderState.EXAMINING
        state = "done" if done and not in_part else "now" if now else "later"
        note = pgettext("opening", "in part") if in_part else ""
        rows.append({"label": label, "state": state, "url": "", "note": note})
    return rows


def _reached(tender: Tender) -> int:
    """In which step the tender is, or was when it ended."""
    for place, (_label, states) in enumerate(STEPS):
        if tender.state in states:
            return place
    return sum(1 for mark in (tender.published_at, tender.closed_at, tender.opened_at, tender.evaluated_at) if mark)


def facts(tender: Tender, now: datetime) -> list[dict]:
    """The fact strip at ``now``: rule, deadline, opening, delivery, who may bid."""
    return [
        {
            "label": _("Award rule"),
            "value": SHORT_METHODS[Method(tender.method)],
            "note": format_html('<a href="#rule">{}</a>', _("how it is decided")),
        },
        _closing(tender),
        _opening(tender, now),
        {
            "label": _("Delivery"),
            "value": day_text(tender.delivery_on, "day") if tender.delivery_on else _("as agreed"),
            "note": tender.delivery_place,
        },
        {"label": _("Open to"), "value": Level(tender.min_level).label, "note": _("from this access level on")},
    ]


def _closing(tender: Tender) -> dict:
    """The deadline; of a tender that was cancelled before it, when that was: this deadline never comes."""
    closes_at, ended_at = tender.closes_at, tender.ended_at
    if tender.state == TenderState.CANCELLED and ended_at and (closes_at is None or ended_at < closes_at):
        before = _("before the deadline of %(moment)s") % {"moment": day_text(closes_at, "short")} if closes_at else ""
        return {"label": _("Cancelled"), "value": day_text(ended_at, "short"), "note": before}
    return {
        "label": _("Closes"),
        "value": day_text(closes_at, "short") if closes_at else "—",
        "note": _closing_note(closes_at),
    }


def _opening(tender: Tender, now: datetime) -> dict:
    """The opening: no day is fixed for it, only that it comes after the deadline; then when it was, by envelope."""
    together = _("by %(needed)s members together") % {"needed": queries.openers_needed(tender)}
    opened = queries.envelopes_opened(tender)
    ended = tender.state in (TenderState.FAILED, TenderState.CANCELLED)
    value, note = _("after closing"), together
    if opened:
        whole = len(opened) == len(tender.envelopes)
        value = day_text(max(opened.values()), "short") if whole else pgettext("opening", "in part")
        if len(tender.envelopes) > 1:
            note = " · ".join([*_envelopes_told(tender, opened, ended=ended), together])
    elif ended:
        value, note = _("none"), _("the tender ended before it")
    elif tender.closes_at is not None:
        due = tender.published_at is not None and now >= tender.closes_at
        words = _("due since %(moment)s") if due else _("from %(moment)s on")
        value = words % {"moment": day_text(tender.closes_at, "short")}
    return {"label": _("Opening"), "value": value, "note": note}


def _envelopes_told(tender: Tender, opened: dict[str, datetime], *, ended: bool) -> Iterable[str]:
    """Of each envelope, in the order of opening: when it was opened, or that it is sealed."""
    for envelope in queries.envelopes_of(tender):
        words: dict[str, object] = {"envelope": Envelope(envelope).label}
        if envelope in opened:
            words["moment"] = day_text(opened[envelope], "short")
            yield _("%(envelope)s opened %(moment)s") % words
        elif ended:
            yield _("%(envelope)s stays sealed") % words
        else:
            yield _("%(envelope)s still sealed") % words


def _closing_note(closes_at: datetime | None) -> str:
    if closes_at is None:
        return _("the deadline is not set yet")
    return _("%(year)s, Korean time by the portal's clock") % {"year": closes_at.astimezone(SEOUL).year}


def rule_of(tender: Tender) -> dict[str, Any]:
    """The numbers of the rule: what the tender promised at publication; for a draft, what it would promise today."""
    params = tender.params or queries.params_for(tender, in_force(BiddingTerms, today()))
    return {
        "name": SHORT_METHODS[Method(tender.method)],
        "words": rule_words(params),
        "figures": rule_figures(params, opened=tender.is_opened),
        "budget_won": budget_of(params),
        "worked_example": tender.method == Method.LPL_POSCO,
        "cap_pct": percent(params["cap_ratio"]),
        "pool_cap_pct": percent(params["pool_cap"]),
        "min_n": params["min_n"],
        "notice_days": params["notice_days"],
    }


OF_THE_BOARD = frozenset({"bidding.sitting.propose", "bidding.tender.board_disagreed"})


def told(entries: Iterable[AuditEntry], tender: Tender, *, reads_board: bool = False) -> list[AuditEntry]:
    """The timeline's entries, the engine's own reasons in words.

    What the board says of the bids before it has concluded is told to its members and to who watches over it alone.
    """
    entries = list(entries)
    codes = {failure.value for failure in Failure if failure.value}
    said = [] if reads_board else [entry for entry in entries if entry.what in OF_THE_BOARD and entry.reason]
    if said and not queries.board_is_done(tender):
        for entry in said:
            entry.reason = ""
    for entry in entries:
        if entry.reason in codes:
            entry.reason = queries.why_failed(tender)
    return entries
