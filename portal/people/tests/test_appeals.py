"""An appeal against a rejection: in time, once, decided by another person; what both sides see. Source: domain 1.7."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from portal.audit.queries import timeline_of
from portal.calendar import business_days_after
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.tests.factories import pdf_bytes
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.people import policies, queries, services
from portal.people.models import Company, CompanyAppeal, CompanyTerms
from portal.people.states import AppealState, CompanyState
from portal.people.tests.life import person, rejected
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
WORDS = "임차한 공장의 계약서를 붙입니다."


@pytest.fixture(autouse=True)
def in_english(client):
    """The words that are looked for are English."""
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("lease.pdf", pdf_bytes(), content_type="application/pdf")


def rejected_on(company: Company, day) -> Company:
    Company.objects.filter(pk=company.pk).update(rejected_on=day)
    company.refresh_from_db()
    return company


def too_late_rejection():
    """The latest day of a rejection whose appeal is too late today."""
    days = (today() - timedelta(days=ago) for ago in range(40))
    return next(day for day in days if business_days_after(day, 10) < today())


def test_an_upheld_appeal_leads_back_to_a_colleague_of_who_rejected(client):
    owner, officer, colleague, approver = person(), staff("PO", "AP"), staff("PO"), staff("AP")
    company = rejected(owner, officer)
    sign_in(client, owner)
    page = client.get(reverse("people:company-detail")).content.decode()
    assert reverse("people:company-appeal") in page
    assert business_days_after(today(), 10).isoformat() in page

    answer = client.post(reverse("people:company-appeal"), {"text": WORDS, "papers": [paper(), paper()]})

    assert answer.headers["Location"] == reverse("people:company-detail")
    appeal = CompanyAppeal.objects.get()
    assert (appeal.against, appeal.rejected_for, appeal.papers.count()) == (officer, "제조 시설이 없습니다", 2)
    assert appeal.due_on == business_days_after(today(), 10)
    assert WORDS in client.get(reverse("people:company-detail")).content.decode()

    assert list(queries.appeals_to_decide(approver)) == [appeal]
    assert list(queries.appeals_to_decide(officer)) == []
    with pytest.raises(NotAllowed, match="rejected this registration yourself"):
        services.decide_appeal(appeal, uphold=True, answer="인정", by=officer)
    sign_in(client, approver)
    assert f"Appeal of {company}" in client.get(reverse("home:dashboard")).content.decode()
    page = client.get(reverse("people:appeal-list")).content.decode()
    assert reverse("people:appeal-decide", args=[appeal.uid]) in page
    url = reverse("people:appeal-decide", args=[appeal.uid])
    assert "lease.pdf" in client.get(url).content.decode()
    assert client.get(appeal.papers.first().url).status_code == 200
    refused = client.post(url, {"verdict": "uphold", "answer": " "})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"answer"})

    client.post(url, {"verdict": "uphold", "answer": "임차한 시설도 시설입니다."})

    appeal.refresh_from_db()
    company.refresh_from_db()
    assert (appeal.state, appeal.decided_by) == (AppealState.UPHELD, approver)
    assert (company.state, company.reviewed_by, company.rejected_on) == (CompanyState.SUBMITTED, None, None)
    assert list(queries.companies_to_review(officer)) == []
    back = queries.companies_to_review(colleague).get()
    assert queries.review_due(back.submitted_at) == business_days_after(today(), 3)
    with pytest.raises(NotAllowed, match="a colleague reviews it now"):
        services.approve_company(company, by=officer)
    services.approve_company(company, by=colleague)
    assert policies.may_propose_about(officer, company)
    told = [entry.what.rsplit(".", 1)[-1] for entry in timeline_of(company)]
    assert told[:5] == ["approve", "reconsider", "appealed", "reject", "submit"]


def test_a_declined_appeal_changes_nothing_and_is_the_last_one():
    owner, approver = person(), staff("AP")
    company = rejected(owner)
    appeal = services.appeal_rejection(company, text=WORDS, by=owner)
    with pytest.raises(RuleBroken) as refusal:
        services.decide_appeal(appeal, uphold=False, answer=" ", by=approver)
    assert refusal.value.field == "answer"
    services.decide_appeal(appeal, uphold=False, answer="계약이 끝났습니다.", by=approver)
    company.refresh_from_db()
    assert (company.state, appeal.state) == (CompanyState.REJECTED, AppealState.DECLINED)
    with pytest.raises(RuleBroken, match="already appealed"):
        services.appeal_rejection(company, text="다시", by=owner)
    with pytest.raises(WrongState):
        services.decide_appeal(appeal, uphold=True, answer="다시", by=approver)


def test_only_an_administrator_appeals_with_a_reason_and_few_documents():
    owner = person()
    company = rejected(owner)
    member = UserFactory(company=company, roles=("SU",))
    for stranger in (member, staff("PO"), UserFactory()):
        with pytest.raises(NotAllowed):
            services.appeal_rejection(company, text=WORDS, by=stranger)
    for given, field in (({"text": " "}, "text"), ({"text": WORDS, "papers": [paper()] * 6}, "papers")):
        with pytest.raises(RuleBroken) as refusal:
            services.appeal_rejection(company, by=owner, **given)
        assert refusal.value.field == field


def test_the_last_day_is_in_time_and_the_next_is_not(client):
    owner = person()
    company = rejected(owner)
    late = rejected_on(company, too_late_rejection())
    with pytest.raises(RuleBroken, match="The time for an appeal ended on"):
        services.appeal_rejection(late, text=WORDS, by=owner)
    sign_in(client, owner)
    page = client.get(reverse("people:company-detail")).content.decode()
    assert "The time for an appeal ended on" in page
    assert reverse("people:company-appeal") not in page
    assert client.get(reverse("people:company-appeal")).status_code == 303
    kept = client.post(reverse("people:company-appeal"), {"text": WORDS})
    assert (kept.status_code, WORDS in kept.content.decode()) == (422, True)

    in_time = next(
        day for n in range(40) if business_days_after(day := today() - timedelta(days=40 - n), 10) >= today()
    )
    assert services.appeal_rejection(rejected_on(company, in_time), text=WORDS, by=owner).state == AppealState.OPEN


def test_what_is_not_rejected_is_not_appealed_against():
    owner = person()
    company = rejected(owner)
    Company.objects.filter(pk=company.pk).update(rejected_on=today() - timedelta(days=200))
    company.refresh_from_db()
    services.reopen_company(company, by=owner)
    with pytest.raises(WrongState):
        services.appeal_rejection(company, text=WORDS, by=owner)


def test_a_form_that_was_left_open_until_the_appeal_of_another_was_upheld_leads_to_the_company(client):
    owner = person()
    Company.objects.filter(pk=rejected(owner).pk).update(rejected_on=None)
    sign_in(client, owner)
    answer = client.post(reverse("people:company-appeal"), {"text": ""})
    assert (answer.status_code, answer["Location"]) == (303, reverse("people:company-detail"))


def test_only_an_approver_from_outside_the_company_decides():
    owner = person()
    appeal = services.appeal_rejection(rejected(owner), text=WORDS, by=owner)
    insider = staff("AP")
    insider.memberships.create(company=appeal.company)
    for other in (staff("PO"), staff("AU"), owner, insider):
        with pytest.raises(NotAllowed):
            services.decide_appeal(appeal, uphold=True, answer="인정", by=other)
    assert not queries.appeals_to_decide(insider)


def test_the_database_itself_refuses_who_rejected_and_other_words():
    owner, officer = person(), staff("PO", "AP")
    appeal = services.appeal_rejection(rejected(owner, officer), text=WORDS, by=owner)
    for change in ({"decided_by": officer}, {"text": "다른 말"}, {"state": "declined"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CompanyAppeal.objects.filter(pk=appeal.pk).update(**change)


def test_each_rejection_may_be_appealed_against_once():
    owner = person()
    company = rejected(owner)
    first = services.appeal_rejection(company, text=WORDS, by=owner)
    services.decide_appeal(first, uphold=True, answer="인정", by=staff("AP"))
    company.refresh_from_db()
    services.reject_company(company, reason="안전 인증이 없습니다", by=staff("PO"))
    second = services.appeal_rejection(company, text="인증서를 붙입니다.", by=owner)
    assert (second.rejection, second.rejected_for) == (2, "안전 인증이 없습니다")


def test_a_new_application_takes_the_place_of_an_appeal_nobody_decided():
    owner = person()
    company = rejected(owner)
    appeal = services.appeal_rejection(company, text=WORDS, by=owner)
    services.reopen_company(rejected_on(company, today() - timedelta(days=200)), by=owner)
    appeal.refresh_from_db()
    company.refresh_from_db()
    assert (appeal.state, company.state) == (AppealState.WITHDRAWN, CompanyState.DRAFT)


def test_both_sides_are_told_in_their_language_and_reminded():
    owner, officer, approver = person(), staff("PO", "AP"), staff("AP", language="ko")
    appeal = services.appeal_rejection(rejected(owner, officer), text=WORDS, by=owner)
    deliver_due()
    assert told(owner) == ["people.appeal_received", "people.company_rejected", "people.company_registered"]
    assert told(approver) == ["people.company_appealed"]
    with translation.override("ko"):
        assert "이의를 신청했습니다" in str(Notice.objects.get(user=approver).title)

    soon = next(day for n in range(30) if business_days_after(day := today() + timedelta(days=n), 2) >= appeal.due_on)
    assert services.remind_of_appeals(soon - timedelta(days=1)) == 0
    assert [services.remind_of_appeals(day) for day in (soon, soon, appeal.due_on)] == [1, 0, 0]
    assert services.remind_of_appeals(appeal.due_on + timedelta(days=1)) == 1
    deliver_due()
    assert told(approver)[:2] == ["people.appeal_late", "people.appeal_soon"]
    assert "people.appeal_soon" not in told(officer)

    services.decide_appeal(appeal, uphold=True, answer="인정", by=approver)
    deliver_due()
    assert told(owner)[0] == "people.appeal_upheld"
    assert told(officer)[0] == "people.appeal_upheld_told"
    assert services.remind_of_appeals(appeal.due_on + timedelta(days=1)) == 0


def told(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("-pk").values_list("kind", flat=True))


def test_the_terms_of_the_day_of_the_rejection_hold():
    owner = person()
    company = rejected_on(rejected(owner), too_late_rejection())
    CompanyTerms.objects.create(valid_from=today() - timedelta(days=60), appeal_days=30)
    assert services.appeal_rejection(company, text=WORDS, by=owner).state == AppealState.OPEN


def test_staff_who_do_not_decide_read_it_and_are_told_why(client):
    owner = person()
    appeal = services.appeal_rejection(rejected(owner), text=WORDS, by=owner)
    sign_in(client, staff("PO"))
    url = reverse("people:appeal-decide", args=[appeal.uid])
    assert "Only an approver may decide this." in client.get(url).content.decode()
    assert client.post(url, {"verdict": "uphold", "answer": "인정"}).status_code == 403
    sign_in(client, owner)
    assert client.get(url).status_code == 404
    assert client.get(reverse("people:appeal-list")).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    for serial in range(number):
        owner = person()
        services.appeal_rejection(rejected(owner, serial=7_200_000 + serial), text=WORDS, by=owner)
    sign_in(client, staff("AP"))
    client.get(reverse("people:appeal-list"))
    with django_assert_num_queries(9):  # session, user, clock, roles, notices, memberships, waiting, count, appeals
        response = client.get(reverse("people:appeal-list"))
    assert len(response.context["appeals"]) == number
