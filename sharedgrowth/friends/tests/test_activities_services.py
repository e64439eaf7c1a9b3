"""Activities, places, hours: who may, in which order, what is refused. Source: domain 10, FRD-01, FRD-02."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from portal.clock import SEOUL, db_now
from portal.display import day_text
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.people.queries import standing_of
from portal.tests.factories import UserFactory, staff, supplier
from sharedgrowth.friends.forms.activities import HereForm, LeadField
from sharedgrowth.friends.models import Activity, Attendance, Guest, Impact, Participation
from sharedgrowth.friends.policies import activities as policies
from sharedgrowth.friends.queries import activities as queries
from sharedgrowth.friends.services import activities, hours, members, places
from sharedgrowth.friends.tests import stage

pytestmark = pytest.mark.django_db


def test_an_activity_needs_a_risk_form_and_a_second_person():
    author = stage.office()
    activity = activities.propose(by=author, lead=author, **stage.plan())
    with pytest.raises(RuleBroken, match="risk form"):
        activities.approve(activity, by=stage.office())
    activities.fill_risk_form(
        activity, hazards="삽", measures="장갑", emergency="병원", first_aid="상자", insured=True, by=author
    )
    with pytest.raises(NotAllowed, match="does not approve it"):
        activities.approve(activity, by=author)
    rewriter = stage.office()  # a colleague's plan written anew is not the colleague's alone
    activities.propose(activity, by=rewriter, lead=author, **stage.plan(place="다른 곳"))
    with pytest.raises(NotAllowed, match="does not approve it"):
        activities.approve(activity, by=rewriter)
    assert activity not in queries.to_approve(rewriter)
    assert activities.approve(activity, by=stage.office()).state == "approved"
    with pytest.raises(WrongState, match="no longer changed"):
        activities.propose(activity, by=author, lead=author, **stage.plan())


def test_what_is_approved_is_what_stood_on_the_page_and_its_risk_form_stays():
    activity = stage.proposed()
    seen, office = queries.edition_of(activity), stage.office()
    activities.propose(activity, by=activity.lead, lead=activity.lead, **stage.plan(place="다른 곳"))
    with pytest.raises(WrongState, match="read it anew"):
        activities.approve(activity, seen=seen, by=office)
    activity.refresh_from_db()
    activity = activities.approve(activity, seen=queries.edition_of(activity), by=office)
    risks = {"hazards": "없음", "measures": "-", "emergency": "-", "first_aid": "-", "insured": False}
    with pytest.raises(NotAllowed, match="approved risk form"):
        activities.fill_risk_form(activity, **risks, by=activity.lead)
    assert activities.fill_risk_form(activity, **risks, by=stage.office()).by_id != activity.lead_id


def test_who_buys_neither_leads_nor_runs_a_gift():
    buyer = staff("CC", "PO")
    with pytest.raises(RuleBroken, match="must not feel asked") as refusal:
        activities.propose(by=stage.office(), lead=buyer, **stage.plan(type="money"))
    assert refusal.value.field == "lead"
    gift = stage.approved(type="goods")
    with pytest.raises(NotAllowed, match="must not feel asked"):
        activities.open_signup(gift, by=buyer)
    with pytest.raises(NotAllowed):
        activities.cancel(gift, reason="-", by=buyer)


def test_who_left_the_company_neither_leads_nor_is_made_lead():
    owner = stage.member()
    former = stage.colleague(owner)
    assert LeadField(user=owner).clean(former.email) == former
    former.memberships.update(state="disabled")
    with pytest.raises(ValidationError):
        LeadField(user=owner).clean(former.email)
    activity = stage.proposed(by=owner, lead=owner)
    activity.company = supplier("SA").company
    assert not policies.may_run(owner, activity)


def test_who_took_part_does_not_verify():
    lead, helper = stage.office(), stage.office()
    activity = stage.opened(by=lead)
    place = places.sign_up(activity, by=helper)
    activity = stage.running(activity)
    stage.was_there(place)
    activity = stage.confirmed(activities.hold(activity, by=lead))
    words = {"report_ko": "했습니다.", "report_en": "Done.", "beneficiaries": None, "trees": None}
    activity = activities.hand_in_report(activity, **words, by=lead)
    with pytest.raises(NotAllowed, match="took part"):
        activities.verify(activity, by=helper)
    assert activity not in queries.to_verify(helper)


@pytest.mark.parametrize("told", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "soon"])
def test_a_moment_beyond_the_calendar_is_as_if_nothing_was_said(told):
    form = HereForm({"what": "in", "at": told})
    assert (form.is_valid(), form.cleaned_data["at"]) == (True, None)


@pytest.mark.parametrize("kind", ["goods", "money", "advance"])
def test_who_buys_proposes_no_gifts(kind):
    buyer = staff("CC", "PO")
    with pytest.raises(NotAllowed, match="must not feel asked"):
        activities.propose(by=buyer, lead=buyer, **stage.plan(type=kind))


def test_a_company_that_is_no_member_takes_no_part_and_nobody_has_to():
    activity = stage.opened()
    with pytest.raises(NotAllowed, match="come as guests"):
        places.sign_up(activity, by=supplier("SA"))
    owner = stage.member()
    members.leave(stage.membership(owner), by=owner)
    with pytest.raises(NotAllowed):
        places.sign_up(activity, by=owner)


def test_who_gives_a_place_back_moves_the_first_of_the_list_up():
    activity = stage.opened(capacity=1)
    first = places.sign_up(activity, by=stage.member())
    second, third = places.sign_up(activity, by=stage.member()), places.sign_up(activity, by=stage.member())
    assert [first.state, second.state, third.state] == ["signed_up", "waiting", "waiting"]
    places.give_back(first, by=first.person)
    second.refresh_from_db()
    third.refresh_from_db()
    assert [second.state, third.state] == ["signed_up", "waiting"]
    assert Event.objects.filter(name="friends.moved_up", payload__participation=second.pk).count() == 1
    deliver_due()
    told = Notice.objects.get(kind="friends.moved_up", user=second.person)
    for language in ("ko", "en"):
        with override(language):
            assert day_text(activity.begins_at, "day") in told.text


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_one_last_place():
    activity = stage.opened(capacity=1)
    people = [stage.member(), stage.member()]

    def sign(person):
        try:
            return places.sign_up(activity, by=person).state
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(sign, people)) == ["signed_up", "waiting"]


def test_check_out_before_check_in_is_refused_and_nothing_is_lost():
    activity = stage.opened()
    place = places.sign_up(activity, by=stage.member())
    stage.running(activity)
    with pytest.raises(RuleBroken, match="check in first"):
        hours.check_out(place, by=place.person)
    hours.check_in(place, by=place.person)
    Attendance.objects.update(check_in=db_now() + timedelta(minutes=1))  # a device whose clock is ahead
    with pytest.raises(RuleBroken, match="before coming"):
        hours.check_out(place, by=place.person)
    day = Attendance.objects.get()
    assert day.check_out is None
    with transaction.atomic(), pytest.raises(IntegrityError, match="friends_leaves_after_coming"):
        Attendance.objects.filter(pk=day.pk).update(check_out=day.check_in - timedelta(minutes=1))


def test_what_a_device_sends_late_counts_once_with_its_own_time():
    activity = stage.opened()
    place = places.sign_up(activity, by=stage.member())
    stage.running(activity)
    told = db_now() - timedelta(hours=2)
    first = hours.check_in(place, told=told, by=place.person)
    again = hours.check_in(place, told=told, by=place.person)
    assert (first.pk, first.check_in, first.late) == (again.pk, told, True)
    with pytest.raises(RuleBroken, match="too far back"):
        hours.check_out(place, told=db_now() - timedelta(hours=30), by=place.person)


def test_nobody_is_at_two_activities_at_once():
    person = stage.member()
    one, other = stage.opened(), stage.opened()
    here, there = places.sign_up(one, by=person), places.sign_up(other, by=person)
    stage.running(one)
    stage.running(other)
    hours.check_in(here, by=person)
    with pytest.raises(RuleBroken, match="another activity"):
        hours.check_in(there, by=person)


def test_hours_of_the_same_time_count_once():
    lead, person = stage.office(), stage.member()
    noon = (db_now() - timedelta(days=1)).astimezone(SEOUL).replace(hour=12, minute=0, second=0, microsecond=0)
    hour = timedelta(hours=1)
    here, there = (places.sign_up(stage.opened(lead=lead, by=lead), by=person) for _each in range(2))
    for place in (here, there):
        stage.running(place.activity)
    Activity.objects.update(begins_at=noon - 4 * hour, ends_at=noon + 4 * hour, closes_at=noon - 9 * hour)
    hours.enter_times(here, came=noon - 3 * hour, left=noon, reason="명단", by=lead)
    with pytest.raises(RuleBroken, match="another activity"):
        hours.enter_times(there, came=noon - hour, left=noon + hour, reason="명단", by=lead)
    hours.enter_times(there, came=noon, left=noon + hour, reason="명단", by=lead)
    there.days.update(check_in=noon - hour)  # two phones at once
    for place in (here, there):
        activities.hold(place.activity, by=lead)
    hours.confirm_hours(here, by=lead)
    with pytest.raises(RuleBroken, match="same time are confirmed"):
        hours.confirm_hours(there, by=lead)


def test_who_leaves_after_midnight_is_checked_out_of_both_days():
    activity = stage.opened()
    place = places.sign_up(activity, by=stage.member())
    stage.running(activity)
    now = db_now().astimezone(SEOUL)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    hour = timedelta(hours=1)
    Activity.objects.update(begins_at=midnight - 2 * hour, ends_at=midnight + 26 * hour, closes_at=midnight - 9 * hour)
    yesterday = (midnight - hour).date()
    Attendance.objects.create(participation=place, day=yesterday, check_in=midnight - 2 * hour)
    told = midnight + timedelta(minutes=9)
    hours.check_out(place, told=told if told < now - timedelta(minutes=5) else None, by=place.person)
    first, second = place.days.order_by("day")
    assert (first.check_out, second.check_in) == (midnight, midnight)
    assert second.check_out.astimezone(SEOUL).time() > time()


def test_eight_hours_a_day_over_all_activities_and_never_confirmed_by_oneself():
    lead = stage.office()
    person = stage.member()
    taken = []
    for each in range(2):
        activity = stage.opened(lead=lead)
        place = places.sign_up(activity, by=person)
        own = places.sign_up(activity, by=lead)
        activity = stage.running(activity)
        noon = db_now().astimezone(SEOUL).replace(hour=12, minute=0, second=0, microsecond=0)
        length = timedelta(hours=6, minutes=20)
        came = noon - length + each * length
        Attendance.objects.create(participation=place, day=noon.date(), check_in=came, check_out=came + length)
        activities.hold(activity, by=lead)
        taken.append((place, own))
    for place, own in taken:
        hours.confirm_hours(place, by=lead)
        with pytest.raises(NotAllowed, match="their own hours"):
            hours.confirm_hours(own, by=lead)
    found = list(Participation.objects.filter(person=person).order_by("pk").values_list("hours", flat=True))
    assert found == [Decimal("6.0"), Decimal("2.0")]


def test_a_report_waits_for_all_hours_and_is_verified_by_another_person():
    activity = stage.held(people=2)
    late = activity.participations.first()
    words = {"report_ko": "했습니다.", "report_en": "Done.", "beneficiaries": None, "trees": 150}
    with pytest.raises(RuleBroken, match="Confirm the hours"):
        activities.hand_in_report(activity, **words, by=activity.lead)
    with pytest.raises(RuleBroken, match="checked in"):
        hours.note_absent(late, by=activity.lead)
    stage.confirmed(activity)
    activity = activities.hand_in_report(activity, **words, by=activity.lead)
    with pytest.raises(NotAllowed, match="does not verify"):
        activities.verify(activity, by=activity.lead)
    activity = activities.send_back(activity, reason="사진이 없습니다.", by=stage.office())
    activity = activities.hand_in_report(activity, **words | {"trees": 100}, by=activity.lead)
    activity = activities.verify(activity, by=stage.office())
    assert list(Impact.objects.values_list("metric", "value", "estimate", "method")) == [
        ("trees", Decimal("100.00"), False, ""),
        ("carbon", Decimal("660.00"), True, "100 × 6.60 kg"),
    ]
    assert Event.objects.filter(name="friends.activity_verified", payload__activity=activity.pk).count() == 1


def test_a_certificate_names_verified_hours_alone():
    activity = stage.verified()
    person = activity.participations.get().person
    day = activity.begins_at.astimezone(SEOUL).date()
    made = hours.issue_certificate(begins_on=day, ends_on=day, by=person)
    assert (made.hours, [line["number"] for line in made.lines]) == (Decimal("2.0"), [activity.number])
    with pytest.raises(RuleBroken, match="no verified hours"):
        hours.issue_certificate(begins_on=day, ends_on=day, by=stage.member())


def test_the_bonus_is_a_choice_of_the_company_small_and_ends_with_it():
    activity = stage.verified(people=3)
    place = activity.participations.first()
    owner = UserFactory(company=place.company, roles=("SA",))
    chosen = stage.membership(owner)
    year = activity.begins_at.astimezone(SEOUL).year
    assert members.record_bonuses(year) == 0  # nobody asked for it
    members.choose(chosen, takes_bonus=True, listed=False, by=owner)
    assert members.record_bonuses(year) == 1
    assert members.record_bonuses(year) == 0  # nothing new
    guest = Guest.objects.create(name="박봄", email="bom@guest.example", host=owner)
    more = {"activity": activity, "company": place.company, "state": "confirmed", "confirmed_by": activity.lead}
    Participation.objects.create(guest=guest, hours=Decimal(8), **more)  # hours of guests raise no bonus
    assert members.record_bonuses(year) == 0
    Participation.objects.create(person=UserFactory(company=place.company), hours=Decimal(2), **more)
    assert members.record_bonuses(year) == 1  # verified later
    next_year = db_now().date().replace(year=year + 1, month=6, day=1)
    assert standing_of(place.company, "friends.bonus", next_year) == "0.10"
    assert queries.hours_of_company(place.company_id, year) == Decimal("4.0")


def test_a_campaign_of_one_hundred_and_sixty_five_people_counts_660_hours():
    activity = stage.held(people=1)
    company = activity.participations.get().company
    rows = [
        Participation(
            activity=activity, person=person, company=company, state="confirmed", hours=Decimal(4),
            confirmed_by=activity.lead,
        )
        for person in UserFactory.create_batch(164)
    ]  # fmt: skip
    Participation.objects.bulk_create(rows)
    first = activity.participations.exclude(state="confirmed").get()
    Attendance.objects.filter(participation=first).update(
        check_in=db_now() - timedelta(hours=4, minutes=10), check_out=db_now()
    )
    place = hours.confirm_hours(first, by=activity.lead)
    assert place.hours == Decimal("4.0")
    assert sum(activity.participations.values_list("hours", flat=True)) == Decimal(660)
