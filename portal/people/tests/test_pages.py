"""Every page of people opens for who may see it, in both languages; lists cost the same for one row and for three."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.calendar import business_days_after
from portal.clock import today
from portal.files.tests.factories import FileFactory
from portal.people import queries, services
from portal.people.models import Certificate, CertificateKind, Company, Membership
from portal.people.roles import DUTIES, ROLES
from portal.people.states import CertificateState, CompanyState, Level
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    user = supplier("SA", "BD")
    sign_in(client, user)
    return user


@pytest.fixture
def officer(client):
    user = staff("PO")
    sign_in(client, user)
    return user


def certificate_of(company: Company, by, **fields) -> Certificate:
    data = {"kind_id": "ISO9001", "number": "Q-1", "issuer": "KFQ", "valid_from": today() - timedelta(days=30)}
    data |= {"valid_to": today() + timedelta(days=20), "document": FileFactory(company=company)}
    return Certificate.objects.create(company=company, added_by=by, **data | fields)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    "name",
    [
        "people:start",
        "people:profile-edit",
        "people:security-settings",
        "people:company-detail",
        "people:company-register",
        "people:application-received",
        "people:company-edit",
        "people:member-list",
        "people:certificate-add",
        "people:form-kept",
        "account_email",
        "account_change_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "usersessions_list",
        "account_logout",
    ],
)
def test_pages_of_a_companys_administrator(client, admin, name, language):
    client.cookies["django_language"] = language
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
)
def test_pages_before_signing_in(client, name, language):
    client.cookies["django_language"] = language
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert "style=" not in response.content.decode()
    assert "<script>" not in response.content.decode()


def test_the_public_sees_the_profile_of_an_active_company_and_nothing_private(client):
    user = supplier("SA")
    company = user.company
    Company.objects.filter(pk=company.pk).update(phone="054-555-0001", corp_no="1101110062432")
    page = client.get(reverse("people:company-profile", args=[company.uid])).content.decode()
    assert company.brn_display in page
    assert "054-555-0001" not in page
    assert "110111-0062432" not in page
    assert user.email not in page


def test_a_submitted_registration_offers_no_form(client):
    user = UserFactory()
    company = services.register_company(by=user, brn="2208162517", legal_name_ko="다온", phone="054-555-0001")
    sign_in(client, user)
    edit = reverse("people:company-edit")
    assert edit in client.get(reverse("people:company-detail")).content.decode()
    Company.objects.filter(pk=company.pk).update(state=CompanyState.SUBMITTED)
    assert client.get(edit).headers["Location"] == reverse("people:company-detail")
    client.cookies["django_language"] = "en"
    page = client.get(reverse("people:company-detail")).content.decode()
    assert edit not in page
    assert "stays as submitted until the answer" in page
    assert client.post(edit, {"address": "서울", "phone": "02-555-0001"}).status_code == 409


def test_the_card_of_a_registration_says_until_when_an_answer_was_promised(client, officer):
    user = UserFactory()
    company = services.register_company(
        by=user, brn="2208162517", legal_name_ko="다온", rep_name="김", address="포항시", phone="054-555-0001"
    )
    paper = {"registration_document": FileFactory(company=company), "registration_issued_on": today()}
    services.edit_company(company, by=user, **paper)
    services.submit_company(company, by=user)
    waiting = queries.companies_to_review(officer).get()
    assert queries.review_due(waiting.submitted_at) == business_days_after(today(), 3)
    client.cookies["django_language"] = "en"
    row = client.get(reverse("home:dashboard")).content.decode().split("Review the registration of 다온")[1][:900]
    assert business_days_after(today(), 3).isoformat() in row


def test_the_source_of_a_fact_is_read_in_the_readers_language(client, officer):
    company = CompanyFactory(state=CompanyState.UNDER_REVIEW)
    with override("ko"):
        services.approve_company(company, by=officer)
    page = {}
    for language in ("en", "ko"):
        client.cookies["django_language"] = language
        page[language] = client.get(reverse("people:company-profile", args=[company.uid])).content.decode()
    assert "Registration approved by purchasing" in page["en"]
    assert "구매 부서 등록 승인" in page["ko"]
    assert "구매 부서 등록 승인" not in page["en"]
    assert '<th scope="col">값</th>' in page["ko"]


def test_the_form_says_what_the_submission_needs(client):
    user = UserFactory()
    services.register_company(by=user, brn="2208162517", legal_name_ko="다온")
    sign_in(client, user)
    client.cookies["django_language"] = "en"
    text = client.get(reverse("people:company-edit")).content.decode()
    label = text.split('for="id_document"')[1].split("</label>")[0]
    assert "needed to submit" in label


def test_a_draft_company_of_others_is_not_there(client, admin):
    other = CompanyFactory(state=CompanyState.DRAFT)
    assert client.get(reverse("people:company-profile", args=[other.uid])).status_code == 404


def test_officers_review_panel(client, officer):
    applicant = supplier("SA", company=CompanyFactory(state=CompanyState.SUBMITTED, level=Level.L0))
    CompanyFactory(legal_name_ko=f"㈜{applicant.company.legal_name_ko}")
    page = client.get(reverse("people:company-profile", args=[applicant.company.uid])).content.decode()
    assert "verdict=approve" in page
    assert "㈜" in page


@pytest.mark.parametrize("verdict", ["approve", "return", "reject", "take_up"])
def test_review_forms(client, officer, verdict):
    company = CompanyFactory(state=CompanyState.SUBMITTED)
    url = reverse("people:company-review", args=[company.uid])
    assert client.get(f"{url}?verdict={verdict}").status_code == 200


@pytest.mark.parametrize("kind", ["register", "suspend", "reinstate"])
def test_proposal_forms(client, officer, kind):
    url = reverse("people:company-propose", args=[CompanyFactory().uid])
    assert client.get(f"{url}?kind={kind}").status_code == 200


def test_a_proposal_and_its_decision(client, officer):
    company = CompanyFactory(level=Level.L0)
    url = reverse("people:company-propose", args=[company.uid])
    assert client.post(url, {"kind": "register", "reason": ""}).status_code == 422
    assert client.post(url, {"kind": "register", "reason": "80점 이상"}).status_code == 303
    proposal = company.proposals.get()
    decide = reverse("people:proposal-decide", args=[proposal.uid])
    assert client.post(decide, {"answer": "approve"}).status_code == 403
    sign_in(client, staff("AP"))
    assert client.get(decide).status_code == 200
    assert client.post(decide, {"answer": "decline"}).status_code == 422
    early = client.post(decide, {"answer": "approve", "reason": "확인"})
    assert early.status_code == 422
    assert "has not consented to the code of conduct" in early.content.decode() or "행동 규범" in early.content.decode()
    services.record_standing(company, "esg.code", "1.0", valid_from=today(), source="test")
    assert client.post(decide, {"answer": "approve", "reason": "확인"}).status_code == 303
    company.refresh_from_db()
    assert company.level == Level.L1


def test_certificate_page_for_its_company_and_for_staff_and_for_nobody_else(client, admin):
    certificate = certificate_of(admin.company, admin)
    url = reverse("people:certificate-detail", args=[certificate.uid])
    assert client.get(url).status_code == 200
    assert sign_in(client, supplier("SA")).get(url).status_code == 404
    page = sign_in(client, staff("PO")).get(url)
    assert page.context["may_verify"]
    assert client.post(url + "decide/", {"answer": "verify"}).status_code == 303
    certificate.refresh_from_db()
    assert certificate.state == "valid"


def test_adding_a_certificate_with_its_document(client, admin, settings, tmp_path):
    from portal.files.tests.factories import pdf_bytes, upload

    data = {
        "kind": "ISO9001",
        "number": "Q-77",
        "issuer": "한국품질인증",
        "valid_from": str(today()),
        "valid_to": str(today() + timedelta(days=1000)),
        "document": upload("인증서.pdf", pdf_bytes()),
    }
    response = client.post(reverse("people:certificate-add"), data)
    assert response.status_code == 303, response.context["form"].errors
    certificate = Certificate.objects.get(company=admin.company)
    assert certificate.document.name == "인증서.pdf"
    assert certificate.state == "pending"


@pytest.mark.parametrize("number", [1, 3])
def test_the_register_costs_the_same_for_one_company_and_for_three(client, officer, number, django_assert_num_queries):
    for _count in range(number):
        supplier("SA")
    client.get(reverse("people:company-list"))
    with django_assert_num_queries(COMPANY_LIST_QUERIES):
        response = client.get(reverse("people:company-list"))
    assert len(response.context["companies"]) == number


def members_shown(client, **asked) -> list[str]:
    return [member.user.name for member in client.get(reverse("people:member-list"), asked).context["members"]]


def test_people_are_found_by_name_department_and_role(client):
    client.cookies["django_language"] = "en"
    administrator = staff("AD", name="Ahn Admin")
    auditor, buyer = staff("AU", name="Han Garam"), staff("PO", name="Choi Buyer")
    Membership.objects.filter(user=auditor).update(department="Internal audit")
    sign_in(client, administrator)
    assert members_shown(client, q="han g") == members_shown(client, role="AU") == ["Han Garam"]
    assert members_shown(client, q="internal") == ["Han Garam"]
    assert members_shown(client, q=buyer.email) == ["Choi Buyer"]
    assert members_shown(client, role="nonsense") == ["Ahn Admin", "Choi Buyer", "Han Garam"]
    assert "Nobody found" in client.get(reverse("people:member-list"), {"q": "nobody"}).content.decode()
    part = client.get(reverse("people:member-list"), {"q": "garam"}, headers={"HX-Request": "true"}).content.decode()
    assert "Han Garam" in part
    assert "<html" not in part


def test_who_does_not_manage_people_finds_nobody_by_address(client, admin):
    colleague = UserFactory(company=admin.company, roles=["SU"], email="hidden@garam.example", name="Han Garam")
    sign_in(client, UserFactory(company=admin.company, roles=["BD"]))
    assert members_shown(client, q="hidden@") == []
    assert members_shown(client, q="Garam") == [colleague.name]


def test_roles_are_explained_where_they_are_given(client):
    client.cookies["django_language"] = "en"
    colleague = staff("AU")
    sign_in(client, staff("AD"))
    pages = [reverse("people:member-list"), reverse("people:member-edit", args=[colleague.membership.uid])]
    for address in (*pages, reverse("people:right-list")):
        page = client.get(address).content.decode()
        assert "Reads everything, the audit trail too, and changes nothing." in page
    assert f'href="{reverse("people:right-list")}"' in client.get(pages[0]).content.decode()
    sign_in(client, supplier("SA"))
    page = client.get(pages[0]).content.decode()
    assert "Hands in bids" in page
    assert "Reads everything" not in page
    assert f'href="{reverse("people:right-list")}"' not in page


def test_every_role_is_explained():
    assert {code for code, *_rest in ROLES} - {"SVC"} == set(DUTIES)


@pytest.mark.parametrize("number", [1, 3])
def test_the_members_cost_the_same_for_one_and_for_three(client, admin, number, django_assert_num_queries):
    for _count in range(number):
        UserFactory(company=admin.company, roles=["SU", "SE"])
    client.get(reverse("people:member-list"))
    with django_assert_num_queries(MEMBER_LIST_QUERIES):
        response = client.get(reverse("people:member-list"))
    assert len(response.context["members"]) == number + 1


# session, user, clock, roles, unread notices, other memberships, count, companies, appeals that wait
COMPANY_LIST_QUERIES = 9
# session, user, roles, company, members, their roles, roles explained, form's roles, invitations, requests, notices,
# clock, memberships
MEMBER_LIST_QUERIES = 13


def test_kinds_are_in_every_database():
    assert CertificateKind.objects.get(pk="ISO9001").usual_years == 3
    assert services.record_standing


@pytest.mark.parametrize(
    ("state", "leads_to"),
    [
        (CompanyState.DRAFT, "people:company-detail"),
        (CompanyState.RETURNED, "people:company-detail"),
        (CompanyState.DORMANT, "people:company-wake"),
    ],
)
def test_what_the_company_needs_before_anything_else_comes_first(client, state, leads_to):
    client.cookies["django_language"] = "en"
    company = CompanyFactory(state=state)
    owner = supplier("SA", company=company)
    certificate_of(company, owner, state=CertificateState.VALID)

    answer = sign_in(client, owner).get(reverse("home:dashboard"))

    first, *others = answer.context["rows"]
    assert (first.url, first.leads, len(others)) == (reverse(leads_to), True, 1)
    main = re.findall(r'<a class="btn[^"]* btn-primary" href="([^"]*)"', answer.text.partition("<main")[2])
    assert main == [reverse(leads_to)]
    assert {"Register a product", "Register for a sourcing group", "Propose a task"}.isdisjoint(offered(answer))


@pytest.mark.parametrize(
    ("state", "may_register"),
    [(CompanyState.SUBMITTED, False), (CompanyState.UNDER_REVIEW, False), (CompanyState.ACTIVE, True)],
)
def test_products_are_offered_to_register_once_the_company_is_approved(client, state, may_register):
    client.cookies["django_language"] = "en"
    owner = supplier("SA", company=CompanyFactory(state=state))

    found = offered(sign_in(client, owner).get(reverse("home:dashboard")))

    assert ("Register a product" in found, "Find tenders" in found) == (may_register, True)


def offered(answer) -> set[str]:
    """What the head of the dashboard offers."""
    return {str(action.label) for action, _url in answer.context["actions"]}


def test_a_system_administrator_finds_the_way_on_with_nothing_to_do(client):
    client.cookies["django_language"] = "en"
    sign_in(client, staff("AD", is_staff=True, is_superuser=True))

    answer = client.get(reverse("home:dashboard"))

    assert [(str(action.label), url) for action, url in answer.context["actions"]][:2] == [
        ("Administration", reverse("admin:index")),
        ("People and roles", reverse("people:member-list")),
    ]
    for _action, url in answer.context["actions"]:
        assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    ("person", "ways"),
    [
        (lambda: staff("AD"), {"People and roles"}),
        (lambda: staff("CM", is_staff=True), {"Administration"}),
        (lambda: staff("AU"), set()),
        (lambda: supplier("SA"), set()),
    ],
)
def test_the_way_to_administration_is_shown_to_who_may_enter(client, person, ways):
    client.cookies["django_language"] = "en"
    found = offered(sign_in(client, person()).get(reverse("home:dashboard")))
    assert found & {"Administration", "People and roles"} == ways
