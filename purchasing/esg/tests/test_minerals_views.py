"""Doors of responsible minerals: every page for both sides, what one may not see, the whole way of a workbook."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.tests.factories import class_node
from portal.clock import today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, staff
from portal.tests.signin import sign_in
from purchasing.esg.models import MineralDeclaration, MineralPolicy
from purchasing.esg.services import mineral_cases
from purchasing.esg.tests.factories import person
from purchasing.esg.tests.mineral_factories import area_list, declared, smelter_list, workbook

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"esg:{name}", args=args)


def test_the_pages_of_both_sides(client):
    listing = smelter_list()
    areas = area_list()
    declaration = declared(smelters=["CID900001", "CID900005"])
    case = mineral_cases.open_case(declaration.company, year=today().year)
    pages = [
        url("mineral-list"),
        url("mineral-detail", declaration.number),
        url("mineral-policy"),
        url("mineral-findings"),
        url("mineral-cases"),
        url("mineral-case", case.uid),
        url("mineral-lists"),
        url("mineral-list-detail", listing.uid),
        url("mineral-list-detail", areas.uid),
        url("mineral-classes"),
    ]
    inside = [
        url("mineral-request"),
        url("mineral-figures"),
        url("mineral-ask", declaration.number),
        url("mineral-case-step", case.uid, "1"),
        url("mineral-case-strategy", case.uid),
        url("mineral-policy-create"),
    ]
    for user, seen in ((staff("ER"), [*pages, *inside]), (person(declaration.company, "SE"), pages)):
        sign_in(client, user)
        for language in ("ko", "en"):
            for address in seen:
                answer = client.get(address, HTTP_ACCEPT_LANGUAGE=language)
                assert answer.status_code == 200, address
    assert "Norte Tantalo" in client.get(pages[1]).content.decode()


def test_the_report_is_a_paper(client):
    smelter_list()
    declared(accepted=True)
    sign_in(client, staff("AU"))

    answer = client.get(url("mineral-report", today().year))

    assert answer.content.startswith(b"%PDF-")


def test_what_another_company_declared_is_not_there(client):
    declaration = declared()
    sign_in(client, person(CompanyFactory(), "SE"))

    assert client.get(url("mineral-detail", declaration.number)).status_code == 404
    assert client.get(url("mineral-figures")).status_code == 404
    assert declaration.number not in client.get(url("mineral-list")).content.decode()


def test_a_supplier_sends_a_workbook_and_submits(client):
    smelter_list()
    company = CompanyFactory()
    officer = person(company, "SE")
    sign_in(client, officer)
    client.post(url("mineral-begin"), {"template": "cmrt"})
    declaration = MineralDeclaration.objects.get(company=company)

    answer = client.post(url("mineral-submit", declaration.number))
    assert answer.status_code == 422
    assert client.get(url("mineral-import", declaration.number)).status_code == 200
    answer = client.post(url("mineral-import", declaration.number), {"file": workbook(products=[("P-1", "볼트", "")])})
    assert answer.status_code == 303
    assert ".xlsx" in client.get(url("mineral-detail", declaration.number)).content.decode()
    answer = client.post(url("mineral-submit", declaration.number))
    assert answer.status_code == 303

    declaration.refresh_from_db()
    assert (declaration.state, declaration.smelters.get().status) == ("checked", "conformant")
    assert declaration.file.name.endswith(".xlsx")


def test_a_workbook_of_another_version_is_refused_beside_the_file(client):
    declaration = declared(submitted=False)
    sign_in(client, person(declaration.company, "SE"))

    answer = client.post(url("mineral-import", declaration.number), {"file": workbook(version="3.02")})

    assert answer.status_code == 422
    assert "3.02" in answer.content.decode()
    declaration.refresh_from_db()
    assert declaration.template_version == "6.4"


def form_data(declaration, **changes):
    told = {
        "version": declaration.version,
        "template_version": "6.4",
        "declared_on": today().isoformat(),
        "contact": "김하늘",
        "contact_email": "",
        "authorizer": "이바다",
        "scope": "product",
        "scope_text": "",
        "products": "P-1; 볼트; 도금\nP-2",
        "tin-used": "yes",
        "tin-suppliers": "100%",
        "company-A": "yes",
    }
    return told | changes


def test_a_draft_is_kept_as_far_as_it_goes_and_a_broken_field_loses_nothing(client):
    declaration = declared(submitted=False)
    sign_in(client, person(declaration.company, "SE"))
    address = url("mineral-edit", declaration.number)

    answer = client.post(address, form_data(declaration, contact_email="nobody"))
    assert answer.status_code == 422
    assert "P-1; 볼트; 도금" in answer.content.decode()
    answer = client.post(address, form_data(declaration))
    assert answer.status_code == 303
    declaration.refresh_from_db()
    assert declaration.products == [
        {"no": "P-1", "name": "볼트", "comment": "도금"},
        {"no": "P-2", "name": "", "comment": ""},
    ]
    assert declaration.metal_answers["tin"] == {"used": "yes", "suppliers": "100%"}

    answer = client.post(address, form_data(declaration, version=1, contact="박나중"))
    assert answer.status_code == 409
    assert "박나중" in answer.content.decode()


def test_smelters_are_added_changed_and_taken_out(client):
    declaration = declared(submitted=False, smelters=[])
    sign_in(client, person(declaration.company, "SE"))
    given = {"metal": "tin", "cid": "CID900001", "name": "Hanbit Tin Refining", "country": "KR", "mines": "Congo-?"}

    answer = client.post(url("mineral-smelter-add", declaration.number), given)
    assert answer.status_code == 422
    client.post(url("mineral-smelter-add", declaration.number), given | {"mines": "인도네시아; PE"})
    smelter = declaration.smelters.get()
    assert smelter.mine_countries == ["ID", "PE"]
    client.post(url("mineral-smelter-edit", declaration.number, 1), given | {"mines": "", "linked": "on"})
    smelter.refresh_from_db()
    assert (smelter.mine_countries, smelter.linked) == ([], True)
    client.post(url("mineral-smelter-remove", declaration.number, 1))
    assert not declaration.smelters.exists()


def test_a_reviewer_asks_and_accepts(client):
    smelter_list()
    declaration = declared()
    sign_in(client, staff("ER"))

    client.post(url("mineral-ask", declaration.number), {"question": "범위를 알려 주십시오."})
    declaration.refresh_from_db()
    assert (declaration.state, declaration.query) == ("queried", "범위를 알려 주십시오.")
    sign_in(client, person(declaration.company, "SE"))
    client.post(url("mineral-submit", declaration.number))
    sign_in(client, staff("ER"))
    client.post(url("mineral-accept", declaration.number))

    declaration.refresh_from_db()
    assert declaration.state == "accepted"
    sign_in(client, staff("PO"))
    assert client.post(url("mineral-accept", declaration.number)).status_code == 403


def test_a_list_is_imported_by_a_form_and_a_class_is_marked(client):
    sign_in(client, staff("ER"))
    told = b"Smelter ID,Metal,Name,Country,Status\nCID900010,Gold,Hanul,KR,Conformant\n"
    given = {"kind": "smelters", "version": "2026-11", "listed_on": today().isoformat(), "source": "Probe"}

    answer = client.post(url("mineral-lists"), given | {"file": SimpleUploadedFile("list.csv", told)})
    assert answer.status_code == 303
    broken = SimpleUploadedFile("list.csv", told.replace(b"Conformant", b"good"))
    answer = client.post(url("mineral-lists"), given | {"version": "x", "file": broken})
    assert answer.status_code == 422
    node = class_node()
    answer = client.post(url("mineral-classes"), {"code": node.code, "metals": ["tin"], "reason": "땜납"})
    assert answer.status_code == 303
    assert node.mineral_class.metals == ["tin"]
    client.post(url("mineral-class-drop", node.mineral_class.pk))
    assert "mineral_class" not in type(node).objects.get(pk=node.pk).__dict__


def test_the_administrator_consents_to_the_policy_once(client):
    company = CompanyFactory()
    policy = MineralPolicy.objects.get()
    sign_in(client, person(company, "SE"))
    assert client.post(url("mineral-policy-consent", policy.uid)).status_code == 403
    sign_in(client, person(company, "SA"))
    client.post(url("mineral-policy-consent", policy.uid))
    client.post(url("mineral-policy-consent", policy.uid))

    assert policy.consents.count() == 1


def test_a_version_of_the_policy_takes_two_people(client):
    writer, other = staff("ER"), staff("CP")
    sign_in(client, writer)
    given = {"version": "2.0", "effective_on": today().isoformat(), "text_ko": "정책", "text_en": "Policy"}
    client.post(url("mineral-policy-create"), given)
    policy = MineralPolicy.objects.get(version="2.0")
    assert client.post(url("mineral-policy-approve", policy.uid)).status_code == 403
    sign_in(client, other)
    client.post(url("mineral-policy-approve", policy.uid))

    policy.refresh_from_db()
    assert policy.approved_by == other


@pytest.mark.parametrize("declarations", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, declarations, django_assert_num_queries):
    for _ in range(declarations):
        declared(submitted=False)
    reader = staff("AU")
    sign_in(client, User.objects.get(pk=reader.pk))
    client.get(url("mineral-list"))

    with django_assert_num_queries(10):
        answer = client.get(url("mineral-list"))

    assert len(answer.context["results"].object_list) == declarations


def test_a_broken_file_is_no_workbook(client):
    declaration = declared(submitted=False)
    sign_in(client, person(declaration.company, "SE"))
    file = SimpleUploadedFile("cmrt.xlsx", io.BytesIO(b"PK\x03\x04broken").read())

    assert client.post(url("mineral-import", declaration.number), {"file": file}).status_code == 422
