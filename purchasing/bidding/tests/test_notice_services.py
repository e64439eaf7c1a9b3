"""The life of a tender before its deadline: plan, criteria, the day of publication, documents, lots."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from portal.audit.models import AuditEntry
from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.tests.factories import CompanyFactory, supplier
from purchasing.bidding import queries, services
from purchasing.bidding.models import Tender
from purchasing.bidding.services import CriterionIn, PlanIn
from purchasing.bidding.states import TenderState
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.notice_stage import PDF, two_lots

pytestmark = pytest.mark.django_db


def events(name: str) -> list[dict]:
    return [event.payload for event in Event.objects.filter(name=name).order_by("pk")]


def deeds_of(tender: Tender) -> list[str]:
    rows = AuditEntry.objects.filter(thing_type="bidding.tender", thing_id=str(tender.pk)).order_by("pk")
    return [row.what for row in rows]


# Plan ----------------------------------------------------------------------------------------------------------------
def a_plan(**facts) -> PlanIn:
    told = {
        "title_ko": "압연 롤 구매",
        "kind": "goods",
        "planned_for": today() + timedelta(days=60),
        "scope": "롤 40개",
    }
    return PlanIn(**told | facts)


def test_a_plan_is_read_by_everybody_and_its_draft_by_nobody_outside():
    cast = factories.Cast()
    plan = services.plan_tender(a_plan(class_codes=["23151601"], region="KR-47"), by=cast.officer)

    assert [each.pk for each in queries.announced_plans()] == [plan.pk]
    assert events("bidding.tender_planned") == [{"tender": plan.tender_id, "plan": plan.pk}]
    assert not queries.tenders_visible_to(None).filter(pk=plan.tender_id).exists()

    tender = services.begin_tender(plan.tender, by=cast.officer)
    services.edit_tender(tender, by=cast.officer, title_ko="아직 비밀인 제목")
    assert tender.state == TenderState.DRAFT
    assert [each.title_ko for each in queries.announced_plans()] == ["압연 롤 구매"]


def test_a_changed_plan_is_a_further_version_with_its_reason():
    cast = factories.Cast()
    plan = services.plan_tender(a_plan(), by=cast.officer)
    with pytest.raises(RuleBroken, match="Say what has changed"):
        services.change_plan(plan.tender, a_plan(scope="롤 60개"), reason=" ", by=cast.officer)
    later = services.change_plan(plan.tender, a_plan(scope="롤 60개"), reason="생산 계획 변경", by=cast.officer)

    assert (later.version, later.scope) == (2, "롤 60개")
    assert [each.version for each in queries.announced_plans()] == [2]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        plan.save()


def test_a_plan_of_the_past_is_refused():
    with pytest.raises(RuleBroken, match="This month has passed"):
        services.plan_tender(a_plan(planned_for=today() - timedelta(days=40)), by=factories.Cast().officer)


def test_a_plan_sent_twice_is_made_once():
    cast = factories.Cast()
    first = services.plan_tender(a_plan(), by=cast.officer, key="k")
    assert services.plan_tender(a_plan(), by=cast.officer, key="k") == first


def test_whoever_read_the_plan_reads_that_it_was_given_up():
    cast = factories.Cast()
    plan = services.plan_tender(a_plan(), by=cast.officer)
    services.cancel_tender(plan.tender, reason="투자 보류", by=cast.officer)

    last = queries.plan_of(plan.tender)
    assert (last.withdrawn, last.reason, last.version) == (True, "투자 보류", 2)
    assert list(queries.announced_plans()) == []


# Criteria and envelopes ----------------------------------------------------------------------------------------------
def test_three_envelopes_with_their_criteria_are_published_as_drafted():
    stage = factories.published(envelopes=factories.ENVELOPES, criteria=factories.CRITERIA)

    assert queries.envelopes_of(stage.tender) == ["qualification", "technical", "price"]
    assert [c.title_en for c in queries.criteria_of(stage.tender, "qualification")] == [
        "Certified quality management",
        "Three years of deliveries",
    ]
    assert queries.scored_weight(stage.tender) == 100


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"envelopes": ["technical", "price"]}, "envelopes", "has no criterion"),
        (
            {
                "envelopes": ["technical", "price"],
                "criteria": [CriterionIn("제안", "", "technical", "scored", Decimal(90))],
            },
            "criteria",
            "add up to 90",
        ),
    ],
)
def test_an_envelope_needs_criteria_and_weights_make_a_hundred(facts, field, words):
    stage = factories.draft(**facts)
    with pytest.raises(RuleBroken, match=words) as refusal:
        services.request_publication(stage.tender, by=stage.cast.officer)
    assert refusal.value.field == field


def test_a_criterion_of_an_envelope_that_is_not_there_is_told_at_its_row():
    with pytest.raises(RuleBroken, match="has no envelope") as refusal:
        factories.draft(criteria=[CriterionIn("제안", "", "technical")])
    assert refusal.value.field == "criteria.0.envelope"


# The day of publication ----------------------------------------------------------------------------------------------
def test_an_approved_notice_waits_for_its_day_and_is_published_by_the_portal():
    day = db_now() + timedelta(hours=1)
    stage = factories.in_review(publish_at=day, opens_at=None, closes_at=day + timedelta(days=8))
    tender = services.approve_publication(stage.tender, by=stage.cast.approver)

    assert (tender.state, tender.approver, tender.published_at) == (TenderState.APPROVED, stage.cast.approver, None)
    assert services.publish_due_tenders() == 0
    assert not queries.tenders_visible_to(None).filter(pk=tender.pk).exists()

    Tender.objects.filter(pk=tender.pk).update(publish_at=db_now() - timedelta(seconds=1))
    assert services.publish_due_tenders() == 1
    assert services.publish_due_tenders() == 0
    tender.refresh_from_db()
    assert (tender.state, tender.approver) == (TenderState.PUBLISHED, stage.cast.approver)
    assert tender.opens_at == tender.published_at
    assert events("bidding.tender_approved") == [{"tender": tender.pk}]
    assert events("bidding.tender_published") == [{"tender": tender.pk}]


def test_what_can_no_longer_be_published_on_its_day_goes_back_with_the_reason():
    day = db_now() + timedelta(hours=1)
    stage = factories.in_review(publish_at=day, opens_at=None, closes_at=day + timedelta(days=8))
    tender = services.approve_publication(stage.tender, by=stage.cast.approver)
    late = db_now() + timedelta(days=2)  # the day came and went while the portal stood still
    Tender.objects.filter(pk=tender.pk).update(publish_at=db_now(), closes_at=late)

    assert services.publish_due_tenders() == 0
    tender.refresh_from_db()
    entry = AuditEntry.objects.filter(thing_id=str(tender.pk), what="bidding.tender.return").get()
    assert (tender.state, tender.approver) == (TenderState.DRAFT, None)
    assert "7" in entry.reason
    assert entry.by is None


def test_the_notice_period_counts_from_the_day_of_publication():
    day = db_now() + timedelta(days=5)
    stage = factories.draft(publish_at=day, opens_at=None, closes_at=day + timedelta(days=6))
    with pytest.raises(RuleBroken, match="at least 7 days"):
        services.request_publication(stage.tender, by=stage.cast.officer)


def test_the_officer_takes_an_approved_notice_back():
    day = db_now() + timedelta(hours=1)
    stage = factories.in_review(publish_at=day, opens_at=None, closes_at=day + timedelta(days=8))
    tender = services.approve_publication(stage.tender, by=stage.cast.approver)
    tender = services.return_publication(tender, reason="도면을 바꿉니다", by=stage.cast.officer)
    assert (tender.state, tender.approver) == (TenderState.DRAFT, None)


def test_an_approver_needs_the_limit_of_the_budget():
    stage = factories.in_review(budget_won=Decimal(600_000_000), seal="keys")
    stage.cast.approver.active_membership.approval_limit_won = Decimal(500_000_000)
    stage.cast.approver.active_membership.save()
    with pytest.raises(NotAllowed, match="above your approval limit"):
        services.approve_publication(stage.tender, by=stage.cast.approver)


@pytest.mark.parametrize("days", [-1, 11])
def test_questions_end_before_bids_close(days):
    stage = factories.draft(questions_until=db_now() + timedelta(days=days))
    with pytest.raises(RuleBroken, match="Questions end") as refusal:
        services.request_publication(stage.tender, by=stage.cast.officer)
    assert refusal.value.field == "questions_until"


# Documents -----------------------------------------------------------------------------------------------------------
def test_documents_of_an_open_notice_are_everybody_s_from_its_publication_on():
    stage = factories.draft()
    upload = SimpleUploadedFile("사양서.pdf", PDF, "application/pdf")
    document = services.add_document(stage.tender, upload, kind="specification", by=stage.cast.officer)
    assert (document.title_ko, document.file.public) == ("사양서.pdf", False)

    services.seal_base_price(
        stage.tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    services.request_publication(stage.tender, by=stage.cast.officer)
    services.approve_publication(stage.tender, by=stage.cast.approver)
    document.file.refresh_from_db()
    assert document.file.public
    with pytest.raises(WrongState):
        services.remove_document(document, by=stage.cast.officer)
    with pytest.raises(DatabaseError, match="what was published"), transaction.atomic():
        document.delete()


def test_a_document_that_is_removed_takes_its_file_along_unless_a_copy_holds_it():
    stage = factories.published()
    copy = services.copy_tender(stage.tender, by=stage.cast.officer)
    upload = SimpleUploadedFile("사양서.pdf", PDF, "application/pdf")
    document = services.add_document(copy, upload, by=stage.cast.officer)
    file = document.file
    services.remove_document(document, by=stage.cast.officer)
    assert list(queries.documents_of(copy)) == []
    assert not type(file).objects.filter(pk=file.pk).exists()


# Invited suppliers ---------------------------------------------------------------------------------------------------
def test_an_invited_tender_is_seen_and_bid_on_by_its_invited_suppliers_alone():
    guest, stranger = supplier(), supplier()
    other = CompanyFactory()
    stage = factories.published(reach="invited", reach_reason="특허 설비 부품", invited=[guest.company, other])

    def seen(user) -> bool:
        return queries.tenders_visible_to(user).filter(pk=stage.tender.pk).exists()

    assert [seen(guest), seen(stranger), seen(None), seen(stage.cast.officer)] == [True, False, False, True]
    services.submit_bid(stage.tender, price_won=Decimal(90_000_000), key="g", by=guest)
    with pytest.raises(NotAllowed, match="Only invited suppliers"):
        services.submit_bid(stage.tender, price_won=Decimal(90_000_000), key="s", by=stranger)

    services.cancel_tender(stage.tender, reason="투자 보류", by=stage.cast.approver)
    assert [seen(stranger), seen(None)] == [True, True]  # how it ended is everybody's


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"reach_reason": ""}, "reach_reason"),
        ({"reach_reason": "특허", "invited": 1}, "reach"),
    ],
)
def test_an_invited_tender_says_why_and_invites_enough(facts, field):
    companies = [CompanyFactory() for _ in range(facts.pop("invited", 2))]
    stage = factories.draft(reach="invited", invited=companies, **facts)
    with pytest.raises(RuleBroken) as refusal:
        services.request_publication(stage.tender, by=stage.cast.officer)
    assert refusal.value.field == field


# Lots ----------------------------------------------------------------------------------------------------------------
def test_a_further_lot_has_dates_people_and_rule_of_the_notice_and_lines_of_its_own():
    stage, notice, (first, second) = two_lots(envelopes=factories.ENVELOPES, criteria=factories.CRITERIA)

    assert notice.number.startswith("PRO-")
    assert [(lot.lot_no, lot.title_ko) for lot in queries.lots_of(first)] == [(1, "베어링 연간 단가"), (2, "커플링")]
    assert (second.closes_at, second.opens_at, second.envelopes) == (first.closes_at, first.opens_at, first.envelopes)
    assert set(second.committee.values_list("user", flat=True)) == set(first.committee.values_list("user", flat=True))
    assert second.criteria.count() == first.criteria.count()
    assert [line.description_ko for line in second.lines.all()] == ["커플링"]


def test_a_date_changed_in_one_lot_is_the_date_of_all():
    stage, _notice, (first, second) = two_lots()
    closes_at = db_now() + timedelta(days=20)
    services.edit_tender(second, by=stage.cast.officer, closes_at=closes_at)
    first.refresh_from_db()
    assert first.closes_at == closes_at


def test_lots_are_asked_for_approved_and_published_together():
    stage, _notice, lots = two_lots()
    cast = stage.cast
    services.seal_base_price(
        lots[0], amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=cast.estimator
    )
    services.request_publication(lots[0], by=cast.officer)
    assert {lot.state for lot in queries.lots_of(lots[0])} == {TenderState.REVIEW}
    with pytest.raises(RuleBroken, match="Lot 2: The base price is not sealed"):
        services.approve_publication(lots[0], by=cast.approver)
    assert {lot.state for lot in queries.lots_of(lots[0])} == {TenderState.REVIEW}

    services.seal_base_price(
        lots[1], amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=cast.estimator
    )
    services.approve_publication(stage.tender, by=cast.approver)  # read before it became a lot
    assert {lot.state for lot in queries.lots_of(lots[0])} == {TenderState.PUBLISHED}
    assert len(events("bidding.tender_published")) == 2


def test_a_lot_is_taken_out_while_it_is_a_draft_but_never_the_last_one():
    stage, notice, (first, second) = two_lots()
    services.remove_lot(second, by=stage.cast.officer)
    second.refresh_from_db()
    assert (second.state, second.procedure, second.lot_no) == (TenderState.CANCELLED, None, None)
    with pytest.raises(RuleBroken, match="at least one lot"):
        services.remove_lot(Tender.objects.get(pk=first.pk), by=stage.cast.officer)


def test_making_lots_twice_makes_one_notice():
    stage = factories.draft()
    first = services.make_lots(stage.tender, by=stage.cast.officer)
    assert services.make_lots(stage.tender, by=stage.cast.officer) == first
