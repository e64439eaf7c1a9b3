"""Nobody stands on both sides: insiders do not bid, and who belongs to a bidder does not decide (SOD-02, SOD-05)."""

from decimal import Decimal

import pytest

from portal.errors import NotAllowed
from portal.people.models import Membership, Role, User
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff, supplier
from purchasing.bidding import policies, queries, services
from purchasing.bidding.models import AwardDecision, Bid, Ruling
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.told import bid_of_rank

pytestmark = pytest.mark.django_db


def joined(user: User, company, *codes: str, state: str = "active") -> Membership:
    """The person in a second company."""
    membership = Membership.objects.create(user=user, company=company, state=state)
    membership.roles.set(Role.objects.filter(code__in=codes))
    return membership


def acting(user: User, membership: Membership) -> User:
    """The same person after the switch to that company."""
    User.objects.filter(pk=user.pk).update(active_membership=membership)
    return User.objects.get(pk=user.pk)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def bid(stage, user: User):
    return services.submit_bid(stage.tender, price_won=Decimal(85_000_000), key=factories.key(), by=user)


def test_the_estimator_who_switches_to_a_supplier_neither_reads_the_base_price_nor_bids():
    stage = factories.published()
    estimator = stage.cast.estimator
    assert queries.base_price_visible_to(estimator, stage.tender).amount_won == factories.BASE_WON

    switched = acting(estimator, joined(estimator, CompanyFactory(), "BD"))

    assert queries.base_price_visible_to(switched, stage.tender) is None
    with pytest.raises(NotAllowed, match="let a colleague do it"):
        bid(stage, switched)
    with pytest.raises(NotAllowed):
        services.withdraw_bid(stage.tender, key="k", by=switched)
    assert Bid.objects.count() == 0


@pytest.mark.parametrize("who", ["officer", "approver", "committee", "other staff", "left the buyer"])
def test_who_serves_or_served_the_buyer_does_not_bid(who):
    stage = factories.published()
    match who:
        case "officer":
            person = stage.cast.officer
        case "approver":
            person = stage.cast.approver
        case "committee":
            person = stage.cast.openers[0]
        case "other staff":
            person = staff("RQ")
        case _:
            person = supplier()
            joined(person, BuyerFactory(), "PO", state="disabled")
    member = person.memberships.exclude(company__is_buyer=True).first() or joined(person, CompanyFactory(), "BD")

    with pytest.raises(NotAllowed, match="let a colleague do it"):
        bid(stage, acting(person, member))


@pytest.mark.parametrize("who", ["officer", "estimator"])
def test_a_company_does_not_bid_in_the_tender_that_one_of_its_people_prepares(who):
    stage = factories.published()
    colleague = supplier()
    membership = joined(getattr(stage.cast, who), colleague.company, "SU")

    with pytest.raises(NotAllowed, match="prepares this tender"):
        bid(stage, colleague)

    Membership.objects.filter(pk=membership.pk).update(state="disabled")  # it is about now
    assert bid(stage, colleague)


@pytest.mark.parametrize("state", ["active", "disabled"])
def test_an_evaluator_with_a_tie_to_a_bidder_does_not_evaluate(state):
    stage = factories.opened()
    evaluator = stage.cast.evaluator
    joined(evaluator, stage.bidders[0].company, "SU", state=state)
    evaluator = fresh(evaluator)

    with pytest.raises(NotAllowed, match="SOD-05"):
        services.evaluate_tender(stage.tender, no_conflict=True, by=evaluator)
    with pytest.raises(NotAllowed, match="SOD-05"):
        services.rule_out_bid(Ruling.objects.select_related("tender").first(), remark="x", by=evaluator)
    assert queries.tenders_waiting_for(evaluator) == []
    assert [what for _tender, what in queries.tenders_waiting_for(staff("EV"))] == ["evaluation"]


def test_a_tie_to_a_company_that_did_not_bid_or_withdrew_keeps_nobody_out():
    stage = factories.published(prices=[90_000_000, 91_000_000, 92_000_000])
    gone = supplier()
    bid(stage, gone)
    services.withdraw_bid(stage.tender, key=factories.key(), by=gone)
    joined(stage.cast.evaluator, gone.company, "SU")
    joined(stage.cast.evaluator, CompanyFactory(), "SU")
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    factories.open_bids(stage)

    assert services.evaluate_tender(stage.tender, no_conflict=True, by=fresh(stage.cast.evaluator))


def test_a_committee_member_with_a_tie_does_not_open_and_nothing_is_told_before_the_closing():
    stage = factories.published(prices=[90_000_000, 91_000_000])
    first, second = stage.cast.openers
    joined(first, stage.bidders[0].company, "SU")
    for member in (first, second):
        services.declare_no_conflict(stage.tender, by=member)
    assert policies.may_confirm_opening(fresh(first), stage.tender)  # a no would tell that the company has bid

    factories.pass_deadline(stage.tender)  # a due tender is closed on the way, and the tie is seen then
    with pytest.raises(NotAllowed, match="SOD-05"):
        services.confirm_opening(stage.tender, by=fresh(first))
    assert services.confirm_opening(stage.tender, by=second).second_by is None


def test_an_officer_with_a_tie_does_not_propose_and_an_approver_with_one_does_not_decide():
    stage = factories.evaluated()
    cast, winner = stage.cast, bid_of_rank(stage, 1)
    tied = staff("AP")
    joined(tied, winner.company, "SF", state="disabled")
    joined(cast.officer, stage.bidders[-1].company, "SU", state="disabled")

    with pytest.raises(NotAllowed, match="SOD-05"):
        services.propose_award(stage.tender, bid=winner, reason="최저", by=fresh(cast.officer))
    services.propose_award(stage.tender, bid=winner, reason="최저", by=cast.evaluator)
    decision = AwardDecision.objects.get()
    with pytest.raises(NotAllowed, match="SOD-05"):
        services.approve_award(decision, by=fresh(tied))
    with pytest.raises(NotAllowed, match="SOD-05"):
        services.return_award(decision, reason="x", by=fresh(tied))
    with pytest.raises(NotAllowed, match="SOD-05"):
        services.fail_tender(stage.tender, reason="x", by=fresh(tied))
    with pytest.raises(NotAllowed, match="SOD-05"):
        services.cancel_tender(stage.tender, reason="x", by=fresh(tied))
    assert queries.tenders_waiting_for(fresh(tied)) == []
    assert services.approve_award(decision, by=cast.second_approver).approved_at


def test_a_stranger_to_the_buyer_still_bids():
    stage = factories.published()
    assert bid(stage, UserFactory(company=CompanyFactory(), roles=("BD",)))
