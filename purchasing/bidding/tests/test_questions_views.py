"""Pages of questions about a notice and of recorded contacts."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from portal.clock import db_now
from portal.partners.tests.factories import api_client
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import Question, SolicitationRecord
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def url(tender, name, *args):
    return reverse(f"bidding:{name}", args=[tender.number, *args])


def test_a_supplier_asks_and_the_officer_answers_for_everybody(client, django_user_model):
    stage, asker = make.published(), supplier()
    sign_in(client, asker)
    assert "Ask a question" in client.get(url(stage.tender, "tender-detail")).content.decode()

    sent = client.post(url(stage.tender, "question-ask"), {"text": "납품 장소가 어디입니까?", "key": "k" * 32})
    assert sent.status_code == 303
    again = client.post(url(stage.tender, "question-ask"), {"text": "납품 장소가 어디입니까?", "key": "k" * 32})
    assert again.status_code == 303
    question = Question.objects.get()
    assert "asked by your company" in client.get(url(stage.tender, "question-list")).content.decode()

    sign_in(client, stage.cast.officer)
    page = client.get(url(stage.tender, "question-answer", question.uid)).content.decode()
    assert "납품 장소가 어디입니까?" in page
    assert asker.company.name not in page
    answered = client.post(
        url(stage.tender, "question-answer", question.uid),
        {"published_text": "납품 장소가 어디입니까?", "answer": "포항 제2열연 자재 창고입니다."},
    )
    assert answered.status_code == 303

    client.logout()
    text = client.get(url(stage.tender, "tender-detail")).content.decode()
    assert "포항 제2열연 자재 창고입니다." in text
    assert asker.company.name not in text


def test_nothing_typed_is_lost_when_a_question_is_refused(client):
    tender = make.running(closes_in=timedelta(days=2), questions_until=db_now() + timedelta(seconds=2)).tender
    sign_in(client, supplier())
    late = make.running(closes_in=timedelta(days=2), questions_until=db_now() - timedelta(minutes=1)).tender

    refused = client.post(url(late, "question-ask"), {"text": "늦은 질문입니다", "key": "k" * 32})
    empty = client.post(url(tender, "question-ask"), {"text": "", "key": "k" * 32})

    assert refused.status_code == 409
    assert "늦은 질문입니다" in refused.content.decode()
    assert "no longer taken" in refused.content.decode()
    assert empty.status_code == 422
    assert "no longer taken" in client.get(url(late, "question-ask")).content.decode()


def test_two_officers_pages_of_one_question_answer_once(client):
    stage = make.published()
    question = services.ask_question(stage.tender, text="?", key="k", by=supplier())
    sign_in(client, stage.cast.officer)
    services.set_question_aside(question, reason="중복", by=stage.cast.officer)

    response = client.post(url(stage.tender, "question-set-aside", question.uid), {"reason": "다시"})

    assert response.status_code == 409
    assert "다시" in response.content.decode()


def test_a_typed_answer_goes_along_when_a_question_is_set_aside_and_comes_back(client):
    stage = make.published()
    question = services.ask_question(stage.tender, text="납품 장소는?", key="k", by=supplier())
    sign_in(client, stage.cast.officer)
    answer, aside = (url(stage.tender, f"question-{name}", question.uid) for name in ("answer", "set-aside"))
    page = client.get(answer).content.decode()
    assert re.search(r'<textarea[^>]*name="reason"[^>]*form="answer-form"', page)
    assert f'form="answer-form" formaction="{aside}"' in page
    assert "data-held" not in page
    typed = {"published_text": "어디로\n납품합니까?", "answer": "포항 창고입니다."}

    refused = client.post(aside, typed | {"reason": ""})
    back = client.post(answer, typed | {"reason": "이미 답변함", "back": "yes"})

    assert refused.status_code == 422
    assert 'name="answer" value="포항 창고입니다."' in refused.content.decode()
    assert f'name="back" value="yes" formaction="{answer}"' in refused.content.decode()
    assert back.status_code == 200
    assert "data-held" in back.content.decode()  # leaving is asked about
    assert back.context["form"]["answer"].value() == "포항 창고입니다."
    assert back.context["form"]["published_text"].value() == typed["published_text"]
    assert back.context["aside_form"]["reason"].value() == "이미 답변함"
    assert Question.objects.get().state == "asked"
    assert client.post(aside, typed | {"reason": "이미 답변함"}).status_code == 303
    assert Question.objects.get().state == "set_aside"


def test_a_question_that_tells_who_asks_is_refused_at_its_field(client):
    tender, asker = make.published().tender, supplier(company=CompanyFactory(legal_name_en="Garam Precision Co., Ltd."))
    sign_in(client, asker)

    refused = client.post(url(tender, "question-ask"), {"text": "Does Garam Precision qualify?", "key": "k" * 32})

    assert refused.status_code == 422
    assert "The question tells who asks" in str(refused.context["form"].errors["text"])
    assert "Does Garam Precision qualify?" in refused.content.decode()


def test_the_api_tells_when_a_question_was_asked_only_with_its_answer():
    stage, asker = make.published(), supplier()
    question = services.ask_question(stage.tender, text="동등품도 됩니까?", key="k", by=asker)
    address = f"/api/v1/tenders/{stage.tender.uid}/questions/"
    program = api_client(asker.company, "tender.read", "bid.write")
    [own] = program.get(address).json()["results"]
    assert (own["text"], own["asked_at"]) == ("동등품도 됩니까?", None)
    services.answer_question(question, published_text=question.text, answer="됩니다.", by=stage.cast.officer)
    [told] = program.get(address).json()["results"]
    assert told["asked_at"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_questions_costs_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    stage = make.published()
    for turn in range(number):
        question = services.ask_question(stage.tender, text=f"질문 {turn}", key=make.key(), by=supplier())
        services.answer_question(question, published_text=f"질문 {turn}", answer="답", by=stage.cast.officer)

    with django_assert_num_queries(4):  # tender, its people, questions, answers
        response = client.get(url(stage.tender, "question-list"))

    assert len(response.context["questions"]["said"]) == number


def test_a_contact_is_recorded_and_assessed_by_two_people(client):
    stage, reporter, compliance = make.published(), staff("RQ"), staff("CP")
    sign_in(client, reporter)
    typed = {
        "who": "가람정밀 영업이사",
        "happened_at": "2026-11-20T18:30",
        "channel": "meal",
        "content": "저녁 식사를 하자고 했고 거절했습니다.",
        "number": stage.tender.number.lower(),
        "key": "k" * 32,
    }
    sent = client.post(reverse("bidding:solicitation-create"), typed)
    contact = SolicitationRecord.objects.get()
    assert sent.status_code == 303
    assert (contact.tender, contact.number[:4]) == (stage.tender, "SOL-")
    assert client.post(reverse("bidding:solicitation-create"), typed).status_code == 303
    assert SolicitationRecord.objects.count() == 1

    sign_in(client, compliance)
    detail = reverse("bidding:solicitation-detail", args=[contact.uid])
    assert "저녁 식사" in client.get(detail).content.decode()
    assess = reverse("bidding:solicitation-assess", args=[contact.uid])
    assert client.post(assess, {"refer": "refer", "assessment": ""}).status_code == 422
    assert client.post(assess, {"refer": "refer", "assessment": "감사실에 알립니다."}).status_code == 303
    assert SolicitationRecord.objects.get().state == "referred"
    assert client.post(assess, {"refer": "note", "assessment": "다시"}).status_code == 409

    sign_in(client, staff("RQ"))
    assert client.get(detail).status_code == 404
    assert list(queries.solicitations_visible_to(staff("AU"))) == [contact]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("happened_at", "2099-01-01T00:00", "lies in the past"),
        ("number", "TND-2026-999999", "There is no tender"),
        ("who", "", "required"),
        ("channel", "fax", "valid choice"),
    ],
)
def test_a_wrong_field_of_a_contact_is_told_beside_it(client, field, value, told):
    sign_in(client, staff("RQ"))
    typed = {"who": "누구", "happened_at": "2026-11-20T18:30", "channel": "phone", "content": "…", "key": "k"}

    response = client.post(reverse("bidding:solicitation-create"), typed | {field: value})

    assert response.status_code == 422
    assert told in str(response.context["form"].errors[field])


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_contacts_costs_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    reporter = staff("RQ")
    for turn in range(number):
        services.record_solicitation(
            who=f"사람 {turn}", happened_at=db_now(), channel="phone", content="…", key=make.key(), by=reporter
        )
    sign_in(client, staff("AU"))

    with django_assert_num_queries(8):  # session, person, roles, count, clock, notices, memberships, contacts
        response = client.get(reverse("bidding:solicitation-list"))

    assert len(response.context["results"].object_list) == number
