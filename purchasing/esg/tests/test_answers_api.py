"""The API of question sets, answers and documents: a program fills, a person hands in."""

import pytest
from rest_framework.test import APIClient

from portal.partners.tests.factories import api_client
from portal.people.models import Company
from purchasing.esg.models import Answer, QuestionSet
from purchasing.esg.states import AssessmentState
from purchasing.esg.tests.factories import assessed, draft_set
from purchasing.esg.tests.test_answers_services import paper

pytestmark = pytest.mark.django_db


def program(company: Company, *scopes: str) -> APIClient:
    api = api_client(company, *scopes)
    api.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return api


def answers(assessment) -> str:
    return f"/api/v1/esg/assessments/{assessment.uid}/answers/"


def test_weights_and_anchors_are_open_and_drafts_are_not():
    api = program(assessed().company, "esg.read")
    draft = draft_set()
    listed = api.get("/api/v1/esg/sets/").json()["results"]
    found = QuestionSet.objects.get(code="TG-ESG")
    assert str(found.uid) in {row["uid"] for row in listed}
    assert str(draft.uid) not in {row["uid"] for row in listed}
    told = api.get(f"/api/v1/esg/sets/{found.uid}/").json()
    assert (len(told["questions"]), told["questions"][0]["code"], len(told["questions"][0]["anchors"])) == (30, "E1", 6)
    assert api.get(f"/api/v1/esg/sets/{draft.uid}/").status_code == 404


def test_a_program_fills_answers_and_sees_what_is_left():
    assessment = assessed()
    api = program(assessment.company, "esg.write")
    proof = paper(assessment.company)
    sent = {"answers": [{"code": "E1", "seen": 0, "score": 3, "evidence": [str(proof.uid)]}]}
    told = api.put(answers(assessment), sent, format="json")
    assert told.status_code == 200, told.content
    rows = {row["code"]: row for row in told.json()["results"]}
    assert (rows["E1"]["version"], rows["E1"]["left"], rows["S1"]["left"]) == (1, [], ["answer"])
    assert Answer.objects.get(assessment=assessment).edited_by.is_service


def test_a_stale_call_saves_nothing():
    assessment = assessed()
    api = program(assessment.company, "esg.write")
    api.put(answers(assessment), {"answers": [{"code": "E1", "seen": 0, "score": 3}]}, format="json")
    sent = {"answers": [{"code": "S1", "seen": 0, "score": 5}, {"code": "E1", "seen": 0, "score": 4}]}
    told = api.put(answers(assessment), sent, format="json")
    assert told.status_code == 409
    assert "E1" in told.content.decode()
    assert list(Answer.objects.filter(assessment=assessment).values_list("question__code", "score")) == [("E1", 3)]


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"code": "X9", "seen": 0}, 422),
        ({"code": "E1", "seen": 0, "score": 6}, 422),
        ({"code": "E1", "seen": 0, "mood": "good"}, 422),
        ({"code": "E1", "seen": 0, "evidence": ["00000000-0000-4000-8000-000000000000"]}, 422),
    ],
)
def test_what_cannot_be_taken_is_said(row, status):
    assessment = assessed()
    told = program(assessment.company, "esg.write").put(answers(assessment), {"answers": [row]}, format="json")
    assert told.status_code in (400, status)
    assert not Answer.objects.filter(assessment=assessment).exists()


def test_after_handing_in_nothing_is_taken_and_others_find_nothing():
    assessment = assessed(state=AssessmentState.SUBMITTED)
    sent = {"answers": [{"code": "E1", "seen": 1, "score": 5}]}
    assert program(assessment.company, "esg.write").put(answers(assessment), sent, format="json").status_code == 409
    other = program(assessed().company, "esg.write")
    assert other.put(answers(assessment), sent, format="json").status_code == 404
    assert other.get("/api/v1/esg/evidence/").json()["results"] == []
