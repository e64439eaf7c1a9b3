"""A foreign company is here once, by its LEI, VAT or D-U-N-S number, however that is written. Source: CAT-05."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from portal.people import queries, services
from portal.people.models import Company, JoinRequest, User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
DATA = {"rep_name": "김하늘", "address": "Hafenstraße 1, Hamburg", "phone": "+49 40 555 0001"}


def register(by: User, country: str, kind: str, number: str) -> Company | JoinRequest:
    return services.register_company(
        by=by, country=country, foreign_id_type=kind, foreign_id=number, legal_name_ko="다온", **DATA
    )


def test_it_is_known_by_its_number():
    company = register(UserFactory(), "DE", "LEI", "5493001KJTIIGC8Y1R12")
    assert company.id_display == "LEI 5493001KJTIIGC8Y1R12"


@pytest.mark.parametrize(
    ("kind", "country", "one", "other", "kept"),
    [
        ("VAT", "DE", "DE136695976", "136695976", "DE136695976"),
        ("VAT", "DE", "136695976", "de 136-695-976", "DE136695976"),
        ("VAT", "GR", "094259216", "EL094259216", "EL094259216"),
        ("VAT", "BE", "403.019.261", "BE0403019261", "BE0403019261"),
        ("LEI", "DE", "5493001kjtiigc8y1r12", "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12"),
        ("DUNS", "US", "12-345-6789", "123456789", "123456789"),
    ],
)
def test_a_foreign_company_is_here_once_however_its_number_is_written(kind, country, one, other, kept):
    company = register(UserFactory(), country, kind, one)
    assert (company.foreign_id_type, company.foreign_id) == (kind, kept)
    asked = register(UserFactory(), country, kind, other)
    assert isinstance(asked, JoinRequest)
    assert asked.company == company


def test_one_number_in_two_countries_names_two_companies():
    numbers = {register(UserFactory(), country, "VAT", "100000010").foreign_id for country in ("EE", "PT")}
    assert numbers == {"EE100000010", "PT100000010"}
    assert not JoinRequest.objects.exists()


def test_vat_numbers_of_before_get_their_country_unless_another_company_has_the_number():
    def kept(country: str, number: str) -> Company:
        return CompanyFactory(country=country, brn="", foreign_id_type="VAT", foreign_id=number)

    before = [
        kept("DE", "136695976"),
        kept("DE", "DE136695976"),
        kept("EE", "100000010"),
        kept("GR", "094259216"),
        kept("FR", "FR40303265045"),
        kept("FR", "unknown"),
    ]
    lei = CompanyFactory(country="DE", brn="", foreign_id_type="LEI", foreign_id="5493001KJTIIGC8Y1R12")
    migration = import_module("portal.people.migrations.0008_vat_numbers")
    for _time in range(2):
        migration.add_countries(apps, None)
        assert [Company.objects.get(pk=company.pk).foreign_id for company in before] == [
            "136695976",
            "DE136695976",
            "EE100000010",
            "EL094259216",
            "FR40303265045",
            "unknown",
        ]
    assert Company.objects.get(pk=lei.pk).foreign_id == "5493001KJTIIGC8Y1R12"


@pytest.mark.parametrize("words", ["DE136695976", "136695976", "de 136 695 976"])
def test_staff_finds_a_foreign_company_by_its_number(words):
    company = CompanyFactory(country="DE", brn="", foreign_id_type="VAT", foreign_id="DE136695976")
    CompanyFactory()
    assert list(queries.companies_listed_for(staff("PO"), words=words)) == [company]


def test_the_screen_takes_a_number_as_it_is_written_and_tells_nobody_that_it_is_known(client):
    data = {"country": "DE", "foreign_id_type": "VAT", "legal_name_ko": "다온"} | DATA
    answers = []
    for number in ("DE136695976", "１３６ 695.976"):
        sign_in(client, UserFactory())
        answers.append(client.post(reverse("people:company-register"), data | {"foreign_id": number}))
    assert [(answer.status_code, answer.url) for answer in answers] == [
        (303, reverse("people:application-received"))
    ] * 2
    assert JoinRequest.objects.get().company == Company.objects.get(foreign_id="DE136695976")
