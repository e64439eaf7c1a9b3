"""Doors of applications, reviews, committee, alliance, surveillance: who sees what, what a form says, lists."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse
from pypdf import PdfReader

from portal.clock import today
from portal.tests.factories import BuyerFactory, CompanyFactory
from portal.tests.signin import sign_in
from purchasing.contracts.tests.factories import hear, person
from sharedgrowth.innovilt.models import AllianceMember, InnoviltApplication, Surveillance, VersionChange
from sharedgrowth.innovilt.services import surveillances
from sharedgrowth.innovilt.states import ApplicationState
from sharedgrowth.innovilt.tests import factories as made

pytestmark = pytest.mark.django_db
A = ApplicationState


@pytest.fixture(autouse=True)
def reading_english(client):
    """The pages too are read in English."""
    client.cookies["django_language"] = "en"


def url(name, *args):
    return reverse(f"innovilt:{name}", args=args)


def said(answer) -> str:
    """The text of a paper, as one line."""
    text = " ".join(each.extract_text() for each in PdfReader(io.BytesIO(answer.content)).pages)
    return " ".join(text.split())


def test_a_company_writes_proves_and_submits(client):
    company = CompanyFactory()
    product = made.product_of(company)
    sign_in(client, person(company, "SA"))
    answer = client.post(url("application-new"), {"product": product.pk, "key": "k1"})
    application = InnoviltApplication.objects.get()
    assert answer.url == url("application-edit", application.number)
    words = {
        "category": "roof", "plant_region": "KR-44", "plant": "당진 공장", "technology": "가볍고 강합니다.",
        "market": "창고", "price_position": "", "edits": application.edits, "year_0": today().year - 1,
        "units_0": "1,000",
    }  # fmt: skip
    answer = client.post(url("application-edit", application.number), words | {"units_0": ""})
    assert answer.status_code == 422
    assert "How many units?" in answer.content.decode()
    assert "가볍고 강합니다." in answer.content.decode()  # nothing typed is lost
    client.post(url("application-edit", application.number), words)
    assert client.post(url("application-edit", application.number), words).status_code == 409
    client.post(
        url("item-new", application.number),
        {"name": "강판", "grade": "SGCC", "form": "coated", "t_per_unit": "0.01", "yield_rate": "0.985", "posco": "on"},
    )
    item = application.items.get()
    day = f"{today().year - 1}-06-01"
    proof = {
        "item": item.pk, "sheet_no": "MC-1", "issued_on": day, "seller": "", "heat_no": "H-1", "coil_no": "C-1",
        "grade": "SGCC", "form": "coated", "coil_t": "12", "bought_on": day, "tonnes": "13",
    }  # fmt: skip
    answer = client.post(url("proof-new", application.number), proof)
    assert (answer.status_code, "Of this coil 12.000 t of 12.000 t are left." in answer.content.decode()) == (422, True)
    client.post(url("proof-new", application.number), proof | {"tonnes": "12"})
    page = client.get(url("application-detail", application.number)).content.decode()
    assert "1.1820" in page  # 12 t × 0.985 for 10 t
    assert "Enclose a drawing. Enclose a test report." in page
    assert application.proofs.get().tonnes == Decimal(12)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    for _each in range(number):
        made.application(A.SUBMITTED)
    sign_in(client, made.office())
    client.get(url("application-list"))
    with django_assert_num_queries(LIST_QUERIES):
        answer = client.get(url("application-list"))
    assert len(answer.context["results"]) == number


LIST_QUERIES = 8


def test_another_company_finds_nothing_and_staff_see_no_draft(client):
    draft, sent = made.drafted(), made.application(A.SUBMITTED)
    sign_in(client, person(CompanyFactory(), "SA"))
    for application in (draft, sent):
        assert client.get(url("application-detail", application.number)).status_code == 404
    sign_in(client, made.office())
    assert client.get(url("application-detail", draft.number)).status_code == 404
    assert client.get(url("application-detail", sent.number)).status_code == 200
    sign_in(client, person(BuyerFactory(), "PO"))
    assert client.get(url("application-detail", sent.number)).status_code == 404


@pytest.mark.parametrize("state", [A.ELIGIBILITY, A.TECH_REVIEW, A.SITE_CHECK, A.COMMITTEE, A.CERTIFIED])
def test_every_stage_has_its_page_for_both_sides(client, state):
    application = made.application(state)
    for user in (person(application.company, "SA"), made.office(), made.reviewer(0)):
        sign_in(client, user)
        answer = client.get(url("application-detail", application.number))
        assert answer.status_code == 200
    sign_in(client, person(application.company, "SA"))
    page = client.get(url("application-detail", application.number)).content.decode()
    assert "reviewer 0" not in page  # who judged stays inside
    assert "committee 1" not in page


def test_a_reviewer_hands_in_and_an_inspector_keeps_the_check_on_a_phone(client):
    application = made.application(A.TECH_REVIEW)
    sign_in(client, made.office())
    client.post(url("reviewer-new", application.number), {"part": "technology", "reviewer": made.reviewer(0).pk})
    review = application.reviews.get()
    sign_in(client, made.reviewer(0))
    assert review.application.number in client.get(url("review-list")).content.decode()
    marks = dict.fromkeys(("novelty", "performance", "safety", "making", "rights"), "4")
    told = marks | {"strengths": "강합니다.", "weaknesses": "비쌉니다."}
    answer = client.post(url("review-detail", review.uid), told)
    assert (answer.status_code, "강합니다." in answer.content.decode()) == (422, True)
    assert client.post(url("review-detail", review.uid), told | {"free": "on"}).status_code == 303
    review.refresh_from_db()
    assert review.ratio == 1
    sign_in(client, made.reviewer(1))
    assert client.get(url("review-detail", review.uid)).status_code == 200  # the office reads it
    assert client.post(url("review-detail", review.uid), told | {"free": "on"}).status_code == 403

    waiting = made.application(A.SITE_CHECK)
    sign_in(client, made.office())
    client.post(url("check-plan", waiting.number), {"planned_on": today(), "inspector": made.reviewer(0).pk})
    check = waiting.site_checks.get()
    sign_in(client, made.reviewer(0))
    answers = dict.fromkeys(("trace", "apart", "drawing", "quality"), "3") | {"summary": "", "met": "", "saves": 0}
    assert client.post(url("check-detail", check.uid), answers).status_code == 303
    answer = client.post(url("check-detail", check.uid), answers | {"saves": 1, "hold": "1"})
    assert (answer.status_code, "Give a mark for each question." in answer.content.decode()) == (422, True)
    whole = answers | {"saves": answer.context["form"].data["saves"], "labels": "3", "summary": "추적됨", "hold": "1"}
    assert client.post(url("check-detail", check.uid), whole).status_code == 303
    waiting.refresh_from_db()
    assert (waiting.state, waiting.total) == (A.COMMITTEE, Decimal("75.0000"))


def test_a_meeting_on_screen(client):
    application = made.application(A.COMMITTEE)
    meeting = made.called(application)
    item = meeting.agenda.get()
    for number in range(6):
        sign_in(client, made.member_of_committee(number))
        answer = client.post(url("vote-cast", meeting.number, item.uid), {"choice": "certify", "words": ""})
        assert answer.status_code == 303
    assert client.post(url("meeting-close", meeting.number)).status_code == 403  # not the chair
    sign_in(client, meeting.chair)
    assert client.post(url("meeting-close", meeting.number)).status_code == 303
    application.refresh_from_db()
    assert application.state == A.CERTIFIED
    paper = client.get(url("meeting-minutes", meeting.number))
    assert paper["Content-Type"] == "application/pdf"
    assert client.get(url("meeting-list")).status_code == 200
    assert client.get(url("meeting-detail", meeting.number)).status_code == 200


def test_a_member_signs_is_watched_and_answers(client):
    certificate = made.certificate()
    hear()
    member = AllianceMember.objects.get()
    boss, office = person(certificate.company, "SA"), made.office()
    sign_in(client, boss)
    shown = client.get(url("agreement-sign", member.uid))
    answer = client.post(url("agreement-sign", member.uid), {"sha256": shown.context["form"]["sha256"].value()})
    assert answer.status_code == 422  # the box was not ticked
    told = {"sha256": shown.context["form"]["sha256"].value(), "agreed": "on"}
    assert client.post(url("agreement-sign", member.uid), told).status_code == 303
    for language in ("ko", "en"):
        assert client.get(url("agreement-pdf", member.uid, language))["Content-Type"] == "application/pdf"
    surveillance = surveillances.plan_surveillance(certificate, due_on=today())
    coil = surveillance.sample.get().coil
    sign_in(client, office)
    told = {"held_on": today(), f"traced_{coil.pk}": "no", "summary": "한 용강번호를 찾지 못했습니다."}
    assert client.post(url("surveillance-hold", surveillance.uid), told).status_code == 303
    finding = surveillance.findings.get()
    assert (finding.severity, str(coil) in finding.text) == ("major", True)
    assert client.post(url("finding-close", finding.uid)).status_code == 303  # not answered: nothing happens
    sign_in(client, boss)
    client.post(url("finding-answer", finding.uid), {"answer": "코일 대장을 고쳤습니다."})
    assert client.get(url("surveillance-detail", surveillance.uid)).status_code == 200
    sign_in(client, office)
    client.post(url("finding-close", finding.uid))
    assert Surveillance.objects.get().state == "passed"
    for name in ("member-list", "surveillance-list", "terms-list"):
        assert client.get(url(name)).status_code == 200
    assert client.get(url("member-detail", member.uid)).status_code == 200


def test_papers_of_application_review_and_surveillance(client):
    application = made.application(ApplicationState.TECH_REVIEW)
    made.reviewed(application, "technology")
    review = application.reviews.order_by("pk")[0]
    sign_in(client, made.office())
    told = said(client.get(url("application-paper", application.number)))
    coil = application.proofs.get().coil
    assert [word for word in (coil.heat_no, coil.sheet.number, "Mass balance", "1.9700") if word not in told] == []
    assert review.reviewer.name in said(client.get(url("review-paper", review.uid)))
    certificate = made.certificate()
    surveillance = surveillances.plan_surveillance(certificate, due_on=today())
    assert client.get(url("surveillance-paper", surveillance.uid)).status_code == 404  # nothing to report yet
    traced = {heat.coil_id: (False, "대장에 없음") for heat in surveillance.sample.all()}
    surveillances.hold_surveillance(
        surveillance, held_on=today(), traced=traced, findings=[], summary="추적이 끊깁니다.", by=made.office()
    )
    sign_in(client, person(certificate.company, "SA"))
    told = said(client.get(url("surveillance-paper", surveillance.uid)))
    assert "대장에 없음" in told
    assert "was not traced to the product" in told


def test_a_newer_version_is_stated_and_covered(client):
    certificate = made.certificate()
    old = certificate.product.current
    newer = type(old).objects.create(
        product=old.product, no=2, class_node=old.class_node, created_by=old.created_by, name_en="Deck plate 2"
    )
    change = VersionChange.objects.create(certificate=certificate, version=newer)
    sign_in(client, made.office())
    refused = client.post(url("change-decide", change.uid), {"covered": "yes", "reason": "같습니다."})
    assert "has not stated that steel and design" in refused.content.decode()
    sign_in(client, person(certificate.company, "SA"))
    told = {"steel_same": "yes", "design_same": "yes", "statement": "사진만 바꾸었습니다."}
    client.post(url("change-state", change.uid), told)
    sign_in(client, made.office())
    assert client.get(url("change-detail", change.uid)).status_code == 200
    client.post(url("change-decide", change.uid), {"covered": "yes", "reason": "도면이 같습니다."})
    assert certificate.versions.count() == 2
