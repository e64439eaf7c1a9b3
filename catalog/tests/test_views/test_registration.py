"""Groups and applications on the screen: public pages, the applicant's file, the evaluation, who sees nothing."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog import services
from catalog.models import GroupApplication, GroupCall, SourcingGroup
from catalog.states import ApplicationState
from catalog.tests.registering import (
    PAPER,
    RATINGS,
    applied,
    close_now,
    evaluated,
    gated,
    group_of,
    open_call,
    through_the_gate,
)
from portal.people.states import Level
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def deed(client, application, name, **data):
    return client.post(reverse("catalog:application-deed", args=[application.uid, name]), data)


def write(client, application, name, **data):
    return client.post(reverse("catalog:application-write", args=[application.uid, name]), data)


@pytest.fixture
def applicant():
    return supplier("SA", "SU", company=CompanyFactory(level=Level.L0))


@pytest.mark.parametrize("groups", [1, 3])
def test_the_public_list_costs_the_same_for_one_and_for_three(english, groups, django_assert_num_queries):
    for number in range(groups):
        open_call(group_of(f"G{number}"))
    english.get("/catalog/groups/")
    with django_assert_num_queries(4):  # the clock, groups, their announcements, their classes
        response = english.get("/catalog/groups/")
    assert len(response.context["groups"]) == groups
    assert "Bearings" in text_of(response)


def test_everybody_reads_criteria_dates_and_cancellation(english):
    open_call()
    page = text_of(english.get("/catalog/groups/BRG/"))
    for words in ("Technical capability", "Credit report", "three late deliveries", "10 points more", "Sign in"):
        assert words in page
    SourcingGroup.objects.update(in_use=False)
    assert english.get("/catalog/groups/BRG/").status_code == 404


def test_an_officer_writes_and_announces_a_group(english):
    sign_in(english, staff("PO"))
    form = english.get("/catalog/groups/new/").context["form"]
    data = {name: value for name, value in form.initial.items() if value not in (None, False)}
    data |= {"code": "pmp", "name_ko": "펌프", "name_en": "Pumps", "requirements_ko": "펌프 제조사"}
    data |= {"cancellation_ko": "납기 3회 지연"}
    wrong = english.post("/catalog/groups/new/", data | {"weight_1": "20"})
    assert wrong.status_code == 422
    assert "The weights add up to 95" in text_of(wrong)
    assert "펌프 제조사" in text_of(wrong)
    assert english.post("/catalog/groups/new/", data).status_code == 303
    group = SourcingGroup.objects.get(code="PMP")
    assert [row.weight for row in group.criteria.all()] == [25, 25, 20, 15, 15]
    early = english.post("/catalog/groups/PMP/announce/", {"closes_on": "2026-11-27"})
    assert early.status_code == 422
    assert "at least 30 days" in text_of(early)
    assert english.post("/catalog/groups/PMP/announce/", {}).status_code == 303
    assert GroupCall.objects.get().group == group
    data["name_en"] = "Pumps and parts"
    assert english.post("/catalog/groups/PMP/edit/", data).status_code == 303
    call = GroupCall.objects.get()
    cancelled = english.post(reverse("catalog:call-cancel", args=[call.uid]), {"reason": ""})
    assert cancelled.status_code == 422
    assert english.post(reverse("catalog:call-cancel", args=[call.uid]), {"reason": "수요 없음"}).status_code == 303


def test_an_applicant_writes_adds_a_document_and_submits(english, applicant):
    open_call()
    sign_in(english, applicant)
    assert english.post("/catalog/groups/BRG/apply/").status_code == 303
    application = GroupApplication.objects.get()
    page = english.get(reverse("catalog:application-detail", args=[application.uid]))
    assert "Credit report" in text_of(page)
    answers = {f"answer_c{number}": "근거 서류" for number in range(1, 6)}
    early = write(english, application, "submit", **answers)
    assert early.status_code == 422
    assert "Still missing: Credit report" in text_of(early)
    assert "근거 서류" in text_of(early)
    refused = write(english, application, "document", code="d1", file=SimpleUploadedFile("a.exe", b"MZ"))
    assert refused.status_code == 422
    assert (
        write(english, application, "document", code="d1", file=SimpleUploadedFile("a.pdf", PAPER)).status_code == 303
    )
    document = application.documents.get()
    assert write(english, application, "remove", document=document.uid).status_code == 303
    assert write(english, application, "remove", document="no").status_code == 404
    write(english, application, "document", code="d1", file=SimpleUploadedFile("a.pdf", PAPER))
    assert write(english, application, "save", **answers).status_code == 303
    assert write(english, application, "submit", **answers).status_code == 303
    application.refresh_from_db()
    assert application.state == ApplicationState.APPLIED
    assert write(english, application, "save", **answers).status_code == 409
    assert write(english, application, "withdraw").status_code == 303


def test_the_whole_evaluation_on_the_screen(english, applicant):
    application = applied()
    officer = staff("PO")
    sign_in(english, officer)
    url = reverse("catalog:application-detail", args=[application.uid])
    assert deed(english, application, "take-up").status_code == 303
    assert deed(english, application, "take-up").status_code == 409
    assert deed(english, application, "return", note="").status_code == 422
    assert deed(english, application, "evaluate").status_code == 303
    assert deed(english, application, "score").status_code == 303  # nobody has rated: said, nothing done
    assert GroupApplication.objects.get().state == ApplicationState.EVALUATION
    ratings = {f"rating_{code}": str(int(rating * 100)) for code, rating in RATINGS.items()}
    reasons = {f"reason_{code}": "서류로 확인했습니다." for code in RATINGS}
    assert deed(english, application, "rate", **ratings).status_code == 422
    assert deed(english, application, "rate", **ratings, **reasons).status_code == 303
    assert deed(english, application, "rate", **ratings, **reasons).status_code == 422
    assert deed(english, application, "score").status_code == 303
    assert "76.50" in text_of(english.get(url))
    through_the_gate(application.company)
    assert deed(english, application, "gate", reason="모두 예").status_code == 403
    sign_in(english, staff("ER"))
    assert deed(english, application, "gate", reason="").status_code == 422
    assert deed(english, application, "gate", reason="모두 예").status_code == 303
    sign_in(english, staff("AP"))
    page = text_of(english.get(url))
    assert "Confirm the outcome" in page
    assert "Not registered" in page
    assert deed(english, application, "decide", reason="").status_code == 422
    assert deed(english, application, "decide", reason="76.5점").status_code == 303
    assert deed(english, application, "decide", reason="76.5점").status_code == 409
    services.notify_result(GroupApplication.objects.get())
    sign_in(english, application.applied_by)
    page = text_of(english.get(url))
    assert "서류로 확인했습니다." in page
    assert officer.name not in page  # the applicant reads reasons, not who rated
    letter = text_of(english.get(reverse("catalog:application-letter", args=[application.uid])))
    assert "76.50" in letter
    assert "An appeal is possible until" in letter
    assert write(english, application, "appeal", text="").status_code == 422
    assert write(english, application, "appeal", text="납품 실적이 빠졌습니다.").status_code == 303
    sign_in(english, staff("AP"))
    assert deed(english, application, "appeal-answer", verdict="uphold", answer="").status_code == 422
    assert deed(english, application, "appeal-answer", verdict="uphold", answer="다시 봅니다.").status_code == 303
    assert GroupApplication.objects.get().round == 2


def test_others_see_nothing_of_an_application(english, applicant):
    application = applied()
    url = reverse("catalog:application-detail", args=[application.uid])
    for person in (applicant, supplier("SA"), staff("CE"), staff("AD")):
        sign_in(english, person)
        assert english.get(url).status_code == 404
        assert write(english, application, "withdraw").status_code == 404
        assert deed(english, application, "take-up").status_code == 404
        assert application.company.legal_name_en not in text_of(english.get("/catalog/groups/BRG/"))
    sign_in(english, staff("RQ"))
    page = text_of(english.get(url))
    assert application.documents.get().file.url not in page  # reads, opens no papers
    assert english.get(application.documents.get().file.url).status_code in (403, 404)
    sign_in(english, staff("EV"))
    paper = english.get(application.documents.get().file.url)
    assert b"".join(paper.streaming_content) == PAPER
    draft = services.start_application(open_call(group_of("B2")), by=applicant)
    assert english.get(reverse("catalog:application-detail", args=[draft.uid])).status_code == 404


def test_the_applicant_reads_no_rating_before_the_result(english):
    application = gated(evaluated(applied()), by=staff("ER"))
    sign_in(english, application.applied_by)
    page = text_of(english.get(reverse("catalog:application-detail", args=[application.uid])))
    assert "76.5" not in page
    assert "서류로 확인했습니다." not in page
    assert english.get(reverse("catalog:application-letter", args=[application.uid])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_staffs_list_costs_the_same_for_one_and_for_three(english, rows, django_assert_num_queries):
    for number in range(rows):
        applied(open_call(group_of(f"L{number}")))
    sign_in(english, staff("PO"))
    english.get("/catalog/groups/applications/")
    # session, user, membership, roles, groups, clock, page, count, counts, notices
    with django_assert_num_queries(10):
        response = english.get("/catalog/groups/applications/")
    assert len(response.context["results"]) == rows


def test_lists_are_narrowed_and_own(english, applicant):
    application = applied()
    sign_in(english, staff("PO"))
    assert len(english.get("/catalog/groups/applications/?state=running").context["results"]) == 1
    assert len(english.get("/catalog/groups/applications/?state=notified").context["results"]) == 0
    assert "No application fits" in text_of(english.get("/catalog/groups/applications/?group=BRG&state=decided"))
    sign_in(english, application.applied_by)
    assert len(english.get("/catalog/groups/applications/").context["results"]) == 1
    sign_in(english, applicant)
    assert len(english.get("/catalog/groups/applications/").context["results"]) == 0
    sign_in(english, staff("AD"))
    assert english.get("/catalog/groups/applications/").status_code == 403


def test_the_first_answer_reaches_all_applicants_at_once(english):
    application = applied()
    sign_in(english, staff("PO"))
    url = reverse("catalog:call-answer", args=[application.call.uid])
    assert english.post(url, {"plan_ko": ""}).status_code == 422
    assert english.post(url, {"plan_ko": "12월 4일까지 두 사람이 평가합니다."}).status_code == 303
    assert english.post(url, {"plan_ko": "또"}).status_code == 409
    sign_in(english, application.applied_by)
    page = text_of(english.get(reverse("catalog:application-detail", args=[application.uid])))
    assert "두 사람이 평가합니다" in page


def test_a_registered_company_is_not_offered_to_apply_again(english):
    application = evaluated(applied(), ratings=dict.fromkeys(RATINGS, Decimal("0.9")))
    gated(application, by=staff("ER"))
    services.decide_application(application, by=staff("AP"), reason="90점")
    call = services.announce_group(application.call.group, by=staff("PO"))
    sign_in(english, application.applied_by)
    page = text_of(english.get("/catalog/groups/BRG/"))
    assert "Your company is registered" in page
    assert english.post("/catalog/groups/BRG/apply/").status_code == 422
    close_now(call)
    assert english.post("/catalog/groups/BRG/apply/").status_code == 409
