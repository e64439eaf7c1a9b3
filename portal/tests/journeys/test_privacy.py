"""A person and the own data: seen, copied, corrected, erased; the privacy officer's desk; the public policy."""

import io
import json
import zipfile

import pytest
from django.urls import reverse

from portal.people.models import User
from portal.privacy.models import DestructionCertificate, Incident, RightsRequest
from portal.privacy.services import duties, looks
from portal.privacy.states import RightState
from portal.tests.factories import UserFactory, staff
from portal.tests.journeys.pressing import expect, press
from portal.tests.matrix_privacy import personal_data
from sharedgrowth.jobs.models import Identity
from sharedgrowth.jobs.tests.factories import application, operator

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def at(name, *args):
    return reverse(f"privacy:{name}", args=args)


def test_a_person_sees_copies_corrects_and_erases_the_own_data(visitor, live_server):
    user, officer = UserFactory(name="홍길동", phone="010-5555-1234"), staff("PR", name="심규리")
    looks.look(reader=staff("HR", name="유채원"), subject=user, fields=["phone"], why="Interview moved")
    page = visitor(user).page()
    page.goto(live_server.url + reverse("home:dashboard"))
    page.get_by_role("button", name="홍길동").click()
    page.get_by_role("link", name="My data").click()
    expect(page.get_by_role("region", name="Account")).to_contain_text("010-5555-1234")

    with page.expect_download() as download:
        page.get_by_role("button", name="Download my data").click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        kept = {each["key"]: each for each in json.loads(archive.read("data.json"))["holdings"]}
    assert kept["people.account"]["sections"][0]["rows"][0]["Phone"] == "010-5555-1234"

    page.get_by_role("link", name="Read the record").click()
    expect(page.get_by_role("table")).to_contain_text("Interview moved")

    page.goto(live_server.url + at("own-ask"))
    page.get_by_label("Correct", exact=True).check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Say in your words what is wrong").first).to_be_visible()
    page.get_by_label("In your words").fill("My phone number ends in 4321.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("within ten days")
    asked = RightsRequest.objects.get()

    desk = visitor(officer).page()
    desk.goto(live_server.url + reverse("home:dashboard"))
    desk.get_by_role("link", name="Answer").first.click()
    expect(desk.get_by_role("main")).to_contain_text("My phone number ends in 4321.")
    desk.get_by_role("link", name="Answer the request").click()
    desk.get_by_label("Granted", exact=True).check()
    desk.get_by_label("Reasons").fill("Corrected in your profile.")
    desk.get_by_role("button", name="Send the answer").click()
    expect(desk.get_by_role("status")).to_contain_text("Answered")
    asked.refresh_from_db()
    assert asked.state == RightState.GRANTED

    page.goto(live_server.url + at("own-request", asked.number))
    expect(page.get_by_role("main")).to_contain_text("Corrected in your profile.")
    page.goto(live_server.url + at("own-erase"))
    page.get_by_label("I understand").check()
    page.get_by_role("button", name="Erase my data for good").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your data is erased")
    certificate = DestructionCertificate.objects.get(holding="people.account")
    expect(page.get_by_role("main")).to_contain_text(certificate.number)
    page.goto(live_server.url + at("own-detail"))
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert not User.objects.filter(name="홍길동").exists()


def test_an_applicant_takes_the_own_data_along_and_has_it_erased(visitor, live_server):
    sent = application("submitted", identity={"name": "정다온", "phone": "010-7777-1234"})
    page = visitor(sent.user).page()
    page.goto(live_server.url + at("own-detail"))
    expect(page.get_by_role("main")).to_contain_text("010-7777-1234")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my data").click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        assert "010-7777-1234" in archive.read("data.json").decode()
    page.goto(live_server.url + at("own-erase"))
    press(page.get_by_role("button", name="Erase my data for good"))
    expect(page.get_by_role("button", name="Erase my data for good")).to_be_visible()  # it was not ticked
    page.get_by_label("I understand").check()
    press(page.get_by_role("button", name="Erase my data for good"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your data is erased")
    assert not Identity.objects.exists()
    assert DestructionCertificate.objects.filter(holding__startswith="jobs.").exists()
    desk = visitor(operator()).page()
    desk.goto(live_server.url + reverse("jobs:applicant-list", args=[sent.cohort.number]))
    expect(desk.get_by_role("main")).not_to_contain_text("정*온")


def test_its_pages_look_right(visitor, look):
    world = personal_data()
    person, officer = world.people["person"], world.people["officer"]
    duties.note_report(Incident.objects.get(), reference="2026-77", by=officer)
    look(visitor(), at("policy-detail"))
    own = visitor(person)
    for name in ("own-detail", "own-looks", "own-ask", "own-erase"):
        look(own, at(name))
    desk = visitor(officer)
    names = world.names
    for path in (
        at("request-list"),
        at("request-detail", names["asked"]),
        at("look-report"),
        at("export-list"),
        at("destruction-list"),
        at("processor-list"),
        at("incident-detail", names["incident"]),
        at("incident-new"),
    ):
        look(desk, path)
