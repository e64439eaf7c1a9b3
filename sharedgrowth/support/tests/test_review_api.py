"""Reviews and selections at the API: the buyer's program reads all, a supplier's its own, and no points too early."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from portal.partners import services as partners
from portal.partners.tests.factories import make_client
from portal.tests.factories import BuyerFactory, CompanyFactory, staff
from sharedgrowth.support.services import review, selection
from sharedgrowth.support.tests import factories, review_stage

pytestmark = pytest.mark.django_db


def program(company, scope: str) -> APIClient:
    client, _secret = make_client(company, scope)
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {partners.issue_token(client)}")
    return api


def test_the_buyers_program_reads_the_ranking_and_what_was_decided():
    call = review_stage.closed_call()
    first, second = review_stage.ranked(call, trading=True, total=90), review_stage.ranked(call, trading=False)
    selection.select_applications(call, [first], waitlist=[second], by=staff("SG"))
    buyer = program(BuyerFactory(), "support.review")

    rows = buyer.get("/api/v1/support-reviews/").json()["results"]
    assert {(row["number"], row["state"], row["points"]) for row in rows} == {
        (first.number, "selected", "90.00"),
        (second.number, "waitlisted", "70.00"),
    }
    (made,) = buyer.get("/api/v1/support-selections/").json()["results"]
    assert [row["number"] for row in made["selected"]] == [first.number]
    other = program(CompanyFactory(), "support.review")
    assert other.get("/api/v1/support-reviews/").json()["results"] == []
    assert other.get("/api/v1/support-selections/").json()["results"] == []


def test_a_company_reads_its_own_decision_and_nothing_before_it():
    application = review_stage.reviewed(factories.applied(), 40, 44)
    own = program(application.company, "support.read")

    (before,) = own.get("/api/v1/support-decisions/").json()["results"]
    assert (before["points"], before["comments"]) == (None, [])
    review.fall_short(application, "점수가 모자랍니다.", by=staff("SG"))
    (after,) = own.get("/api/v1/support-decisions/").json()["results"]

    assert (after["state"], after["points"], after["reason"]) == ("not_selected", "42.00", "점수가 모자랍니다.")
    assert after["comments"] == ["계획이 구체적입니다."] * 2
    assert [clock["stage"] for clock in after["clocks"]] == ["screen", "review"]
    stranger = program(CompanyFactory(), "support.read")
    assert stranger.get(f"/api/v1/support-decisions/{application.uid}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_with_three_rows(rows):
    call = review_stage.closed_call()
    for _ in range(rows):
        review_stage.ranked(call, trading=True)
    buyer = program(BuyerFactory(), "support.review")
    buyer.get("/api/v1/support-reviews/")

    with CaptureQueriesContext(connection) as queries:
        buyer.get("/api/v1/support-reviews/")

    assert len(queries) == 3
