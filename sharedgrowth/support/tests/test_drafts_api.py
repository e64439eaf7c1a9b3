"""A program of a company begins and fills in an application; a person sends it."""

import uuid

import pytest
from rest_framework.test import APIClient

from portal.partners import services as partners
from portal.partners.tests.factories import make_client
from sharedgrowth.support.models import Application
from sharedgrowth.support.tests import factories

pytestmark = pytest.mark.django_db
QUIZ = {"site": True, "leader": True, "vendor": False, "double": False}
DRAFT = "/api/v1/support-applications/draft/"


@pytest.fixture
def company():
    return factories.sme()


@pytest.fixture
def api(company) -> APIClient:
    client, _secret = make_client(company, "support.write", "support.read")
    found = APIClient(headers={"Accept-Language": "en"})
    found.credentials(HTTP_AUTHORIZATION=f"Bearer {partners.issue_token(client)}")
    return found


def post(api: APIClient, address: str, body, key: str = ""):
    return api.post(address, body, format="json", headers={"Idempotency-Key": key or uuid.uuid4().hex})


def test_a_draft_is_begun_and_filled_in_and_a_stale_answer_is_refused_whole(api, company):
    call, key = factories.call("smart_factory"), uuid.uuid4().hex
    body = {
        "call": call.number,
        "quiz": QUIZ,
        "answers": [{"key": "title", "value": "두께 자동 측정"}],
        "costs": [{"title": "측정기", "vendor": "다온기기", "amount_won": "30000000"}],
    }
    made = post(api, DRAFT, body, key)
    assert made.status_code == 201, made.json()
    assert post(api, DRAFT, body, key).json()["number"] == made.json()["number"]
    told = made.json()
    assert told["state"] == "draft"
    assert [(row["key"], row["value"], row["version"]) for row in told["answers"]] == [("title", "두께 자동 측정", 1)]
    assert any("missing" in line or ":" in line for line in told["left"])

    address = f"/api/v1/support-applications/{told['uid']}/answers/"
    changed = post(api, address, {"answers": [{"key": "title", "value": "두께 측정 자동화", "seen": 1}]})
    assert changed.json()["answers"][0]["version"] == 2
    stale = {"answers": [{"key": "title", "value": "옛것", "seen": 1}], "costs": [{"title": "x", "amount_won": "1"}]}
    assert post(api, address, stale).status_code == 409
    found = Application.objects.get(company=company)
    assert (found.title, found.costs.count()) == ("두께 측정 자동화", 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"call": "CALL-1999-000001"}, "call"),
        ({"quiz": QUIZ | {"double": True}}, "double"),
        ({"answers": [{"key": "no_such", "value": "1"}]}, "answers[0].key"),
        ({"answers": [{"key": "employees", "value": "many"}]}, "answers[0].value"),
        ({"costs": [{"title": "x", "amount_won": "-1"}]}, "costs"),
        ({"state": "selected"}, "state"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_nothing_is_begun(api, company, change, field):
    body = {"call": factories.call("smart_factory").number, "quiz": QUIZ} | change
    answer = post(api, DRAFT, body)
    assert answer.status_code in (400, 422), answer.json()
    assert field in str(answer.json())
    assert not Application.objects.filter(company=company).exists()


def test_another_companys_draft_is_not_there(api):
    other = factories.applied(state="draft")
    address = f"/api/v1/support-applications/{other.uid}/answers/"
    assert post(api, address, {"answers": [{"key": "title", "value": "x"}]}).status_code == 404
