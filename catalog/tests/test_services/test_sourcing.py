"""Sourcing requests: who does what and when; the deadline; what is kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from catalog.models import ExchangeRate, Proposal, RequestAttribute, SourcingRequest
from catalog.queries import offers
from catalog.queries.sourcing import kpi_sourcing, proposals_visible_to, reads_current_price, requests_visible_to
from catalog.services import evaluation, proposals, sourcing
from catalog.tests import sourcing as stages
from catalog.tests.factories import ProductFactory, class_node
from portal.audit.models import AuditEntry
from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.tests.factories import UserFactory, staff, supplier

pytestmark = pytest.mark.django_db
D = Decimal


def deeds(thing) -> list[str]:
    rows = AuditEntry.objects.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk)).order_by("id")
    return [row.what.rpartition(".")[2] for row in rows]


def test_the_whole_way_to_adoption_is_written_down_with_its_saving():
    made = stages.adopted()

    assert deeds(made.request) == [
        "drafted", "requirements_set", "sent_for_approval", "approve", "open", "close", "evaluate", "begin_trial",
        "adopt",
    ]  # fmt: skip
    assert made.request.state == "adopted"
    assert made.request.saved_won == (15_000 - 12_000) * 2000
    assert made.request.saving["new_total_won"] == "24000000"
    assert made.proposal.state == "adopted"
    assert Event.objects.filter(name="catalog.alternative_adopted").count() == 1


def test_a_proposal_is_scored_by_the_worked_example():
    made = stages.proposed()

    assert made.proposal.score == D("86.0000")
    assert {row["code"]: row["verdict"] for row in made.proposal.matched} == {
        "bore": "met", "grade": "met", "length": "near", "ip": "missing",
    }  # fmt: skip


def test_only_requesters_write_and_never_approve_their_own():
    cast = stages.Cast()
    made = stages.sent(cast=cast)
    both = cast.requester
    both.active_membership.roles.add("AP")
    both.forget_roles()

    with pytest.raises(NotAllowed):
        stages.draft(stages.Cast(requester=staff("PO")))
    with pytest.raises(NotAllowed, match="may not approve it"), override("en"):
        sourcing.approve_request(made.request, by=both)


def test_the_head_of_another_department_and_one_with_a_small_limit_do_not_approve():
    made = stages.sent()
    poor = made.cast.head
    poor.active_membership.approval_limit_won = D(1000)
    poor.active_membership.save()

    with pytest.raises(NotAllowed):
        sourcing.approve_request(made.request, by=made.cast.quality)
    with pytest.raises(NotAllowed):
        sourcing.approve_request(made.request, by=type(poor).objects.get(pk=poor.pk))


def test_a_request_stays_open_for_ten_business_days_at_least():
    made = stages.approved()

    with pytest.raises(RuleBroken) as refusal:
        sourcing.open_request(made.request, closes_at=db_now() + timedelta(days=9), by=made.cast.requester)

    assert refusal.value.field == "closes_at"
    assert sourcing.earliest_closing(today()) >= today() + timedelta(days=12)  # from a Sunday; else more


def test_what_was_approved_does_not_change_not_even_by_hand():
    made = stages.approved()

    with pytest.raises(IntegrityError), transaction.atomic():
        SourcingRequest.objects.filter(pk=made.request.pk).update(annual_qty=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestAttribute.objects.filter(request=made.request).delete()
    with pytest.raises(WrongState):
        sourcing.edit_request(made.request, by=made.cast.requester, title_ko="다른 것")


def test_a_draft_that_lacks_something_is_not_sent():
    made = stages.draft(annual_qty=None)

    with pytest.raises(RuleBroken, match="quantity"), override("en"):
        sourcing.send_for_approval(made.request, by=made.cast.requester)


def test_a_returned_draft_is_written_again():
    made = stages.sent()

    sourcing.return_request(made.request, reason="수량을 확인하세요", by=made.cast.head)
    made.again()
    sourcing.edit_request(made.request, by=made.cast.requester, annual_qty=D(500))

    assert made.again().request.annual_qty == 500
    assert Event.objects.filter(name="catalog.sourcing_returned").count() == 1


def test_a_deadline_only_moves_later_by_another_than_the_writer():
    made = stages.opened()
    later = made.request.closes_at + timedelta(days=5)

    with pytest.raises(NotAllowed):
        sourcing.extend_request(made.request, closes_at=later, reason="휴일", by=made.cast.requester)
    with pytest.raises(RuleBroken):
        sourcing.extend_request(
            made.request, closes_at=made.request.closes_at - timedelta(days=1), reason="x", by=made.cast.officer
        )
    sourcing.extend_request(made.request, closes_at=later, reason="휴일", by=made.cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        SourcingRequest.objects.filter(pk=made.request.pk).update(closes_at=later - timedelta(days=1))

    assert made.again().request.closes_at == later


def test_a_proposal_is_replaced_and_withdrawn_until_the_deadline():
    made = stages.proposed()
    again = proposals.propose(made.request, made.product, price=D(11_000), lead_time_days=20, by=made.cast.seller)

    assert [row.state for row in Proposal.objects.order_by("id")] == ["superseded", "submitted"]
    proposals.withdraw_proposal(again, by=made.cast.seller)
    assert again.state == "withdrawn"
    stages.pass_deadline(made.request)
    with pytest.raises(WrongState):
        proposals.propose(made.request, made.product, price=D(9_000), lead_time_days=20, by=made.cast.seller)
    assert Proposal.objects.count() == 2


def test_after_the_deadline_a_proposal_is_neither_replaced_nor_withdrawn_and_its_price_never_changes():
    made = stages.proposed()
    stages.pass_deadline(made.request)

    with pytest.raises(WrongState):
        proposals.withdraw_proposal(made.proposal, by=made.cast.seller)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=made.proposal.pk).update(price=1)

    assert made.again().proposal.state == "submitted"


def test_only_a_published_product_of_the_class_and_of_the_own_company_is_proposed():
    made = stages.opened()
    foreign = stages.product_of(made.cast.rival)
    other_class = ProductFactory(company=made.cast.seller.company, node=class_node("40151503"))
    unpublished = ProductFactory(company=made.cast.seller.company, node=stages.bearing_class(), published=False)

    for product in (foreign, other_class, unpublished):
        with pytest.raises(RuleBroken) as refusal:
            proposals.propose(made.request, product, price=D(1), lead_time_days=1, by=made.cast.seller)
        assert refusal.value.field == "product"


def test_who_works_for_the_buyer_does_not_propose():
    made = stages.opened()
    insider = UserFactory(company=made.cast.seller.company, roles=("SA",))
    buyer = staff("RQ").company
    insider.memberships.create(company=buyer)

    with pytest.raises(NotAllowed):
        proposals.propose(made.request, made.product, price=D(1), lead_time_days=1, by=insider)


def test_proposals_are_sealed_from_staff_until_the_evaluation_and_from_rivals_for_ever():
    made = stages.proposed()
    seen = lambda user: list(proposals_visible_to(user, made.again().request))  # noqa: E731

    assert seen(made.cast.seller) == [made.proposal]
    assert seen(made.cast.requester) == seen(made.cast.rival) == []
    stages.pass_deadline(made.request)
    sourcing.close_request(made.request)
    assert seen(made.cast.requester) == []
    evaluation.begin_evaluation(made.request, by=made.cast.requester)
    assert seen(made.cast.requester) == [made.proposal]
    assert seen(made.cast.rival) == []


def test_who_sees_a_request_by_its_visibility():
    public = stages.opened()
    invited = stages.opened(visibility="invited")
    group = stages.opened(visibility="group")
    outsider = supplier("SU")
    sourcing.invite_supplier(invited.request, outsider.company, by=invited.cast.requester)
    seen = lambda user: set(requests_visible_to(user))  # noqa: E731

    assert seen(None) == {public.request}
    assert seen(outsider) == {public.request, invited.request}
    assert seen(group.cast.seller) == {public.request, group.request}
    assert seen(staff("AU")) >= {public.request, invited.request, group.request}


def test_a_draft_is_seen_by_its_writer_alone_until_it_is_sent():
    made = stages.draft()
    seen = lambda user: made.request in set(requests_visible_to(user))  # noqa: E731

    assert seen(made.cast.requester)
    assert not any(seen(user) for user in (made.cast.colleague, made.cast.head, made.cast.officer, made.cast.seller))
    sourcing.send_for_approval(made.request, by=made.cast.requester)
    assert seen(made.cast.head)
    assert seen(made.cast.colleague)


def test_the_current_price_is_for_requesters_of_the_department_purchasing_and_audit_only():
    made = stages.opened()
    readers = {
        "requester": made.cast.requester, "colleague": made.cast.colleague, "officer": made.cast.officer,
        "auditor": staff("AU"), "head": made.cast.head, "other": staff("RQ"), "seller": made.cast.seller,
    }  # fmt: skip

    assert {name for name, user in readers.items() if reads_current_price(user, made.request)} == {
        "requester", "colleague", "officer", "auditor",
    }  # fmt: skip


def test_suggestions_reach_seventy_and_put_other_companies_before_the_supplier_of_today():
    cast = stages.Cast()
    incumbent = stages.product_of(cast.rival)
    better_of_incumbent = stages.product_of(cast.rival, bore="100", grade="c3", length="500", ip="ip65")
    made = stages.opened(cast=cast, reference=incumbent)
    fails = stages.product_of(cast.seller, bore="90", grade="c3", length="500", ip="ip65")

    found = offers.suggestions_for(made.request)

    assert [row.product for row in found] == [made.product, better_of_incumbent]
    assert [row.match.score for row in found] == [D("86.0000"), D("100.0000")]
    assert fails not in [row.product for row in found]


def test_a_proposal_in_another_currency_is_compared_at_the_rate_of_the_closing_day():
    made = stages.opened()
    ExchangeRate.objects.create(
        currency="USD", day=today() - timedelta(days=3), won=D(1400), source="시험", booked_by=made.cast.officer
    )
    proposals.propose(
        made.request, made.product, price=D("8.50"), currency="USD", freight_won=D(200_000), duty_pct=D(8),
        lead_time_days=60, by=made.cast.seller,
    )  # fmt: skip
    stages.pass_deadline(made.request)
    sourcing.close_request(made.request)
    evaluation.begin_evaluation(made.request, by=made.cast.requester)

    (row,) = offers.comparison_of_proposals(made.cast.requester, made.again().request)

    assert row.landed.total_won == D(23_800_000) + D(200_000) + D(1_920_000)
    assert row.saving.saved_won == D(30_000_000) - row.landed.total_won
    assert offers.comparison_of_proposals(made.cast.head, made.request)[0].saving is None


def test_what_fails_a_must_stays_off_the_shortlist():
    made = stages.opened()
    bad = stages.product_of(made.cast.rival, bore="90", grade="c3", length="500")
    offer = proposals.propose(made.request, bad, price=D(1_000), lead_time_days=1, by=made.cast.rival)
    stages.pass_deadline(made.request)
    sourcing.close_request(made.request)
    evaluation.begin_evaluation(made.request, by=made.cast.requester)

    with pytest.raises(RuleBroken, match="Bore"), override("en"):
        evaluation.shortlist_proposal(offer, by=made.cast.requester)
    assert offer.score == 0


def test_who_runs_a_trial_does_not_decide_it_nor_adopt():
    made = stages.measured()

    with pytest.raises(NotAllowed):
        evaluation.decide_trial(made.trial, verdict="pass", reason="x", by=made.cast.colleague)
    with pytest.raises(NotAllowed):
        evaluation.measure_trial(made.trial, entered={}, findings="x", by=made.cast.requester)
    with pytest.raises(RuleBroken):
        evaluation.adopt_proposal(made.proposal, reason="x", by=made.cast.officer)


def test_a_trial_that_missed_a_must_has_failed_and_nothing_is_adopted_of_it():
    made = stages.measured({"bore": {"value": "99"}, "grade": {"value": "c3"}})

    with pytest.raises(RuleBroken) as refusal:
        evaluation.decide_trial(made.trial, verdict="pass", reason="x", by=made.cast.requester)
    assert refusal.value.field == "verdict"
    evaluation.decide_trial(made.trial, verdict="fail", reason="내경 미달", by=made.cast.requester)
    with pytest.raises(RuleBroken):
        evaluation.adopt_proposal(made.proposal, reason="x", by=made.cast.officer)
    evaluation.end_without_adoption(made.request, reason="적합한 제품 없음", by=made.cast.requester)

    assert made.again().request.state == "not_adopted"
    assert made.proposal.state == "not_adopted"


def test_who_wrote_the_request_does_not_adopt():
    cast = stages.Cast()
    made = stages.passed(cast=cast)
    cast.requester.active_membership.roles.add("PO")
    cast.requester.forget_roles()

    with pytest.raises(NotAllowed):
        evaluation.adopt_proposal(made.proposal, reason="x", by=cast.requester)


def test_the_job_closes_what_is_due_and_reminds_of_what_nobody_answers():
    made = stages.opened()

    assert sourcing.close_due_requests() == 0
    assert sourcing.remind_of_unanswered() == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_sourcingrequest SET opened_at = opened_at - interval '40 days'")
    assert sourcing.remind_of_unanswered() == 1
    assert sourcing.remind_of_unanswered() == 0
    stages.pass_deadline(made.request)
    assert sourcing.close_due_requests() == 1
    assert made.again().request.state == "closed"


def test_a_cancelled_request_says_why():
    made = stages.proposed()

    sourcing.cancel_request(made.request, reason="설비 교체", by=made.cast.head)

    assert (made.again().request.state, made.request.end_reason) == ("cancelled", "설비 교체")
    with pytest.raises(WrongState):
        proposals.withdraw_proposal(made.proposal, by=made.cast.seller)


def test_figures_of_the_period():
    stages.adopted()
    since, until = db_now() - timedelta(days=1), db_now() + timedelta(days=1)

    found = kpi_sourcing(since, until)

    assert (found["closed"], found["with_three"], found["adopted"], found["saved_won"]) == (1, 0, 1, D(6_000_000))
    assert (found["with_three_pct"], found["adopted_pct"]) == (D("0.0"), D("100.0"))
