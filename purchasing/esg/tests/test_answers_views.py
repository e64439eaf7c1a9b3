"""Pages of answering and of the library: saved by itself, two editors side by side, nothing typed is lost."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in
from purchasing.esg.models import Answer, Assessment, Evidence
from purchasing.esg.queries.answers import sheet_of
from purchasing.esg.states import AssessmentState
from purchasing.esg.tests.factories import add_question, assessed, draft_set, person, publish, published_set
from purchasing.esg.tests.test_answers_services import certified, full, paper

pytestmark = pytest.mark.django_db
HTMX = {"headers": {"HX-Request": "true"}}
S = AssessmentState


def url(name, *args):
    return reverse(f"esg:{name}", args=args)


def enter(client, user):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, user)


def page_form(client, assessment, pillar):
    """What a browser would send back untouched."""
    response = client.get(url("answer-pillar", assessment.number, pillar))
    assert response.status_code == 200
    data = {}
    for card in response.context["cards"]:
        data[f"{card.code}-seen"] = card.form.seen
        for bound in [*card.form.answer_fields, *card.form.more_fields, card.form["evidence"]]:
            value = bound.value()
            if value not in (None, "", False, []):
                data[bound.html_name] = "on" if value is True else value
    return data


def test_an_answer_is_saved_and_what_is_left_is_said(client):
    assessment = assessed(state=S.ASSIGNED)
    enter(client, person(assessment.company, "SE"))
    assert client.get(url("answer-edit", assessment.number)).url.endswith("/answer/E/")
    data = page_form(client, assessment, "E") | {"E1-score": "3", "E1-note": "측정 기록 있음"}
    response = client.post(url("answer-pillar", assessment.number, "E"), data)
    assert response.status_code == 303
    answer = Answer.objects.get(assessment=assessment)
    assert (answer.score, answer.note, answer.version) == (3, "측정 기록 있음", 1)
    assert (
        "a score from here on needs a document"
        in client.get(url("answer-pillar", assessment.number, "E")).content.decode()
    )


def test_saving_by_itself_swaps_marks_and_what_is_left(client):
    assessment = assessed()
    enter(client, person(assessment.company, "SU"))
    data = page_form(client, assessment, "E") | {"E1-score": "1", "then": "auto"}
    response = client.post(url("answer-pillar", assessment.number, "E"), data, **HTMX)
    words = response.content.decode()
    assert response.status_code == 200
    assert 'id="E1-seen" value="1.' in words
    assert 'hx-target="#answer-left"' in words
    assert Answer.objects.get(assessment=assessment).score == 1


def test_two_editors_see_both_texts_and_nothing_is_lost(client):
    assessment = assessed()
    one, two = person(assessment.company, "SE"), UserFactory(company=assessment.company, roles=("SU",), name="박지수")
    enter(client, one)
    mine = page_form(client, assessment, "E") | {"E1-score": "2", "E1-note": "내 문장"}
    enter(client, two)
    data = page_form(client, assessment, "E") | {"E1-score": "4", "E1-note": "동료 문장"}
    client.post(url("answer-pillar", assessment.number, "E"), data)
    enter(client, one)
    response = client.post(url("answer-pillar", assessment.number, "E"), mine)
    words = response.content.decode()
    assert response.status_code == 409
    assert "박지수 saved another answer meanwhile" in words
    assert "동료 문장" in words
    assert "내 문장" in words
    assert Answer.objects.get(assessment=assessment).note == "동료 문장"

    again = mine | {"E1-seen": response.context["cards"][0].form.seen}
    assert client.post(url("answer-pillar", assessment.number, "E"), again).status_code == 303
    assert Answer.objects.get(assessment=assessment).note == "내 문장"


def test_what_one_did_not_touch_does_not_overwrite_a_colleague(client):
    assessment = assessed(question_set=published_set(6))
    one, two = person(assessment.company, "SE"), UserFactory(company=assessment.company, roles=("SU",))
    enter(client, one)
    mine = page_form(client, assessment, "E") | {"E2-score": "2", "then": "auto"}
    enter(client, two)
    client.post(url("answer-pillar", assessment.number, "E"), page_form(client, assessment, "E") | {"E1-score": "4"})
    enter(client, one)
    words = client.post(url("answer-pillar", assessment.number, "E"), mine, **HTMX).content.decode()
    scores = dict(Answer.objects.filter(assessment=assessment).values_list("question__code", "score"))
    assert scores == {"E1": 4, "E2": 2}
    assert 'hx-target="#item-E1"' in words  # the page now shows the colleague's
    assert "data-unsaved" not in words


def test_a_figure_that_cannot_be_read_is_said_and_the_rest_is_saved(client):
    made = draft_set()
    made.questions.filter(code="E1").update(unit="MWh")
    publish(made)
    assessment = assessed(question_set=made)
    enter(client, person(assessment.company, "SE"))
    data = page_form(client, assessment, "E") | {"E1-score": "2", "E1-number": "many"}
    response = client.post(url("answer-pillar", assessment.number, "E"), data)
    assert response.status_code == 422
    assert "many" in response.content.decode()
    response = client.post(url("answer-pillar", assessment.number, "E"), data | {"E1-number": "1,250.5"})
    assert response.status_code == 303
    assert str(Answer.objects.get(assessment=assessment).number.normalize()) == "1250.5"


def test_a_question_appears_when_its_condition_holds(client):
    made = draft_set()
    add_question(made, "E2", depends_on="E1", depends_from=3, order=9)
    publish(made)
    assessment = assessed(question_set=made)
    enter(client, person(assessment.company, "SE"))
    words = client.get(url("answer-pillar", assessment.number, "E")).content.decode()
    assert "Asked only if E1 is answered with 3 or more." in words
    data = {"E1-seen": "0.x", "E1-score": "3", "then": "auto"}
    words = client.post(url("answer-pillar", assessment.number, "E"), data, **HTMX).content.decode()
    assert 'hx-target="#item-E2"' in words
    assert 'name="E2-score"' in words


def test_a_known_fact_is_taken_over(client):
    made = draft_set()
    made.questions.filter(code="E1").update(evidence_kinds=["ISO14001"])
    publish(made)
    assessment = assessed(question_set=made)
    certificate = certified(assessment.company)
    enter(client, person(assessment.company, "SE"))
    words = client.get(url("answer-pillar", assessment.number, "E")).content.decode()
    assert "K-77" in words
    client.post(url("answer-known", assessment.number, "E1"), {"key": f"certificate-{certificate.pk}"})
    assert Answer.objects.get(assessment=assessment).score == 5


def test_a_document_is_added_for_an_answer(client):
    assessment = assessed()
    enter(client, person(assessment.company, "SU"))
    there = url("evidence-create") + f"?for={assessment.number}/E1"
    assert client.post(there, {"title": "기록"}).status_code == 422
    pdf = SimpleUploadedFile(
        "record.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "application/pdf"
    )
    response = client.post(there, {"file": pdf, "title": "측정 기록"})
    assert response.status_code == 303, response.content.decode()
    assert response.url.endswith("/answer/E/#item-E1")
    assert Answer.objects.get(assessment=assessment).evidence.get().title == "측정 기록"


def test_handing_in_gives_a_receipt_and_the_text(client):
    assessment = assessed()
    officer = person(assessment.company, "SE")
    enter(client, officer)
    full(assessment, officer)
    assert client.post(url("answer-submit", assessment.number), {}).status_code == 422
    assert client.post(url("answer-submit", assessment.number), {"agrees": "on"}).status_code == 303
    assessment = Assessment.objects.get(pk=assessment.pk)
    assert assessment.state == S.SUBMITTED
    words = client.get(url("answer-check", assessment.number)).content.decode()
    assert assessment.receipt_sha256 in words
    pdf = client.get(url("answer-receipt", assessment.number, 1))
    assert pdf.content.startswith(b"%PDF")
    text = client.get(url("answer-sheet", assessment.number, 1)).content.decode()
    assert '"code":"E1"' in text
    assert (
        client.post(url("answer-pillar", assessment.number, "E"), {"E1-seen": "1.x", "E1-score": "5"}).status_code
        == 409
    )


def test_what_is_left_stands_on_the_page_when_handing_in_is_refused(client):
    assessment = assessed()
    enter(client, person(assessment.company, "SE"))
    response = client.post(url("answer-submit", assessment.number), {"agrees": "on"})
    assert response.status_code == 422
    assert "3 questions are not finished, the first: E1, not answered." in response.content.decode()


def test_the_reviewers_question_is_answered(client):
    assessment = assessed(state=S.QUERY, scores={}, query_text="기록을 보내 주십시오.", query_due=today())
    officer = person(assessment.company, "SE")
    full(assessment, officer)
    enter(client, officer)
    assert "기록을 보내 주십시오." in client.get(url("answer-check", assessment.number)).content.decode()
    assert client.post(url("answer-query", assessment.number), {"text": ""}).status_code == 422
    assert client.post(url("answer-query", assessment.number), {"text": "붙였습니다."}).status_code == 303
    assert Assessment.objects.get(pk=assessment.pk).state == S.REVIEW


def test_others_do_not_find_it(client):
    assessment = assessed(state=S.SUBMITTED)
    proof = paper(assessment.company)
    stranger = UserFactory(company=assessed().company, roles=("SE",))
    for user, wanted in ((stranger, 404), (staff("PO"), 404), (staff("ER"), 200)):
        enter(client, user)
        assert client.get(url("answer-check", assessment.number)).status_code == wanted
    enter(client, stranger)
    assert client.get(url("evidence-detail", proof.uid)).status_code == 404
    assert client.post(url("evidence-remove", proof.uid)).status_code == 404


def test_a_document_leaves_the_library(client):
    assessment = assessed()
    proof = paper(assessment.company)
    enter(client, person(assessment.company, "SE"))
    assert proof.title in client.get(url("evidence-list"), {"q": "측정"}).content.decode()
    client.post(url("evidence-remove", proof.uid))
    assert Evidence.objects.get(pk=proof.pk).removed_at is not None
    assert "The library is empty" in client.get(url("evidence-list")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_library_asks_a_constant_number_of_queries(client, django_assert_num_queries, count):
    assessment = assessed(state=S.SUBMITTED)
    for number in range(count):
        Answer.objects.filter(assessment=assessment).first().evidence.add(paper(assessment.company, f"기록 {number}"))
    enter(client, person(assessment.company, "SE"))
    client.get(url("evidence-list"))
    with django_assert_num_queries(8):
        client.get(url("evidence-list"))


@pytest.mark.parametrize("items", [3, 12])
def test_a_sheet_asks_a_constant_number_of_queries(django_assert_num_queries, items):
    assessment = assessed(state=S.SUBMITTED, question_set=published_set(items))
    for answer in Answer.objects.filter(assessment=assessment):
        answer.evidence.add(paper(assessment.company))
    assessment = Assessment.objects.select_related("question_set", "company").get(pk=assessment.pk)
    with django_assert_num_queries(6):
        sheet_of(assessment, today())


@pytest.mark.parametrize(
    ("kind", "sent", "field", "wanted"),
    [
        ("yesno", {"S2-score": "5"}, "score", 5),
        ("choice", {"S2-score": "3"}, "score", 3),
        ("text", {"S2-text": "분기마다 협의회를 엽니다."}, "text", "분기마다 협의회를 엽니다."),
        ("date", {"S2-day": "2026-03-02"}, "day", date(2026, 3, 2)),
        ("number", {"S2-number": "12.5"}, "number", Decimal("12.5")),
    ],
)
def test_each_kind_of_question_is_answered_in_its_way(client, kind, sent, field, wanted):
    made = draft_set()
    question = add_question(made, "S2", kind=kind, evidence_from=0)
    if kind == "number":
        question.anchors.filter(score=1).update(bound=1)
        question.anchors.filter(score=4).update(bound=10)
    publish(made)
    assessment = assessed(question_set=made)
    enter(client, person(assessment.company, "SE"))
    data = page_form(client, assessment, "S") | sent
    assert client.post(url("answer-pillar", assessment.number, "S"), data).status_code == 303
    answer = Answer.objects.get(assessment=assessment)
    assert getattr(answer, field) == wanted
    assert answer.score == {"yesno": 5, "choice": 3, "number": 4}.get(kind)
    untouched = page_form(client, assessment, "S")
    assert client.post(url("answer-pillar", assessment.number, "S"), untouched).status_code == 303
    assert Answer.objects.get(assessment=assessment).version == 1  # what was not touched is not saved again


@pytest.mark.parametrize("items", [3, 12])
def test_the_page_of_a_pillar_asks_a_constant_number_of_queries(client, django_assert_num_queries, items):
    assessment = assessed(question_set=published_set(items), scores={"E1": 2})
    Answer.objects.get(assessment=assessment).evidence.add(paper(assessment.company))
    enter(client, person(assessment.company, "SE"))
    client.get(url("answer-pillar", assessment.number, "E"))
    with django_assert_num_queries(17):
        client.get(url("answer-pillar", assessment.number, "E"))
