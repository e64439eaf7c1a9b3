"""Joint investigation by both sides, the committee that decides when they differ. Source: domain 7.3 PI-03."""

from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.services import reads_file
from portal.files.tests.factories import FileFactory, pdf_bytes, upload
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in
from sharedgrowth.support.models import CommitteeDecision, Recommendation
from sharedgrowth.support.services import committee
from sharedgrowth.support.services.committee import Outsider
from sharedgrowth.support.states import ApplicationState, InvestigationState, Opinion
from sharedgrowth.support.tests import factories, review_stage

pytestmark = pytest.mark.django_db
A = ApplicationState


@pytest.fixture
def officer():
    return staff("SG")


def sheet():
    return FileFactory("확인서.pdf", company=staff("SG").company)


def _visited(application, officer):
    member = staff("CN")
    visit = committee.plan_investigation(
        application,
        visit_on=today(),
        members=[member],
        outsiders=[Outsider("김단원", "지역상공회의소")],
        by=officer,
    )
    committee.report_investigation(visit, "설비와 작업 기준을 보았습니다.", by=officer)
    return visit, member


def test_an_investigation_needs_both_sides_and_both_say_yes(officer):
    application = review_stage.shortlisted(factories.call("industrial_innovation"))
    with pytest.raises(RuleBroken) as refusal:
        committee.plan_investigation(application, visit_on=today(), members=[staff("CN")], outsiders=[], by=officer)
    assert refusal.value.field == "outside"
    visit, member = _visited(application, officer)

    outsider = visit.members.get(user=None)
    committee.enter_verdict(outsider, Opinion.FOR, "지역에 도움이 됩니다.", sheet=sheet(), by=officer)
    with pytest.raises(RuleBroken):
        committee.enter_verdict(visit.members.get(user=member), Opinion.FOR, "…", sheet=sheet(), by=officer)
    committee.give_verdict(visit, Opinion.FOR, "준비가 되어 있습니다.", by=member)

    visit.refresh_from_db()
    application.refresh_from_db()
    assert (visit.state, application.state) == (InvestigationState.AGREED, A.INVESTIGATION)
    with pytest.raises(WrongState):
        committee.give_verdict(visit, Opinion.AGAINST, "바꿉니다.", by=member)


def test_the_signed_sheet_of_the_outside_member_stays_with_the_verdict(officer, client):
    application = review_stage.shortlisted(factories.call("industrial_innovation"))
    visit, _member = _visited(application, officer)
    outsider = visit.members.get(user=None)
    sign_in(client, officer)
    door = reverse("support:investigation-enter", args=[application.number, outsider.pk])
    typed = {"opinion": "for", "reason": "지역에 도움이 됩니다."}
    refused = client.post(door, typed)
    assert "sheet" in refused.context["form"].errors
    assert "지역에 도움이 됩니다." in refused.content.decode()
    signed = pdf_bytes(b"% signed")
    assert client.post(door, typed | {"sheet": upload("확인서.pdf", signed)}).status_code == 303
    outsider.refresh_from_db()
    assert outsider.sheet.sha256 == sha256(signed).hexdigest()
    entry = AuditEntry.objects.get(what="support.investigationmember.verdict_given")
    assert outsider.sheet.sha256 in entry.payload
    page = client.get(reverse("support:review-detail", args=[application.number])).content.decode()
    assert outsider.sheet.sha256[:16] in page
    assert reads_file(officer, outsider.sheet)
    for other in (UserFactory(company=application.company, roles=("SA",)), UserFactory(roles=("SA",)), staff("PO")):
        assert not reads_file(other, outsider.sheet)


def test_a_related_recommender_brings_it_before_the_committee(officer):
    application = review_stage.shortlisted(factories.call("industrial_innovation"))
    Recommendation.objects.create(
        application=application, organisation="동해단조협의회", why="개선 의지", related=True, consent_due=today()
    )
    visit, member = _visited(application, officer)
    committee.enter_verdict(
        visit.members.get(user=None), Opinion.FOR, "지역에 도움이 됩니다.", sheet=sheet(), by=officer
    )
    committee.give_verdict(visit, Opinion.FOR, "준비가 되어 있습니다.", by=member)

    application.refresh_from_db()
    assert application.state == A.COMMITTEE


def test_both_against_decline_it_and_who_went_along_enters_no_verdict_of_others(officer):
    application = review_stage.shortlisted(factories.call("industrial_innovation"))
    people = {"members": [staff("AP", "FI")], "outsiders": [Outsider("김단원", "지역상공회의소")]}
    with pytest.raises(RuleBroken) as refusal:
        committee.plan_investigation(application, visit_on=today(), **people, by=officer)
    assert refusal.value.field == "members"
    member = staff("SG")
    people["members"] = [member]
    visit = committee.plan_investigation(application, visit_on=today(), **people, by=officer)
    committee.report_investigation(visit, "설비를 보았습니다.", by=member)
    outsider = visit.members.get(user=None)
    with pytest.raises(NotAllowed):
        committee.enter_verdict(outsider, Opinion.AGAINST, "작업 기준이 없습니다.", sheet=sheet(), by=member)
    committee.enter_verdict(outsider, Opinion.AGAINST, "작업 기준이 없습니다.", sheet=sheet(), by=officer)
    committee.give_verdict(visit, Opinion.AGAINST, "투자 여력이 없습니다.", by=member)

    application.refresh_from_db()
    assert application.state == A.NOT_SELECTED
    assert set(application.reason.split("\n")) == {"작업 기준이 없습니다.", "투자 여력이 없습니다."}
    assert not application.clocks.filter(ended_on=None).exists()


def test_sides_that_differ_send_it_to_the_committee_which_decides_by_votes(officer):
    call = factories.call("industrial_innovation")
    application = review_stage.shortlisted(call)
    visit, member = _visited(application, officer)
    committee.enter_verdict(
        visit.members.get(user=None), Opinion.AGAINST, "규모가 작습니다.", sheet=sheet(), by=officer
    )
    committee.give_verdict(visit, Opinion.FOR, "준비가 되어 있습니다.", by=member)
    application.refresh_from_db()
    assert application.state == A.COMMITTEE

    people = [staff("AP"), staff("EV"), staff("RQ")]
    for person in people:
        committee.seat_member(call, person, by=officer)
    with pytest.raises(RuleBroken):
        committee.seat_member(call, staff("FI", "AP"), by=officer)
    with pytest.raises(NotAllowed):
        committee.cast_vote(application, Opinion.FOR, "…", by=staff("AP"))
    committee.cast_vote(application, Opinion.FOR, "효과가 큽니다.", by=people[0])
    committee.cast_vote(application, Opinion.AGAINST, "투자 여력이 없습니다.", by=people[1])
    with pytest.raises(RuleBroken):
        committee.conclude_committee(application, by=officer)
    committee.cast_vote(application, Opinion.AGAINST, "효과가 적습니다.", by=people[2])
    with pytest.raises(WrongState):
        committee.cast_vote(application, Opinion.FOR, "한 번 더", by=people[0])
    decision = committee.conclude_committee(application, by=officer)

    application.refresh_from_db()
    assert (decision.in_favour, decision.votes_for, decision.votes_against) == (False, 1, 2)
    assert application.state == A.NOT_SELECTED
    assert application.reason == "투자 여력이 없습니다.\n효과가 적습니다."
    with pytest.raises(WrongState):
        committee.conclude_committee(application, by=officer)


def test_votes_and_decisions_are_never_changed(officer):
    call = factories.call()
    application = review_stage.shortlisted(call)
    committee.convene_committee(application, "비슷한 과제가 있습니다.", by=officer)
    for person in (staff("AP"), staff("EV"), staff("RQ")):
        committee.seat_member(call, person, by=officer)
        vote = committee.cast_vote(application, Opinion.FOR, "찬성", by=person)
    decision = committee.conclude_committee(application, by=officer)

    assert decision.in_favour
    assert application.state == A.COMMITTEE
    for thing in (vote, decision):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {thing._meta.db_table} WHERE id = %s", [thing.pk])  # noqa: S608 (a table name)
    assert CommitteeDecision.objects.filter(pk=decision.pk).exists()
