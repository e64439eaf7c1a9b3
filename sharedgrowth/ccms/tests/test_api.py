"""Programs: modules, overviews and results for everybody; a company's self-assessments for its own program alone."""

import pytest
from rest_framework.test import APIClient

from portal.partners import services as partners
from portal.partners.tests.factories import make_client
from portal.tests.factories import CompanyFactory, UserFactory, staff
from sharedgrowth.ccms.services import assessments, cycle
from sharedgrowth.ccms.services import overviews as services
from sharedgrowth.ccms.tests import factories as made

pytestmark = pytest.mark.django_db


def program(company) -> APIClient:
    client, _secret = make_client(company, "ccms.read")
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {partners.issue_token(client)}")
    return api


def test_everybody_reads_modules_overviews_and_results():
    api = APIClient()
    overview = made.published()
    made.published(lang="ko")
    withdrawn = made.published(code="B7")
    services.withdraw_overview(withdrawn, reason="A figure was wrong.", by=staff("CP"))
    made.approved(code="B8")
    for n in range(5):
        made.confirmed(3, made.unit(f"Plant {n}"))
    cycle.publish_year(made.shipped_set())

    assert [row["code"] for row in api.get("/api/v1/ccms-modules/").json()["results"]][:3] == ["B1", "B2", "B3"]
    found = api.get("/api/v1/ccms-overviews/", {"lang": "en"}).json()["results"]
    told = {row["module"]: row for row in found}
    assert set(told) == {"B6", "B7"}
    assert told["B6"]["text"]["do_not"] == ["Ask for a rebate after the award", "Take gifts"]
    assert told["B6"]["sha256"] == overview.sha256
    assert (told["B7"]["text"], told["B7"]["withdrawn_because"]) == ({}, "A figure was wrong.")
    assert api.get("/api/v1/ccms-overviews/", {"state": "draft"}).status_code == 400
    rows = api.get("/api/v1/ccms-results/").json()["results"]
    assert {(row["module"], row["units"], row["index"]) for row in rows} >= {(None, 5, "50.0000"), ("B1", 5, "50.0000")}


def test_a_company_reads_its_own_self_assessment():
    owner = UserFactory(company=CompanyFactory(), roles=("SA",))
    mine = assessments.begin_for_company(by=owner)
    made.opened()

    assert [row["number"] for row in program(owner.company).get("/api/v1/ccms-assessments/").json()["results"]] == [
        mine.number
    ]
    assert program(CompanyFactory()).get(f"/api/v1/ccms-assessments/{mine.uid}/").status_code == 404
