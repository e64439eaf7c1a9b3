"""Every page of cohorts, applicants, review and training, as those who may see it."""

from datetime import date, time, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from portal.audit.models import AuditEntry
from portal.clock import db_now, today
from portal.privacy.models import ExportGrant, Look
from portal.privacy.services import exports
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from sharedgrowth.jobs.models import Allowance, Application, Cohort, Exam, Review, Session
from sharedgrowth.jobs.queries.consents import agrees
from sharedgrowth.jobs.services import papers, questions
from sharedgrowth.jobs.states import CohortState
from sharedgrowth.jobs.tests.factories import applicant, application, cohort, operator, second_operator, trainee
from sharedgrowth.jobs.tests.test_applications_destroyed import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client):
    """Reads in English."""
    client.cookies.load({"django_language": "en"})
    return client


@pytest.fixture
def planned():
    made = cohort(CohortState.PLANNED)
    questions.copy_questions(None, made)
    return made


def get(client, name, *args, status=200, **query):
    response = client.get(reverse(f"jobs:{name}", args=args), query)
    assert response.status_code == status, (name, response.status_code)
    return response.content.decode()


def test_pages_for_everybody(client):
    made = cohort()
    assert made.title_en in get(client, "front")
    assert made.number in get(client, "cohort-list")
    assert "34 or younger" in get(client, "cohort-detail", made.number)
    hidden = cohort(CohortState.PLANNED)
    get(client, "cohort-detail", hidden.number, status=404)
    assert hidden.number not in get(client, "cohort-list")


def test_the_way_to_apply_is_shown_to_who_may_go_it(client):
    made = cohort()
    way = reverse("jobs:application-start", args=[made.number])
    assert way in get(client, "cohort-detail", made.number)
    sign_in(client, applicant())
    assert way in get(client, "cohort-detail", made.number)
    sign_in(client, supplier())
    told = get(client, "cohort-detail", made.number)
    assert (way in told, "Apply with a private account of your own." in told) == (False, True)


def test_pages_of_the_office(client, planned):
    sign_in(client, operator())
    for name in ("cohort-create", "cohort-list", "terms-list", "terms-create", "review-list"):
        get(client, name)
    for name in ("cohort-detail", "cohort-edit", "cohort-form", "question-create", "cohort-cancel"):
        get(client, name, planned.number)
    question = planned.questions.first()
    get(client, "question-edit", planned.number, question.pk)

    running = cohort(CohortState.RECRUITING)
    get(client, "cohort-extend", running.number)
    selecting = cohort(CohortState.SELECTING)
    sent = application("submitted", of=selecting)
    passed = application("doc_passed", of=selecting)
    for name in ("applicant-list", "selection", "training", "insurance-add", "days-plan", "exam-add", "cohort-train"):
        get(client, name, selecting.number)
    get(client, "applicant-detail", sent.number)
    get(client, "talk-plan", passed.number)

    training = cohort(CohortState.TRAINING, starts_on=today() - timedelta(days=3), ends_on=today() + timedelta(days=40),
                      announce_on=today() - timedelta(days=5))  # fmt: skip
    person = trainee("enrolled", of=training)
    day = Session.objects.create(cohort=training, on=today(), starts=time(9), ends=time(17), title="안전")
    exam = Exam.objects.create(cohort=training, title="이론")
    for name in ("training", "allowances", "cohort-match"):
        get(client, name, training.number)
    get(client, "attendance", day.uid)
    get(client, "session-cancel", day.uid)
    get(client, "marks", exam.pk)
    get(client, "trainee-drop", person.uid)


def test_the_form_builder_refuses_what_the_law_forbids_at_its_field(client, planned):
    sign_in(client, operator())
    url = reverse("jobs:question-create", args=[planned.number])
    told = {"label_ko": "본인 소개", "label_en": "About you", "key": "intro", "kind": "long", "most_letters": "500"}

    for field, words, reason in (
        ("label_ko", "키와 몸무게", "Height must not be asked"),
        ("label_en", "Your marital status", "Marital status must not be asked"),
        ("help_ko", "부모님의 직업도 써 주십시오", "occupation and property of relatives"),
        ("help_en", "Attach a photo of yourself", "Photos of applicants"),
        ("label_ko", "주민등록번호", "are not kept in the portal"),
    ):
        response = client.post(url, told | {field: words})
        assert response.status_code == 422
        page = response.content.decode()
        assert reason in page
        assert f'id="id_{field}_error"' in page or f"id_{field}" in page
        assert words in page  # nothing typed is lost
    assert planned.questions.filter(key="intro").count() == 0
    assert client.post(url, told).status_code == 303
    assert planned.questions.filter(key="intro").count() == 1


def test_a_cohort_is_planned_published_and_cancelled_on_pages(client):
    first, second = operator(), second_operator()
    sign_in(client, first)
    now, day = db_now(), today()
    told = {
        "title_ko": "광양 용접 과정", "title_en": "", "course_ko": "전기 용접", "course_en": "", "site_ko": "광양",
        "site_en": "", "region": "KR-46", "capacity": "20", "budget_won": "100,000,000", "text_ko": "두 달",
        "apply_from": f"{now:%Y-%m-%dT%H:%M}", "apply_to": f"{now + timedelta(days=20):%Y-%m-%dT%H:%M}",
        "announce_on": f"{day + timedelta(days=40)}", "starts_on": f"{day + timedelta(days=50)}",
        "ends_on": f"{day + timedelta(days=110)}",
    }  # fmt: skip
    broken = client.post(reverse("jobs:cohort-create"), told | {"ends_on": f"{day}"})
    assert broken.status_code == 422
    assert "Training ends after it starts." in broken.content.decode()
    assert client.post(reverse("jobs:cohort-create"), told).status_code == 303
    made = Cohort.objects.get(title_ko="광양 용접 과정")
    assert client.get(reverse("jobs:cohort-publish", args=[made.number])).status_code == 403

    sign_in(client, second)
    assert client.post(reverse("jobs:cohort-publish", args=[made.number])).status_code == 303
    assert client.post(reverse("jobs:cohort-cancel", args=[made.number]), {"reason": ""}).status_code == 422
    assert client.post(reverse("jobs:cohort-cancel", args=[made.number]), {"reason": "실습장 공사"}).status_code == 303
    made.refresh_from_db()
    assert made.state == CohortState.CANCELLED
    client.logout()
    assert "실습장 공사" in get(client, "cohort-detail", made.number)


def test_the_office_sees_masks_until_it_says_why_and_the_look_is_on_record(client):
    sent = application("submitted", identity={"name": "홍길동", "phone": "010-2345-6789"})
    sign_in(client, operator())
    for page in (get(client, "applicant-list", sent.cohort.number), get(client, "applicant-detail", sent.number)):
        assert "홍*동" in page
        assert "홍길동" not in page
        assert "2345" not in page

    sign_in(client, staff("AU"))  # the auditor reads along, and never more (16.2)
    page = get(client, "applicant-detail", sent.number)
    assert ("홍*동" in page, "홍길동" in page) == (True, False)
    assert client.post(reverse("jobs:applicant-look", args=[sent.number]), {"why": "감사"}).status_code == 403
    sign_in(client, operator())

    waits = Review.objects.create(application=sent, reviewer=operator(), assigned_by=operator())
    for page in (get(client, "applicant-list", sent.cohort.number), get(client, "applicant-detail", sent.number)):
        assert "홍*동" not in page  # not even a mask beside the code that one judges blind
        assert sent.code in page
    waits.delete()

    url = reverse("jobs:applicant-look", args=[sent.number])
    assert client.post(url, {"why": ""}).status_code == 422
    assert Look.objects.count() == 0
    opened = client.post(url, {"why": "면접 연락"}).content.decode()
    assert "홍길동" in opened
    look = Look.objects.get()
    assert (look.reader_id, look.subject_id, look.why) == (operator().pk, sent.user_id, "면접 연락")
    assert "phone" in look.fields
    assert look.about == f"jobs.application:{sent.pk}"

    sign_in(client, staff("AD"))
    get(client, "applicant-list", sent.cohort.number, status=403)


def test_a_copy_leaves_after_the_virus_scan_only(client, settings):
    made = application("draft")
    upload = SimpleUploadedFile("copy.pdf", PDF)
    paper = papers.add_paper(made, title="기능사", number="A-1", issuer="공단", issued_on=today(), upload=upload,
                             by=made.user)  # fmt: skip
    Application.objects.filter(pk=made.pk).update(state="submitted", submitted_at=db_now())
    sign_in(client, operator())
    url = reverse("jobs:paper-copy", args=[made.number, paper.uid])
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    assert client.post(url, {"why": "확인"}).status_code == 403
    settings.CLAMD_ADDRESS = ""
    assert client.post(url, {"why": "확인"}).status_code == 200


def test_lists_ask_the_database_equally_often(client, django_assert_num_queries):
    sign_in(client, operator())
    made = cohort(CohortState.SELECTING)
    application("submitted", of=made)
    url = reverse("jobs:applicant-list", args=[made.number])
    client.get(url)
    with django_assert_num_queries(QUERIES["applicants"]):
        client.get(url)
    application("submitted", of=made)
    application("doc_failed", of=made)
    with django_assert_num_queries(QUERIES["applicants"]):
        client.get(url)
    listed = reverse("jobs:cohort-list")
    with django_assert_num_queries(QUERIES["cohorts"]):
        client.get(listed)
    cohort()
    cohort()
    with django_assert_num_queries(QUERIES["cohorts"]):
        client.get(listed)


QUERIES = {"applicants": 10, "cohorts": 8}


def test_pages_of_an_applicant(client):
    person = applicant()
    sign_in(client, person)
    made = cohort()
    questions.copy_questions(None, made)
    start = get(client, "application-start", made.number)
    assert "checked" not in start  # nothing is ticked before
    draft = application("draft", of=made, user=person)
    for name in ("application-detail", "application-edit", "application-withdraw", "paper-add"):
        get(client, name, draft.number)
    assert draft.number in get(client, "mine")

    chosen = application("selected", user=person, answer_by=today() + timedelta(days=3))
    get(client, "place-take", chosen.number)
    get(client, "place-decline", chosen.number)
    done = trainee("completed", user=person)
    get(client, "training-mine", done.application.number)
    get(client, "training-ics", done.application.number)
    response = client.get(reverse("jobs:certificate", args=[done.application.number]))
    assert response.content[:5] == b"%PDF-"
    other = application("submitted")
    get(client, "application-detail", other.number, status=404)
    get(client, "training-mine", other.number, status=404)


def test_the_dashboard_says_what_waits(client):
    colleague = second_operator()
    cohort(CohortState.PLANNED, planned_by=colleague, title_en="Welding course to publish")
    application("failed", return_asked_on=today())
    sign_in(client, operator())
    page = client.get(reverse("home:dashboard")).content.decode()
    assert "Cohort to publish: Welding course to publish" in page
    assert "Documents asked back" in page

    person = applicant()
    chosen = application("selected", user=person, answer_by=today() + timedelta(days=3))
    sign_in(client, person)
    page = client.get(reverse("home:dashboard")).content.decode()
    assert f"A place for you: {chosen.cohort.title_en}" in page
    cohort(title_ko="열린 과정")
    client.logout()
    assert "열린 과정" in client.get(reverse("home:front")).content.decode()


def test_the_payroll_list_leaves_only_with_the_leave_of_the_privacy_officer_and_once(client):
    of = cohort(CohortState.TRAINING)
    person = trainee("enrolled", of=of)
    month, name = date(2026, 10, 1), person.application.identity.name
    Allowance.objects.create(trainee=person, month=month, scheduled=5, attended=5, full_won=800_000, least_pct=80,
                             amount_won=800_000, stated_by=operator(), confirmed_by=second_operator(),
                             confirmed_at=db_now())  # fmt: skip
    reader = operator()
    sign_in(client, reader)
    url = reverse("jobs:allowance-sheet", args=[of.number, "2026-10"])
    assert client.post(url, {"why": "  "}).status_code == 422
    assert client.post(url, {"why": "10월 급여 지급"}).status_code == 303
    again = client.post(url, {"why": "10월 급여 지급"})
    assert (again.status_code, "asked for this already" in again.content.decode()) == (422, True)
    assert not Look.objects.exists()

    grant = ExportGrant.objects.get(asked_by=reader, rows=1)
    exports.allow_export(grant, by=staff("PR"))
    assert "downloaded once" in get(client, "allowance-sheet", of.number, "2026-10")
    sheet = load_workbook(BytesIO(client.post(url).content)).active
    assert name in {cell.value for row in sheet.iter_rows() for cell in row}
    assert Look.objects.get(subject=person.application.user).about == grant.number
    assert client.post(url).status_code == 422  # spent: it is asked for anew


def test_what_was_sent_is_corrected_by_the_person_and_a_name_by_the_office_on_request(client):
    sent = application("selected")
    sign_in(client, sent.user)
    contact = reverse("jobs:application-contact", args=[sent.number])
    assert sent.identity.phone in client.get(contact).content.decode()
    told = {"phone": "010-9876-5432", "email": "neu@mail.example", "region": "KR-46"}
    assert client.post(contact, told | {"phone": "viele"}).status_code == 422
    assert client.post(contact, told).status_code == 303

    sign_in(client, operator())
    correct = reverse("jobs:applicant-correct", args=[sent.number])
    assert sent.identity.name not in client.get(correct).content.decode()
    assert client.post(correct, {"why": "정정 요청"}).status_code == 422  # nothing entered
    assert client.post(correct, {"name": "정다온별", "why": "정정 요청 PRR-1"}).status_code == 303
    sent.identity.refresh_from_db()
    now = (sent.identity.name, sent.identity.phone, sent.identity.email, sent.identity.region)
    assert now == ("정다온별", "010-9876-5432", "neu@mail.example", "KR-46")
    assert Look.objects.get(subject=sent.user).fields == ["name"]
    assert not AuditEntry.objects.filter(payload__icontains="9876").exists()


def test_a_consent_is_given_anew_by_the_box_below_its_words(client):
    own = application("draft")
    sign_in(client, own.user)
    assert "Give the consent anew" in get(client, "application-detail", own.number)
    assert "collection and use of your data" in get(client, "application-consent", own.number)
    url = reverse("jobs:application-consent", args=[own.number])
    assert client.post(url).status_code == 422
    assert not agrees(own)
    assert client.post(url, {"consent-jobs_application": "on"}).status_code == 303
    assert agrees(own)
