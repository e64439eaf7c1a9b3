"""Limitations where two things meet: a level and the next, a sister and a new owner, a late sheet and its result."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from catalog.queries.registration import is_registered
from catalog.services import start_application
from catalog.tests import registering
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken
from portal.notices.models import Notice
from portal.people.queries import standing_of
from portal.people.services import record_standing
from portal.people.tests.merging import merged
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding.states import Fact
from purchasing.contracts.models import SupplierFact
from purchasing.contracts.queries.facts import scorecard_of
from purchasing.contracts.states import FactKind, FactUnit
from purchasing.contracts.tests.factories import in_force as contract_in_force
from purchasing.esg.handlers import limitations as handlers
from purchasing.esg.handlers.review import close_what_is_over
from purchasing.esg.models import Assessment, CorrectiveAction, Limitation
from purchasing.esg.queries.limitations import level_of
from purchasing.esg.queries.srm import evaluation_of
from purchasing.esg.services import appeals, flags, periodic
from purchasing.esg.services import limitations as services
from purchasing.esg.states import AssessmentState, Bench, LimitationState, StandingFact
from purchasing.esg.tests.actions_stage import (
    appealed,
    before_committee,
    imposed,
    opened,
    proposed,
    raised,
    verified,
    vote,
)
from purchasing.esg.tests.factories import assessed, hear, person, scored

pytestmark = pytest.mark.django_db


def test_a_level_that_is_in_force_does_not_lapse_before_the_next_one_begins():
    company = CompanyFactory()
    imposed(company, 2)
    higher = before_committee(proposed(company, 3))
    vote(higher, True, True, True)

    with pytest.raises(RuleBroken) as refused:
        services.decide_limitation(higher, reason="가결", from_on=today() + timedelta(days=30), by=staff("EC"))
    assert refused.value.field == "from_on"
    assert level_of(company, today()) == 2
    services.decide_limitation(higher, reason="가결", from_on=today(), by=staff("EC"))
    assert level_of(company, today()) == 3


def test_an_interim_measure_does_not_lapse_before_the_decision_begins():
    limitation = before_committee(proposed(level=4))
    services.order_interim(limitation, reason="압력용기 균열", danger_to_life=True, by=staff("EC"))
    vote(limitation, True, True, True)

    with pytest.raises(RuleBroken):
        services.decide_limitation(limitation, reason="가결", from_on=today() + timedelta(days=30), by=staff("EC"))
    assert level_of(limitation.company, today()) == 4


def test_a_decision_that_begins_later_begins_also_when_nothing_ran_on_its_day():
    limitation = before_committee(proposed(level=2))
    vote(limitation, True, True, True)
    services.decide_limitation(limitation, reason="가결", from_on=today() + timedelta(days=3), by=staff("EC"))
    handlers.run_due()
    assert level_of(limitation.company, today()) == 0

    Limitation.objects.filter(pk=limitation.pk).update(from_on=today() - timedelta(days=1))
    handlers.run_due()
    assert level_of(limitation.company, today()) == 2


def test_who_is_a_sister_no_longer_is_free_when_a_higher_level_takes_the_place():
    company, sister = CompanyFactory(), CompanyFactory()
    for each in (company, sister):
        record_standing(each, Fact.OWNERS, "P-7:0.6", valid_from=today(), source="ENT-1")
    first = imposed(company, 2)
    assert level_of(sister, today()) == 2
    record_standing(sister, Fact.OWNERS, "P-9:1", valid_from=today(), source="ENT-2")

    imposed(company, 3)

    assert level_of(sister, today()) == 0
    assert not first.carried.filter(ended_on=None).exists()


def test_a_sister_carries_the_higher_level_once():
    company, sister = CompanyFactory(), CompanyFactory()
    for each in (company, sister):
        record_standing(each, Fact.OWNERS, "P-7:0.6", valid_from=today(), source="ENT-1")
    imposed(company, 2)
    imposed(company, 4)

    assert level_of(sister, today()) == 4
    [carried] = sister.carried_limitations.filter(ended_on=None)
    assert carried.limitation.level == "4"


@pytest.mark.parametrize("state", [AssessmentState.SCORED, AssessmentState.NOTIFIED, AssessmentState.OBJECTION])
def test_a_critical_flag_counts_also_in_a_result_that_is_not_final_yet(state):
    assessment = assessed(state=state)
    if state == AssessmentState.NOTIFIED:
        Assessment.objects.filter(pk=assessment.pk).update(objection_until=today() + timedelta(days=1))
    flags.confirm_flag(raised(assessment.company, critical=True), decision="확정 판결", by=staff("CP"))

    assert assessment.scores.order_by("-seq").first().band == "R"
    assessment.refresh_from_db()
    if state == AssessmentState.NOTIFIED:  # the days to object begin again
        assert assessment.objection_until > today() + timedelta(days=1)
        Assessment.objects.filter(pk=assessment.pk).update(objection_until=today() - timedelta(days=1))
        close_what_is_over()
        assert standing_of(assessment.company, StandingFact.BAND, today()) == "R"


def late() -> tuple[Assessment, Limitation]:
    """A supplier in force at level 2 because it did not answer."""
    assessment = assessed(state=AssessmentState.IN_PROGRESS, due_on=today() - timedelta(days=20), reminded=2)
    periodic.mark_overdue(today())
    hear()
    limitation = Limitation.objects.get(company=assessment.company)
    limitation = before_committee(limitation)
    vote(limitation, True, True, True)
    return assessment, services.decide_limitation(limitation, reason="기한 경과", by=staff("EC"))


@pytest.mark.parametrize(("band", "lifted"), [("B", True), ("C", True), ("D", False)])
def test_who_was_late_is_lifted_by_a_final_result_from_band_c_on(band, lifted):
    assessment, limitation = late()
    own = person(limitation.company, "SA")
    with pytest.raises(RuleBroken, match="LIM-05"):
        appeals.ask_lifting(limitation, reason="제출했습니다", by=own)

    on = today()
    rows = Assessment.objects.filter(pk=assessment.pk)
    for state in ("SUBMITTED", "REVIEW", "SCORED", "NOTIFIED"):
        rows.update(overdue_since=None, state=AssessmentState[state], reviewer=staff("ER"))
    rows.update(state=AssessmentState.FINAL, valid_from=on, valid_to=on + timedelta(days=365))
    assessment.refresh_from_db()
    scored(assessment, band=band, total=Decimal({"B": 78, "C": 55, "D": 41}[band]))
    opened(limitation.company, assessment=assessment)  # what the result asks for has its own clock

    if lifted:
        limitation = appeals.ask_lifting(limitation, reason="제출했습니다", by=own)
        assert appeals.lift_limitation(limitation, reason="확정", by=staff("EC")).state == LimitationState.LIFTED
        assert level_of(limitation.company, today()) == 0
    else:
        with pytest.raises(RuleBroken, match="band D"):
            appeals.ask_lifting(limitation, reason="제출했습니다", by=own)


def test_who_was_not_late_still_needs_a_verified_action():
    assessment = assessed(state=AssessmentState.FINAL, band="B")
    limitation = imposed(assessment.company, 2, assessment=assessment)
    own = person(limitation.company, "SA")

    with pytest.raises(RuleBroken, match="LIM-05"):
        appeals.ask_lifting(limitation, reason="고쳤습니다", by=own)
    verified(opened(limitation.company, assessment=assessment))
    assert appeals.ask_lifting(limitation, reason="고쳤습니다", by=own).lift_asked_at is not None


def test_what_was_replaced_is_in_force_again_when_the_higher_level_is_overturned():
    company, sister = CompanyFactory(), CompanyFactory()
    for each in (company, sister):
        record_standing(each, Fact.OWNERS, "P-7:0.6", valid_from=today(), source="ENT-1")
    lower, higher = imposed(company, 2), imposed(company, 4)
    higher = appealed(higher)
    vote(higher, False, False, True, on_appeal=True)

    appeals.decide_appeal(higher, decision="4단계는 지나침", by=staff("EC"))
    handlers.run_due()

    lower.refresh_from_db()
    assert (lower.state, lower.until_on) == (LimitationState.IN_FORCE, None)
    assert (level_of(company, today()), level_of(sister, today())) == (2, 2)
    hear()
    assert Notice.objects.filter(kind="esg.limitation_resumed", user=person(company, "SA")).exists()


def test_in_band_r_the_committee_chooses_the_level_and_nowhere_else():
    company = CompanyFactory()
    record_standing(company, StandingFact.BAND, "R", valid_from=today(), source="ESG-1")
    limitation = before_committee(proposed(company, 3))
    vote(limitation, True, True, True)

    with pytest.raises(RuleBroken) as refused:
        services.decide_limitation(limitation, reason="중대", level=2, by=staff("EC"))
    assert refused.value.field == "level"
    limitation = services.decide_limitation(limitation, reason="중대", level=5, by=staff("EC"))
    assert (limitation.level, level_of(company, today())) == ("5", 5)

    other = before_committee(proposed(level=3))
    vote(other, True, True, True)
    with pytest.raises(RuleBroken):
        services.decide_limitation(other, reason="중대", level=4, by=staff("EC"))


def test_the_page_of_the_decision_offers_the_levels_in_band_r(client):
    company, member = CompanyFactory(), staff("EC")
    record_standing(company, StandingFact.BAND, "R", valid_from=today(), source="ESG-1")
    limitation = before_committee(proposed(company, 3))
    vote(limitation, True, True, True)
    sign_in(client, member)
    url = reverse("esg:limitation-decide", args=[limitation.number])

    shown = client.get(url)
    assert [value for value, _name in shown.context["form"].fields["level"].choices] == [3, 4, 5]
    assert client.post(url, {"reason": "생명 위험", "level": "4"}).status_code == 303
    limitation.refresh_from_db()
    assert (limitation.level, limitation.state) == ("4", LimitationState.IN_FORCE)


def test_child_labour_keeps_the_committee_below_level_4_until_the_remedy_failed():
    company = CompanyFactory()
    flags.confirm_flag(raised(company, child_labour=True), decision="확인", by=staff("CP"))
    record_standing(company, StandingFact.BAND, "R", valid_from=today(), source="ESG-1")
    limitation = before_committee(proposed(company, 3))
    vote(limitation, True, True, True)

    with pytest.raises(RuleBroken, match="LIM-04"):
        services.decide_limitation(limitation, reason="중대", level=4, by=staff("EC"))


def test_who_raised_or_decided_the_flag_does_not_vote_on_what_follows():
    raiser, decider = staff("CP"), staff("CP")
    flag = raised(critical=True, by=raiser)
    flags.confirm_flag(flag, decision="확정", by=decider)
    limitation = before_committee(proposed(flag.company, 3))

    for member in (raiser, decider):
        with pytest.raises(NotAllowed, match="red flag"):
            services.cast_vote(limitation, bench=Bench.LEGAL, in_favour=True, by=member)


def test_level_5_ends_registrations_and_refuses_applications_while_it_lasts():
    applicant = supplier("SA")
    company = applicant.company
    record_standing(company, "registered:STEEL", "REG-1", valid_from=today(), source="STEEL")
    assert is_registered(company, "STEEL", today())
    call = registering.open_call()

    limitation = imposed(company, 5)

    assert not is_registered(company, "STEEL", today())
    with pytest.raises(RuleBroken, match="de-registered"):
        start_application(call, by=applicant)
    limitation = appealed(limitation)
    vote(limitation, False, False, False, on_appeal=True)
    appeals.decide_appeal(limitation, decision="취소", by=staff("EC"))
    assert start_application(call, by=applicant).company == company


def test_an_action_that_was_verified_before_the_limitation_was_proposed_lifts_nothing():
    company = CompanyFactory()
    old = verified(opened(company))
    CorrectiveAction.objects.filter(pk=old.pk).update(verified_on=today() - timedelta(days=700))
    limitation = imposed(company, 4)

    with pytest.raises(RuleBroken, match="LIM-05"):
        appeals.ask_lifting(limitation, reason="고쳤습니다", by=person(company, "SA"))


def test_who_stands_in_a_companys_place_carries_its_limitation_and_its_past():
    company, successor = CompanyFactory(), CompanyFactory()
    limitation = imposed(company)
    delivered = contract_in_force(payee=company)
    SupplierFact.objects.create(
        company=company, contract=delivered, kind=FactKind.ON_TIME, value=Decimal(1), on=today(), unit=FactUnit.SHARE
    )

    merged(company, successor)
    handlers.run_due()
    handlers.run_due()

    carried = limitation.carried.get()
    assert (carried.company, carried.link, level_of(successor, today())) == (successor, "successor", 2)
    assert evaluation_of(successor, today()).parts[1].count == 1
    assert scorecard_of(staff("PO"), successor, since=today(), until=today()).on_time.count == 1
    own = scorecard_of(supplier("SA", company=successor), successor, since=today(), until=today())
    assert own.on_time.count == 1
