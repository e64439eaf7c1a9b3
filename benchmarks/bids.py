"""Evaluation of many opened bids: read them, judge them, store each verdict with its rank and figures.

Ours is what the portal does when an evaluator presses the button: ``queries.offers_for``, ``rules.evaluate`` with its
whole trace, ``services.evaluation.give_verdicts``. The baseline is what one writes first: a loop over model objects
with Decimals and one ``save()`` each. Both run on the same rows of the real tables with all their triggers, and must
agree bid by bid. Source: performance 6 and 8.
"""

import gc
import random
import time
import uuid
from datetime import timedelta
from decimal import Decimal
from statistics import median

from django.db import connection, transaction

from portal.audit.services import move
from portal.bench import Ratio
from portal.clock import db_now
from portal.people.models import Company, User
from purchasing.bidding import queries, rules
from purchasing.bidding.models import Bid, BiddingTerms, LimitCalc, Ruling, Tender
from purchasing.bidding.services.evaluation import give_verdicts
from purchasing.bidding.states import RulingState, TenderState

BASE = Decimal(1_000_000_000)
MUST_STORED, MUST_JUDGED = 8, 0.4


def run(rows: int, rounds: int) -> list[Ratio]:
    """One tender with ``rows`` opened bids; every round begins from the same opened state."""
    tender = _tender(rows)
    ours, judging, baseline, plain = [], [], [], []
    gc.collect()
    gc.freeze()  # as the web process does (portal/wsgi.py), for both ways
    for _round in range(max(1, min(rounds, 3))):
        gc.collect()  # what the other way left is not looked through in the time of this one
        with _undone():
            begun = time.perf_counter()
            offers = queries.offers_for(tender)
            read = time.perf_counter()
            result = rules.evaluate(offers, notice=queries.notice_of(tender), base_won=BASE, seed="s")
            judged = time.perf_counter()
            give_verdicts(tender, result, calc=LimitCalc(tender=tender, sha256="0" * 64))
            ours.append(time.perf_counter() - begun)
            judging.append(judged - read)
            found = _states(tender)
        gc.collect()
        with _undone():
            begun = time.perf_counter()
            plain.append(_one_by_one(tender))
            baseline.append(time.perf_counter() - begun)
            if _states(tender) != found:
                raise AssertionError("the two ways disagree")
    gc.unfreeze()
    stored, alone = median(ours), median(baseline)
    return [
        _ratio(f"reading, judging and storing {rows:,} bids against one save() each", alone, stored, MUST_STORED),
        _ratio(
            "the engine with its whole trace against a bare Decimal loop", median(plain), median(judging), MUST_JUDGED
        ),
    ]


def _ratio(name: str, baseline_s: float, ours_s: float, must: float) -> Ratio:
    return Ratio(name, baseline_s / ours_s, must, ours_s * 1e3, baseline_s * 1e3)


class _undone:  # noqa: N801 (used like a function)
    """A savepoint that is always rolled back."""

    def __enter__(self):
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, kind, value, trace):
        if kind is None:
            transaction.set_rollback(True)
        told = self.block.__exit__(kind, value, trace)
        if not connection.in_atomic_block:  # what was undone would stand in the way of the next round
            with connection.cursor() as cursor:
                cursor.execute("VACUUM bidding_ruling")
        return told


def _one_by_one(tender: Tender) -> float:
    """The baseline; returns how long the comparison alone took."""
    rulings = list(Ruling.objects.filter(tender=tender).select_related("bid__company"))
    begun = time.perf_counter()
    prices = [ruling.price_won for ruling in rulings]
    limit = (sum(prices) / len(prices) + BASE) / 2 * Decimal("0.85")
    kept = sorted(
        (ruling for ruling in rulings if ruling.price_won >= limit),
        key=lambda ruling: (ruling.price_won, rules.lot("s", ruling.bid.company.number)),
    )
    ranks = {ruling.pk: rank for rank, ruling in enumerate(kept, start=1)}
    spent = time.perf_counter() - begun
    for ruling in rulings:
        ruling.rank = ranks.get(ruling.pk)
        ruling.state = RulingState.IN_RANGE if ruling.rank else RulingState.EXCLUDED_LOW
        ruling.cause = "lowest" if ruling.rank == 1 else "not_lowest" if ruling.rank else "below_limit"
        ruling.figures = {"limit_won": f"{limit:.0f}"}
        ruling.save()
    return spent


def _states(tender: Tender) -> dict[int, tuple[str, int | None]]:
    rows = Ruling.objects.filter(tender=tender).values_list("pk", "state", "rank")
    return {pk: (state, rank) for pk, state, rank in rows}


def _tender(rows: int) -> Tender:
    """A published tender whose bids are opened; the deadline's own trigger looks away while they are made."""
    rng = random.Random(7)  # noqa: S311 (the same bids each time)
    now = db_now()
    people = [
        User.objects.create(name=name, email=f"{uuid.uuid4().hex}@bench.invalid") for name in ("구매", "원가", "승인")
    ]
    officer, estimator, approver = people
    tender = Tender.objects.create(
        number=f"TND-BENCH-{uuid.uuid4().hex[:8]}",
        title_ko="측정",
        kind="goods",
        officer=officer,
        estimator=estimator,
        opens_at=now - timedelta(days=10),
        closes_at=now + timedelta(days=1),
    )
    tender.params = queries.params_for(tender, BiddingTerms.objects.latest())
    for name in ("request", "publish"):
        more = {"approver": approver, "published_at": now, "params": tender.params} if name == "publish" else {}
        move(tender, name, by=None, **more)
    tender = Tender.objects.get(pk=tender.pk)
    mark = uuid.uuid4().hex[:4]
    companies = Company.objects.bulk_create(
        [
            Company(number=f"CMP-{mark}-{n:06d}", legal_name_ko=f"가온{n}", brn=f"{9_000_000_000 + n}")
            for n in range(rows)
        ]
    )
    bids = Bid.objects.bulk_create(
        [
            Bid(
                tender=tender,
                company=company,
                price_won=Decimal(rng.randrange(600_000_000, 1_050_000_000)),
                commitment=uuid.uuid4().hex,
                key=uuid.uuid4().hex,
                submitted_by=officer,
            )
            for company in companies
        ]
    )
    Ruling.objects.bulk_create([Ruling(bid=bid, tender=tender, price_won=bid.price_won) for bid in bids])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE bidding_ruling, bidding_bid, people_company")
    if tender.state != TenderState.PUBLISHED:
        raise AssertionError(tender.state)
    return tender
