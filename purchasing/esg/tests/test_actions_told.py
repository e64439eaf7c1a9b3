"""Who is told of what: every step of a flag, a corrective action, a limitation, to the right people and no others."""

from datetime import timedelta

import pytest

from portal.clock import today
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.people.services import record_standing
from portal.tests.factories import CompanyFactory, staff
from purchasing.bidding.states import Fact
from purchasing.esg.handlers import actions as handlers
from purchasing.esg.models import CorrectiveAction, Limitation
from purchasing.esg.services import actions, appeals, carrying, flags, limitations
from purchasing.esg.states import FlagSource, Severity
from purchasing.esg.tests import actions_stage as made
from purchasing.esg.tests.factories import hear, person

pytestmark = pytest.mark.django_db


def told(user) -> list[str]:
    """The kinds of notice of a person, in order, without the prefix; every event was delivered whole."""
    hear()
    assert not Event.objects.filter(delivered_at=None).exists()
    kinds = Notice.objects.filter(user=user, kind__startswith="esg.").order_by("pk").values_list("kind", flat=True)
    return [kind.removeprefix("esg.") for kind in kinds]


def test_the_way_of_an_action():
    company, reviewer = CompanyFactory(), staff("ER")
    owner = person(company, "SA")
    action = made.planned(made.opened(company, by=reviewer))
    actions.ask_extension(action, days=5, reason="부품 납기", by=person(company, "SE"))
    actions.decide_extension(action, granted=False, answer="대체품이 있음", by=reviewer)
    action = actions.accept_plan(action, by=reviewer)
    action = actions.implement_action(
        action, done_text="설치함", evidence=[made.evidence(company)], by=person(company, "SE")
    )
    actions.verify_action(action, remark="확인", by=reviewer)

    assert told(owner) == ["action_opened", "action_judged", "action_judged", "action_verified"]
    assert told(reviewer) == ["action_to_judge_seen"] * 3
    assert told(person(CompanyFactory(), "SA")) == []


def test_reminders_are_sent_once_each_and_an_escalation_tells_the_committee_and_shared_growth():
    action = made.opened(severity=Severity.PRIORITY)
    owner, chair, grower = person(action.company, "SA"), staff("EC"), staff("SG")
    CorrectiveAction.objects.filter(pk=action.pk).update(plan_due=today() + timedelta(days=1))
    handlers.run_clocks()
    handlers.run_clocks()
    CorrectiveAction.objects.filter(pk=action.pk).update(plan_due=today() - timedelta(days=1))
    handlers.run_clocks()

    assert told(owner) == ["action_opened", "action_due", "action_overdue", "action_escalated"]
    assert told(chair) == ["action_escalated_seen"]
    assert told(grower) == ["action_escalated_seen"]


@pytest.mark.parametrize(
    ("source", "heard"),
    [
        (FlagSource.COURT, ["flag_raised", "flag_decided"]),
        (FlagSource.HOTLINE, []),  # who called is protected, and what is not true hurts nobody
    ],
)
def test_a_flag_that_is_not_confirmed(source, heard):
    raiser, decider = staff("ER"), staff("CP")
    flag = made.raised(by=raiser, source=source)
    owner = person(flag.company, "SA")
    flags.reject_flag(flag, decision="근거 없음", by=decider)

    assert told(owner) == heard
    assert told(decider) == ["flag_to_decide_seen"]
    assert told(raiser) == []


def test_the_way_of_a_limitation_to_its_lifting():
    company, sister, reviewer, officer = CompanyFactory(), CompanyFactory(), staff("ER"), staff("PO")
    for each in (company, sister):
        record_standing(each, Fact.OWNERS, "P-7:0.6", valid_from=today(), source="ENT-1")
    owner, other = person(company, "SA"), person(sister, "SA")
    limitation = made.before_committee(made.proposed(company, by=reviewer), by=reviewer)
    chair = staff("EC")
    hear()
    made.vote(limitation, True, True, True)
    limitation = limitations.decide_limitation(limitation, reason="D등급 두 번", by=staff("EC"))
    limitation = made.appealed(limitation)
    made.vote(limitation, True, True, True, on_appeal=True)
    limitation = appeals.decide_appeal(limitation, decision="기각", by=staff("EC"))
    made.verified(made.opened(company, by=reviewer))
    for answer in (appeals.refuse_lifting, appeals.lift_limitation):
        limitation = appeals.ask_lifting(limitation, reason="고쳤습니다", by=owner)
        limitation = answer(limitation, reason="기록", by=staff("EC"))

    mine = [kind for kind in told(owner) if not kind.startswith("action")]
    assert mine == [
        "limitation_notified", "limitation_imposed", "limitation_appeal_decided", "lifting_refused", "limitation_over",
    ]  # fmt: skip
    assert told(officer)[:1] == ["limitation_imposed_seen"]
    assert told(other) == ["limitation_carried", "limitation_carried_ended"]
    assert [kind for kind in told(chair) if "vote" in kind] == ["limitation_to_vote_seen"] * 2


def test_an_interim_measure_a_dropped_proposal_and_a_tie_that_is_gone():
    company, sister, officer = CompanyFactory(), CompanyFactory(), staff("PO")
    owner, other = person(company, "SA"), person(sister, "SE")
    limitation = made.proposed(company)
    limitations.order_interim(limitation, reason="보일러 안전밸브", danger_to_life=True, by=staff("EC"))
    limitations.drop_limitation(Limitation.objects.get(pk=limitation.pk), reason="밸브를 달았음", by=staff("ER"))
    for each in (company, sister):
        record_standing(each, Fact.REPRESENTATIVE, "R-1", valid_from=today(), source="ENT-1")
    carried = made.imposed(company).carried.get()
    carrying.end_carried(carried, reason="대표자 변경", by=staff("EC"))

    assert told(owner)[:3] == ["limitation_notified", "limitation_interim", "limitation_dropped"]
    assert told(officer)[:1] == ["limitation_interim_seen"]
    assert told(other) == ["limitation_carried", "limitation_carried_ended"]
