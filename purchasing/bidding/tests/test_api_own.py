"""A supplier's program reads the own receipts, the debrief, and objects: for the own company alone."""

import uuid

import pytest
from rest_framework.test import APIClient

from portal.partners import services as partners
from portal.partners.tests.factories import make_client
from purchasing.bidding.models import Objection
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


def api(company, *scopes: str) -> APIClient:
    client, _secret = make_client(company, *(scopes or ("bid.write",)))
    caller = APIClient()
    caller.credentials(HTTP_AUTHORIZATION=f"Bearer {partners.issue_token(client)}")
    return caller


def test_the_companys_bids_carry_their_receipts_and_no_amount():
    stage = factories.published(prices=(91_234_567, 92_345_678))

    answer = api(stage.bidders[0].company).get("/api/v1/bids/")

    [bid] = answer.json()["results"]
    assert (bid["receipt"], bid["tender"], bid["verdict"]) == (
        stage.bids()[0].receipt,
        str(stage.tender.uid),
        None,
    )
    assert "91234567" not in answer.content.decode()


def test_a_verdict_is_told_with_the_result():
    stage = factories.awarded()

    [bid] = api(stage.bidders[0].company).get("/api/v1/bids/").json()["results"]

    assert bid["verdict"] == "excluded_low"


def test_the_debrief_tells_where_the_own_bid_stood():
    stage = factories.awarded()
    address = f"/api/v1/tenders/{stage.tender.uid}/debrief/"

    told = api(stage.bidders[2].company).get(address).json()

    assert (told["won"], told["rank"], told["price_won"], told["gap_won"]) == (False, 2, 88_000_000, 9_500_000)
    assert told["winner_price_won"] == 78_500_000
    assert api(factories.supplier().company).get(address).status_code == 404


def test_a_loser_objects_once_while_the_standstill_runs():
    stage = factories.standing()
    loser = api(stage.bidders[2].company)
    address = f"/api/v1/tenders/{stage.tender.uid}/objections/"
    said = {"ground": "calculation", "text": "하한가 계산에서 제 투찰이 빠졌습니다."}
    headers = {"Idempotency-Key": uuid.uuid4().hex}

    first = loser.post(address, said, format="json", headers=headers)
    again = loser.post(address, said, format="json", headers=headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Objection.objects.count() == 1
    assert [each["number"] for each in loser.get(address).json()["results"]] == [first.json()["number"]]
    assert api(stage.bidders[3].company).get(address).json()["results"] == []


@pytest.mark.parametrize("said", [{"ground": "nothing", "text": "x"}, {"ground": "other"}, {"ground": "other", "x": 1}])
def test_an_objection_that_does_not_fit_is_a_400(said):
    stage = factories.standing()
    answer = api(stage.bidders[2].company).post(
        f"/api/v1/tenders/{stage.tender.uid}/objections/",
        said,
        format="json",
        headers={"Idempotency-Key": uuid.uuid4().hex},
    )

    assert answer.status_code == 400


def test_a_program_takes_the_own_objection_back_once():
    stage = factories.standing()
    loser, other = api(stage.bidders[2].company), api(stage.bidders[3].company)
    objections = f"/api/v1/tenders/{stage.tender.uid}/objections/"
    said = {"ground": "own_bid", "text": "하한가 계산에서 제 투찰이 빠졌습니다."}
    lodged = loser.post(objections, said, format="json", headers={"Idempotency-Key": str(uuid.uuid4())}).json()
    address, once = f"{objections}{lodged['uid']}/withdrawal/", {"Idempotency-Key": str(uuid.uuid4())}

    assert other.post(address, format="json", headers=once).status_code == 404
    reader = api(stage.bidders[2].company, "bid.read")
    assert reader.post(address, format="json", headers=once).status_code == 403
    assert loser.post(address, format="json").status_code == 400  # without a key
    first, again = (loser.post(address, format="json", headers=once) for _time in range(2))

    assert (first.status_code, first.json()["state"]) == (200, "withdrawn")
    assert (again.json(), again["Idempotent-Replay"]) == (first.json(), "true")
    assert Objection.objects.get().state == "withdrawn"
    late = loser.post(address, format="json", headers={"Idempotency-Key": str(uuid.uuid4())})
    assert (late.status_code, late["Content-Type"]) == (409, "application/problem+json")
