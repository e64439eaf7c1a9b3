"""Brands in a specification, purchases that look split, copies of past tenders, further rounds."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from catalog.tests.factories import ProductFactory
from portal.audit.models import AuditEntry
from portal.clock import db_now
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import BiddingTerms, SplitFlag, Tender, TenderTco
from purchasing.bidding.services import LineIn
from purchasing.bidding.services.rounds import round_faults
from purchasing.bidding.states import TenderState
from purchasing.bidding.tests import factories, tco_stage
from purchasing.bidding.tests.notice_stage import purchase
from purchasing.bidding.tests.told import entries

pytestmark = pytest.mark.django_db


def events(name: str) -> list[dict]:
    return [event.payload for event in Event.objects.filter(name=name).order_by("pk")]


def deeds_of(tender: Tender) -> list[str]:
    rows = AuditEntry.objects.filter(thing_type="bidding.tender", thing_id=str(tender.pk)).order_by("pk")
    return [row.what for row in rows]


# Brands, splitting ---------------------------------------------------------------------------------------------------
def test_a_brand_in_the_specification_needs_its_reason(published_maker):
    stage = factories.draft(description=f"{published_maker} 동등 이상")
    with pytest.raises(RuleBroken, match=f"names {published_maker}") as refusal:
        services.request_publication(stage.tender, by=stage.cast.officer)
    assert refusal.value.field == "brand_reason"
    services.edit_tender(stage.tender, by=stage.cast.officer, brand_reason="기존 설비와 호환, 동등 이상 허용")
    assert services.request_publication(stage.tender, by=stage.cast.officer).state == TenderState.REVIEW


@pytest.fixture
def published_maker() -> str:
    """A maker that the catalogue knows."""
    return ProductFactory(maker="한울베어링").current.maker


def test_two_purchases_that_cross_a_threshold_only_together_are_flagged_and_answered():
    cast = factories.Cast()
    before = purchase(cast, 30_000_000)
    stage = purchase(cast, 25_000_000)
    services.seal_base_price(
        stage.tender, amount_won=Decimal(24_000_000), no_conflict=True, above_budget=True, by=cast.estimator
    )
    services.request_publication(stage.tender, by=cast.officer)

    flag = SplitFlag.objects.get()
    assert (flag.tender, flag.class_code, flag.others) == (stage.tender, "461815", [before.tender.number])
    assert (flag.sum_won, flag.threshold_won) == (55_000_000, 50_000_000)
    assert "bidding.tender.split_flagged" in deeds_of(stage.tender)
    with pytest.raises(RuleBroken, match="BID-08"):
        services.approve_publication(stage.tender, by=cast.approver)
    with pytest.raises(RuleBroken, match="separate needs"):
        services.answer_split_flag(flag, answer=" ", by=cast.approver)
    services.answer_split_flag(flag, answer="계절별 별도 수요", by=cast.approver)
    assert services.approve_publication(stage.tender, by=cast.approver).state == TenderState.PUBLISHED
    with pytest.raises(WrongState):
        services.answer_split_flag(flag, answer="다시", by=cast.approver)


@pytest.mark.parametrize(
    ("won", "facts"),
    [
        (20_000_000, {}),  # exactly at the threshold together
        (60_000_000, {}),  # above it anyway
        (25_000_000, {"department": "물류실"}),
    ],
)
def test_purchases_that_are_not_split_are_not_flagged(won, facts):
    cast = factories.Cast()
    purchase(cast, 30_000_000)
    stage = purchase(cast, won, seal="keys")
    services.edit_tender(stage.tender, by=cast.officer, **facts)
    services.request_publication(stage.tender, by=cast.officer)
    assert not SplitFlag.objects.exists()


def test_purchases_longer_ago_than_the_terms_say_are_not_looked_at():
    cast = factories.Cast()
    old = purchase(cast, 30_000_000)
    Tender.objects.filter(pk=old.tender.pk).update(
        created_at=db_now() - timedelta(days=BiddingTerms.objects.latest().split_days + 1)
    )
    stage = purchase(cast, 25_000_000)
    services.request_publication(stage.tender, by=cast.officer)
    assert not SplitFlag.objects.exists()


# Copies and rounds ---------------------------------------------------------------------------------------------------
def test_a_copy_takes_over_everything_but_dates_price_and_result():
    stage = factories.awarded(
        envelopes=["price"], rebid_conditions="같은 조건", delivery_terms="분할 납품", budget_won=Decimal(49_000_000)
    )
    copy = services.copy_tender(stage.tender, by=stage.cast.officer, key="c")

    assert (copy.state, copy.copied_from, copy.title_ko) == (TenderState.DRAFT, stage.tender, stage.tender.title_ko)
    assert (copy.delivery_terms, copy.budget_won, copy.rebid_conditions) == (
        "분할 납품",
        Decimal(49_000_000),
        "같은 조건",
    )
    assert (copy.opens_at, copy.closes_at, copy.winner, copy.published_at) == (None, None, None, None)
    assert [line.description_ko for line in copy.lines.all()] == ["베어링 6204", "커플링"]
    assert copy.committee.count() == 2
    assert queries.base_price_seal(copy) is None
    assert services.copy_tender(stage.tender, by=stage.cast.officer, key="c") == copy


def test_another_round_follows_only_where_the_notice_announced_it():
    stage = factories.closed(prices=(90_000_000,))
    assert stage.tender.state == TenderState.FAILED
    with pytest.raises(NotAllowed, match="announced no further round"):
        services.begin_round(stage.tender, by=stage.cast.officer)


def again(cast=None, **facts):
    stage = factories.evaluated(
        cast, prices=(50_000_000, 52_000_000, 54_000_000), rebid_conditions="같은 조건", **facts
    )
    assert stage.tender.state == TenderState.FAILED  # domain 2.5, example LPL-c
    services.review_base_price(stage.tender, remark="시장 가격과 맞습니다.", by=stage.cast.estimator)
    tender = services.begin_round(stage.tender, by=stage.cast.officer)
    closes_at = db_now() + timedelta(days=10)
    tender = services.edit_tender(tender, by=stage.cast.officer, closes_at=closes_at)
    return stage, tender


def test_the_base_price_of_another_round_is_not_lower():
    stage, tender = again()
    assert (tender.round_of, queries.next_round(stage.tender)) == (stage.tender, tender)
    with pytest.raises(RuleBroken, match="100,000,000: another round may not lower it") as refusal:
        services.seal_base_price(
            tender, amount_won=Decimal(99_999_999), no_conflict=True, above_budget=True, by=stage.cast.estimator
        )
    assert refusal.value.field == "amount_won"
    services.seal_base_price(
        tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    services.request_publication(tender, by=stage.cast.officer)
    assert services.approve_publication(tender, by=stage.cast.approver).state == TenderState.PUBLISHED


def test_another_round_buys_the_same():
    stage, tender = again()
    services.edit_tender(tender, by=stage.cast.officer, lines=[LineIn("베어링 6204", Decimal(60), "EA")])
    with pytest.raises(RuleBroken, match="items and quantities stay") as refusal:
        services.request_publication(tender, by=stage.cast.officer)
    assert refusal.value.field == "lines"


@pytest.mark.parametrize(
    ("changed", "what", "field"),
    [
        ({"method": "LPL_FIXED", "fixed_ratio": Decimal("0.8"), "fixed_on": "base"}, "award rule", "method"),
        ({"cap_ratio": Decimal("1.1")}, "ceiling as a share of the base price", "cap_ratio"),
        ({"single_bid_allowed": True}, "a single bid may win", "single_bid_allowed"),
        ({"min_bids": 3}, "bids needed at least", "min_bids"),
        ({"preference_on": True}, "preference for socially friendly enterprises", "preference_on"),
        ({"min_level": "L3"}, "open to", "min_level"),
        ({"min_esg_score": Decimal(50)}, "ESG score needed at least", "min_esg_score"),
    ],
)
def test_another_round_keeps_what_was_announced_and_says_what_differs(changed, what, field):
    stage, tender = again()
    services.edit_tender(tender, by=stage.cast.officer, **changed)
    assert (field, f"“{what}” is not as it was announced.") in differences(tender)


def differences(tender: Tender) -> list[tuple[str, str]]:
    """(field, end of the sentence) of what another round has to set back."""
    terms, stored = BiddingTerms.objects.latest(), Tender.objects.get(pk=tender.pk)
    return [(field, words.partition("round before: ")[2]) for field, words in round_faults(stored, terms)]


def test_another_round_is_judged_by_the_same_criteria_and_figures():
    facts = {"method": "COMPOSITE", "envelopes": factories.ENVELOPES, "criteria": factories.CRITERIA}
    stage = factories.published(rebid_conditions="같은 조건", **facts)
    factories.pass_deadline(stage.tender)
    tender = services.begin_round(services.close_tender(stage.tender), by=stage.cast.officer)
    assert differences(tender) == []
    lighter = [*factories.CRITERIA[:2], replace(factories.CRITERIA[2], weight=Decimal(50))]
    lighter.append(replace(factories.CRITERIA[3], weight=Decimal(50)))
    services.edit_tender(tender, by=stage.cast.officer, criteria=lighter, method_params={"price_weight": "70"})
    assert differences(tender) == [
        ("method", "“figures of the award rule” is not as it was announced."),
        ("criteria", "“criteria” is not as it was announced."),
    ]


def test_the_budget_stays_where_the_award_rule_compares_with_it():
    facts = {"method": "LPL_EC", "budget_won": Decimal(40_000_000), "rebid_conditions": "같은 조건"}
    stage = factories.closed(prices=(), **facts)
    tender = services.begin_round(stage.tender, by=stage.cast.officer)
    services.edit_tender(tender, by=stage.cast.officer, budget_won=Decimal(39_000_000))
    assert differences(tender) == [("budget_won", "“budget (won)” is not as it was announced.")]


# Cost models ---------------------------------------------------------------------------------------------------------
def failed_by_cost():
    """Nobody bid on a tender that compares total cost; its model has gone out of use since."""
    stage = tco_stage.publish(tco_stage.tco_draft(rebid_conditions="같은 조건"))
    factories.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    return stage, queries.tco_model_chosen(stage.tender)


def test_a_copy_takes_the_cost_model_as_long_as_it_is_in_use(client):
    stage, model = failed_by_cost()
    copy = services.copy_tender(stage.tender, by=stage.cast.officer, key="c")
    assert queries.tco_model_chosen(copy) == model

    services.retire_tco_model(model, reason="단가가 낡음", by=stage.cast.approver)
    assert queries.tco_model_chosen(services.copy_tender(stage.tender, by=stage.cast.officer, key="d")) is None
    client.cookies["django_language"] = "en"
    sign_in(client, stage.cast.officer)
    copied = client.post(reverse("bidding:tender-copy", args=[stage.tender.number]), {"key": "e"}, follow=True)
    assert "Its cost model is no longer in use" in copied.content.decode()


def test_another_round_compares_by_the_cost_model_that_was_announced_and_no_other():
    stage, model = failed_by_cost()
    services.retire_tco_model(model, reason="단가가 낡음", by=stage.cast.approver)
    other = tco_stage.tco_model(stage.cast, code="PUMP2")
    tender = services.begin_round(stage.tender, by=stage.cast.officer)

    assert (queries.tco_model_chosen(tender), list(queries.tco_models_for(tender))) == (model, [model])
    assert differences(tender) == []
    services.tco_check_ready(tender)
    with pytest.raises(RuleBroken, match="by the cost model of the round before") as refusal:
        services.choose_tco_model(tender, model=other, by=stage.cast.officer)
    assert refusal.value.field == "model"
    assert services.choose_tco_model(tender, model=model, by=stage.cast.officer).model == model
    TenderTco.objects.filter(tender=tender).update(model=other)  # as an older draft may stand
    assert differences(tender) == [("method", "“cost model” is not as it was announced.")]


def test_a_further_lot_takes_the_cost_model_of_the_last_one():
    stage = tco_stage.tco_draft()
    notice = services.make_lots(stage.tender, by=stage.cast.officer)
    lot = services.add_lot(notice, title_ko="펌프 2", by=stage.cast.officer)
    assert queries.tco_model_chosen(lot) == queries.tco_model_chosen(stage.tender)


def test_after_bids_that_were_all_below_the_floor_the_base_price_is_reviewed_before_another_round(client):
    stage = factories.evaluated(prices=(50_000_000, 52_000_000, 54_000_000), rebid_conditions="같은 조건")
    officer, estimator = stage.cast.officer, stage.cast.estimator
    waits = [(tender.pk, what) for tender, what in queries.notices_waiting_for(estimator)]
    assert waits == [(stage.tender.pk, "review")]
    with pytest.raises(WrongState, match="reviews the base price first"):
        services.begin_round(stage.tender, by=officer)
    with pytest.raises(NotAllowed, match="Only a cost estimator"):
        services.review_base_price(stage.tender, remark="맞습니다.", by=officer)

    sign_in(client, estimator)
    client.cookies["django_language"] = "en"
    assert "Review the base price" in client.get(reverse("home:dashboard")).content.decode()
    url = f"/tenders/{stage.tender.number}/base-price/review/"
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "수입 후판 시세가 내렸습니다."}).status_code == 303
    assert client.post(url, {"reason": "다시"}).status_code == 409

    assert queries.notices_waiting_for(estimator) == []
    assert ("bidding.tender.base_price_reviewed", "", "", estimator.name) in entries(stage.tender)
    assert services.begin_round(stage.tender, by=officer).round_of == stage.tender


def test_a_round_is_begun_once():
    stage, tender = again()
    assert services.begin_round(stage.tender, by=stage.cast.officer) == tender
    assert Tender.objects.filter(round_of=stage.tender).count() == 1


def test_a_page_from_before_the_round_was_cancelled_begins_a_new_one(client):
    stage = factories.closed(prices=(90_000_000,), rebid_conditions="같은 조건")
    sign_in(client, stage.cast.officer)
    url = reverse("bidding:tender-next-round", args=[stage.tender.number])
    pages = [client.post(url, {"key": "of the page"})["Location"] for _ in range(2)]
    gone = Tender.objects.get(round_of=stage.tender)
    services.cancel_tender(gone, reason="수량을 다시 봅니다.", by=stage.cast.officer)
    pages += [client.post(url, {"key": "of the page"})["Location"] for _ in range(2)]

    following = queries.next_round(stage.tender)
    shown = [reverse("bidding:tender-detail", args=[each.number]) for each in (gone, gone, following, following)]
    assert pages == shown
    assert following.state == TenderState.DRAFT
    assert following.pk != gone.pk


def test_a_round_that_failed_unopened_keeps_its_base_price_to_itself_and_is_not_undercut_either():
    stage = factories.closed(prices=(90_000_000,), rebid_conditions="같은 조건")
    tender = services.begin_round(stage.tender, by=stage.cast.officer)
    with pytest.raises(RuleBroken, match="may not be lowered") as refusal:
        services.seal_base_price(
            tender, amount_won=Decimal(99_999_999), no_conflict=True, above_budget=True, by=stage.cast.estimator
        )
    assert "100" not in str(refusal.value)
