"""Standstill, objections, the award at the end, the award taken back: rows, audit, news; who may not, and why."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from portal.calendar import business_days_after
from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.people.services import record_standing
from portal.tests.factories import staff, supplier
from purchasing.bidding import queries, services
from purchasing.bidding.models import AwardDecision, Objection, Standstill, Tender
from purchasing.bidding.services.standstill import after_approval
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.factories import key, pass_standstill
from purchasing.bidding.tests.told import entries, news, now_state, states, with_role

pytestmark = pytest.mark.django_db


def lodged(stage, *, by=None, **given) -> Objection:
    told = {"ground": "own_bid", "text": "하한가 계산에 제 투찰이 빠졌습니다.", "key": key()} | given
    return services.lodge_objection(stage.tender, **told, by=by or stage.bidders[2])


def decided(objection, *, by=None, **given) -> Objection:
    told = {"upheld": False, "answer": "계산을 다시 확인했고 맞습니다.", "no_conflict": True} | given
    return services.decide_objection(objection, **told, by=by or staff("CP"))


def test_an_approved_award_stands_still_for_five_business_days():
    stage = factories.standing()
    standstill = Standstill.objects.get()

    assert now_state(stage) == "standstill"
    assert standstill.last_day == business_days_after(today(), 5)
    assert (standstill.ends_at.astimezone() - standstill.begun_at) > timedelta(days=5)
    assert [state for _price, state, _rank in states(stage)] == ["excluded_low", *["in_range"] * 4]
    assert entries(stage.tender)[-1] == (
        "bidding.tender.stand_still", "award_proposed", "standstill", stage.cast.second_approver.name,
    )  # fmt: skip
    assert news()[-1] == "bidding.standstill_begun"
    assert Tender.objects.get().winner is None


def test_the_job_awards_only_when_the_standstill_has_ended():
    stage = factories.standing()

    assert services.end_due_standstills() == 0
    with pytest.raises(WrongState, match="has not ended yet"):
        services.end_standstill(Standstill.objects.get())
    with pytest.raises(IntegrityError, match="standstill has not ended"), transaction.atomic():
        Tender.objects.filter(pk=stage.tender.pk).update(state="awarded", winner=AwardDecision.objects.get().bid)

    pass_standstill(stage.tender)
    assert services.end_due_standstills() == 1
    assert services.end_due_standstills() == 0
    tender = Tender.objects.get()
    assert (tender.state, tender.winner.ruling.price_won) == ("awarded", Decimal(78_500_000))
    assert states(stage)[1:] == [
        (78_500_000, "awarded", 1),
        (88_000_000, "reserve", 2),
        (92_000_000, "lost", 3),
        (97_000_000, "lost", 4),
    ]
    assert Standstill.objects.get().outcome == "awarded"
    assert news()[-1] == "bidding.tender_awarded"


def test_a_tender_that_announced_no_standstill_is_awarded_at_once(monkeypatch):
    stage = factories.proposed()
    tender = stage.tender
    decision = tender.decisions.get()
    monkeypatch.setitem(tender.params, "standstill_days", 0)
    by, now = stage.cast.second_approver, db_now()
    with transaction.atomic():
        AwardDecision.objects.filter(pk=decision.pk).update(approved_by=by, approved_at=now)
        after_approval(tender, decision, now=now, by=by)
    assert Tender.objects.get().state == "awarded"
    assert Standstill.objects.count() == 0


def test_an_objection_stops_the_award_until_it_is_decided():
    stage = factories.standing()
    objection = lodged(stage)
    pass_standstill(stage.tender)

    assert services.end_due_standstills() == 0
    with pytest.raises(WrongState, match="An objection is open"):
        services.end_standstill(Standstill.objects.get())
    with pytest.raises(IntegrityError, match="standstill has not ended"), transaction.atomic():
        Tender.objects.filter(pk=stage.tender.pk).update(state="awarded", winner=AwardDecision.objects.get().bid)

    answered = decided(objection)
    assert (answered.state, answered.remedy, answered.number[:4]) == ("rejected", "", "OBJ-")
    assert services.end_due_standstills() == 1
    assert now_state(stage) == "awarded"
    assert [what for what, *_rest in entries(objection)] == ["bidding.objection.lodged", "bidding.objection.reject"]


def test_an_upheld_objection_takes_the_award_back_and_another_follows():
    stage = factories.standing()
    mine, other = lodged(stage), lodged(stage, by=stage.bidders[3])

    decided(mine, upheld=True, remedy="drop_winner", answer="1순위의 시험성적서가 위조되었습니다.")

    assert now_state(stage) == "evaluated"
    decision = AwardDecision.objects.get()
    assert (decision.taken_back_at is None, decision.take_back_reason[:3]) == (False, "1순위")
    assert Standstill.objects.get().outcome == "taken_back"
    assert states(stage)[1] == (78_500_000, "dropped", 1)
    other.refresh_from_db()
    assert (other.state, mine.number in other.answer) == ("upheld", True)
    assert queries.first_in_line(stage.tender, today()).price_won == 88_000_000

    tender = Tender.objects.get()
    second = queries.first_in_line(tender, today()).bid
    again = services.propose_award(tender, bid=second, reason="차순위", by=stage.cast.officer)
    assert again.out_of_order is False
    services.approve_award(again, by=stage.cast.second_approver)
    pass_standstill(tender)
    services.end_due_standstills()
    assert Tender.objects.get().winner == second


def test_upheld_for_review_keeps_the_ranking():
    stage = factories.standing()
    decided(lodged(stage), upheld=True, remedy="review")
    assert now_state(stage) == "evaluated"
    assert states(stage)[1] == (78_500_000, "in_range", 1)


def test_who_may_object_and_until_when():
    stage = factories.standing()
    told = {"ground": "procedure", "text": "이유", "key": key()}

    for person, why in (
        (supplier(), "Only a company that has bid"),
        (stage.bidders[1], "intended winner"),
        (stage.cast.officer, "Only the administrator or a bidder"),
    ):
        with pytest.raises(NotAllowed, match=why):
            services.lodge_objection(stage.tender, **told, by=person)
    with pytest.raises(RuleBroken, match="what is wrong"):
        lodged(stage, text=" ")
    with pytest.raises(RuleBroken, match="what the objection is about"):
        lodged(stage, ground="mood")

    first = lodged(stage, key="same")
    assert lodged(stage, key="same") == first
    with pytest.raises(RuleBroken, match="already being looked at"):
        lodged(stage)
    pass_standstill(stage.tender)
    with pytest.raises(WrongState, match="while the standstill runs"):
        lodged(stage, by=stage.bidders[3])
    with pytest.raises(IntegrityError, match="takes no objections"), transaction.atomic():
        Objection.objects.create(
            number="OBJ-2026-999999", tender=stage.tender, decision=first.decision, company=stage.bidders[3].company,
            ground="other", text="늦음", key=key(), lodged_by=stage.bidders[3], answer_by=today(),
        )  # fmt: skip


def test_an_objection_to_a_tender_that_is_not_decided_is_refused():
    stage = factories.proposed()
    with pytest.raises(WrongState):
        lodged(stage)


def test_a_withdrawn_objection_stops_nothing():
    stage = factories.standing()
    objection = lodged(stage)
    with pytest.raises(NotAllowed, match="another company"):
        services.withdraw_objection(objection, by=stage.bidders[3])
    services.withdraw_objection(objection, by=stage.bidders[2])
    with pytest.raises(WrongState):
        decided(Objection.objects.get())
    pass_standstill(stage.tender)
    assert services.end_due_standstills() == 1


@pytest.mark.parametrize("who", ["officer", "evaluator", "second_approver", "estimator"])
def test_who_took_part_does_not_decide_on_an_objection(who):
    stage = factories.standing()
    objection = lodged(stage)
    person = with_role(getattr(stage.cast, who), "CP")
    with pytest.raises(NotAllowed, match="You took part"):
        decided(objection, by=person)


def test_a_decision_on_an_objection_has_its_conditions():
    stage = factories.standing()
    objection = lodged(stage)
    for person in (staff("PO"), staff("AD"), stage.bidders[2]):
        with pytest.raises(NotAllowed, match="Only compliance or an approver"):
            decided(objection, by=person)
    with pytest.raises(RuleBroken, match="no conflict"):
        decided(objection, no_conflict=False)
    with pytest.raises(RuleBroken, match="with its reasons"):
        decided(objection, answer="")
    with pytest.raises(RuleBroken, match="what follows"):
        decided(objection, upheld=True)
    decided(objection, by=stage.cast.approver)  # published the notice, took no part in the award
    with pytest.raises(WrongState, match="already been decided"):
        decided(objection)


def test_a_winner_sanctioned_in_the_standstill_is_not_awarded():
    stage = factories.standing()
    winner = AwardDecision.objects.get().bid.company
    record_standing(winner, "sanction", "collusion", valid_from=today(), source="test")
    pass_standstill(stage.tender)

    assert services.end_due_standstills() == 1

    assert now_state(stage) == "evaluated"
    assert AwardDecision.objects.get().take_back_reason == "ineligible"
    assert states(stage)[1] == (78_500_000, "dropped", 1)
    assert news()[-1] == "bidding.award_taken_back"


def test_an_approver_takes_an_award_back_but_not_over_an_open_objection():
    stage = factories.standing()
    with pytest.raises(NotAllowed):
        services.take_back_award(stage.tender, reason="x", by=stage.cast.officer)
    with pytest.raises(RuleBroken, match="Give the reason"):
        services.take_back_award(stage.tender, reason=" ", by=stage.cast.second_approver)
    objection = lodged(stage)
    with pytest.raises(WrongState, match="An objection is open"):
        services.take_back_award(stage.tender, reason="오류", by=stage.cast.second_approver)
    services.withdraw_objection(objection, by=stage.bidders[2])
    services.take_back_award(stage.tender, reason="수량 오류", by=stage.cast.second_approver)
    assert now_state(stage) == "evaluated"
    with pytest.raises(WrongState):
        services.take_back_award(stage.tender, reason="또", by=stage.cast.second_approver)


def test_cancelling_in_the_standstill_ends_it_and_waits_for_objections():
    stage = factories.standing()
    objection = lodged(stage)
    with pytest.raises(WrongState, match="decide on it first"):
        services.cancel_tender(stage.tender, reason="예산", by=stage.cast.second_approver)
    services.withdraw_objection(objection, by=stage.bidders[2])
    services.cancel_tender(stage.tender, reason="예산", by=stage.cast.second_approver)
    assert (now_state(stage), Standstill.objects.get().outcome) == ("cancelled", "cancelled")
    assert AwardDecision.objects.get().take_back_reason == "예산"


def test_what_was_decided_is_kept():
    stage = factories.standing()
    objection = decided(lodged(stage))
    for change in (
        lambda: Objection.objects.filter(pk=objection.pk).update(answer="다른 말"),
        lambda: Objection.objects.filter(pk=objection.pk).delete(),
        lambda: Standstill.objects.update(last_day=date(2026, 1, 1)),
        lambda: Standstill.objects.all().delete(),
        lambda: AwardDecision.objects.update(approved_at=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
def test_an_objection_at_the_last_moment_and_the_award_do_not_pass_each_other():
    stage = factories.standing()
    pass_standstill(stage.tender)

    def run(act):
        try:
            return act()
        except (WrongState, RuleBroken) as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        list(pool.map(run, [services.end_due_standstills, services.end_due_standstills, lambda: lodged(stage)]))

    assert Tender.objects.get().state == "awarded"
    assert Objection.objects.count() == 0
    assert news().count("bidding.tender_awarded") == 1
