"""What speaks against an answer is before the reviewer's eyes: a breach of payment, a file that others keep too."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.clock import today
from portal.errors import RuleBroken
from portal.files.models import File
from portal.outbox.services import announce
from portal.people.services import record_standing
from portal.tests.factories import CompanyFactory, staff
from portal.tests.signin import sign_in
from purchasing.esg import queries, services
from purchasing.esg.handlers.review import draw_sample_of_the_month
from purchasing.esg.models import Answer, Assessment, CorrectiveAction, Evidence, Question, SampleDraw
from purchasing.esg.queries.review_known import breach_of, copied_among
from purchasing.esg.services import Given
from purchasing.esg.states import AssessmentState
from purchasing.esg.tests.factories import assessed, draft_set, entered, hear, publish, published_set

pytestmark = pytest.mark.django_db
A = AssessmentState


def in_review(**fields):
    """G1 asks what item G4 asks: whether own suppliers are paid in time. The company gives itself 4."""
    question_set = draft_set()
    Question.objects.filter(question_set=question_set, code="G1").update(fact="payment")
    publish(question_set)
    assessment, reviewer = assessed(state=A.SUBMITTED, question_set=question_set, **fields), staff("ER")
    services.take_assessment(assessment, by=reviewer)
    return assessment, reviewer


def noted(company, fact: str, value: str, *, days: int = 10) -> None:
    record_standing(company, fact, value, valid_from=today() - timedelta(days=days), source="PAY-20")


def kept(company, letter: str) -> Evidence:
    """A document of the company's library, whose bytes have this fingerprint."""
    file = File.objects.create(
        company=company, name="log.pdf", kind="pdf", content_type="application/pdf", size=4, sha256=letter * 64
    )
    return Evidence.objects.create(company=company, title="배출 대장", file=file)


def test_a_breach_of_payment_proposes_one_step_less_until_a_later_report_takes_it_back():
    assessment, reviewer = in_review()
    noted(assessment.company, "payments.ratio", "short")
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, reviewer)
    address = reverse("esg:review-items", args=[assessment.number]) + "?pillar=G"

    told = client.get(address)
    words = told.content.decode()
    assert "Proposed: 3" in words
    assert "Ratio rule of win-win payment not kept" in words
    assert told.context["form"]["G1"].value() == "3"
    with pytest.raises(RuleBroken, match="3"):
        services.save_reviews(assessment, {"G1": Given(score=4)}, by=reviewer)
    services.save_reviews(assessment, {"G1": Given(score=4, remark="3분기 미달분을 지급함")}, by=reviewer)

    noted(assessment.company, "payments.ratio", "kept", days=1)
    assert breach_of(assessment.company, today()) is None
    services.save_reviews(assessment, {"G1": Given(score=4)}, by=reviewer)


def test_debts_paid_late_count_as_a_breach_and_another_item_is_left_alone():
    assessment, reviewer = in_review()
    noted(assessment.company, "payments.late", "2")

    breach = breach_of(assessment.company, today())
    assert breach is not None
    assert (breach.late, breach.short_since) == ("2", None)
    services.save_reviews(assessment, {"S1": Given(score=4)}, by=reviewer)
    with pytest.raises(RuleBroken, match="G1"):
        services.save_reviews(assessment, {"G1": Given(score=4)}, by=reviewer)


def test_a_breach_asks_for_one_corrective_action_and_a_trial_report_for_none():
    company = CompanyFactory()
    announce("payments.ratio_short", report=1, company=company.pk)
    hear()
    assert not CorrectiveAction.objects.exists()

    noted(company, "payments.ratio", "short", days=0)
    for _time in range(2):
        announce("payments.ratio_short", report=1, company=company.pk)
    hear()
    action = CorrectiveAction.objects.get()
    assert (action.company, action.question_code, action.severity) == (company, "G4", "major")


def test_a_file_that_another_company_keeps_too_is_marked_beside_the_answer():
    assessment, reviewer = in_review()
    answer = Answer.objects.get(assessment=assessment, question__code="E1")
    own, alone = kept(assessment.company, "a"), kept(assessment.company, "b")
    answer.evidence.set([own, alone])
    for _time in range(2):
        kept(CompanyFactory(), "a")

    assert copied_among(queries.items_of(assessment)) == {own.pk: 2}
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, reviewer)
    words = client.get(reverse("esg:review-items", args=[assessment.number]) + "?pillar=E").content.decode()
    assert words.count("the same file is kept by 2 other companies") == 1


def test_the_monthly_job_draws_the_sample_once_with_a_seed_that_is_kept():
    one = assessed(state=A.SUBMITTED, scores={"E1": 0, "S1": 0, "G1": 0})
    draw_sample_of_the_month()
    draw_sample_of_the_month()

    draw = SampleDraw.objects.get()
    assert (draw.drawn_by, draw.always) == (None, [one.number])
    one.refresh_from_db()
    assert one.sampled


def test_a_reviewer_calls_for_an_assessment_on_site_with_a_reason():
    company, reviewer = entered(size_class="large"), staff("ER")
    published_set()
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, reviewer)
    told = {"company": company.number, "kind": "onsite", "reason": "분진 신고가 3건 있었습니다."}

    assert client.post(reverse("esg:assessment-call"), told | {"reason": ""}).status_code == 422
    assert client.post(reverse("esg:assessment-call"), told).status_code == 303
    called = Assessment.objects.get(company=company)
    assert (called.kind, called.sampled, called.state) == ("onsite", True, A.ASSIGNED)
    again = client.post(reverse("esg:assessment-call"), told)
    assert again.status_code == 422
    assert "still open" in again.content.decode()
    sign_in(client, staff("PO"))
    assert client.get(reverse("esg:assessment-call")).status_code == 403
