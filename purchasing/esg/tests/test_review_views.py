"""The doors of reviewers and the scorecard: status and effect, constant queries, what must not leak."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.esg import queries, services
from purchasing.esg.models import Assessment
from purchasing.esg.rules import scoring
from purchasing.esg.services import Given
from purchasing.esg.states import AssessmentState, ScoreReason
from purchasing.esg.tests.factories import assessed, person, published_set

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """In English, so that the words under test are the source."""
    return Client(headers={"Accept-Language": "en"})


A = AssessmentState
ROOT = Path(__file__).resolve().parents[3]


def url(name: str, assessment, *args) -> str:
    return reverse(f"esg:{name}", args=[assessment.number, *args])


def computed(**fields) -> Assessment:
    """A result whose score was really computed from its reviews."""
    assessment = assessed(state=A.SUBMITTED, **fields)
    reviewer = staff("ER")
    services.take_assessment(assessment, by=reviewer)
    for row in queries.items_of(assessment):
        services.save_reviews(assessment, {row.question.code: Given(score=4, remark="확인했습니다")}, by=reviewer)
    services.close_first(assessment, by=reviewer)
    services.score_assessment(assessment, by=reviewer)
    services.send_result(assessment, by=reviewer)
    return assessment


BOARD_QUERIES = 11  # session, user, roles, membership, notices; clock twice; periods, count, rows, lanes


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    question_set = published_set()
    for _number in range(count):
        assessed(state=A.FINAL, question_set=question_set)
    sign_in(client, staff("ER"))
    client.get(reverse("esg:home"))

    with django_assert_num_queries(BOARD_QUERIES):
        response = client.get(reverse("esg:home"))

    assert len(response.context["rows"]) == count


def test_a_review_is_done_on_the_pages_alone(client):
    assessment, reviewer = assessed(state=A.SUBMITTED), staff("ER")
    sign_in(client, reviewer)

    client.post(url("review-take", assessment))
    page = client.post(url("review-items", assessment) + "?pillar=E", {"E1": "3", "next": "1"})
    assert page.status_code == 422
    assert "you give less than the company gave itself" in page.content.decode()
    client.post(
        url("review-items", assessment) + "?pillar=E", {"E1": "3", "E1_remark": "실적 일부만 확인", "next": "1"}
    )
    for pillar, code in (("S", "S1"), ("G", "G1")):
        client.post(f"{url('review-items', assessment)}?pillar={pillar}", {code: "4"})
    client.post(url("review-close", assessment))
    client.post(url("review-score", assessment))
    answer = client.post(url("result-send", assessment))

    assert answer.status_code == 303
    assessment.refresh_from_db()
    assert (assessment.state, assessment.scores.get().total) == (A.NOTIFIED, Decimal("73.00"))


def test_the_second_reviewer_does_not_see_what_the_first_gave(client):
    assessment, first, second = assessed(state=A.SUBMITTED), staff("ER"), staff("ER")
    services.take_assessment(assessment, by=first)
    secret = "첫 심사자의 판단 근거"
    given = {"E1": Given(score=2, remark=secret), "S1": Given(score=4), "G1": Given(score=4)}
    services.save_reviews(assessment, given, by=first)
    services.close_first(assessment, by=first)
    sign_in(client, second)
    client.post(url("blind-take", assessment))

    page = client.get(url("review-blind", assessment))

    assert page.status_code == 200
    assert "E1" in page.content.decode()
    assert secret not in page.content.decode()
    assert secret not in client.get(url("assessment-detail", assessment)).content.decode()
    assert client.get(url("review-items", assessment)).status_code == 403
    assert client.get(url("review-agree", assessment)).status_code == 303  # not before both are closed
    client.post(url("review-blind", assessment), {"E1": "4"})
    client.post(url("blind-close", assessment))
    assert secret in client.get(url("review-agree", assessment)).content.decode()


def test_the_supplier_sees_the_result_only_when_it_was_sent(client):
    assessment = assessed(state=A.SCORED)
    sign_in(client, person(assessment.company, "SE"))

    before = client.get(url("assessment-detail", assessment)).content.decode()
    assert "78.00" not in before
    assert client.get(url("scorecard-pdf", assessment)).status_code == 404
    Assessment.objects.filter(pk=assessment.pk).update(state=A.NOTIFIED, objection_until=today())

    assert "78.00" in client.get(url("assessment-detail", assessment)).content.decode()


def test_another_company_finds_nothing(client):
    assessment = computed()
    sign_in(client, person(assessed(state=A.FINAL).company, "SA"))

    for name in ("assessment-detail", "scorecard-pdf", "scorecard-xlsx", "result-object"):
        assert client.get(url(name, assessment)).status_code == 404


def test_the_scorecard_shows_areas_what_would_move_it_and_why(client):
    assessment = computed()
    sign_in(client, person(assessment.company, "SE"))

    page = client.get(url("assessment-detail", assessment))

    text = page.content.decode()
    assert page.context["card"].score.total == Decimal("80.00")
    assert [step.row.question.code for step in page.context["steps"]] == ["S1", "E1", "G1"]
    assert "+8.00" in text  # 40 % x 20
    assert "5.00 points are missing to band A." in text
    assert 'role="img"' in text
    assert "style=" not in text


def test_the_papers_carry_the_figures(client):
    assessment = computed()
    sign_in(client, person(assessment.company, "SE"))

    pdf = client.get(url("scorecard-pdf", assessment))
    book = client.get(url("scorecard-xlsx", assessment))

    assert pdf.content.startswith(b"%PDF")
    assert client.get(url("scorecard-pdf", assessment)).content == pdf.content
    assert book.content.startswith(b"PK")


def test_the_snapshot_gives_the_same_bytes_and_anybody_computes_the_same(client, tmp_path):
    assessment = computed()
    sign_in(client, person(assessment.company, "SE"))
    address = url("score-snapshot", assessment, 1)

    first, second = client.get(address).content, client.get(address).content
    assert first == second
    told = json.loads(first)
    assert told["sha256"] == scoring.sha256(told["snapshot"])
    paper = tmp_path / "score.json"
    paper.write_bytes(first)
    command = [sys.executable, str(ROOT / "tools" / "verify_esg_score.py"), str(paper)]
    good = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (good.returncode, "80.00" in good.stdout) == (0, True)
    told["figures"]["total"] = "91.00"
    paper.write_text(json.dumps(told))
    bad = subprocess.run(command, capture_output=True, text=True, check=False)
    assert bad.returncode == 1


def test_objection_and_decision(client):
    assessment = computed()
    sign_in(client, person(assessment.company, "SE"))
    empty = client.post(url("result-object", assessment), {"text": " "})
    assert empty.status_code == 422
    client.post(url("result-object", assessment), {"text": "E1의 측정 기록을 보지 않았습니다."})
    sign_in(client, assessment.reviewer)
    assert client.get(url("objection-decide", assessment)).status_code == 403
    sign_in(client, staff("EC"))

    client.post(url("objection-decide", assessment), {"answer": "기록을 확인하여 고칩니다.", "item_E1": "5"})

    assessment.refresh_from_db()
    last = queries.last_score(assessment)
    assert (assessment.state, last.reason, last.total) == (A.FINAL, ScoreReason.OBJECTION, Decimal("87.00"))


def test_one_item_is_contested_and_corrected(client):
    assessment = computed()
    sign_in(client, person(assessment.company, "SA"))
    client.post(url("item-contest", assessment, "G1"), {"text": "교육 수료증이 빠졌습니다."})
    contest = assessment.contests.get()
    again = client.post(url("item-contest", assessment, "G1"), {"text": "한 번 더"})
    assert again.status_code == 409
    sign_in(client, staff("ER"))
    door = reverse("esg:item-contest-decide", args=[contest.uid])
    assert client.post(door, {"upheld": "yes", "answer": "확인", "score": "4"}).status_code == 422

    client.post(door, {"upheld": "yes", "answer": "수료증을 확인했습니다.", "score": "5"})

    contest.refresh_from_db()
    assert (contest.state, contest.score) == ("upheld", 5)
    assert queries.last_score(assessment).reason == ScoreReason.CONTEST


def test_purchasing_reads_bands_and_no_assessment(client):
    assessment = assessed(state=A.FINAL)
    sign_in(client, staff("PO"))

    assert client.get(reverse("esg:home")).headers["Location"] == reverse("esg:band-list")
    page = client.get(reverse("esg:band-list"))
    assert assessment.company.legal_name_en in page.content.decode()
    assert assessment.number not in page.content.decode()
    assert client.get(url("assessment-detail", assessment)).status_code == 404
