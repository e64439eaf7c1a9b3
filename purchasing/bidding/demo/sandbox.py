"""Bidding in a sandbox: an open tender for each company, competitors that bid, and a buyer that opens and awards.

The counterparts act by the services that the screens use and only in tenders that they began themselves: a tender that
somebody draws up by hand in a sandbox stays theirs.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from portal.clock import ClockTimestamp, db_now, today
from portal.outbox.models import JobRun
from portal.people.models import User
from portal.sandbox.registry import (
    Cast,
    Ground,
    Guest,
    Leap,
    Player,
    Seed,
    Thing,
    grounds,
    leaps,
    players,
    seeds,
)
from purchasing.bidding import policies, queries, services
from purchasing.bidding.demo.keys import PASSPHRASE, confirm
from purchasing.bidding.models import Tender
from purchasing.bidding.services.outages import HEART
from purchasing.bidding.states import Seal, TenderState

KEY = "sandbox"  # how the officer's tenders of the counterparts begin their key
BASE_WON = Decimal(50_000_000)  # up to the first approval level, so bids may be locked by access
RIVALS = (Decimal(47_600_000), Decimal(48_300_000), Decimal(49_100_000))
FLOOR_PCT = 80
WINDOW = timedelta(days=8)
DELIVERY = timedelta(days=45)
GOODS = (
    ("유압 필터 10 μm", "Hydraulic filter 10 μm", "400", "EA", "40161515"),
    ("필로우 블록 UCP 212", "Pillow block UCP 212", "900", "EA", "31171511"),
    ("내열 가죽 장갑", "Heat-resistant gloves", "3000", "켤레", "46181504"),
    ("컨베이어 롤러 Ø159", "Conveyor roller Ø159", "520", "EA", "24101701"),
    ("볼 밸브 DN100 PN20", "Ball valve DN100 PN20", "110", "EA", "40141607"),
)
BASIS = "최근 3년 계약 단가와 원자재 지수"
FAILS = "유효 투찰이 2건 미만이거나 모두 하한가에 못 미치면 유찰합니다."
LEFT = "%s: 이 자리는 샌드박스의 상대역이 정했습니다."


def enrol(cast: Cast) -> None:
    """The keys of the opening committee."""
    for officer in cast.staff["OC"][:3]:
        if queries.key_of(officer) is None:
            services.enrol_key(passphrase=PASSPHRASE, by=officer)


def begin_tender(cast: Cast, tag: str) -> Tender:
    """Drafted, sealed, approved and published by those whose work it is; three competitors bid at once."""
    count = Tender.objects.filter(key__startswith=KEY).count()
    ko, en, qty, uom, code = GOODS[count % len(GOODS)]
    officer = cast.one("PO", count)
    now = db_now()
    tender = services.draft_tender(
        by=officer,
        key=f"{KEY} {tag}",
        lines=[services.LineIn(ko, Decimal(qty), uom, description_en=en, class_code=code)],
        committee=cast.staff["OC"][:3],
        title_ko=f"{ko} 구매 (샌드박스)",
        title_en=f"{en} (sandbox)",
        description="품목에 적은 표준을 따르고 입고 때 치수와 성적서로 검수합니다. 동등 이상 제품을 받습니다.",
        kind="goods",
        method="LPL_FIXED",
        fixed_ratio=Decimal(FLOOR_PCT) / 100,
        fixed_on="base",
        seal=str(Seal.ACCESS),
        budget_won=BASE_WON,
        failure_conditions=FAILS,
        delivery_place="포항 자재창고",
        delivery_on=(now + WINDOW + DELIVERY).date(),
        opens_at=now,
        closes_at=now + WINDOW,
        estimator=cast.one("CE"),
    )
    services.seal_base_price(tender, amount_won=BASE_WON, basis=BASIS, no_conflict=True, by=cast.one("CE"))
    tender = services.request_publication(tender, by=officer)
    approver = cast.who("AP", lambda person: policies.may_approve_publication(person, tender))
    if approver is None:
        raise AssertionError("the sandbox has an approver")
    tender = services.approve_publication(tender, by=approver)
    for rival, price in zip(_rivals(cast, tender), RIVALS, strict=False):
        services.submit_bid(tender, price_won=price, lead_days=40, key=f"{KEY} {tender.pk} {rival.pk}", by=rival)
    return tender


def _rivals(cast: Cast, tender: Tender) -> list[User]:
    """Competitors that may bid, another three for each tender."""
    able = [rival for rival in cast.rivals if policies.may_bid(rival, tender, today())]
    begin = tender.pk * len(RIVALS) % max(1, len(able))
    return [*able[begin:], *able[:begin]][: len(RIVALS)]


def sow(cast: Cast, guest: Guest) -> list[Thing]:
    """A tender of the company's own beside those of others; a price at the floor or above, below the others, wins."""
    tender = begin_tender(cast, guest.company.number)
    floor = BASE_WON * FLOOR_PCT / 100
    lowest = min(RIVALS)
    return [
        Thing(
            label_ko=f"공고 중인 입찰: {floor:,.0f}원 이상 {lowest:,.0f}원 미만이면 낙찰됩니다",
            label_en=f"Open tender: a bid from ₩{floor:,.0f} and below ₩{lowest:,.0f} wins it",
            number=tender.number,
            url=reverse("bidding:tender-detail", args=[tender.number]),
            api_url=f"/api/v1/tenders/{tender.uid}/",
        )
    ]


def _each(state: str, act: Callable[[Cast, Tender], bool], cast: Cast) -> int:
    own = Tender.objects.filter(state=state, key__startswith=KEY).select_related("officer").order_by("pk")
    return sum(act(cast, tender) for tender in own)


def _open(cast: Cast, tender: Tender) -> bool:
    """Two members of the committee, one after the other, as in earnest."""
    members = [member for member in cast.staff["OC"][:3] if policies.may_declare_no_conflict(member, tender)]
    for member in members[:2]:
        services.declare_no_conflict(tender, by=member)
        confirm(tender, by=member)
    return True


def _evaluate(cast: Cast, tender: Tender) -> bool:
    evaluator = cast.who("EV", lambda person: policies.may_rank_bids(person, tender))
    if evaluator is None:
        return False
    services.evaluate_tender(tender, no_conflict=True, by=evaluator)
    return True


def _propose(cast: Cast, tender: Tender) -> bool:
    first = queries.first_in_line(tender, today())
    if first is None:
        return False
    if tender.limit_calc.doubt and tender.few_bids_confirmed_at is None and tender.evaluator is not None:
        services.confirm_few_bids(tender, reason="기준가격 대비 투찰가를 확인했습니다.", by=tender.evaluator)
    reason = f"하한가 {tender.limit_calc.limit_won:,}원 이상인 유효 투찰 가운데 가장 낮은 {first.price_won:,}원입니다."
    services.propose_award(tender, bid=first.bid, reason=reason, by=tender.officer)
    return True


def _approve(cast: Cast, tender: Tender) -> bool:
    decision = tender.decisions.filter(approved_at=None, returned_at=None).first()
    if decision is None:
        return False
    approver = cast.who("AP", lambda person: policies.may_approve_award(person, decision, today()))
    if approver is None:
        return False
    services.approve_award(decision, by=approver)
    return True


def _record(cast: Cast, tender: Tender) -> bool:
    decision = queries.decision_in_force(tender)
    if decision is None:
        return False
    services.record_contract(
        tender,
        amount_won=decision.price_won,
        signed_on=today(),
        reference=f"SBX-{tender.number[4:]}",
        by=tender.officer,
    )
    return True


STEPS: dict[str, Callable[[Cast, Tender], bool]] = {
    TenderState.CLOSED: _open,
    TenderState.OPENED: _evaluate,
    TenderState.EVALUATED: _propose,
    TenderState.AWARD_PROPOSED: _approve,
    TenderState.AWARDED: _record,
}


def play(cast: Cast) -> int:
    """Take each of our tenders as far as it goes today."""
    return sum(_each(state, act, cast) for state, act in STEPS.items())


def keep_beating() -> None:
    """A clock that was moved on is no outage: no deadline is longer for it."""
    JobRun.objects.filter(name=HEART).update(started_at=ClockTimestamp())


grounds.add("bidding", Ground(order=30, lay=enrol))
seeds.add("bidding", Seed(order=30, sow=sow))
players.add("bidding", Player(order=30, play=play))
leaps.add("bidding", Leap(order=30, land=keep_beating))
