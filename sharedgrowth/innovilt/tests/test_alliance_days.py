"""What the daily sweep does with members: grace, lapse, return, insolvency. Source: domain 12, life cycle."""

from datetime import timedelta

import pytest

from portal.clock import today
from portal.notices.models import Notice
from portal.outbox.models import JobRun
from portal.outbox.services import announce
from portal.people import services as people
from portal.periods import months_after
from portal.tests.locks import only_locks_of_the_app_role
from purchasing.contracts.tests.factories import hear, person
from sharedgrowth.innovilt.handlers.applications import run_review_clocks
from sharedgrowth.innovilt.models import AllianceMember, Certificate, Surveillance
from sharedgrowth.innovilt.services import alliance
from sharedgrowth.innovilt.states import MemberState, Trigger
from sharedgrowth.innovilt.tests import factories as made

pytestmark = pytest.mark.django_db


def _next_day() -> None:
    """The sweep as on a new day: it runs once a day."""
    JobRun.objects.all().delete()
    with only_locks_of_the_app_role() as locked:
        run_review_clocks()
    assert "innovilt_certificate" in locked


def _member(**change) -> AllianceMember:
    if change:
        AllianceMember.objects.update(**change)
    return AllianceMember.objects.select_related("company").get()


def test_a_member_without_certificate_is_in_grace_then_lapses_and_comes_back():
    certificate = made.certificate()
    _next_day()
    assert _member().state == MemberState.ACTIVE
    Certificate.objects.filter(pk=certificate.pk).update(state="expired")
    run_review_clocks()  # it was there today: nothing runs twice a day
    assert _member().state == MemberState.ACTIVE
    _next_day()
    member = _member()
    assert (member.state, member.grace_until) == (MemberState.GRACE, months_after(today(), 6))
    _member(grace_until=today())  # its last day
    _next_day()
    assert _member().state == MemberState.GRACE
    _member(grace_until=today() - timedelta(days=1))
    _next_day()
    assert _member().state == MemberState.LAPSED
    made.certificate(certificate.company)
    _next_day()
    member = _member()
    assert (member.state, member.grace_until) == (MemberState.ACTIVE, None)


def test_each_certificate_of_an_insolvent_member_is_looked_at_once():
    first = made.certificate()
    second = made.certificate(first.company)
    gone = made.certificate(first.company)
    Certificate.objects.filter(pk=gone.pk).update(state="expired")
    alliance.note_insolvency(_member(), since=today(), note="법원 공고", by=made.office())
    hear()
    hear()
    _next_day()
    found = Surveillance.objects.filter(trigger=Trigger.INSOLVENCY)
    assert sorted(each.certificate_id for each in found) == [first.pk, second.pk]
    assert {each.due_on for each in found} == {today()}
    yearly = Surveillance.objects.filter(trigger=Trigger.YEARLY, certificate__in=[first, second])
    assert {each.due_on for each in yearly} == {months_after(today(), 12)}


def test_each_certificate_of_a_member_out_of_business_is_looked_at_once():
    first, other = made.certificate(), made.certificate()
    second = made.certificate(first.company)
    office = made.office()
    people.close_company(first.company, reason="폐업 신고", by=person(first.company, "SA"))
    hear()
    announce("people.company_tax_status_changed", company=first.company_id, status="CLOSED")
    announce("people.company_tax_status_changed", company=other.company_id, status="ACTIVE")
    hear()
    found = Surveillance.objects.filter(trigger=Trigger.CLOSED)
    assert sorted(each.certificate_id for each in found) == [first.pk, second.pk]
    assert {each.due_on for each in found} == {today()}
    told = Notice.objects.filter(kind="innovilt.member_closed")
    assert office.pk in told.values_list("user", flat=True)
    assert not [notice for notice in told if not notice.user.is_internal]
