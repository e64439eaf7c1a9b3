"""How the demonstration's tenders come about.

Two things are arranged, nothing is faked: for the length of the demonstration a row of terms asks for no notice period,
so that deadlines may be seconds away; and the clock is waited for until they have passed.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from portal.clock import db_now, today
from portal.demo import World
from portal.people.models import User
from purchasing.bidding import policies, queries, services
from purchasing.bidding.demo.after import AFTER, AFTER_WANTED, AT_ONCE, carry_on_after
from purchasing.bidding.demo.boards import begin_boards, carry_on_boards
from purchasing.bidding.demo.costs import begin_costs, carry_on_costs
from purchasing.bidding.demo.goods import WANTED, Wanted
from purchasing.bidding.demo.keys import confirm, enrol_officers, sealing
from purchasing.bidding.demo.low_prices import begin_ruled, carry_on_ruled, propose_next_terms
from purchasing.bidding.models import BiddingTerms, Tender
from purchasing.bidding.states import TenderState

STAY_OPEN = frozenset({"open", "extension", "upcoming", "cancelled"})
NOT_PUBLISHED = frozenset({"draft", "returned", "review", "unsealed"})
LEAST_WINDOW_S = 2.0
FAILS = "유효 투찰이 2건 미만이거나 모두 하한가에 못 미치면 유찰합니다."
AGAIN = "유찰하면 같은 품목과 수량, 같은 낙찰 방식으로 한 차례 재공고하며, 기준가격은 낮추지 않습니다."


@dataclass(slots=True)
class Staged:
    """A tender on its way, what is wanted of it, and its bidders by the order of their bids."""

    wanted: Wanted
    tender: Tender
    bidders: Sequence[User]


def fill(world: World) -> None:
    """Drafts, open tenders, and, after their deadlines have passed, closed, opened, awarded and failed ones."""
    house = BiddingTerms.objects.latest()
    kept = {field.name: getattr(house, field.name) for field in queries.terms_fields()}
    notice_free = {name: 0 for name in kept if name.endswith("_notice_days")}
    BiddingTerms.objects.create(
        valid_from=today() - timedelta(days=2), note="demonstration: no notice period", **kept | notice_free
    )
    enrol_officers(world)
    bidders = eligible(world)
    staged = []
    began = time.monotonic()
    wanted_ones = [*WANTED, *AFTER_WANTED]
    open_ones = [wanted for wanted in wanted_ones if wanted.target in STAY_OPEN | NOT_PUBLISHED]
    short_ones = [wanted for wanted in wanted_ones if wanted not in open_ones]
    for turn in range(world.scale):
        for place, wanted in enumerate(open_ones):
            staged.append(_stage(world, wanted, bidders, turn, place, window_s=0))
    pace_s = (time.monotonic() - began) / len(staged)  # a slow machine gets longer deadlines
    window_s = max(LEAST_WINDOW_S, pace_s * 8)
    for at_once in (False, True):
        if at_once:  # the standstill of these has been waived, so that some awards are made already
            BiddingTerms.objects.create(
                valid_from=today() - timedelta(days=1),
                note="demonstration: no notice period, no standstill",
                **kept | notice_free | {"standstill_days": 0},
            )
        for turn in range(world.scale):
            for place, wanted in enumerate(short_ones):
                if (wanted.target in AT_ONCE) == at_once:
                    staged.append(_stage(world, wanted, bidders, turn, place, window_s=window_s))
    cost_tenders = begin_costs(world, bidders, window_s=window_s)
    board_tenders = begin_boards(world, bidders, window_s=window_s)
    ruled_tenders = begin_ruled(world, bidders, window_s=window_s)
    BiddingTerms.objects.create(valid_from=today(), note="house terms", **kept)
    services.release_all()  # the notices, before there are results
    _wait_for_deadlines(staged)
    services.close_due_tenders()
    carry_on_costs(world, cost_tenders)
    carry_on_boards(world, board_tenders)
    carry_on_ruled(world, ruled_tenders)
    propose_next_terms(world)
    for each in staged:
        _carry_on(world, each)
    _outage(world)


def _outage(world: World) -> None:
    """A line that was down while tenders took bids: noted by one, confirmed by another; a deadline moves."""
    soon = Tender.objects.filter(state=TenderState.PUBLISHED, closes_at__gt=db_now()).order_by("closes_at").first()
    if soon is None or soon.opens_at is None:
        raise AssertionError("no tender takes bids")
    note = services.note_outage(
        began_at=soon.opens_at,
        ended_at=db_now(),
        reason="전산센터 통신 회선 장애로 접속이 끊겼습니다.",
        by=world.one("AD"),
    )
    services.confirm_outage(note, by=world.one("AP"))


def eligible(world: World) -> list[User]:
    """Bidders of the demonstration's suppliers that may bid, the first tier in front."""
    probe = Tender(officer=world.one("PO"))
    people = [world.bidders[company.pk] for company in world.suppliers]
    return [person for person in people if policies.may_bid(person, probe, today())]


def _stage(world: World, wanted: Wanted, bidders: list[User], turn: int, place: int, *, window_s: float) -> Staged:
    """Draft, seal, publish and bid, as far as the tender's target goes."""
    number = f" ({turn + 1}차)" if turn else ""
    officer = world.one("PO", place)
    now = db_now()
    closes_at = now + (timedelta(seconds=window_s) if window_s else timedelta(days=wanted.days or 15))
    opens_at = now + timedelta(days=2) if wanted.target == "upcoming" else now
    if wanted.days > 1:
        closes_at = closes_at.replace(minute=0, second=0, microsecond=0)
    tender = services.draft_tender(
        by=officer,
        lines=[
            services.LineIn(ko, Decimal(qty), uom, description_en=en, class_code=code)
            for ko, en, qty, uom, code in wanted.lines
        ],
        committee=world.staff["OC"][:3],
        title_ko=f"{wanted.title_ko}{number}",
        title_en=f"{wanted.title_en}{f' (round {turn + 1})' if turn else ''}",
        description=wanted.description
        or "품목에 적은 표준을 따르고 입고 때 치수와 성적서로 검수합니다. 동등 이상 제품을 받습니다.",
        kind=wanted.kind,
        method="LPL_FIXED" if wanted.fixed_pct else "LPL_POSCO",
        fixed_ratio=Decimal(wanted.fixed_pct) / 100 if wanted.fixed_pct else None,
        fixed_on="base" if wanted.fixed_pct else "",
        **sealing(wanted.base_won),
        pool_cap_on=wanted.pool_cap,
        by_unit_price=bool(wanted.unit_prices),
        failure_conditions=FAILS,
        rebid_conditions=AGAIN,
        delivery_place=wanted.place,
        delivery_on=today() + timedelta(days=75),
        opens_at=opens_at,
        closes_at=closes_at,
        estimator=world.one("CE"),
    )
    if wanted.target in ("draft", "unsealed"):
        return Staged(wanted, tender, [])
    base_won = Decimal(wanted.base_won) + turn * 10_000
    basis = "최근 3년 계약 단가와 원자재 지수"
    services.seal_base_price(tender, amount_won=base_won, basis=basis, no_conflict=True, by=world.one("CE"))
    tender = services.request_publication(tender, by=officer)
    if wanted.target in NOT_PUBLISHED:
        return Staged(wanted, tender, [])
    tender = services.approve_publication(tender, by=world.one("AP"))
    chosen = [
        bidders[(place * 3 + turn * 5 + seat) % len(bidders)] for seat in range(min(len(wanted.bids), len(bidders)))
    ]
    for seat, (bidder, price) in enumerate(zip(chosen, wanted.bids, strict=False)):
        _bid(world, tender, wanted, bidder, price + (turn * 1_000 if price > 10_000 else 0), again=seat == 1)
    return Staged(wanted, tender, chosen)


def _bid(world: World, tender: Tender, wanted: Wanted, bidder: User, price: int, *, again: bool) -> None:
    """A bid; some think again and replace it."""
    for share in (Decimal("1.04"), Decimal(1)) if again else (Decimal(1),):
        asked = price * share
        if wanted.unit_prices:
            lines = {no: Decimal(int(unit * asked / 1000)) for no, unit in enumerate(wanted.unit_prices, start=1)}
            services.submit_bid(tender, unit_prices=lines, lead_days=45, key=world.uid().hex, by=bidder)
        else:
            services.submit_bid(tender, price_won=Decimal(int(asked)), lead_days=60, key=world.uid().hex, by=bidder)


def _wait_for_deadlines(staged: list[Staged]) -> None:
    soon = [each.tender.closes_at for each in staged if _is_short(each)]
    while soon and (left := (max(soon) - db_now()).total_seconds()) >= 0:
        time.sleep(min(left + 0.05, 1))


def _is_short(each: Staged) -> bool:
    return each.wanted.target not in STAY_OPEN | NOT_PUBLISHED


def _carry_on(world: World, each: Staged) -> None:
    """From the deadline, or from the draft, to the state that is wanted."""
    wanted, tender = each.wanted, Tender.objects.get(pk=each.tender.pk)
    officer = tender.officer
    match wanted.target:
        case "returned":
            services.return_publication(
                tender,
                reason="요구 규격에 상표명이 있습니다. 동등 이상 조건으로 고치고 성적서 항목을 더하십시오.",
                by=world.one("AP"),
            )
        case "unsealed":
            services.request_publication(tender, by=officer)
        case "extension":
            services.request_extension(
                tender, closes_at=tender.closes_at + timedelta(days=3), reason="시료 시험 기간 연장 요청", by=officer
            )
        case "cancelled":
            services.cancel_tender(
                tender, reason="설비 투자 계획이 바뀌어 구매가 필요하지 않습니다.", by=world.one("AP")
            )
        case "closed":
            services.declare_no_conflict(tender, by=world.one("OC"))
    if not _is_short(each) or tender.state != TenderState.CLOSED or wanted.target == "closed":
        return
    for member in world.staff["OC"][:2]:
        services.declare_no_conflict(tender, by=member)
    confirm(tender, by=world.one("OC"))
    if wanted.target == "half_opened":
        return
    confirm(tender, by=world.one("OC", 1))
    if wanted.target == "opened":
        return
    services.evaluate_tender(tender, no_conflict=True, by=world.one("EV"))
    tender = Tender.objects.get(pk=tender.pk)
    if wanted.target not in ("proposed", *AFTER) or tender.state != TenderState.EVALUATED:
        return
    _award(world, tender, wanted)


def _award(world: World, tender: Tender, wanted: Wanted) -> None:
    first = tender.rulings.select_related("bid__company").get(rank=1)
    reason = (
        f"하한가 {tender.limit_calc.limit_won:,}원 이상인 유효 투찰 가운데 가장 낮은 {first.price_won:,}원이며, "
        "납기와 사양 조건을 모두 충족합니다."
    )
    decision = services.propose_award(tender, bid=first.bid, reason=reason, by=tender.officer)
    if wanted.target in AFTER:
        services.approve_award(decision, by=world.one("AP", 1))  # another approver than the one who published
        carry_on_after(world, tender, wanted)
