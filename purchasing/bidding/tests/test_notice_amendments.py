"""Amendments: a second person, a new version, everybody told, bids back and the deadline later where it is material."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.clock import db_now
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.tests.factories import supplier
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import Amendment, Bid, Tender
from purchasing.bidding.services import AmendmentIn, CriterionIn, DocumentIn, LineIn
from purchasing.bidding.states import TenderState
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.notice_stage import PDF, published_lots

pytestmark = pytest.mark.django_db
FEWER = [LineIn("베어링 6204", Decimal(60), "EA", "Bearing 6204"), factories.LINES[1]]


def amended(stage, wanted: AmendmentIn, *, reason="사양 정정") -> Amendment:
    return services.request_amendment(stage.tender, wanted, reason=reason, by=stage.cast.officer)


def soonest(stage, extra_s: int = 1):
    return services.least_deadline(stage.tender) + timedelta(seconds=extra_s)


def events(name: str) -> list[dict]:
    return [event.payload for event in Event.objects.filter(name=name).order_by("pk")]


def test_a_clearer_text_keeps_bids_and_deadline_and_makes_the_next_version():
    stage = factories.published(prices=(90_000_000, 95_000_000))
    before = stage.tender.closes_at
    amendment = amended(stage, AmendmentIn(facts={"description": "성적서 원본 제출"}))
    assert (amendment.version, amendment.material) == (2, False)
    assert Tender.objects.get(pk=stage.tender.pk).description == ""

    tender = services.approve_amendment(amendment, by=stage.cast.approver)
    tender.refresh_from_db()
    assert (tender.description, tender.notice_version, tender.bids_since_version) == ("성적서 원본 제출", 2, 1)
    assert (tender.closes_at, queries.current_bids(tender).count()) == (before, 2)
    assert events("bidding.tender_amended") == [{"tender": tender.pk, "amendment": amendment.pk, "material": 0}]
    assert queries.amendments_of(tender).get().changes["facts"] == {"description": ["", "성적서 원본 제출"]}


def test_another_quantity_sends_bids_back_and_moves_the_deadline_by_half_of_the_first_period():
    stage = factories.published(prices=(90_000_000, 95_000_000))
    tender = stage.tender
    half = (tender.closes_at - tender.published_at) / 2
    assert services.least_deadline(tender) == tender.closes_at + half
    with pytest.raises(RuleBroken, match="at the earliest") as refusal:
        amended(stage, AmendmentIn(lines=FEWER, closes_at=tender.closes_at + half - timedelta(seconds=1)))
    assert refusal.value.field == "closes_at"

    amendment = amended(stage, AmendmentIn(lines=FEWER, closes_at=tender.closes_at + half))
    tender = services.approve_amendment(amendment, by=stage.cast.approver)
    tender.refresh_from_db()
    assert [line.qty for line in tender.lines.all()] == [60, Decimal("2.5")]
    assert (tender.notice_version, tender.bids_since_version, tender.base_price_due) == (2, 2, True)
    assert queries.current_bids(tender).count() == 0
    assert [queries.own_bid(bidder, tender) for bidder in stage.bidders] == [None, None]
    assert [bid.voided.cause for bid in tender.bids.all()] == ["amended", "amended"]
    assert len(events("bidding.bid_voided")) == 2

    bid = services.submit_bid(tender, price_won=Decimal(50_000_000), key="again", by=stage.bidders[0])
    assert (bid.seq, Bid.objects.get(pk=bid.pk).notice_version) == (2, 2)
    assert queries.own_bid(stage.bidders[0], tender) == bid


def test_the_estimator_seals_the_base_price_again_after_another_quantity():
    stage = factories.published()
    amendment = amended(stage, AmendmentIn(lines=FEWER, closes_at=soonest(stage)))
    sealed = queries.base_price_seal(stage.tender)
    with pytest.raises(WrongState, match="no longer changes"):
        services.seal_base_price(
            stage.tender, amount_won=Decimal(7), no_conflict=True, above_budget=True, by=stage.cast.estimator
        )
    services.approve_amendment(amendment, by=stage.cast.approver)
    assert events("bidding.base_price_due") == [{"tender": stage.tender.pk}]

    services.seal_base_price(
        stage.tender, amount_won=Decimal(7), no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    assert queries.base_price_seal(stage.tender)["commitment"] != sealed["commitment"]
    assert Tender.objects.get(pk=stage.tender.pk).base_price_due is False
    with pytest.raises(WrongState, match="no longer changes"):
        services.seal_base_price(
            stage.tender, amount_won=Decimal(8), no_conflict=True, above_budget=True, by=stage.cast.estimator
        )


def test_after_the_closing_only_a_base_price_that_was_due_before_it_is_sealed_and_once(client):
    stage = factories.published(prices=(90_000_000, 95_000_000))
    services.approve_amendment(
        amended(stage, AmendmentIn(lines=FEWER, closes_at=soonest(stage))), by=stage.cast.approver
    )
    for bidder in stage.bidders:
        services.submit_bid(stage.tender, price_won=Decimal(50_000_000), key=factories.key(), by=bidder)
    factories.pass_deadline(stage.tender)
    tender = services.close_tender(stage.tender)
    assert (tender.state, queries.takes_base_price(tender)) == ("closed", True)
    seal = {"no_conflict": True, "above_budget": True, "by": stage.cast.estimator}
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, stage.cast.estimator)
    door = reverse("bidding:base-price-seal", args=[tender.number])
    assert client.get(door).status_code == 200

    services.seal_base_price(tender, amount_won=Decimal(60_000_000), **seal)
    told = AuditEntry.objects.filter(what="bidding.tender.base_price_sealed").latest("pk")
    assert json.loads(told.payload)["after_closing"] is True
    with pytest.raises(WrongState, match="no longer changes"):
        services.seal_base_price(tender, amount_won=Decimal(40_000_000), **seal)
    assert client.get(door).status_code == 409
    factories.open_bids(stage)
    assert stage.tender.state == "opened"


def test_after_the_closing_a_base_price_that_was_sealed_stays_and_nobody_makes_it_due():
    stage = factories.closed()
    with pytest.raises(WrongState, match="no longer changes"):
        services.seal_base_price(
            stage.tender, amount_won=Decimal(7), no_conflict=True, above_budget=True, by=stage.cast.estimator
        )
    with pytest.raises(IntegrityError, match="only before the deadline"), transaction.atomic():
        Tender.objects.filter(pk=stage.tender.pk).update(base_price_due=True)
    late = factories.published(prices=(90_000_000,))
    factories.pass_deadline(late.tender)  # nobody has closed it yet
    with pytest.raises(IntegrityError, match="only before the deadline"), transaction.atomic():
        Tender.objects.filter(pk=late.tender.pk).update(base_price_due=True)


@pytest.mark.parametrize(
    ("facts", "material"),
    [
        ({"method": "LPL_FIXED", "fixed_ratio": Decimal("0.8"), "fixed_on": "base"}, True),
        ({"cap_ratio": Decimal("1.1")}, True),
        ({"delivery_place": "광양"}, True),
        ({"title_en": "Bearings"}, False),
        ({"failure_conditions": "유효 투찰 2건 미만"}, False),
    ],
)
def test_what_is_material(facts, material):
    stage = factories.published()
    assert amended(stage, AmendmentIn(facts=facts, closes_at=soonest(stage))).material is material


def test_another_rule_is_promised_under_the_terms_of_the_first_notice():
    stage = factories.published()
    facts = {"method": "LPL_FIXED", "fixed_ratio": Decimal("0.8"), "fixed_on": "base"}
    amendment = amended(stage, AmendmentIn(facts=facts, closes_at=soonest(stage)))
    terms = stage.tender.params["terms"]
    tender = services.approve_amendment(amendment, by=stage.cast.approver)
    tender.refresh_from_db()
    assert (tender.params["method"], Decimal(tender.params["ratio"]), tender.params["terms"]) == (
        "LPL_FIXED",
        Decimal("0.8"),
        terms,
    )


def test_who_asked_does_not_approve_and_a_stranger_does_not_ask():
    stage = factories.published()
    with pytest.raises(NotAllowed):
        services.request_amendment(
            stage.tender, AmendmentIn(facts={"description": "x"}), reason="r", by=stage.cast.approver
        )
    amendment = amended(stage, AmendmentIn(facts={"description": "x"}))
    for person in (stage.cast.officer, stage.cast.estimator, stage.cast.openers[0]):
        with pytest.raises(NotAllowed):
            services.approve_amendment(amendment, by=person)


def test_one_amendment_waits_at_a_time_and_is_decided_once():
    stage = factories.published()
    amendment = amended(stage, AmendmentIn(facts={"description": "x"}))
    with pytest.raises(RuleBroken, match="already waiting"):
        amended(stage, AmendmentIn(facts={"description": "y"}))
    services.decline_amendment(amendment, reason="그대로 둡니다", by=stage.cast.approver)
    with pytest.raises(WrongState):
        services.approve_amendment(amendment, by=stage.cast.approver)
    again = amended(stage, AmendmentIn(facts={"description": "y"}))
    assert again.version == 2


def test_nothing_changed_is_no_amendment():
    stage = factories.published()
    with pytest.raises(RuleBroken, match="Nothing is changed"):
        amended(stage, AmendmentIn(facts={"description": ""}, lines=list(factories.LINES)))


def test_an_amendment_says_why():
    stage = factories.published()
    with pytest.raises(RuleBroken, match="Say why") as refusal:
        amended(stage, AmendmentIn(facts={"description": "x"}), reason="  ")
    assert refusal.value.field == "reason"


def test_after_the_deadline_nothing_is_amended():
    stage = factories.published()
    amendment = amended(stage, AmendmentIn(facts={"description": "x"}))
    factories.pass_deadline(stage.tender)
    with pytest.raises(WrongState, match="deadline has passed"):
        services.approve_amendment(amendment, by=stage.cast.approver)
    with pytest.raises(WrongState, match="deadline has passed"):
        amended(stage, AmendmentIn(facts={"description": "y"}))


def test_a_document_is_added_and_another_taken_out_of_force():
    stage = factories.draft()
    old = services.add_document(
        stage.tender, SimpleUploadedFile("도면 1.pdf", PDF), kind="drawing", by=stage.cast.officer
    )
    services.seal_base_price(
        stage.tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    services.request_publication(stage.tender, by=stage.cast.officer)
    stage.tender = services.approve_publication(stage.tender, by=stage.cast.approver)
    new = DocumentIn(SimpleUploadedFile("도면 2.pdf", PDF + b"\n"), kind="drawing", title_ko="개정 도면")
    amendment = amended(stage, AmendmentIn(documents=[new], withdrawn=[old]))
    services.approve_amendment(amendment, by=stage.cast.approver)

    added = queries.documents_of(stage.tender).get()
    assert (added.title_ko, added.since_version, added.file.public) == ("개정 도면", 2, True)
    assert [(each.title_ko, each.until_version) for each in queries.former_documents_of(stage.tender)] == [
        ("도면 1.pdf", 1)
    ]


def test_a_further_supplier_is_invited_and_bids():
    late = supplier()
    stage = factories.published(reach="invited", reach_reason="특허", invited=[supplier().company, supplier().company])
    amendment = amended(stage, AmendmentIn(invited=[late.company]))
    assert amendment.changes["invited"] == 1
    services.approve_amendment(amendment, by=stage.cast.approver)
    services.submit_bid(stage.tender, price_won=Decimal(1_000), key="k", by=late)


def test_criteria_are_checked_when_they_are_asked_for():
    stage = factories.published(envelopes=factories.ENVELOPES, criteria=factories.CRITERIA)
    bad = [*factories.CRITERIA[:2], CriterionIn("제안", "", "technical", "scored", Decimal(80))]
    with pytest.raises(RuleBroken, match="add up to 80"):
        amended(stage, AmendmentIn(criteria=bad, closes_at=soonest(stage)))
    good = [*factories.CRITERIA[:2], CriterionIn("제안", "", "technical", "scored", Decimal(100))]
    amendment = amended(stage, AmendmentIn(criteria=good, closes_at=soonest(stage)))
    services.approve_amendment(amendment, by=stage.cast.approver)
    assert queries.scored_weight(stage.tender) == 100
    assert stage.tender.criteria.count() == 3


def test_the_lots_of_a_notice_close_together_after_the_amendment_of_one():
    stage, other = published_lots()
    bid = services.submit_bid(other, price_won=Decimal(1_000), key="k", by=supplier())

    amendment = amended(stage, AmendmentIn(lines=FEWER, closes_at=soonest(stage)))
    services.approve_amendment(amendment, by=stage.cast.approver)
    stage.tender.refresh_from_db()
    other.refresh_from_db()
    assert other.closes_at == stage.tender.closes_at == amendment.closes_at
    assert (other.notice_version, list(queries.current_bids(other))) == (1, [bid])
    assert other.extensions.get().reason.startswith("With lot 1")


# What the database holds, whoever writes ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "forged",
    [
        {"title_ko": "다른 것"},
        {"title_ko": "다른 것", "notice_version": 2},
        {"bids_since_version": 2},
        {"min_bids": 5},
        {"reach": "invited"},
        {"budget_won": 1},
    ],
)
def test_without_an_approved_amendment_a_published_notice_does_not_change(forged):
    stage = factories.published()
    with pytest.raises(DatabaseError, match="what was published does not change"), transaction.atomic():
        Tender.objects.filter(pk=stage.tender.pk).update(**forged)


def test_an_approved_amendment_opens_the_notice_once():
    stage = factories.published()
    services.approve_amendment(amended(stage, AmendmentIn(facts={"description": "x"})), by=stage.cast.approver)
    tenders = Tender.objects.filter(pk=stage.tender.pk)
    for forged in ({"description": "y", "notice_version": 3}, {"description": "y", "notice_version": 2}):
        with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
            tenders.update(**forged)
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        stage.tender.lines.all().delete()


def test_a_decided_amendment_stays_as_it_was_decided():
    stage = factories.published()
    amendment = amended(stage, AmendmentIn(facts={"description": "x"}))
    with pytest.raises(DatabaseError, match="is kept"), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).update(content={})
    services.approve_amendment(amendment, by=stage.cast.approver)
    for change in ({"approved": False}, {"reason": "다른"}):
        with pytest.raises(DatabaseError, match="is kept"), transaction.atomic():
            Amendment.objects.filter(pk=amendment.pk).update(**change)
    with pytest.raises(DatabaseError, match="is kept"), transaction.atomic():
        amendment.delete()


def test_a_deadline_that_was_extended_meanwhile_is_not_brought_forward():
    stage = factories.published()
    amendment = amended(stage, AmendmentIn(facts={"description": "x"}))
    later = stage.tender.closes_at + timedelta(days=3)
    extension = services.request_extension(stage.tender, closes_at=later, reason="시험", by=stage.cast.officer)
    services.approve_extension(extension, by=stage.cast.approver)
    tender = services.approve_amendment(amendment, by=stage.cast.approver)
    tender.refresh_from_db()
    assert (tender.closes_at, tender.description, tender.state) == (later, "x", TenderState.PUBLISHED)
    assert tender.closes_at > db_now()
