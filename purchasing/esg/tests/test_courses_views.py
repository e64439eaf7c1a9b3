"""Courses by their doors: reading, the quiz without its answers, results, certificates for everybody, lists."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.clock import today
from portal.people.states import Level
from portal.periods import period_of
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.signin import sign_in
from purchasing.esg.models import CourseDuty, Enrolment, QuizTry
from purchasing.esg.queries import figures
from purchasing.esg.services import courses as services
from purchasing.esg.tests import course_stage as made

pytestmark = pytest.mark.django_db
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}


LEARNERS, COURSES = 14, 11  # queries of the two lists


def at(name: str, *args) -> str:
    return reverse(f"esg:{name}", args=args)


def enrolled(client, *, read: bool = False):
    user = supplier("SE")
    user.language = "en"
    user.save()
    sign_in(client, user)
    assert client.post(at("course-enrol", "basics")).status_code == 303
    enrolment = Enrolment.objects.get(user=user)
    if read:
        made.read_all(enrolment, by=user)
    return user, enrolment


def test_a_section_is_opened_read_and_counted_by_the_server(client):
    _user, enrolment = enrolled(client)
    assert client.post(at("section-open", "basics", 1)).status_code == 303
    page = client.get(at("course-section", "basics", 1), **EN).content.decode()
    assert 'hx-trigger="beat"' in page
    assert "I have read this section" in page
    told = client.post(at("section-read", "basics", 1), follow=True, **EN).content.decode()
    assert "at least 48 seconds" in told
    made.later(enrolment, 30)
    beat = client.post(at("section-beat", "basics", 1), HTTP_HX_REQUEST="true", **EN).content.decode()
    assert "30 of 48 seconds" in beat
    made.later(enrolment, 30)
    told = client.post(at("section-read", "basics", 1), follow=True, **EN).content.decode()
    assert "Read: What the three letters mean" in told
    client.post(at("section-open", "basics", 2))
    beat = client.post(at("section-beat", "basics", 1), HTTP_HX_REQUEST="true", **EN).content.decode()
    assert "The time is not running" in beat
    assert "hx-post" not in beat


def test_the_quiz_too_early_says_when_it_opens(client):
    _user, enrolment = enrolled(client)
    page = client.get(at("course-quiz", "basics"), **EN).content.decode()
    assert "80 percent" in page
    assert 'type="radio"' not in page
    data = {"try_no": 1} | {f"q{no}": 1 for no in range(1, 7)}
    assert client.post(at("course-quiz", "basics"), data).status_code == 409
    assert QuizTry.objects.count() == 0


def test_the_page_of_the_quiz_does_not_say_what_is_right(client):
    _user, enrolment = enrolled(client, read=True)
    page = client.get(at("course-quiz", "basics"), **EN).content.decode()
    assert page.count('type="radio"') == 18
    assert "is_right" not in page
    data = {"try_no": 1} | {f"q{no}": option for no, option in made.answers(enrolment, right=3).items()}
    some = {name: value for name, value in data.items() if name != "q4"}
    again = client.post(at("course-quiz", "basics"), some, **EN)
    assert again.status_code == 422
    assert again.content.decode().count("checked") == 5  # nothing chosen is lost
    result = client.post(at("course-quiz", "basics"), data, follow=True, **EN).content.decode()
    assert "Not passed" in result
    assert "Right:" not in result  # not before it is passed
    assert "is-ok" not in result.split("Your answers")[1]
    data = {"try_no": 2} | {f"q{no}": option for no, option in made.answers(enrolment, right=5).items()}
    result = client.post(at("course-quiz", "basics"), data, follow=True, **EN).content.decode()
    assert "Right:" in result
    assert Enrolment.objects.get().state == "passed"


def test_the_fourth_try_is_refused_with_its_day(client):
    user, enrolment = enrolled(client, read=True)
    for _try in range(3):
        made.tried(enrolment, right=0, by=user)
    page = client.get(at("course-quiz", "basics"), **EN).content.decode()
    assert "No try is left" in page
    data = {"try_no": 4} | {f"q{no}": option for no, option in made.answers(enrolment, right=6).items()}
    assert client.post(at("course-quiz", "basics"), data).status_code == 409
    assert "No try is left" in client.get(at("course-detail", "basics"), **EN).content.decode()


def test_everybody_checks_a_certificate_and_sees_no_whole_name(client):
    user = UserFactory(company=supplier("SA").company, roles=("SE",), name="김영희")
    certificate = made.passed(user)
    answer = client.get(at("course-certificate", certificate.token), **EN)
    page = answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
    assert "This certificate holds" in page
    assert "김**" in page
    assert "김영희" not in page
    assert "Certificate (PDF)" not in page
    assert client.get(at("course-certificate", "unknown-token")).status_code == 404


def test_an_expired_certificate_is_said_to_have_ended(client):
    certificate = made.issued(supplier("SE"), days=721)
    page = client.get(at("course-certificate", certificate.token), **EN).content.decode()
    assert "This certificate has ended" in page
    assert "This certificate holds" not in page


def test_a_lost_certificate_is_printed_again_with_the_same_bytes_by_its_person_alone(client):
    user = supplier("SE")
    certificate = made.passed(user)
    sign_in(client, user)
    first = client.get(at("course-paper", certificate.token))
    assert first.content.startswith(b"%PDF")
    assert client.get(at("course-paper", certificate.token)).content == first.content
    sign_in(client, UserFactory(company=user.company, roles=("SA",)))
    assert client.get(at("course-paper", certificate.token)).status_code == 404


def test_what_is_overdue_is_shown_to_the_company_and_to_those_who_keep_the_courses(client):
    user, grower = supplier("SE"), staff("SG")
    CourseDuty.objects.create(company=user.company, code="people", reason="band", due_on=today() - timedelta(days=3))
    sign_in(client, user)
    assert "1 mandatory course is overdue" in client.get(at("course-list"), **EN).content.decode()
    sign_in(client, grower)
    page = client.get(at("course-learners"), **EN).content.decode()
    assert user.company.legal_name_ko in page or user.company.legal_name_en in page
    assert "overdue" in page
    assert "1 mandatory course of suppliers is overdue" in client.get(at("course-list"), **EN).content.decode()


def test_staff_make_courses_mandatory_on_a_page(client):
    user = supplier("SE")
    sign_in(client, staff("ER"))
    data = {
        "company": user.company.number,
        "courses": [made.course("carbon").pk],
        "due_on": (today() + timedelta(days=20)).isoformat(),
    }
    assert client.post(at("course-ask"), data).status_code == 303
    assert CourseDuty.objects.get().code == "carbon"
    assert client.post(at("course-ask"), data).status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_the_database_the_same_number_of_times(client, rows, django_assert_num_queries):
    for _row in range(rows):
        user = supplier("SE")
        made.issued(user, days=10)
        CourseDuty.objects.create(company=user.company, code="people", reason="band", due_on=today())
    sign_in(client, staff("SG"))
    client.get(at("course-learners"))
    with django_assert_num_queries(LEARNERS):
        assert client.get(at("course-learners")).status_code == 200
    with django_assert_num_queries(COURSES):
        assert client.get(at("course-list")).status_code == 200


def test_trained_suppliers_are_a_figure_for_everybody(client):
    made.passed(supplier("SE", company=CompanyFactory(level=Level.L2)))
    supplier("SE", company=CompanyFactory(level=Level.L2))
    assert figures.trained(period_of("", "", today())) == {"": [1, 1]}
    assert 'id="kpi-trained"' in client.get(reverse("esg:figures"), **EN).content.decode()


def test_a_colleague_does_not_hand_in_anothers_quiz(client):
    _user, enrolment = enrolled(client, read=True)
    sign_in(client, UserFactory(company=enrolment.company, roles=("SA",)))
    assert client.get(at("course-quiz", "basics")).status_code == 404
    assert client.get(at("course-result", "basics", enrolment.uid, 1)).status_code == 404
    services.enrol(made.course("carbon"), by=UserFactory(company=enrolment.company, roles=("SU",)))
    assert "Curriculum" in client.get(at("course-list"), **EN).content.decode()
