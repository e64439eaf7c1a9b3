"""Laboratories by their doors: the calendar, booking with its faults, the report that opens only where it is noted."""

from datetime import UTC, timedelta

import pytest
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.support.models import LabBooking, LabEquipment, LabReportAccess
from sharedgrowth.support.tests import lab_stage as made

pytestmark = pytest.mark.django_db
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}
EQUIPMENT, BOOKINGS = 4, 8  # queries of the two lists


def at(name: str, *args) -> str:
    return reverse(f"support:{name}", args=args)


def signed_in(client, user):
    user.language = "en"
    user.save()
    sign_in(client, user)
    return user


def given(thing, **other):
    return {
        "slot": made.free(thing).isoformat(),
        "slots": "1",
        "purpose": "Why did the bearing break?",
        "sample": "Bearing ring",
        "samples": "1",
        "confidentiality": "normal",
        "harmless": "on",
        "visitors": "0",
        "emergency": "010-0000-0000",
        "safety": "on",
    } | other


def test_everybody_sees_free_times_and_no_names(client):
    thing, owner = made.equipment(), made.admin()
    booking = made.asked(thing, by=owner)
    page = client.get(at("lab-list"), **EN).content.decode()
    assert "Scanning electron microscope" in page
    assert "slots free" in page
    week = f"?week={booking.begins_at.date().isoformat()}"
    page = client.get(at("lab-detail", thing.code) + week, **EN).content.decode()
    assert "is-taken" in page
    assert owner.company.legal_name_ko not in page
    part = client.get(at("lab-detail", thing.code) + week, HTTP_HX_REQUEST="true", **EN).content.decode()
    assert part.lstrip().startswith('<section id="lab-week"')
    calendar = client.get(at("lab-calendar", thing.code), **EN)
    assert calendar["Content-Type"].startswith("text/calendar")
    text = calendar.content.decode()
    assert text.count("BEGIN:VEVENT") == 1
    assert f"DTSTART:{booking.begins_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in text
    assert "TRANSP:OPAQUE" in text
    assert owner.company.legal_name_en not in text


@pytest.mark.parametrize("week", ["2026-13-40", "x", "1999-01-01", "2999-12-31"])
def test_a_strange_week_shows_a_week(client, week):
    thing = made.equipment()
    assert client.get(at("lab-detail", thing.code), {"week": week}).status_code == 200


def test_a_slot_of_the_calendar_is_booked_and_can_be_carried_into_ones_own(client):
    thing, owner = made.equipment(), signed_in(client, made.admin())
    begin = made.free(thing)
    page = client.get(at("lab-detail", thing.code), {"week": begin.date().isoformat()}, **EN).content.decode()
    assert at("lab-book", thing.code) in page
    form = client.get(at("lab-book", thing.code), {"slot": begin.isoformat()}, **EN).content.decode()
    assert f'value="{begin.isoformat()}" selected' in form
    assert client.post(at("lab-book", thing.code), given(thing)).status_code == 303
    booking = LabBooking.objects.get()
    assert (booking.company, booking.hazards) == (owner.company, [])
    page = client.get(at("booking-detail", booking.number), **EN).content.decode()
    assert "none, as the company says" in page
    entry = client.get(at("booking-calendar", booking.number)).content.decode()
    assert booking.number in entry


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"harmless": ""}, "hazards", "one of both"),
        ({"hazards": ["dust"]}, "hazards", "one of both"),
        ({"harmless": "", "hazards": ["flammable"]}, "hazards", "does not take such samples"),
        ({"slots": "3"}, "slots", ""),
        ({"safety": ""}, "safety", "Tick this box"),
        ({"slot": "2020-01-01T09:00:00+09:00"}, "slot", "has just been taken"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client, change, field, words):
    thing = made.equipment()
    signed_in(client, made.admin())
    response = client.post(at("lab-book", thing.code), given(thing, **change), **EN)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Why did the bearing break?" in response.content.decode()
    assert words in str(response.context["form"].errors[field])
    assert LabBooking.objects.count() == 0


def test_a_report_is_opened_by_the_door_that_notes_it(client):
    thing, owner = made.equipment(), made.admin()
    report = made.reported(thing, by=owner)
    signed_in(client, owner)
    number = report.booking.number
    assert client.get(report.file.url).status_code == 404  # not by its address
    opened = client.post(at("booking-open", number, 1))
    assert (opened.status_code, opened["Location"]) == (303, report.file.url)
    assert client.get(report.file.url).status_code == 200
    assert LabReportAccess.objects.get().by == owner
    page = client.get(at("booking-detail", number), **EN).content.decode()
    assert "Let purchasing read it" in page
    assert client.post(at("booking-consent", number)).status_code == 303
    signed_in(client, staff("PO"))
    page = client.get(at("booking-detail", number), **EN).content.decode()
    assert "피로 파괴입니다." in page
    assert "Who opened the report" not in page
    assert client.post(at("booking-open", number, 1)).status_code == 303


def test_purchasing_does_not_even_learn_of_a_booking_without_consent(client):
    thing = made.equipment()
    booking = made.asked(thing, by=made.admin())
    signed_in(client, staff("PO"))
    assert client.get(at("booking-detail", booking.number)).status_code == 404
    assert booking.number not in client.get(at("booking-list"), **EN).content.decode()
    assert booking.number not in client.get(at("lab-detail", thing.code), **EN).content.decode()


def test_the_laboratory_answers_on_a_page(client):
    thing, owner = made.equipment(), made.admin()
    booking = made.asked(thing, by=owner)
    signed_in(client, thing.keeper)
    assert "Confirm" in client.get(at("booking-detail", booking.number), **EN).content.decode()
    assert client.post(at("booking-confirm", booking.number), {"operator": ""}).status_code == 303
    assert client.post(at("booking-receive", booking.number)).status_code == 303
    refused = client.post(at("booking-report", booking.number), {"finding": "Fatigue"}, **EN)
    assert refused.status_code == 422
    assert "Fatigue" in refused.content.decode()
    sent = client.post(at("booking-report", booking.number), {"finding": "Fatigue", "upload": made.paper()})
    assert sent.status_code == 303
    booking.refresh_from_db()
    assert booking.state == "reported"
    assert client.post(at("booking-receive", booking.number)).status_code == 409


def test_shared_growth_enters_and_changes_equipment(client):
    keeper = staff("CN")
    signed_in(client, staff("SG"))
    data = {
        "code": "XRF-1", "field": "chemical", "name_ko": "형광 분석기", "name_en": "X-ray fluorescence",
        "lab_ko": "화학실", "lab_en": "Chemistry", "about_ko": "성분", "about_en": "Composition",
        "opens": "09:00", "closes": "12:00",
        "slot_minutes": "60", "most_slots": "2", "lead_days": "2", "ahead_days": "30", "fee_won": "50,000",
        "keeper": keeper.pk, "active": "on",
    }  # fmt: skip
    wrong = client.post(at("lab-create"), data | {"closes": "08:00"}, **EN)
    assert wrong.status_code == 422
    assert "closes after it opens" in wrong.content.decode()
    assert client.post(at("lab-create"), data).status_code == 303
    thing = LabEquipment.objects.get()
    assert (thing.code, thing.fee_won) == ("xrf-1", 50_000)
    twice = client.post(at("lab-create"), data, **EN)
    assert twice.status_code == 422
    del data["active"]
    assert client.post(at("lab-edit", "xrf-1"), data).status_code == 303
    client.logout()
    assert client.get(at("lab-detail", "xrf-1")).status_code == 404
    assert client.get(at("lab-list")).status_code == 200


def test_times_are_closed_on_a_page(client):
    thing = made.equipment()
    signed_in(client, thing.keeper)
    day = made.free(thing).date().isoformat()
    data = {"begins_at": f"{day}T09:00", "ends_at": f"{day}T13:00", "reason": "Calibration"}
    assert client.post(at("lab-close", thing.code), data).status_code == 303
    blocked = LabBooking.objects.get()
    assert blocked.begins_at == made.free(thing)
    page = client.get(at("lab-detail", thing.code), {"week": day}, **EN).content.decode()
    assert "Calibration" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    keeper, owner = staff("CN"), signed_in(client, made.admin())
    for place in range(count):
        made.asked(made.equipment(f"eq-{place}", keeper=keeper), by=owner)
    client.get(at("booking-list"))
    with django_assert_num_queries(BOOKINGS):
        assert len(client.get(at("booking-list")).context["results"]) == count
    client.logout()
    with django_assert_num_queries(EQUIPMENT):
        assert len(client.get(at("lab-list")).context["results"]) == count


def test_the_api_tells_free_times_to_everybody(client):
    thing = made.equipment()
    booking = made.asked(thing, by=made.admin())
    told = client.get("/api/v1/labs/").json()
    assert [row["code"] for row in told["results"]] == ["sem-1"]
    slots = client.get("/api/v1/labs/sem-1/slots/").json()["results"]
    assert booking.begins_at.isoformat() not in str(slots)
    assert all(slot["begins_at"] > (today() + timedelta(days=2)).isoformat() for slot in slots)
