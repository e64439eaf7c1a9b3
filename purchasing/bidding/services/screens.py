"""DO: look at a tender after each step, and let an auditor look at what was noticed. Nothing here excludes anybody."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.people.states import TaxStatus
from portal.policy import require
from purchasing.bidding import policies, queries, rules
from purchasing.bidding.models import BasePrice, OpeningSession, Ruling, ScreenCase, ScreenRun, Tender
from purchasing.bidding.queries import screens as seen
from purchasing.bidding.rules import screens
from purchasing.bidding.rules.screen_flags import Flag, Raised
from purchasing.bidding.rules.sensitivity import deciding_losers
from purchasing.bidding.services.checks import once_at_a_time
from purchasing.bidding.services.file_traces import file_traces
from purchasing.bidding.states.screens import Finding, Screening

MOST_TRIED = 200  # bids that are left out one after the other, each time with the whole evaluation


@dataclass(slots=True)
class Look:
    """What one look gives: figures with a history, other figures, flags."""

    count: int = 0
    measures: dict[str, Decimal | None] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    flags: list[Raised] = field(default_factory=list)


@transaction.atomic
def screen_tender(tender: Tender, moment: str) -> ScreenRun:
    """Look at the tender after a step; the same step is looked at once. Two flags and more begin an auditor's case."""
    once_at_a_time(f"screens:{tender.pk}")
    if made_before := ScreenRun.objects.filter(tender=tender, moment=moment).first():
        return made_before
    look = LOOKS[Screening(moment)](tender)
    run = ScreenRun.objects.create(
        tender=tender,
        moment=moment,
        engine=screens.SCREENS,
        bid_count=look.count,
        figures=look.figures,
        flags=[
            {
                "flag": str(raised.flag),
                "red_flag": raised.red_flag,
                "figures": raised.figures,
                "bidders": list(raised.bidders),
            }
            for raised in look.flags
        ],
        **look.measures,
    )
    announce("bidding.tender_screened", tender=tender.pk, moment=str(moment))
    noticed = [Raised(Flag(flag["flag"])) for each in ScreenRun.objects.filter(tender=tender) for flag in each.flags]
    if screens.needs_auditor(noticed) and not ScreenCase.objects.filter(tender=tender).exists():
        ScreenCase.objects.create(tender=tender)
        announce("bidding.case_begun", tender=tender.pk)
    return run


def _after_opening(tender: Tender) -> Look:
    """Spread, gaps, equal prices, endings, shared traces."""
    traces, read, unread = file_traces(tender)
    asked = [replace(each, traces=each.traces | traces.get(each.bidder, set())) for each in seen.asked_in(tender)]
    prices = [each.price_won for each in asked]
    spread = screens.spread(prices)
    ending, times = screens.most_used_ending(prices)
    flags = screens.spread_flags(spread) + screens.same_prices(asked) + screens.ending_flags(prices)
    flags += screens.shared_traces(asked)
    if len(asked) == 1:
        flags.append(Raised(Flag.SINGLE_BID, {}, (asked[0].bidder,)))
    flags += _ended(tender)
    return Look(
        count=len(asked),
        measures={"cv": spread.cv, "rd": spread.rd, "diffp": spread.diffp, "skew": spread.skew},
        figures={"ending": ending, "ending_times": times, "losers_equal": spread.losers_equal}
        | ({"files_read": read, "files_unread": unread} if read or unread else {}),
        flags=flags,
    )


def _after_evaluation(tender: Tender) -> Look:
    """Whether a bid that does not win decides who is excluded; not asked of more bids than can be tried in a moment."""
    asked = seen.asked_in(tender)
    if len(asked) > MOST_TRIED:
        return Look(count=len(asked), figures={"not_tried": len(asked)})
    found = deciding_losers(queries.offers_for(tender), engine_of(tender))
    bidders = dict(tender.rulings.values_list("bid_id", "bid__company__number"))
    flags = [Raised(Flag.LOSER_DECIDES, {}, tuple(sorted(bidders[bid] for bid in found)))] if found else []
    return Look(count=len(asked), flags=flags + _ended(tender))


def _ended(tender: Tender) -> list[Raised]:
    """Bidders whose business the tax office calls closed or suspended. Source: domain CAT-03."""
    ended = tender.rulings.filter(bid__company__tax_status__in=[TaxStatus.CLOSED, TaxStatus.SUSPENDED])
    bidders = tuple(ended.order_by("bid__company__number").values_list("bid__company__number", flat=True))
    return [Raised(Flag.BUSINESS_ENDED, {}, bidders)] if bidders else []


def _after_award(tender: Tender) -> Look:
    """The distance of the second valid bid, the turn of the winners, wins close to the limit, all others out."""
    rulings = list(tender.rulings.filter(price_won__isnull=False).select_related("bid__company"))
    won = next(ruling for ruling in rulings if ruling.bid_id == tender.winner_id)
    valid = [ruling for ruling in rulings if ruling.rank is not None]
    others = sorted(ruling.opened_price_won for ruling in valid if ruling.bid_id != won.bid_id)
    diffp = None
    flags: list[Raised] = []
    if others and others[0] >= won.opened_price_won:
        diffp = ((others[0] - won.opened_price_won) / won.opened_price_won).quantize(screens.FOUR)
        flags += screens.second_flags(diffp, seen.history_of("diffp", Screening.AWARD))
    if len(valid) == 1 and len(rulings) > 1:
        flags.append(Raised(Flag.ALL_OTHERS_OUT, {"of": str(len(rulings))}, (won.bid.company.number,)))
    winners, group = seen.meetings_of(tender)
    flags += screens.rotation_flags(winners, group)
    flags += _lowest_left(tender, rulings, won)
    ended = tender.ended_at or db_now()
    flags += screens.leak_flags(won.bid.company.number, seen.close_wins_of(won.bid.company, ended))
    return Look(
        count=len(rulings),
        measures={"diffp": diffp, "evenness": screens.evenness(winners, group)},
        figures={"meetings": len(winners)},
        flags=flags,
    )


def _lowest_left(tender: Tender, rulings: list[Ruling], won: Ruling) -> list[Raised]:
    """A lower bid was withdrawn for an error, and one that it bids beside again and again has won."""
    gone = [ruling for ruling in rulings if ruling.cause == rules.Reason.WITHDRAWN]
    if not gone:
        return []
    lowest = min(gone, key=lambda ruling: (ruling.opened_price_won, ruling.bid_id))
    one, other = lowest.bid.company, won.bid.company
    meetings = seen.awards_between(one, other, tender)
    prices = lowest.opened_price_won, won.opened_price_won
    return screens.withdrawal_flags(one.number, prices[0], other.number, prices[1], meetings)


LOOKS: dict[Screening, Callable[[Tender], Look]] = {
    Screening.OPENING: _after_opening,
    Screening.EVALUATION: _after_evaluation,
    Screening.AWARD: _after_award,
}


def engine_of(tender: Tender, notice: rules.Notice | None = None) -> Callable[..., rules.Evaluation]:
    """The engine as it judges this tender, ready to be asked with other bids (or another notice)."""
    base_price = BasePrice.objects.get(tender=tender)
    if base_price.amount_won is None:
        raise WrongState(_("The bids of this tender are not opened yet."))
    return partial(
        rules.evaluate,
        notice=notice or queries.notice_of(tender),
        base_won=base_price.amount_won,
        seed=rules.tie_seed(tender.number, OpeningSession.objects.get(tender=tender).minutes_sha256),
        draw=rules.draw_seed(tender.rulings.values_list("bid__commitment", flat=True), base_price.nonce),
    )


@transaction.atomic
def take_up_case(case: ScreenCase, *, by: User) -> ScreenCase:
    """An auditor takes a case: from now on it is theirs."""
    require(policies.may_look_at_case(by, case))
    move(case, "take_up", by=by, auditor=by)
    return case


def _hold_as_seen(case: ScreenCase) -> None:
    """Lock the case, as long as it is the one that was looked at: not settled, reopened or taken up meanwhile."""
    found = ScreenCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if (found.state, found.auditor_id, found.closed_at) != (case.state, case.auditor_id, case.closed_at):
        raise WrongState(_("A colleague has worked on this case in the meantime. Reload the page."))


@transaction.atomic
def settle_case(case: ScreenCase, *, finding: str, remark: str, by: User) -> ScreenCase:
    """Close a case with what was looked at and found. The award stands or falls by other rules."""
    require(policies.may_look_at_case(by, case))
    if finding not in Finding.values:
        raise RuleBroken(_("Choose what was found."), field="finding")
    if not remark.strip():
        raise RuleBroken(_("Say what was looked at and what was found."), field="remark")
    _hold_as_seen(case)
    move(case, "settle", by=by, reason=remark, auditor=by, finding=finding, remark=remark.strip(), closed_at=db_now())
    announce("bidding.case_closed", tender=case.tender_id, finding=finding)
    return case


@transaction.atomic
def reopen_case(case: ScreenCase, *, reason: str, by: User) -> ScreenCase:
    """Look again, for a reason."""
    require(policies.may_look_at_case(by, case))
    if not reason.strip():
        raise RuleBroken(_("Say why the case is looked at again."), field="reason")
    _hold_as_seen(case)
    move(case, "reopen", by=by, reason=reason, auditor=by, closed_at=None, finding="", remark="")
    return case
