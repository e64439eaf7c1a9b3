"""Laboratories: no time twice, safety form, the report belongs to the company, purchasing only with its consent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from portal.clock import db_now
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.policies import may_read
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.people.models import Membership, User
from portal.tests.factories import UserFactory, staff, supplier
from sharedgrowth.support.models import LabBooking, LabEquipment, LabReportAccess
from sharedgrowth.support.queries import labs as queries
from sharedgrowth.support.services import labs as services
from sharedgrowth.support.tests import lab_stage as made


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_for_one_slot_one_gets_it():
    thing = made.equipment()
    people = [made.admin().pk for _each in range(50)]
    begin = made.free(thing)
    start = Barrier(50)

    def book(person: int) -> str:
        try:
            by, own = User.objects.get(pk=person), LabEquipment.objects.get(pk=thing.pk)
            start.wait()
            made.asked(own, by=by, begins_at=begin)
        except RuleBroken as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "booked"

    with ThreadPoolExecutor(50) as pool:
        told = list(pool.map(book, people))

    assert told.count("booked") == 1
    assert len(set(told)) == 2
    assert LabBooking.objects.count() == 1


@pytest.mark.django_db
def test_times_that_overlap_are_refused_neighbours_are_not():
    thing = made.equipment()
    made.asked(thing, by=made.admin(), begins_at=made.free(thing, 0), slots=2)
    with pytest.raises(RuleBroken) as refused:
        made.asked(thing, by=made.admin(), begins_at=made.free(thing, 1))
    assert refused.value.field == "slot"
    made.asked(thing, by=made.admin(), begins_at=made.free(thing, 2))
    made.asked(made.equipment("xrf-1"), by=made.admin(), begins_at=made.free(thing, 0))
    assert LabBooking.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"slots": 3}, "slots", id="more-than-in-a-row"),
        pytest.param({"place": 3, "slots": 2}, "slots", id="past-closing"),
        pytest.param({"days": 90}, "slot", id="too-far"),
        pytest.param({"days": -5}, "slot", id="too-soon"),
        pytest.param({"shift": 30}, "slots", id="between-slots"),
        pytest.param({"hazards": ["flammable", "dust"]}, "hazards", id="hazard-not-taken"),
    ],
)
def test_what_cannot_be_booked_is_said_at_its_field(given, field):
    thing = made.equipment()
    begin = made.free(thing, given.pop("place", 0)) + timedelta(days=given.pop("days", 0))
    begin += timedelta(minutes=given.pop("shift", 0))
    with pytest.raises(RuleBroken) as refused:
        made.asked(thing, by=made.admin(), begins_at=begin, **given)
    assert refused.value.field == field


@pytest.mark.django_db
def test_a_company_hoards_no_calendar():
    thing, by = made.equipment(most_slots=1), made.admin()
    for place in range(5):
        made.asked(thing, by=by, begins_at=made.free(thing, place % 4, days=place // 4))
    with pytest.raises(RuleBroken):
        made.asked(thing, by=by, begins_at=made.free(thing, 3, days=9))


@pytest.mark.django_db
def test_a_refused_or_cancelled_time_is_free_again():
    thing, by = made.equipment(), made.admin()
    services.refuse_booking(made.asked(thing, by=by), reason="점검", by=thing.keeper)
    services.cancel_booking(made.asked(thing, by=by), reason="시료 지연", by=by)
    assert made.confirmed(thing, by=by).operator == thing.keeper


@pytest.mark.django_db
def test_the_laboratory_closes_times_only_where_nobody_has_booked():
    thing, by = made.equipment(), made.admin()
    booking = made.asked(thing, by=by)
    with pytest.raises(RuleBroken):
        services.close_times(
            thing, begins_at=booking.begins_at, ends_at=booking.ends_at, reason="교정", by=thing.keeper
        )
    blocked = services.close_times(
        thing,
        begins_at=booking.ends_at,
        ends_at=booking.ends_at + timedelta(hours=2),
        reason="교정",
        by=thing.keeper,
    )
    assert blocked.company is None
    with pytest.raises(RuleBroken):
        made.asked(thing, by=by, begins_at=made.free(thing, 1))
    with pytest.raises(NotAllowed):
        services.close_times(thing, begins_at=db_now(), ends_at=db_now(), reason="x", by=staff("CN"))


@pytest.mark.django_db
def test_the_company_cancels_until_a_day_before_the_laboratory_at_any_time():
    thing, by = made.equipment(), made.admin()
    booking = made.confirmed(thing, by=by)
    now = db_now()
    LabBooking.objects.filter(pk=booking.pk).update(
        begins_at=now + timedelta(hours=23), ends_at=now + timedelta(hours=25)
    )
    booking.refresh_from_db()
    with pytest.raises(RuleBroken):
        services.cancel_booking(booking, reason="늦음", by=by)
    assert services.cancel_booking(booking, reason="장비 고장", by=thing.keeper).state == "cancelled"


@pytest.mark.django_db
def test_a_report_is_read_by_the_company_first_and_by_purchasing_with_consent_alone():
    thing, owner, officer = made.equipment(), made.admin(), staff("PO")
    report = made.reported(thing, by=owner)
    booking = report.booking
    rival = supplier("SA")
    for nosy in (officer, staff("SG"), staff("AP"), rival, staff("CN")):
        with pytest.raises(NotAllowed):
            services.open_report(report, by=nosy)
        assert not may_read(nosy, report.file)
    assert list(queries.bookings_visible_to(officer)) == []
    assert not may_read(owner, report.file)  # even the owner only by the door that writes it down
    with pytest.raises(RuleBroken):
        services.give_consent(booking, by=owner)
    services.open_report(report, by=owner)
    assert may_read(owner, report.file)
    services.give_consent(booking, by=owner)
    booking.refresh_from_db()
    report.booking.refresh_from_db()
    assert list(queries.bookings_visible_to(officer)) == [booking]
    services.open_report(report, by=officer)
    assert may_read(officer, report.file)
    services.withdraw_consent(booking, by=owner)
    assert not may_read(officer, report.file)
    assert list(LabReportAccess.objects.order_by("pk").values_list("what", "by")) == [
        ("opened", owner.pk),
        ("consented", owner.pk),
        ("opened", officer.pk),
        ("withdrawn", owner.pk),
    ]


@pytest.mark.django_db
def test_a_corrected_report_ends_the_consent_to_the_old_one():
    thing, owner = made.equipment(), made.admin()
    report = made.consented(thing, by=owner)
    services.release_report(report.booking, upload=made.paper("v2.pdf"), finding="정정", by=thing.keeper)
    booking = LabBooking.objects.get(pk=report.booking_id)
    assert booking.consent_at is None
    with pytest.raises(RuleBroken):
        services.give_consent(booking, by=owner)


@pytest.mark.django_db
def test_a_strict_sample_is_known_to_who_tests_it_alone():
    thing, owner, tester = made.equipment(), made.admin(), staff("CN")
    booking = made.asked(thing, by=owner, confidentiality="strict")
    once_there = staff("CN")
    Membership.objects.create(user=once_there, company=booking.company, state="disabled")
    with pytest.raises(RuleBroken, match="belongs, or belonged") as refusal:
        services.confirm_booking(booking, operator=once_there, by=thing.keeper)
    assert refusal.value.field == "operator"
    services.confirm_booking(booking, operator=tester, by=thing.keeper)
    booking.refresh_from_db()
    assert queries.sees_contents(tester, booking)
    assert not queries.sees_contents(thing.keeper, booking)
    with pytest.raises(NotAllowed):
        services.receive_sample(booking, by=thing.keeper)
    assert services.receive_sample(booking, by=tester).state == "received"


@pytest.mark.django_db
def test_only_an_active_suppliers_administrator_or_user_books_and_only_the_keeper_answers():
    thing = made.equipment()
    for stranger in (staff("PO"), supplier("BD"), UserFactory()):
        with pytest.raises(NotAllowed):
            made.asked(thing, by=stranger)
    booking = made.asked(thing, by=made.admin())
    for stranger in (booking.asked_by, staff("CN"), staff("PO")):
        with pytest.raises(NotAllowed):
            services.confirm_booking(booking, by=stranger)


@pytest.mark.django_db
def test_what_nobody_answered_in_time_is_refused_by_itself_and_told():
    thing, owner = made.equipment(), made.admin()
    booking = made.past(made.asked(thing, by=owner))
    services.run_lab_clock(db_now())
    booking.refresh_from_db()
    assert booking.state == "refused"
    with pytest.raises(WrongState):
        services.confirm_booking(booking, by=thing.keeper)


@pytest.mark.django_db
def test_who_is_told():
    thing, owner = made.equipment(), made.admin()
    made.reported(thing, by=owner)
    while deliver_due():
        pass
    told = Notice.objects.order_by("pk").values_list("kind", "user")
    assert list(told) == [
        ("support.lab_booked", thing.keeper_id),
        ("support.lab_confirmed", owner.pk),
        ("support.lab_reported", owner.pk),
    ]
