"""Papers of a project, of an energy audit and of a review: what the page shows, for who may see it."""

import io

import pytest
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.support.services import review
from sharedgrowth.support.states import ProjectState as P
from sharedgrowth.support.states.energy import AuditState
from sharedgrowth.support.tests import energy_stage, factories, project_stage, review_stage

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    assert answer["Content-Type"] == "application/pdf"
    return "\n".join(each.extract_text() for each in PdfReader(io.BytesIO(answer.content)).pages)


def english(client):
    client.cookies["django_language"] = "en"
    return client


def test_the_report_of_a_project_holds_plan_indicators_and_money_for_who_sees_it(client):
    project = project_stage.project(state=P.VERIFIED)
    url = reverse("support:project-report", args=[project.number])
    with override("en"):
        sign_in(english(client), staff("SG"))
        answer = client.get(url)
        text = text_of(answer)
        assert "Completion report" in text
        assert "Indicators before and after" in text
        assert "Who pays what" in text
        assert client.get(url).content == answer.content

        sign_in(client, staff("PO"))
        assert "Who pays what" not in text_of(client.get(url))
        sign_in(client, project_stage.colleague(project_stage.project(state=P.IN_PROGRESS), "SA"))
        assert client.get(url).status_code == 404


def test_the_report_of_an_energy_audit_lists_the_measures(client):
    audit = energy_stage.audit(AuditState.REPORTED)
    sign_in(english(client), project_stage.colleague(audit.project, "SA"))
    with override("en"):
        text = text_of(client.get(reverse("support:audit-paper", args=[audit.project.number])))
    assert "Energy audit report" in text
    assert audit.measures.first().title[:6] in text


def test_the_review_sheet_hides_points_from_who_has_not_scored(client):
    application = review_stage.in_review(factories.applied(factories.call("qss")))
    late, url = staff("EV"), reverse("support:review-sheet", args=[application.number])
    review_stage.reviewed_by(application, staff("EV"), 71)
    waiting = review.assign_reviewer(application, late, by=staff("SG"))
    review.declare_free(waiting, by=late)
    with override("en"):
        sign_in(english(client), late)
        text = text_of(client.get(url))
        assert "as soon as yours are locked" in text
        assert "71" not in text
        review.save_points(waiting, review_stage.points(application.call, 77), "좋습니다.", by=late)
        review.lock_review(waiting, by=late)
        sign_in(english(client), staff("AU"))
        text = text_of(client.get(url))
        assert "Review sheet" in text
        assert "74.00" in text
