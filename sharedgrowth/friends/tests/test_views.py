"""Doors of the Friends: what everybody sees, what lists cost, codes on paper, what is refused stays typed."""

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from portal.clock import SEOUL, today
from portal.files.tests.factories import picture_bytes
from portal.privacy.models import Consent
from portal.privacy.services.consents import withdraw
from portal.results import of_programme, published_of, reading, year_of
from portal.tests.doors import let_few_in
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.friends.handlers.privacy import hide_pictures
from sharedgrowth.friends.models import Participation, Prepayment, Shop, Voucher
from sharedgrowth.friends.services import activities, hours, photos, places, reports
from sharedgrowth.friends.tests import stage

pytestmark = pytest.mark.django_db


def at(name: str, *args) -> str:
    return reverse(f"friends:{name}", args=args)


@pytest.fixture
def client() -> Client:
    """A browser that reads English."""
    return Client(headers={"accept-language": "en"})


PUBLIC = ("home", "activity-list", "campaign-list", "theme-list", "report-list", "redeem")


@pytest.mark.parametrize("name", PUBLIC)
def test_everybody_reads_the_public_pages(client, name):
    stage.opened()
    stage.open_campaign()
    assert client.get(at(name)).status_code == 200


def test_every_page_of_the_office_is_drawn():
    office = stage.office()
    client = sign_in(Client(), office)
    seen = stage.held(by=office, lead=office)
    done = stage.verified()
    donation = stage.donated(value_won=2_000_000)
    prepayment, _made = stage.given()
    report = reports.draft_report(year=today().year, foreword_ko="가", foreword_en="a", by=office)
    place = seen.participations.get()
    market = prepayment.shop.market
    draft = stage.campaign(by=office)
    pages = [
        at("member-list"), at("recipient-list"), at("recipient-create"), at("theme-create"), at("terms-list"),
        at("terms-create"), at("activity-create"), at("mine"), at("donation-list"), at("donation-pledge"),
        *(at(name, seen.number) for name in (
            "activity-detail", "activity-report", "roster", "site-code", "photo-list", "photo-add",
            "plan-pdf", "activity-ics",
        )),
        at("activity-risk", stage.proposed(by=office).number),
        at("activity-detail", done.number), at("roster-times", place.uid),
        at("donation-detail", donation.number), at("donation-refuse", donation.number),
        at("campaign-detail", market.campaign.number), at("campaign-detail", draft.number),
        at("campaign-edit", draft.number), at("market-add", draft.number), at("shop-add", draft.markets.first().uid),
        at("campaign-create"), at("prepayment-detail", prepayment.number), at("prepayment-pdf", prepayment.number),
        at("report-detail", report.year), at("report-pdf", report.year), at("report-csv", report.year),
        at("report-draft"),
    ]  # fmt: skip
    assert {url: code for url in pages if (code := client.get(url).status_code) != 200} == {}


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    for _each in range(number):
        stage.opened()
        stage.open_campaign(regions=("KR-47",), shops=1)
        stage.donated()
    with django_assert_num_queries(3):
        client.get(at("activity-list"))
    with django_assert_num_queries(3):
        client.get(at("campaign-list"))
    sign_in(client, stage.office())
    client.get(at("donation-list"))
    with django_assert_num_queries(8):
        client.get(at("donation-list"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_roster_costs_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    activity = stage.held(people=number)
    sign_in(client, activity.lead)
    client.get(at("roster", activity.number))
    with django_assert_num_queries(9):
        page = client.get(at("roster", activity.number))
    assert len(page.context["people"]) == number


def test_a_shop_redeems_without_an_account_and_what_is_refused_stays_typed(client):
    prepayment, made = stage.given()
    shop, code = stage.shop_with_code(prepayment)
    page = client.post(at("redeem"), {"shop": code, "code": made[0][1]})
    assert (page.status_code, page.context["voucher"].number) == (200, made[0][0].number)
    again = client.post(at("redeem"), {"shop": code, "code": made[0][1]})
    assert again.status_code == 422
    assert "already redeemed" in again.text
    assert made[0][1] in again.text
    wrong = client.post(at("redeem"), {"shop": "ZZZZ", "code": made[1][1]})
    assert (wrong.status_code, "No shop has this code" in wrong.text) == (422, True)
    assert Voucher.objects.filter(state="redeemed").count() == 1
    assert Shop.objects.get(pk=shop.pk).code_sha256 not in page.text


def test_the_sheet_of_vouchers_comes_once_and_again_with_new_codes(client):
    prepayment = stage.prepaid()
    office = stage.office()
    sign_in(client, office)
    sheet = client.post(at("prepayment-vouchers", prepayment.number), {"face_won": "10000"})
    assert sheet["Content-Type"] == "application/pdf"
    before = set(Voucher.objects.values_list("code_sha256", flat=True))
    again = client.post(at("prepayment-vouchers", prepayment.number), {"face_won": "10000"})
    assert again.status_code == 409
    assert client.post(at("prepayment-renew", prepayment.number))["Content-Type"] == "application/pdf"
    after = set(Voucher.objects.values_list("code_sha256", flat=True))
    assert (len(after), before & after) == (6, set())


def test_a_guest_decides_by_the_own_link_and_is_deleted_when_taking_it_back(client, mailoutbox):
    activity = stage.opened()
    host = stage.member()
    place = places.invite_guest(activity, name="박봄", email="bom@guest.example", language="en", by=host)
    url = at("guest", places.guest_token(place.guest))
    page = client.get(url)
    assert "What is kept of you" in page.text
    boxes = re.findall(r'<input[^>]*name="consent-[^>]*>', page.text)
    assert (len(boxes), [box for box in boxes if "checked" in box]) == (2, [])
    refused = client.post(url, {"act": "accept"})
    assert refused.status_code == 422
    assert client.post(url, {"act": "accept", "consent-friends_guest": "on"}).status_code == 303
    place.refresh_from_db()
    assert (place.state, place.photo_consent) == ("signed_up", False)
    assert client.post(url, {"act": "leave"}).status_code == 303
    place = Participation.objects.select_related("guest").get(pk=place.pk)
    assert (place.state, place.guest.name, place.guest.email) == ("cancelled", "", "")
    assert client.get(url).status_code == 410
    assert client.get(at("guest", "nonsense")).status_code == 410


def test_a_guest_comes_with_the_code_that_hangs_on_the_site(client):
    activity = stage.opened()
    place = places.invite_guest(activity, name="박봄", email="b@guest.example", language="en", by=stage.member())
    places.accept_as_guest(place, photos=False)
    activity = stage.running(activity)
    url = at("guest", places.guest_token(place.guest))
    afar = client.post(url, {"act": "in", "code": "AAAAAA"})
    assert (afar.status_code, "not the code on the site" in afar.text, place.days.count()) == (422, True, 0)
    sign_in(client, activity.lead)
    word = places.site_word(activity)
    assert word in client.get(at("site-code", activity.number)).text
    assert client.post(url, {"act": "in", "code": f" {word.lower()} "}).status_code == 303
    assert place.days.count() == 1


def test_letters_to_one_address_are_few(client, settings):
    let_few_in(settings, alert_address=1)
    for expected in (303, 422):
        sign_in(client, stage.member())
        typed = {"name": "박봄", "email": "b@guest.example", "language": "ko"}
        assert client.post(at("guest-invite", stage.opened().number), typed).status_code == expected


def test_coming_before_leaving_at_the_page_behind_the_code(client):
    activity = stage.opened()
    person = stage.member()
    place = places.sign_up(activity, by=person)
    activity = stage.running(activity)
    sign_in(client, person)
    url = at("here", places.here_token(activity))
    early = client.post(url, {"what": "out"})
    assert (early.status_code, "check in first" in early.text) == (422, True)
    assert client.post(url, {"what": "in", "at": "nonsense"}).status_code == 303
    assert place.days.get().check_out is None
    activities.new_code(activity, by=activity.lead)
    assert client.get(url).status_code == 404  # a picture of the old code opens nothing


def test_a_picture_goes_as_soon_as_somebody_on_it_disagrees(client):
    activity = stage.verified()
    place = activity.participations.get()
    upload = ContentFile(picture_bytes(), name="forest.png")
    photo = photos.add_photo(
        activity, upload=upload, caption_ko="숲", caption_en="Forest", people=[place], by=activity.lead
    )
    photos.show_photo(photo, by=stage.office())
    page = at("activity-detail", activity.number)
    assert photo.file.preview_url not in client.get(page).text
    assert client.get(photo.file.url).status_code == 404
    places.choose_photos(place, yes=True, by=place.person)
    assert photo.file.preview_url in client.get(page).text
    assert client.get(photo.file.preview_url).status_code == 200
    given = Consent.objects.get(purpose="friends.photos", withdrawal=None)
    withdraw(given, by=place.person)  # on the person's own page of personal data
    hide_pictures(consent=given.pk)
    assert photo.file.preview_url not in client.get(page).text
    assert client.get(photo.file.preview_url).status_code == 404


def test_a_plan_that_is_wrong_keeps_what_was_typed(client):
    office = stage.office()
    sign_in(client, office)
    typed = {"type": "forest", "title_ko": "숲", "title_en": "Forest", "place": "칠포", "begins_at": "2020-01-01T10:00"}
    page = client.post(at("activity-create"), typed)
    assert page.status_code == 422
    assert 'value="칠포"' in page.text


def test_a_company_reads_its_own_money_alone(client):
    prepayment, _made = stage.given()
    donation = stage.donated()
    sign_in(client, stage.member())
    assert client.get(at("prepayment-detail", prepayment.number)).status_code == 404
    assert client.get(at("donation-detail", donation.number)).status_code == 404
    campaign = prepayment.shop.market.campaign
    assert Prepayment.objects.first().number not in client.get(at("campaign-detail", campaign.number)).text


def test_a_stranger_learns_no_names_of_people(client):
    activity = stage.held()
    name = activity.participations.get().person.name
    for reader in (Client(), sign_in(Client(), stage.member()), sign_in(Client(), staff("AU"))):
        assert name not in reader.get(at("activity-detail", activity.number)).text
        assert reader.get(at("roster", activity.number)).status_code in (303, 403)


def test_papers_are_pdfs(client):
    activity = stage.verified()
    person = activity.participations.get().person
    day = activity.begins_at.date()
    made = hours.issue_certificate(begins_on=day.replace(month=1, day=1), ends_on=today(), by=person)
    sign_in(client, person)
    assert client.get(at("certificate-pdf", made.number)).content.startswith(b"%PDF")
    sign_in(client, stage.member())
    assert client.get(at("certificate-pdf", made.number)).status_code == 404


def test_each_result_tells_its_rows_and_hours_of_fewer_than_five_people_are_not_told(client):
    activity = stage.verified(people=4)
    stage.given()
    year = year_of(activity.begins_at.astimezone(SEOUL).year)
    found = {result.key: reading(result, year) for result in of_programme("friends")}
    assert (found["friends.hours"].value, found["friends.hours"].hidden) == (None, True)
    assert (found["friends.trees"].value, found["friends.carbon"].value) == (150, 990)
    assert found["friends.prepaid"].value == 60_000
    for key in found:
        assert client.get(reverse("impact:result-detail", args=[key])).status_code == 200
    assert [figure.value for figure in published_of("friends")][:1] == [81]
