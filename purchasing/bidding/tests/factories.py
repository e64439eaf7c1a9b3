"""Tenders in every state, made through the services that the screens use, and the people who do it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

from django.db import connection, transaction

from portal.clock import db_now
from portal.people.models import User
from portal.tests.factories import staff, supplier
from portal.tests.kept import kept
from purchasing.bidding import queries, services
from purchasing.bidding.models import BasePrice, Bid, BiddingTerms, CommitteeMember, Tender, TenderLine
from purchasing.bidding.services import CriterionIn, LineIn
from purchasing.bidding.services.seals import base_price_fingerprint, lines_fingerprint, new_nonce
from purchasing.bidding.states import Seal, TenderState

BASE_WON = Decimal(100_000_000)
SMALL_WON = Decimal(50_000_000)
PASSPHRASE = "쇳물은 기다리지 않는다 1973"  # of every officer's key made here
LPL_A = (68_000_000, 78_500_000, 88_000_000, 92_000_000, 97_000_000)  # domain 2.5, example LPL-a
LINES = (
    LineIn("베어링 6204", Decimal(120), "EA", "Bearing 6204"),
    LineIn("커플링", Decimal("2.5"), "SET", "Coupling"),
)

ENVELOPES = ["qualification", "technical", "price"]
CRITERIA = (  # for a tender with three envelopes: ``draft(envelopes=ENVELOPES, criteria=CRITERIA)``
    CriterionIn("품질경영시스템 인증", "Certified quality management", "qualification", needs_file=True),
    CriterionIn("납품 실적 3년", "Three years of deliveries", "qualification"),
    CriterionIn("기술 제안의 적합성", "Fitness of the technical proposal", "technical", "scored", Decimal(60)),
    CriterionIn("납기와 사후 관리", "Delivery and after-sales service", "technical", "scored", Decimal(40)),
)

OUT_OF_ORDER = "1순위가 아님: 1순위 회사는 납기 30일을 지킬 수 없다고 서면으로 알렸고, 이 회사는 21일에 납품함"


class Cast:
    """The people of the buying organisation; each is made when first asked for."""

    @cached_property
    def officer(self) -> User:
        return staff("PO", name="구매 한지우")

    @cached_property
    def estimator(self) -> User:
        return staff("CE", name="원가 오세훈")

    @cached_property
    def approver(self) -> User:
        return staff("AP", name="승인 정다은")

    @cached_property
    def second_approver(self) -> User:
        return staff("AP", name="승인 문가람")

    @cached_property
    def evaluator(self) -> User:
        return staff("EV", name="평가 송하늘")

    @cached_property
    def openers(self) -> tuple[User, User]:
        pair = staff("OC", name="개찰 이서연"), staff("OC", name="개찰 박준호")
        for user, department in zip(pair, ("감사실", "재무실"), strict=True):
            user.membership.department = department
            user.membership.save(update_fields=["department"])
        return pair

    @cached_property
    def third_opener(self) -> User:
        """Sits in the committee of tenders that are sealed to keys: two of three open."""
        user = staff("OC", name="개찰 최유진")
        user.membership.department = "법무실"
        user.membership.save(update_fields=["department"])
        return user


@dataclass
class Stage:
    """A tender and the people around it; ``bidders`` by the order in which they bid."""

    tender: Tender
    cast: Cast
    bidders: list[User]

    def bids(self) -> list[Bid]:
        """The bids that count, in the order of ``bidders``."""
        by_company = {bid.company_id: bid for bid in queries.current_bids(self.tender).select_related("company")}
        return [by_company[user.company_id] for user in self.bidders]


def key() -> str:
    """A fresh idempotency key."""
    return uuid.uuid4().hex


@kept
def draft(cast: Cast | None = None, *, lines: Sequence[LineIn] = LINES, **facts) -> Stage:
    """A complete draft whose notice period holds."""
    cast = cast or Cast()
    now = db_now()
    told = {
        "title_ko": "베어링 연간 단가",
        "title_en": "Bearings, annual price",
        "kind": "goods",
        "opens_at": now,
        "closes_at": now + timedelta(days=10),
        "estimator": cast.estimator,
    } | facts
    committee = list(cast.openers)
    if told.get("seal") != Seal.KEYS:
        told.setdefault("budget_won", SMALL_WON)  # the most that access rights alone keep sealed
    if told.get("seal") == Seal.KEYS:
        committee.append(cast.third_opener)
        for opener in committee:
            enrol(opener)
    tender = services.draft_tender(by=cast.officer, lines=lines, committee=committee, **told)
    return Stage(tender, cast, [])


def enrol(user: User) -> None:
    """An officer key for the user, with the passphrase of this file."""
    if queries.key_of(user) is None:
        services.enrol_key(passphrase=PASSPHRASE, by=user)


@kept
def in_review(cast: Cast | None = None, *, base_won: Decimal = BASE_WON, **facts) -> Stage:
    """Sealed by the estimator and waiting for an approver."""
    stage = draft(cast, **facts)
    meant = {"no_conflict": True, "above_budget": True}
    services.seal_base_price(stage.tender, amount_won=base_won, by=stage.cast.estimator, **meant)
    stage.tender = services.request_publication(stage.tender, by=stage.cast.officer)
    return stage


@kept
def published(cast: Cast | None = None, *, prices: Sequence[int] = (), base_won: Decimal = BASE_WON, **facts) -> Stage:
    """Taking bids, with one bid per price already in."""
    stage = in_review(cast, base_won=base_won, **facts)
    stage.tender = services.approve_publication(stage.tender, by=stage.cast.approver)
    for price in prices:
        bidder = supplier()
        services.submit_bid(stage.tender, price_won=Decimal(price), key=key(), by=bidder)
        stage.bidders.append(bidder)
    return stage


@kept
def closed(cast: Cast | None = None, *, prices: Sequence[int] = LPL_A, **given) -> Stage:
    """Past its deadline; failed if the prices are fewer than ``min_bids``."""
    stage = published(cast, prices=prices, **given)
    pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    return stage


@kept
def opened(cast: Cast | None = None, **given) -> Stage:
    """Opened by both members."""
    stage = closed(cast, **given)
    open_bids(stage)
    return stage


def open_bids(stage: Stage) -> None:
    """Both members declare and confirm: the next envelope is open."""
    for opener in stage.cast.openers:
        services.declare_no_conflict(stage.tender, by=opener)
    for opener in stage.cast.openers:
        services.confirm_opening(stage.tender, by=opener, passphrase=PASSPHRASE)
    stage.tender = Tender.objects.get(pk=stage.tender.pk)


@kept
def evaluated(cast: Cast | None = None, **given) -> Stage:
    """With verdicts; failed where no award is possible."""
    stage = opened(cast, **given)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    stage.tender = Tender.objects.get(pk=stage.tender.pk)
    return stage


@kept
def proposed(cast: Cast | None = None, **given) -> Stage:
    """The first in rank is proposed."""
    stage = evaluated(cast, **given)
    first = stage.tender.rulings.select_related("bid").get(rank=1).bid
    services.propose_award(stage.tender, bid=first, reason="최저 유효 가격", by=stage.cast.officer)
    stage.tender = Tender.objects.get(pk=stage.tender.pk)
    return stage


@kept
def standing(cast: Cast | None = None, **given) -> Stage:
    """The award to the first in rank is approved and stands still."""
    stage = proposed(cast, **given)
    services.approve_award(stage.tender.decisions.get(), by=stage.cast.second_approver)
    stage.tender = Tender.objects.get(pk=stage.tender.pk)
    return stage


@kept
def awarded(cast: Cast | None = None, **given) -> Stage:
    """Awarded to the first in rank after the standstill."""
    stage = standing(cast, **given)
    pass_standstill(stage.tender)
    stage.tender = services.end_standstill(stage.tender.standstills.get())
    return stage


def pass_standstill(tender: Tender) -> None:
    """Let the standstill end now; its owner looks away for one statement, as at the deadline."""
    _while_away(
        "bidding_keep_standstill",
        "UPDATE bidding_standstill SET ends_at = clock_timestamp() WHERE tender_id = %s AND ended_at IS NULL",
        [tender.pk],
    )


def pass_deadline(tender: Tender) -> None:
    """Let the deadline be now. The database forbids that to everyone, so its owner looks away for one statement."""
    _while_away(
        "bidding_keep_promises", "UPDATE bidding_tender SET closes_at = clock_timestamp() WHERE id = %s", [tender.pk]
    )
    tender.refresh_from_db(fields=["closes_at"])


def let_it_have_stood(tender: Tender, days: timedelta, *, published_late: timedelta) -> None:
    """Let the notice have stood for so long between its day and the deadline; the portal published it this late."""
    publish_at = tender.closes_at - days
    _while_away(
        "bidding_keep_promises",
        "UPDATE bidding_tender SET publish_at = %s, published_at = %s WHERE id = %s",
        [publish_at, publish_at + published_late, tender.pk],
    )


def _while_away(function: str, statement: str, params: list) -> None:
    """Run ``statement`` while the trigger's function lets everything pass."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_get_functiondef('{function}'::regproc)")
        kept = cursor.fetchone()[0]
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        )
        cursor.execute(statement, params)
        cursor.execute(kept)


@kept
def running(*, closes_in: timedelta, cast: Cast | None = None, base_won: Decimal = BASE_WON, **facts) -> Stage:
    """Taking bids for ``closes_in`` from now on: rows as publication leaves them, but without a notice period."""
    cast = cast or Cast()
    now = db_now()
    tender = Tender(
        number=f"TND-2026-9{uuid.uuid4().int % 100_000:05d}",
        title_ko="급한 입찰",
        kind="goods",
        officer=cast.officer,
        estimator=cast.estimator,
        opens_at=now - timedelta(hours=1),
        closes_at=now + closes_in,
        **facts,
    )
    tender.save()
    TenderLine.objects.create(tender=tender, no=1, description_ko="베어링", qty=Decimal(1), uom="EA")
    for opener in [*cast.openers, *([cast.third_opener] if tender.seal == Seal.KEYS else [])]:
        if tender.seal == Seal.KEYS:
            enrol(opener)
        CommitteeMember.objects.create(tender=tender, user=opener, declared_at=now)
    price = BasePrice(tender=tender, amount_won=base_won, set_by=cast.estimator, sealed_at=now, nonce=new_nonce())
    price.lines_sha256, price.commitment = lines_fingerprint(tender), base_price_fingerprint(price)
    price.save(force_insert=True)
    with transaction.atomic():
        services.make_keys(tender, by=None)
    promises = queries.params_for(tender, BiddingTerms.objects.latest())
    for state in (TenderState.REVIEW, TenderState.PUBLISHED):
        tender.state = state
        if state == TenderState.PUBLISHED:
            tender.approver, tender.published_at, tender.params = cast.approver, now - timedelta(hours=2), promises
            tender.closes_at = db_now() + closes_in
        tender.save()
    return Stage(tender, cast, [])
