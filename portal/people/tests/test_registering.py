"""A company comes in: its number, its certificate, what is counted, what a form says."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.clock import today
from portal.files.tests.factories import pdf_bytes, upload
from portal.people import services
from portal.people.models import Company, JoinRequest
from portal.people.tests.people import account
from portal.tests.doors import let_few_in
from portal.tests.factories import supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_was_here_before(settings):
    """Throttles begin anew (the cache table outlives a test); mails stay in the process."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


def test_known_and_unknown_business_numbers_are_answered_the_same(client):
    known = supplier("SA").company
    data = {
        "country": "KR",
        "legal_name_ko": "다온",
        "rep_name": "김하늘",
        "address": "포항시",
        "phone": "054-555-0001",
    }
    answers = []
    for brn in (known.brn, "2208162517"):
        one = sign_in(Client(), account())
        check = one.get(reverse("people:number-check"), {"brn": brn})
        response = one.post(reverse("people:company-register"), data | {"brn": brn})
        page = one.get(response.url).content.decode()
        answers.append((check.status_code, response.status_code, response.url, known.legal_name_ko in page))
    assert answers[0] == answers[1]
    assert JoinRequest.objects.count() == 1


A_COMPANY = {"country": "KR", "legal_name_ko": "다온", "rep_name": "김", "address": "포항시", "phone": "054-555-0001"}


def test_withdrawn_requests_count_for_their_day_so_that_numbers_cannot_be_tried_out(client):
    user = account()
    sign_in(client, user)
    for brn in [supplier("SA").company.brn for _number in range(3)]:
        assert client.post(reverse("people:company-register"), A_COMPANY | {"brn": brn}).status_code == 303
        services.withdraw_join_request(JoinRequest.objects.get(company__brn=brn), by=user)
    client.cookies["django_language"] = "en"

    refused = client.post(reverse("people:company-register"), A_COMPANY | {"brn": "2208162517"})

    assert (refused.status_code, "within a day" in refused.text) == (403, True)
    assert JoinRequest.objects.filter(state="open").count() == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_joinrequest SET asked_at = asked_at - interval '25 hours'")
    assert client.post(reverse("people:company-register"), A_COMPANY | {"brn": "2208162517"}).status_code == 303


@pytest.mark.parametrize("door", ["register", "register_address"])
def test_registrations_are_counted_by_person_and_by_address(client, settings, door):
    let_few_in(settings, **({"register": 99, "register_address": 99} | {door: 2}))
    wrong = A_COMPANY | {"brn": "123-45-67890"}
    statuses = []
    for _turn in range(3):
        if door == "register_address":
            client = sign_in(Client(), account())
        elif not statuses:
            sign_in(client, account())
        statuses.append(client.post(reverse("people:company-register"), wrong).status_code)

    assert statuses == [422, 422, 429]
    assert client.get(reverse("people:company-register")).status_code == 200


@pytest.mark.parametrize(
    ("number", "words"),
    [("123-45-67891", "well formed"), ("123-45-67890", "does not fit"), ("123-45", "5 of 10 digits"), ("", "")],
)
def test_the_number_is_checked_while_typing(client, number, words):
    client.cookies["django_language"] = "en"
    sign_in(client, account())
    assert words in client.get(reverse("people:number-check"), {"brn": number}).content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"brn": "123-45-67890"}, "brn"),
        ({"brn": "123"}, "brn"),
        ({"brn": ""}, "brn"),
        ({"legal_name_ko": "\u3164"}, "legal_name_ko"),
        ({"country": "DE", "brn": ""}, "foreign_id_type"),
        ({"country": "XX"}, "country"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"established_on": "0000-99-99"}, "established_on"),
        ({"corp_no": "110111-0062433", "established_on": "2010-01-01"}, "corp_no"),
        ({"postcode": "135-080"}, "postcode"),
    ],
)
def test_the_registration_form_says_at_the_field_what_is_wrong(client, changed, field):
    sign_in(client, account())
    data = {"country": "KR", "brn": "123-45-67891", "legal_name_ko": "다온", "rep_name": "김", "address": "포항시"}
    response = client.post(reverse("people:company-register"), data | {"phone": "054-555-0001"} | changed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "054-555-0001" in response.content.decode()
    assert not Company.objects.filter(legal_name_ko="다온").exists()


def test_the_registration_form_says_everything_at_once(client):
    sign_in(client, account())
    data = {"country": "KR", "brn": "123-45-67890", "legal_name_ko": "다온", "rep_name": "", "address": "포항시"}
    data |= {"phone": "전화없음", "established_on": "2999-01-01", "industry": "베어링", "postcode": "０６２３６"}
    data |= {"corp_no": "110111-006243"}

    response = client.post(reverse("people:company-register"), data)

    form = response.context["form"]
    assert set(form.errors) == {"brn", "rep_name", "phone", "established_on", "industry", "corp_no"}
    assert form.cleaned_data["postcode"] == "06236"


def test_the_certificate_sent_with_a_registration_belongs_to_the_new_company(client):
    user = account()
    sign_in(client, user)
    data = {"country": "KR", "brn": "123-45-67891", "legal_name_ko": "다온", "rep_name": "김", "address": "포항시"}
    data |= {"phone": "054-555-0001", "document": upload("사업자등록증.pdf", pdf_bytes())}
    data |= {"registration_issued_on": today().isoformat()}

    response = client.post(reverse("people:company-register"), data)

    company = Company.objects.get(legal_name_ko="다온")
    assert (response.status_code, company.registration_document.name) == (303, "사업자등록증.pdf")
    assert company.registration_document.company == company


def test_a_refused_certificate_leaves_no_company_behind(client):
    sign_in(client, account())
    data = {"country": "KR", "brn": "123-45-67891", "legal_name_ko": "다온", "rep_name": "김", "address": "포항시"}
    data |= {"phone": "054-555-0001", "document": upload("사업자등록증.pdf", b"MZ this is a program")}

    response = client.post(reverse("people:company-register"), data)

    assert response.status_code == 422
    assert "document" in response.context["form"].errors
    assert not Company.objects.filter(legal_name_ko="다온").exists()
