"""Who sees what, ready to show, at a constant number of queries."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.clock import db_now, today
from portal.people.models import Certificate, CertificateKind, User
from portal.people.services import record_standing
from portal.people.states import CertificateState
from portal.tests.factories import staff, supplier
from purchasing.bidding import policies, queries, services
from purchasing.bidding.models import CommitteeMember, Ruling, Tender
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.notice_stage import two_lots

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def seen_by(user) -> set[str]:
    return {tender.state for tender in queries.tenders_visible_to(user)}


def test_published_tenders_are_for_everybody_and_drafts_for_those_who_work_on_them():
    cast = factories.Cast()
    factories.draft(cast)
    factories.in_review(cast)
    factories.published(cast)
    services.cancel_tender(factories.draft(cast).tender, reason="중복", by=cast.officer)

    inside = {"draft", "review", "published", "cancelled"}
    assert (
        seen_by(AnonymousUser()) == seen_by(supplier()) == seen_by(staff("AD")) == seen_by(staff("CE")) == {"published"}
    )
    assert seen_by(cast.officer) == seen_by(cast.approver) == seen_by(cast.evaluator) == seen_by(staff("AU")) == inside
    assert seen_by(cast.estimator) == seen_by(cast.openers[0]) == inside
    assert seen_by(staff("OC")) == {"published"}


def test_what_waits_for_whom():
    cast = factories.Cast()
    waiting = {
        "draft": factories.draft(cast).tender,
        "review": factories.in_review(cast).tender,
        "closed": factories.closed(cast).tender,
        "opened": factories.opened(cast).tender,
        "few": factories.evaluated(cast, prices=[80_000_000, 90_000_000]).tender,
        "evaluated": factories.evaluated(cast).tender,
        "proposed": factories.proposed(cast).tender,
    }
    names = {tender.pk: name for name, tender in waiting.items()}

    def waits(user) -> list[tuple[str, str]]:
        return [(names[tender.pk], what) for tender, what in queries.tenders_waiting_for(user)]

    assert waits(cast.estimator) == [("draft", "base_price")]
    assert waits(cast.approver) == [("review", "publication"), ("proposed", "approval")]
    assert waits(cast.openers[0]) == [("closed", "declaration")]
    assert waits(cast.evaluator) == [("opened", "evaluation"), ("few", "few_bids")]
    assert waits(cast.officer) == [("evaluated", "proposal")]
    assert waits(staff("AD")) == waits(supplier()) == []


@pytest.mark.parametrize(("limit_won", "count"), [(None, 1), (1_000_000, 1), (1_000_000_000, 3)])
def test_an_approver_is_asked_for_what_the_policies_allow(limit_won, count):
    cast, approver, member = factories.Cast(), staff("AP"), staff("OC", "AP")
    dear = factories.in_review(cast, budget_won=Decimal(50_000_000)).tender
    without_budget = factories.in_review(cast).tender
    proposed = factories.proposed(cast).tender
    unsealed = services.request_publication(factories.draft(cast).tender, by=cast.officer)
    # as those that are sealed to keys may stand
    Tender.objects.filter(pk__in=[without_budget.pk, unsealed.pk]).update(budget_won=None)
    without_budget.refresh_from_db()
    CommitteeMember.objects.create(tender=without_budget, user=member)
    approver.active_membership.approval_limit_won = limit_won
    approver.active_membership.save()

    def asked(user: User) -> set[tuple[Tender, str]]:
        return set(queries.tenders_waiting_for(fresh(user)))

    notices = {(tender, "publication") for tender in (dear, without_budget)}
    may = {pair for pair in notices if policies.may_approve_publication(fresh(approver), pair[0])}
    if policies.may_approve_award(fresh(approver), proposed.decisions.get()):
        may.add((proposed, "approval"))
    assert asked(approver) == may
    assert len(may) == count
    assert (without_budget, "publication") not in asked(member)
    services.seal_base_price(
        unsealed, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=cast.estimator
    )
    assert asked(approver) == may | {(unsealed, "publication")}


def test_a_lot_whose_notice_lacks_a_base_price_waits_for_no_approver():
    stage, _notice, lots = two_lots()
    services.seal_base_price(
        lots[0], amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    services.request_publication(lots[0], by=stage.cast.officer)
    assert queries.tenders_waiting_for(fresh(stage.cast.approver)) == []

    services.seal_base_price(
        lots[1], amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    assert [pair[0] for pair in queries.tenders_waiting_for(fresh(stage.cast.approver))] == lots


@pytest.mark.parametrize("notices", [1, 3])
def test_what_waits_for_an_approver_costs_the_same_for_one_and_for_three(notices, django_assert_num_queries):
    cast = factories.Cast()
    for _ in range(notices):
        factories.in_review(cast)
    approver = fresh(cast.approver)
    assert approver.has_role("AP")
    assert approver.membership
    with django_assert_num_queries(4):  # ties, notices, later deadlines, awards
        assert len(queries.tenders_waiting_for(approver)) == notices


def test_the_evaluation_shows_every_bid_with_its_reason():
    stage = factories.evaluated()
    view = queries.evaluation_of(stage.cast.officer, stage.tender)

    assert [(int(row.ruling.price_won), row.ruling.rank, row.of_base_pct, row.why) for row in view.rows] == [
        (78_500_000, 1, Decimal("78.50"), "Lowest valid price."),
        (88_000_000, 2, Decimal("88.00"), "₩9,500,000 above the lowest valid price."),
        (92_000_000, 3, Decimal("92.00"), "₩13,500,000 above the lowest valid price."),
        (97_000_000, 4, Decimal("97.00"), "₩18,500,000 above the lowest valid price."),
        (
            68_000_000,
            None,
            Decimal("68.00"),
            "₩10,497,500 below the price floor of ₩78,497,500 (rule LPL).",
        ),
    ]
    assert view.first.ruling.price_won == 78_500_000
    assert [int(row.ruling.price_won) for row in view.excluded] == [68_000_000]
    assert view.calc.limit_won == 78_497_500
    assert (view.open_decision, view.approved_decision) == (None, None)


@pytest.mark.parametrize("prices", [(80_000_000, 81_000_000), factories.LPL_A])
def test_the_evaluation_costs_the_same_for_two_bids_and_for_five(prices, django_assert_num_queries):
    stage = factories.evaluated(prices=prices)
    officer = stage.cast.officer
    assert officer.role_codes

    with django_assert_num_queries(5):  # decisions, base price, rulings, calculation, opening
        view = queries.evaluation_of(officer, stage.tender)
        assert len(view.rows) == len(prices)
        assert {row.name for row in view.rows}


@pytest.mark.parametrize("tenders", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(tenders, django_assert_num_queries):
    cast = factories.Cast()
    for _ in range(tenders):
        factories.published(cast)

    with django_assert_num_queries(1):
        listed = list(queries.tenders_visible_to(AnonymousUser()))
        assert {tender.officer.name for tender in listed} == {cast.officer.name}
    assert len(listed) == tenders


def test_every_bidder_reads_the_whole_result_and_outsiders_the_notice():
    stage = factories.awarded()
    loser, outsider = stage.bidders[0], supplier()

    view = queries.result_for(loser, stage.tender)
    assert [row.is_own for row in view.rows] == [False, False, False, False, True]
    assert view.approved_decision.reason == "최저 유효 가격"
    assert queries.result_for(outsider, stage.tender) is None
    assert queries.evaluation_of(loser, stage.tender) is None
    assert list(queries.bids_visible_to(loser, stage.tender)) == [stage.bids()[0]]
    notice = queries.award_notice(stage.tender)
    assert notice["winner"] == stage.bidders[1].company
    assert (notice["price_won"], notice["bid_count"], notice["below_count"]) == (78_500_000, 5, 1)


def test_before_the_award_no_bidder_reads_a_result():
    stage = factories.proposed()
    assert [queries.result_for(user, stage.tender) for user in stage.bidders] == [None] * 5
    assert queries.award_notice(stage.tender) is None


def test_after_the_opening_staff_who_may_read_bids_read_them_and_others_do_not():
    stage = factories.opened()
    cast = stage.cast
    readers = [cast.officer, cast.approver, cast.evaluator, *cast.openers, staff("AU")]

    assert [queries.bids_visible_to(user, stage.tender).count() for user in readers] == [5] * 6
    assert queries.bids_visible_to(cast.estimator, stage.tender).count() == 0
    for user in (staff("AD"), staff("OC"), staff("CE"), supplier(), AnonymousUser()):
        assert queries.bids_visible_to(user, stage.tender).count() == 0
        assert queries.base_price_visible_to(user, stage.tender) is None
    assert queries.base_price_visible_to(cast.officer, stage.tender).amount_won == 100_000_000


def test_a_supplier_lists_the_own_bids_only():
    one, other = factories.published(prices=[90, 91]), factories.published()
    bidder = one.bidders[0]
    services.submit_bid(one.tender, price_won=Decimal(89), key="k", by=bidder)
    services.submit_bid(other.tender, price_won=Decimal(70), key="l", by=bidder)
    services.withdraw_bid(other.tender, key="m", by=bidder)

    assert [(bid.tender, bid.kind, bid.price_won) for bid in queries.own_bids(bidder)] == [
        (other.tender, "withdrawal", None),
        (one.tender, "bid", 89),
    ]
    assert queries.own_bids(one.cast.officer).count() == 0
    assert queries.own_bids(supplier("SU", company=bidder.company)).count() == 0


def test_a_tie_goes_to_the_certificate_then_to_the_esg_score():
    stage = factories.published(prices=[90_000_000, 90_000_000, 90_000_000, 95_000_000])
    kind, _made = CertificateKind.objects.get_or_create(
        code="WOMEN", defaults={"name_ko": "여성기업", "name_en": "Women"}
    )
    Certificate.objects.create(
        company=stage.bidders[2].company,
        kind=kind,
        number="W-1",
        issuer="중소벤처기업부",
        valid_from=today(),
        state=CertificateState.VALID,
        added_by=stage.bidders[2],
    )
    record_standing(stage.bidders[1].company, "esg.score", "71.5", valid_from=today(), source="test")
    record_standing(stage.bidders[0].company, "esg.score", "unknown", valid_from=today(), source="test")
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    for member in stage.cast.openers:
        services.declare_no_conflict(stage.tender, by=member)
    for member in stage.cast.openers:
        services.confirm_opening(stage.tender, by=member)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)

    ranked = Ruling.objects.filter(rank__isnull=False).select_related("bid__company").order_by("rank")
    companies = [user.company for user in stage.bidders]
    assert [companies.index(each.bid.company) for each in ranked] == [2, 1, 0, 3]
    assert [queries.why(each) for each in ranked][:3] == [
        "Lowest valid price. Equal prices: decided by the social-preference certificate (rule BID-05).",
        "Same price as the lowest valid bid. Equal prices: decided by the social-preference certificate (rule BID-05).",
        "Same price as the lowest valid bid. Equal prices: decided by the ESG score (rule BID-05).",
    ]


def test_tenders_that_take_bids_come_with_the_soonest_deadline_first():
    cast = factories.Cast()
    now = db_now()
    later, sooner = factories.published(cast), factories.published(cast)
    factories.pass_deadline(factories.published(cast).tender)
    Tender.objects.filter(pk=later.tender.pk).update(closes_at=now + timedelta(days=365))

    listed = queries.taking_bids(queries.tenders_visible_to(AnonymousUser()), db_now())
    assert list(listed) == [sooner.tender, later.tender]
