"""The registration certificate is at most three months old, by the terms of the day. Source: CAT-06, SOD-15."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken
from portal.files.tests.factories import FileFactory, pdf_bytes, upload
from portal.people import queries, services
from portal.people.models import Company, CompanyTerms, User
from portal.people.tests.life import DATA
from portal.people.tests.people import account
from portal.periods import months_after
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
FORM = {"country": "KR", "brn": "123-45-67891", "legal_name_ko": "다온윤활", **DATA}


def oldest():
    return months_after(today(), -3)


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        ("old", "en", "older than 3 months"),
        ("old", "ko", "3개월"),
        ("to come", "en", "This day has not come yet"),
        ("", "en", "the day is printed on it"),
    ],
)
def test_the_form_refuses_it_at_its_field_and_keeps_what_was_typed(client, day, language, words):
    days = {"old": oldest() - timedelta(days=1), "to come": today() + timedelta(days=1)}
    issued_on = days[day].isoformat() if day else ""
    sign_in(client, account())
    client.cookies["django_language"] = language
    paper = {"document": upload("등록증.pdf", pdf_bytes()), "registration_issued_on": issued_on}
    answer = client.post(reverse("people:company-register"), FORM | paper)
    form = answer.context["form"]
    assert (answer.status_code, set(form.errors)) == (422, {"registration_issued_on"})
    assert words in str(form.errors["registration_issued_on"])
    assert f'value="{DATA["rep_name"]}"' in answer.content.decode()
    assert f'value="{issued_on}"' in answer.content.decode() or not issued_on
    assert not Company.objects.filter(legal_name_ko="다온윤활").exists()


def test_the_oldest_day_is_taken_and_shown_to_who_reviews(client):
    user = account()
    sign_in(client, user)
    paper = {"document": upload("등록증.pdf", pdf_bytes()), "registration_issued_on": oldest().isoformat()}
    assert client.post(reverse("people:company-register"), FORM | paper).status_code == 303
    company = Company.objects.get(legal_name_ko="다온윤활")
    assert company.registration_issued_on == oldest()
    services.submit_company(company, by=User.objects.get(pk=user.pk))
    sign_in(client, staff("PO"))
    page = client.get(reverse("people:company-profile", args=[company.uid])).content.decode()
    assert f'<time datetime="{oldest().isoformat()}"' in page


def test_a_paper_that_grew_old_in_a_draft_is_refused_when_it_is_submitted(client):
    user = UserFactory()
    company = services.register_company(by=user, brn="1234567891", legal_name_ko="다온", **DATA)
    paper = {"registration_document": FileFactory(company=company), "registration_issued_on": today()}
    services.edit_company(company, by=user, **paper)
    Company.objects.filter(pk=company.pk).update(registration_issued_on=oldest() - timedelta(days=1))
    with translation.override("en"), pytest.raises(RuleBroken, match="older than 3 months") as refusal:
        services.submit_company(company, by=user)
    assert refusal.value.field == "registration_issued_on"
    sign_in(client, user)
    said = {"legal_name_ko": "다온", **DATA, "registration_issued_on": (oldest() - timedelta(days=1)).isoformat()}
    assert client.post(reverse("people:company-edit"), said | {"address_detail": "2층"}).status_code == 303
    company.refresh_from_db()
    assert company.address_detail == "2층"


def test_without_the_day_nothing_is_submitted():
    user = UserFactory()
    company = services.register_company(by=user, brn="1234567891", legal_name_ko="다온", **DATA)
    services.edit_company(company, by=user, registration_document=FileFactory(company=company))
    assert [field.name for field in services.missing_fields(company)] == ["registration_issued_on"]
    with pytest.raises(RuleBroken):
        services.submit_company(company, by=user)


def test_terms_are_entered_by_one_and_put_in_force_by_another_for_a_later_day():
    keeper, approver = staff("CM", "AP"), staff("AP")
    later = today() + timedelta(days=10)
    with pytest.raises(NotAllowed):
        services.enter_company_terms(CompanyTerms(valid_from=later, certificate_months=1), by=approver)
    with pytest.raises(RuleBroken) as refusal:
        services.enter_company_terms(CompanyTerms(valid_from=today()), by=keeper)
    assert refusal.value.field == "valid_from"
    terms = services.enter_company_terms(CompanyTerms(valid_from=later, certificate_months=1), by=keeper)
    assert queries.company_terms(later).certificate_months == 3
    with pytest.raises(NotAllowed):
        services.approve_company_terms(terms, by=keeper)
    services.approve_company_terms(terms, by=approver)
    assert [queries.company_terms(day).certificate_months for day in (later, today())] == [1, 3]


def test_the_terms_count_at_the_field_too():
    CompanyTerms.objects.create(valid_from=today() - timedelta(days=1), certificate_months=1, most_returns=1)
    with translation.override("en"), pytest.raises(RuleBroken, match="older than 1 month"):
        services.check_certificate_day(months_after(today(), -2))
