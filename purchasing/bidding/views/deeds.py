"""What this person can do with a tender now: the buttons of its page. Services decide again when one is pressed."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.display import day_text
from purchasing.bidding import policies, queries
from purchasing.bidding.models import DeadlineExtension, Tender
from purchasing.bidding.registry import remedies
from purchasing.bidding.states import Method, TenderState
from purchasing.bidding.views.deed import Deed
from purchasing.bidding.views.deeds_notice import amending, following, preparing
from purchasing.bidding.views.shown import Shown, address

S = TenderState


def deeds_for(user, tender: Tender, head: Shown, now: datetime) -> list[Deed]:
    """The deeds in the order of their weight: what moves the tender on first, what ends it last."""
    if not user.is_authenticated:
        return []
    if user.is_supplier:
        return _bidders(user, tender, head, now)
    if not user.is_internal:
        return []
    found = [*preparing(user, tender), *amending(user, tender, now), *_running(user, tender, now)]
    found += [*_costing(user, tender), *_judging(user, tender), *_deciding(user, tender), *following(user, tender)]
    return found + _ending(user, tender)


def _bidders(user, tender: Tender, head: Shown, now: datetime) -> list[Deed]:
    if tender.state != S.PUBLISHED:
        return []
    own = queries.own_bid(user, tender)
    allowed = policies.may_bid(user, tender, on=now.astimezone(SEOUL).date())
    reason = "" if allowed else allowed.reason
    if allowed and not head.takes_bids:
        reason = _("The deadline has passed.")
        if head.upcoming and tender.opens_at:
            reason = _("Bids are taken from %(when)s on.") % {"when": day_text(tender.opens_at)}
    text = (
        _("Your bid is sealed. A new one replaces it; only the last one counts.")
        if own
        else _("Enter your prices, check what the portal computed from them, and seal.")
    )
    verb = _("Replace the bid") if own else _("Enter a bid")
    bid = Deed("bid", verb, address(tender, "bid-submit"), "lock", text, primary=True, reason=reason)
    return [bid] if allowed else [bid, *_remedies(user, tender, now)]


def _remedies(user, tender: Tender, now: datetime) -> list[Deed]:
    """The way through the gate, or out of the limitation, that alone stops this bidder."""
    if not policies.may_bid(user, tender):
        return []
    on = now.astimezone(SEOUL).date()
    remedy = remedies.get(queries.sanction_of(user.company, on) or queries.gate_before(user.company, on))
    return [Deed("remedy", remedy.verb, reverse(remedy.url_name), "shield-check", remedy.text)] if remedy else []


def _running(user, tender: Tender, now: datetime) -> list[Deed]:
    found: list[Deed] = []
    if tender.state == S.PUBLISHED and now < tender.closes_at:
        waiting = _open_extension(tender)
        if waiting is not None and policies.may_decide_extension(user, waiting):
            found.append(
                Deed(
                    "extend-approve",
                    _("Approve the later deadline"),
                    address(tender, "extension-approve", waiting.uid),
                    "calendar",
                    waiting.reason,
                    post=True,
                    primary=True,
                )
            )
            found.append(
                Deed(
                    "extend-decline",
                    _("Decline it"),
                    address(tender, "extension-decline", waiting.uid),
                    "arrow-back-up",
                )
            )
        if waiting is None and policies.may_request_extension(user, tender):
            found.append(Deed("extend", _("Ask for a later deadline"), address(tender, "deadline-extend"), "calendar"))
    if tender.state in (S.PUBLISHED, S.CLOSED) and policies.may_declare_no_conflict(user, tender):
        found.append(
            Deed(
                "opening",
                _("Go to the opening"),
                address(tender, "opening-detail"),
                "lock-open",
                _("You sit in the opening committee of this tender."),
                primary=tender.state == S.CLOSED,
            )
        )
    return found


def _deciding(user, tender: Tender) -> list[Deed]:
    if not policies.may_see_evaluation(user, tender):
        return []
    text = {
        S.OPENED: _("The bids are open. An evaluator lets the portal judge them by the award rule of the notice."),
        S.EVALUATED: _("Every bid has its verdict. The award is proposed on the evaluation page."),
        S.AWARD_PROPOSED: _("An award is proposed and waits for approval."),
    }.get(TenderState(tender.state), "")
    primary = tender.state in (S.OPENED, S.EVALUATED, S.AWARD_PROPOSED)
    url = address(tender, "evaluation-detail")
    return [Deed("evaluation", _("Go to the evaluation"), url, "scale", text, primary=primary)]


def _costing(user, tender: Tender) -> list[Deed]:
    """Which cost model a draft compares by; what opened bids declare for it."""
    if tender.method != Method.TCO:
        return []
    if tender.state == S.DRAFT and policies.may_choose_tco_model(user, tender):
        chosen = queries.tco_model_chosen(tender)
        verb = _("Change the cost model") if chosen else _("Choose the cost model")
        text = f"{chosen} · {chosen.name}" if chosen else _("Without a cost model the notice cannot be approved.")
        return [Deed("tco-model", verb, address(tender, "tender-tco"), "scale", text, primary=not chosen)]
    if tender.state == S.OPENED and policies.may_judge_tco_input(user, tender):
        text = _("Look at the evidence of what bids declare before the costs are calculated.")
        return [Deed("tco", _("Judge the declared values"), address(tender, "tco-detail"), "checklist", text)]
    return []


def _judging(user, tender: Tender) -> list[Deed]:
    """The way to the evaluation board, where the notice asks people to judge."""
    if not queries.judged_envelopes(tender) or not policies.may_see_board(user, tender):
        return []
    url = address(tender, "board-detail")
    if tender.state in (S.PUBLISHED, S.CLOSED) and policies.may_name_board(user, tender):
        text = _("At least two evaluators score what the notice asks people to judge, each alone.")
        named = bool(queries.seats_of(tender))
        verb = _("Go to the evaluation board") if named else _("Name the evaluation board")
        return [Deed("board", verb, url if named else address(tender, "board-name"), "users", text)]
    if tender.state in (S.PUBLISHED, S.CLOSED):
        return []
    text = _("The first envelopes are open. The board judges them before the price is opened.")
    at_work = tender.state == S.EXAMINING
    return [
        Deed("board", _("Go to the evaluation board"), url, "users", text if at_work else "", primary=at_work),
    ]


def _ending(user, tender: Tender) -> list[Deed]:
    found = []
    if tender.flow.allows("fail", tender.state) and policies.may_fail_tender(user, tender):
        found.append(Deed("fail", _("End without an award"), address(tender, "tender-fail"), "circle-x", danger=True))
    if tender.flow.allows("cancel", tender.state) and policies.may_cancel_tender(user, tender):
        found.append(Deed("cancel", _("Cancel the tender"), address(tender, "tender-cancel"), "ban", danger=True))
    return found


def _open_extension(tender: Tender) -> DeadlineExtension | None:
    return tender.extensions.filter(decided_at=None).select_related("asked_by").first()


def open_extension(user, tender: Tender) -> DeadlineExtension | None:
    """The later deadline that was asked for and waits; for staff."""
    if tender.state != S.PUBLISHED or not getattr(user, "is_internal", False):
        return None
    return _open_extension(tender)
