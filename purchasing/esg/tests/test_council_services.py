"""The council and consulting by their services. Source: domain 11.8, 11.10."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest

from portal.clock import SEOUL, db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.people.services import record_standing
from portal.tests.factories import CompanyFactory, staff, supplier
from purchasing.esg.models import ConsultingRequest, CouncilMeeting, ReviewerTie
from purchasing.esg.queries import council as queries
from purchasing.esg.services import consulting, council
from purchasing.esg.tests.factories import hear

pytestmark = pytest.mark.django_db
AGENDA = [("strategy", "2027년 공급사 평가 방향", "Direction of assessments in 2027"), ("training", "공동 교육", "")]


def seated(keeper):
    """Two group companies: one with an account, one without."""
    user = staff("EC")
    chair = council.add_member(group_company="한빛제철", person="김본부", chairs=True, user=user, by=keeper)
    other = council.add_member(group_company="한빛이앤씨", person="박실장", by=keeper)
    return chair, other


def planned(keeper, half="2026-H2") -> CouncilMeeting:
    return council.plan_meeting(half=half, meets_at=db_now(), place="본사 12층", agenda=AGENDA, by=keeper)


def held(keeper):
    members = seated(keeper)
    meeting = council.invite_council(planned(keeper), by=keeper)
    return council.hold_meeting(meeting, present=members, acknowledged=True, by=keeper), members


def test_a_meeting_goes_from_its_agenda_to_minutes_that_another_person_approves():
    keeper = staff("ER")
    meeting, (chair, other) = held(keeper)
    decision = council.decide_in_council(
        meeting, text="공동 교육을 분기마다 연다.", owner=chair, due_on=today() + timedelta(days=60), by=keeper
    )
    with pytest.raises(RuleBroken, match="no minutes yet"):
        council.approve_minutes(meeting, by=staff("EC"))
    meeting = council.write_minutes(meeting, minutes="안건 둘을 다루었다.", by=keeper)
    with pytest.raises(NotAllowed, match="Who wrote the minutes"):
        council.approve_minutes(meeting, by=keeper)
    meeting = council.write_minutes(meeting, minutes="안건 둘을 다루었다. 고침.", by=staff("ER"))
    with pytest.raises(NotAllowed, match="Who wrote the minutes"):  # of a text that a colleague touched too
        council.approve_minutes(meeting, by=keeper)
    meeting = council.approve_minutes(meeting, by=chair.user)
    assert (meeting.state, meeting.approved_by) == ("closed", chair.user)
    hear()
    assert Notice.objects.filter(user=chair.user, kind="esg.council_closed").count() == 1
    with pytest.raises(WrongState):
        council.decide_in_council(meeting, text="더", owner=chair, due_on=today() + timedelta(days=9), by=keeper)
    council.report_progress(decision, chair, state="done", by=chair.user)
    council.report_progress(decision, other, state="progress", note="강사 섭외", by=keeper)
    row = queries.open_decisions()[0]
    assert (row.done, row.concerned) == (1, 2)
    with pytest.raises(NotAllowed, match="Only the member itself"):
        council.report_progress(decision, chair, state="open", by=keeper)
    council.report_progress(decision, other, state="done", by=keeper)
    assert queries.open_decisions() == []


def test_nobody_begins_without_the_notice_and_there_is_one_meeting_in_a_half_year():
    keeper = staff("ER")
    members = seated(keeper)
    meeting = planned(keeper)
    with pytest.raises(RuleBroken, match="already meets in this half-year"):
        planned(keeper)
    with pytest.raises(RuleBroken, match="2026-H1 or 2026-H2"):
        planned(keeper, "2026-3")
    meeting = council.invite_council(meeting, by=keeper)
    with pytest.raises(RuleBroken, match="acknowledges the notice"):
        council.hold_meeting(meeting, present=members, acknowledged=False, by=keeper)
    council.cancel_meeting(meeting, reason="의장 부재", by=keeper)
    assert planned(keeper).state == "planned"


def assessed(total: str, **fields):
    company = CompanyFactory(**fields)
    record_standing(company, "esg.score", total, valid_from=today(), source="ESG")
    record_standing(company, "esg.band", "B", valid_from=today(), source="ESG")
    return company


def test_results_are_named_only_with_consent_and_few_without_a_name_are_left_out():
    open_company = assessed("80.50", legal_name_ko="공개정밀", legal_name_en="")
    for total in ("70.00", "65.00", "60.00", "55.00"):
        assessed(total)
    council.share_result(given=True, by=supplier("SA", company=open_company))
    assert [(row.name, row.total) for row in queries.shared_results(today())] == [("공개정밀", Decimal("80.50"))]
    assessed("50.00")
    rows = queries.shared_results(today())
    assert [row.name for row in rows] == ["공개정밀", "", "", "", "", ""]
    council.share_result(given=False, by=supplier("SA", company=open_company))
    assert [row.name for row in queries.shared_results(today())] == [""] * 6
    with pytest.raises(NotAllowed):
        council.share_result(given=True, by=supplier("SU", company=open_company))


def test_a_consulting_request_is_handed_over_by_event_and_answered():
    owner, grower = supplier("SA"), staff("SG")
    asked = consulting.ask_consulting(field="energy", need="압축 공기 누설을 줄이려 합니다.", by=owner)
    with pytest.raises((RuleBroken, WrongState), match="already open"):
        consulting.ask_consulting(field="energy", need="다시", by=owner)
    with pytest.raises(NotAllowed):
        consulting.decide_consulting(asked, take=True, decision="방문", by=staff("PO"))
    consulting.decide_consulting(asked, take=True, decision="12월에 방문합니다.", by=grower)
    told = Event.objects.get(name="esg.support_asked").payload
    assert (told["company"], told["about"]) == (owner.company_id, asked.need)
    hear()
    assert Notice.objects.filter(user=owner, kind="esg.consulting_taken").count() == 1
    consulting.finish_consulting(ConsultingRequest.objects.get(), by=grower)
    assert ConsultingRequest.objects.get().state == "done"
    tie = ReviewerTie.objects.get(company=owner.company)
    assert (tie.person, tie.reason, tie.last_on) == (grower, "helped", today())
    again = consulting.ask_consulting(field="energy", need="다음 공장", by=owner)
    consulting.withdraw_consulting(again, by=owner)
    assert ConsultingRequest.objects.get(pk=again.pk).state == "withdrawn"


def test_members_are_invited_for_the_day_in_korea():
    keeper = staff("ER")
    chair, _other = seated(keeper)
    at = datetime.combine(today() + timedelta(days=30), time(8, 30), SEOUL)  # in UTC still the day before
    half = f"{at:%Y}-H{1 if at.month < 7 else 2}"
    meeting = council.plan_meeting(half=half, meets_at=at, place="본사", agenda=AGENDA, by=keeper)
    council.invite_council(CouncilMeeting.objects.get(pk=meeting.pk), by=keeper)
    hear()
    told = Notice.objects.get(user=chair.user, kind="esg.council_invited")
    assert told.params["day"] == {"day": f"{at:%Y-%m-%d}"}
