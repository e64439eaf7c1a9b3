"""A bid that its bidder may take back after the deadline: by an approver, for a manifest error, told to everybody."""

import json
from decimal import Decimal

import pytest

from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.tests.factories import supplier
from portal.tests.signin import sign_in
from purchasing.bidding import handlers, queries, services
from purchasing.bidding.models import EvaluationDocument, Ruling, Tender
from purchasing.bidding.rules import evaluated
from purchasing.bidding.rules.screen_flags import Flag
from purchasing.bidding.states.screens import Screening
from purchasing.bidding.tests import factories
from purchasing.bidding.views.shown import address

pytestmark = pytest.mark.django_db

WORDS = "단가의 소수점을 잘못 옮겼습니다."


def lowest(stage) -> Ruling:
    return stage.tender.rulings.select_related("tender", "bid__company").order_by("price_won").first()


def withdrawn():
    stage = factories.opened()
    services.withdraw_for_error(lowest(stage), reason=WORDS, by=stage.cast.approver)
    return stage


def test_the_bid_counts_for_nothing_and_the_reason_is_published():
    stage = withdrawn()
    gone = lowest(stage)

    assert (gone.state, gone.cause, gone.remark) == ("non_responsive", "withdrawn", WORDS)
    assert WORDS in queries.why(gone)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    calc = stage.tender.limit_calc
    assert calc.pool_count == len(factories.LPL_A) - 1
    text = EvaluationDocument.objects.get().text
    told = json.loads(text)
    assert evaluated.faults(text) == []
    assert (told["bids"]["1"]["cause"], told["bids"]["1"]["remark"]) == ("withdrawn", WORDS)


def test_it_is_on_record_and_the_bidder_is_told():
    stage = withdrawn()
    gone = lowest(stage)
    event = AuditEntry.objects.get(what__endswith="bid_withdrawn_for_error")
    assert (event.by, event.reason) == (stage.cast.approver, WORDS)
    handlers.telling.tell_let_go(tender=stage.tender.pk, bid=gone.bid_id)
    [notice] = Notice.objects.filter(kind="bidding.bid_withdrawn_for_error")
    assert notice.user == stage.bidders[0]
    assert gone.bid.receipt in notice.params.values()


def test_only_an_approver_apart_from_the_tender_decides_it():
    stage = factories.opened()
    for person in (stage.cast.officer, stage.cast.estimator, stage.cast.evaluator, stage.bidders[0]):
        with pytest.raises(NotAllowed):
            services.withdraw_for_error(lowest(stage), reason=WORDS, by=person)
    with pytest.raises(RuleBroken) as refusal:
        services.withdraw_for_error(lowest(stage), reason=" ", by=stage.cast.approver)
    assert refusal.value.field == "reason"


def test_not_twice_and_not_after_the_evaluation():
    stage = withdrawn()
    with pytest.raises(WrongState):
        services.withdraw_for_error(lowest(stage), reason=WORDS, by=stage.cast.approver)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    second = stage.tender.rulings.select_related("tender").order_by("price_won")[1]
    with pytest.raises(WrongState):
        services.withdraw_for_error(second, reason=WORDS, by=stage.cast.approver)


def test_the_page(client):
    stage = factories.opened()
    page = address(stage.tender, "bid-withdraw-for-error", lowest(stage).bid.uid)
    sign_in(client, stage.cast.approver)
    assert page in client.get(address(stage.tender, "evaluation-detail")).content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": WORDS}).status_code == 303
    assert lowest(stage).cause == "withdrawn"
    assert page not in client.get(address(stage.tender, "evaluation-detail")).content.decode()


def award(cast, bidders, prices, *, leaves=False):
    """A tender of these bidders, awarded to the lowest that stays."""
    stage = factories.published(cast)
    for bidder, price in zip(bidders, prices, strict=True):
        services.submit_bid(stage.tender, price_won=Decimal(price), key=factories.key(), by=bidder)
    factories.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    factories.open_bids(stage)
    if leaves:
        services.withdraw_for_error(lowest(stage), reason=WORDS, by=cast.approver)
    services.evaluate_tender(stage.tender, no_conflict=True, by=cast.evaluator)
    stage.tender.refresh_from_db()
    first = stage.tender.rulings.get(rank=1)
    decision = services.propose_award(stage.tender, bid=first.bid, reason="최저가", by=cast.officer)
    services.approve_award(decision, by=cast.second_approver)
    tender = Tender.objects.get(pk=stage.tender.pk)
    factories.pass_standstill(tender)
    return services.end_standstill(tender.standstills.get())


def flags(tender) -> set[str]:
    return {flag["flag"] for flag in services.screen_tender(tender, Screening.AWARD).flags}


def test_a_companion_that_wins_after_the_lowest_left_is_flagged_and_nothing_else_happens():
    cast, bidders = factories.Cast(), [supplier() for _each in range(4)]
    before = award(cast, bidders, [90_000_000, 92_000_000, 94_000_000, 96_000_000])
    after = award(cast, bidders, [88_000_000, 91_000_000, 95_000_000, 97_000_000], leaves=True)
    assert Flag.LOWEST_LEFT not in flags(before)
    assert Flag.LOWEST_LEFT in flags(after)
    assert after.state == "awarded"


def test_strangers_are_not_flagged():
    cast, bidders = factories.Cast(), [supplier() for _each in range(4)]
    assert Flag.LOWEST_LEFT not in flags(
        award(cast, bidders, [88_000_000, 91_000_000, 95_000_000, 97_000_000], leaves=True)
    )
