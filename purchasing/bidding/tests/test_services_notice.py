"""Services from the draft to the deadline: what is written, what is refused and where."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from portal.audit.models import AuditEntry
from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.people.models import User
from portal.tests.factories import staff, supplier
from purchasing.bidding import queries, services
from purchasing.bidding.models import BasePrice, Bid, BiddingTerms, Tender, TenderLine
from purchasing.bidding.services import LineIn
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


def refused(call, *args, **kwargs) -> tuple[str | None, str]:
    with pytest.raises(RuleBroken) as refusal:
        call(*args, **kwargs)
    return refusal.value.field, str(refusal.value)


def test_a_draft_holds_what_the_officer_wrote():
    stage = factories.draft(single_bid_allowed=True, cap_ratio=Decimal(1))

    tender = Tender.objects.get()
    assert (tender.state, tender.officer, tender.min_bids) == ("draft", stage.cast.officer, 1)
    assert tender.number.startswith("TND-")
    assert list(tender.lines.values_list("no", "description_en", "qty", "uom")) == [
        (1, "Bearing 6204", Decimal(120), "EA"),
        (2, "Coupling", Decimal("2.5"), "SET"),
    ]
    assert [seat.user for seat in tender.committee.all()] == list(stage.cast.openers)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        pytest.param({"title_ko": ""}, "title_ko", id="no-title"),
        pytest.param({"kind": "magic"}, "kind", id="unknown-kind"),
        pytest.param({"method": "LPL_FIXED"}, None, id="fixed-without-share"),
        pytest.param({"fixed_ratio": Decimal("0.8"), "fixed_on": "base"}, None, id="share-without-fixed"),
        pytest.param({"cap_ratio": Decimal(-1)}, None, id="negative-ceiling"),
        pytest.param({"single_bid_allowed": True, "min_bids": 3}, None, id="single-but-three"),
        pytest.param({"min_bids": 1}, None, id="one-without-single"),
    ],
)
def test_a_draft_that_cannot_be_is_told_beside_its_field(facts, field):
    stage = factories.draft()
    assert refused(services.edit_tender, stage.tender, by=stage.cast.officer, **facts)[0] == field


def test_a_deadline_before_the_opening_date_is_refused():
    stage = factories.draft()
    now = db_now()
    told = refused(services.edit_tender, stage.tender, by=stage.cast.officer, opens_at=now, closes_at=now)
    assert told == (None, "A tender must close after it opens.")


def test_a_line_is_told_with_its_place():
    stage = factories.draft()
    lines = [LineIn("가", Decimal(1), "EA"), LineIn("나", Decimal(0), "EA")]

    with pytest.raises(RuleBroken):
        services.edit_tender(stage.tender, by=stage.cast.officer, lines=lines)
    wrong_code = [LineIn("가", Decimal(1), "EA", class_code="12")]
    with pytest.raises(RuleBroken, match="eight digits"):
        services.edit_tender(stage.tender, by=stage.cast.officer, lines=wrong_code)


def test_segregation_of_duties_holds_at_assignment():
    cast = factories.Cast()
    both = staff("PO", "CE", "OC")

    with pytest.raises(RuleBroken, match="SOD-02"):
        services.draft_tender(by=both, title_ko="가", kind="goods", estimator=both)
    with pytest.raises(RuleBroken, match="is not a cost estimator"):
        services.draft_tender(by=both, title_ko="가", kind="goods", estimator=cast.approver)
    with pytest.raises(RuleBroken, match="SOD-03, SOD-04"):
        services.draft_tender(by=both, title_ko="가", kind="goods", committee=[both])
    with pytest.raises(RuleBroken, match="is not an opening-committee member"):
        services.draft_tender(by=both, title_ko="가", kind="goods", committee=[cast.approver])


def test_a_later_estimator_must_not_sit_in_the_committee():
    stage = factories.draft()
    opener = stage.cast.openers[0]
    opener.membership.roles.add("CE")

    told = refused(services.edit_tender, stage.tender, by=stage.cast.officer, estimator=User.objects.get(pk=opener.pk))
    assert told[0] == "committee"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"lines": []}, "lines", id="no-lines"),
        pytest.param({"estimator": None}, "estimator", id="no-estimator"),
        pytest.param({"committee": []}, "committee", id="no-committee"),
        pytest.param({"closes_at": None}, "closes_at", id="no-deadline"),
    ],
)
def test_publication_is_asked_for_with_everything_in_place(change, field):
    stage = factories.draft()
    services.edit_tender(stage.tender, by=stage.cast.officer, **change)

    assert refused(services.request_publication, stage.tender, by=stage.cast.officer)[0] == field


@pytest.mark.parametrize(("kind", "days"), [("goods", 7), ("works", 15)])
def test_the_notice_stands_for_its_days(kind, days):
    stage = factories.draft(kind=kind, closes_at=db_now() + timedelta(days=days) - timedelta(minutes=1))

    field, told = refused(services.request_publication, stage.tender, by=stage.cast.officer)

    assert (field, told) == (
        "closes_at",
        f"A notice stands for at least {days} days before bids close: move the deadline.",
    )


def test_publication_copies_the_terms_in_force_and_they_stay():
    BiddingTerms.objects.create(valid_from=db_now().date() - timedelta(days=1), lpl_ratio=Decimal("0.80"))
    stage = factories.published(pool_cap_on=True)
    BiddingTerms.objects.create(valid_from=today(), lpl_ratio=Decimal("0.5"))

    tender = Tender.objects.get(pk=stage.tender.pk)
    assert tender.params["ratio"] == "0.8"
    assert tender.params["pool_cap"] == "1.100000"
    assert queries.notice_of(tender).ratio == Decimal("0.8")
    assert (tender.approver, tender.state) == (stage.cast.approver, "published")


def test_publication_needs_a_base_price_for_the_present_lines():
    stage = factories.draft()
    services.request_publication(stage.tender, by=stage.cast.officer)
    with pytest.raises(RuleBroken, match="not sealed yet"):
        services.approve_publication(stage.tender, by=stage.cast.approver)

    services.seal_base_price(
        stage.tender, amount_won=Decimal(1000), no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    services.return_publication(stage.tender, reason="수량 변경", by=stage.cast.approver)
    services.edit_tender(stage.tender, by=stage.cast.officer, lines=[LineIn("다른 것", Decimal(9), "EA")])
    services.request_publication(stage.tender, by=stage.cast.officer)
    with pytest.raises(RuleBroken, match="lines changed after the base price was sealed"):
        services.approve_publication(stage.tender, by=stage.cast.approver)

    services.seal_base_price(
        stage.tender, amount_won=Decimal(2000), no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    assert services.approve_publication(stage.tender, by=stage.cast.approver).state == "published"
    assert BasePrice.objects.get().amount_won == 2000


def test_the_base_price_is_told_to_nobody_not_even_the_audit_trail():
    stage = factories.in_review(base_won=Decimal(123_456_789))

    told = "".join(AuditEntry.objects.values_list("payload", flat=True)) + str(list(Event.objects.values("payload")))
    assert "123456789" not in told
    assert "123456789" not in str(BasePrice.objects.get())
    for user in (stage.cast.officer, stage.cast.approver, stage.cast.evaluator, staff("AD"), staff("AU"), supplier()):
        assert queries.base_price_visible_to(user, stage.tender) is None
    assert queries.base_price_visible_to(stage.cast.estimator, stage.tender).amount_won == 123_456_789


@pytest.mark.parametrize("amount", ["0", "-1", "1.5", "NaN", "1E+15"])
def test_a_base_price_is_a_whole_amount(amount):
    stage = factories.draft()
    by = stage.cast.estimator
    told = refused(services.seal_base_price, stage.tender, amount_won=Decimal(amount), no_conflict=True, by=by)
    assert told[0] == "amount_won"
    told = refused(services.seal_base_price, stage.tender, amount_won=Decimal(1), no_conflict=False, by=by)
    assert told[0] == "no_conflict"


def test_after_publication_nothing_that_was_promised_changes():
    stage = factories.published()
    tender, cast = stage.tender, stage.cast

    with pytest.raises(WrongState):
        services.edit_tender(tender, by=cast.officer, title_ko="다른 제목")
    with pytest.raises(WrongState):
        services.seal_base_price(tender, amount_won=Decimal(1), no_conflict=True, above_budget=True, by=cast.estimator)
    for change in (
        {"title_ko": "x"},
        {"cap_ratio": Decimal(1)},
        {"params": {}},
        {"opens_at": db_now()},
        {"state": "draft"},
        {"closes_at": tender.closes_at - timedelta(seconds=1)},
        {"state": "closed"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Tender.objects.filter(pk=tender.pk).update(**change)
    for rows, change in (
        (TenderLine.objects.filter(tender=tender), {"qty": 1}),
        (BasePrice.objects.filter(tender=tender), {"amount_won": 1}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()


def test_a_later_deadline_takes_two_people_and_is_told():
    stage = factories.published()
    later = stage.tender.closes_at + timedelta(days=3)

    extension = services.request_extension(stage.tender, closes_at=later, reason="도면 보완", by=stage.cast.officer)
    assert Tender.objects.get().closes_at < later
    with pytest.raises(RuleBroken, match="already waiting"):
        services.request_extension(stage.tender, closes_at=later, reason="또", by=stage.cast.officer)
    tender = services.approve_extension(extension, by=stage.cast.approver)

    assert Tender.objects.get().closes_at == tender.closes_at == later
    assert Event.objects.filter(name="bidding.deadline_extended").values_list("payload", flat=True).get() == {
        "tender": tender.pk,
        "extension": extension.pk,
    }
    with pytest.raises(WrongState, match="already decided"):
        services.decline_extension(extension, reason="아니오", by=stage.cast.approver)


def test_a_deadline_moves_neither_earlier_nor_after_it_has_passed():
    stage = factories.published()
    officer, before = stage.cast.officer, stage.tender.closes_at

    told = refused(services.request_extension, stage.tender, closes_at=before, reason="앞당김", by=officer)
    assert told == ("closes_at", "A deadline only moves later.")
    later = before + timedelta(days=1)
    extension = services.request_extension(stage.tender, closes_at=later, reason="보완", by=officer)
    factories.pass_deadline(stage.tender)
    with pytest.raises(WrongState, match="deadline has passed"):
        services.approve_extension(extension, by=stage.cast.approver)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tender.objects.update(closes_at=later)


@pytest.mark.parametrize(
    ("act", "who"),
    [
        ("draft_tender", "approver"),
        ("edit_tender", "other_officer"),
        ("request_publication", "other_officer"),
        ("seal_base_price", "officer"),
        ("seal_base_price", "other_estimator"),
        ("approve_publication", "officer_with_ap"),
        ("approve_publication", "estimator_with_ap"),
        ("approve_publication", "opener_with_ap"),
        ("approve_publication", "admin"),
    ],
)
def test_who_may_not_prepare_and_publish(act, who):
    stage = factories.in_review()
    cast = stage.cast
    for user in (cast.officer, cast.estimator, cast.openers[0]):
        user.membership.roles.add("AP")
    person = {
        "approver": lambda: cast.approver,
        "officer": lambda: cast.officer,
        "other_officer": lambda: staff("PO"),
        "other_estimator": lambda: staff("CE"),
        "officer_with_ap": lambda: User.objects.get(pk=cast.officer.pk),
        "estimator_with_ap": lambda: User.objects.get(pk=cast.estimator.pk),
        "opener_with_ap": lambda: User.objects.get(pk=cast.openers[0].pk),
        "admin": lambda: staff("AD"),
    }[who]()
    before = Tender.objects.values().get()

    things = () if act == "draft_tender" else (stage.tender,)
    given = {
        "draft_tender": {"title_ko": "가", "kind": "goods"},
        "seal_base_price": {"amount_won": Decimal(1), "no_conflict": True},
    }.get(act, {})
    with pytest.raises(NotAllowed) as refusal:
        getattr(services, act)(*things, by=person, **given)

    assert str(refusal.value)
    assert Tender.objects.values().get() == before
    assert Bid.objects.count() == 0
