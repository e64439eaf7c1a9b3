"""A program reads receipts with their proof, answers what its company is asked, and computes an evaluation again."""

import json
from base64 import b64encode
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest

from portal.clock import db_now
from portal.partners.tests.factories import api_client
from portal.tests.factories import BuyerFactory, supplier
from purchasing.bidding import services
from purchasing.bidding.models import Bid, Explanation, MendRequest
from purchasing.bidding.rules import METHODS, Way, evaluated
from purchasing.bidding.services.amending import AmendmentIn
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests import factories as make
from purchasing.bidding.tests.test_api import DECLARED, LIST, bid_by_api
from purchasing.bidding.tests.test_board_mending import PDF
from tools.verify_receipt import check_list, check_signature

pytestmark = pytest.mark.django_db
LOW = (82_000_000, 118_000_000, 125_000_000, 131_000_000)


def reader(company):
    return api_client(company, "bid.read")


def writer(company):
    return api_client(company, "bid.write")


def post(client, address, body, key="k" * 16):
    return client.post(address, body, format="json", headers={"Idempotency-Key": key, "Accept-Language": "en"})


# Rule ----------------------------------------------------------------------------------------------------------------
def test_the_rule_tells_its_ratio_and_its_figures(client):
    stage = make.published()

    rule = client.get(f"{LIST}{stage.tender.uid}/", headers={"Accept-Language": "en"}).json()["rule"]

    assert (rule["method"], rule["ratio_pct"], rule["fixed_against"]) == ("LPL_POSCO", "85", "")
    assert {figure["name"]: Decimal(figure["value"]) for figure in rule["figures"]} == {"ratio": Decimal("0.85")}
    assert "85% of the midpoint" in rule["words"][0]


def test_a_rule_without_a_floor_has_no_ratio_but_its_own_figures(client):
    stage = make.published(method="EU_EXPLAIN")

    rule = client.get(f"{LIST}{stage.tender.uid}/").json()["rule"]

    assert (rule["method"], rule["ratio_pct"]) == ("EU_EXPLAIN", None)
    told = {figure["name"]: figure["value"] for figure in rule["figures"]}
    assert told == {figure.name: figure.default for figure in METHODS[Way.EXPLAIN].figures}


# Notice version and declarations -------------------------------------------------------------------------------------
def test_a_bid_for_an_earlier_notice_is_a_409_and_nothing_is_kept():
    stage, person = make.published(), supplier()
    amendment = services.request_amendment(
        stage.tender, AmendmentIn(facts={"description": "성적서 원본 제출"}), reason="정정", by=stage.cast.officer
    )
    services.approve_amendment(amendment, by=stage.cast.approver)

    _api, stale = bid_by_api(person.company, stage.tender, {"price_won": 90_000_000, "notice_version": 1})
    assert (stale.status_code, stale["Content-Type"]) == (409, "application/problem+json")
    assert "2" in stale.json()["detail"]
    assert Bid.objects.count() == 0

    _api, fresh = bid_by_api(
        person.company, stage.tender, {"price_won": 90_000_000, "notice_version": 2}, "other-key-1"
    )
    assert (fresh.status_code, fresh.json()["notice_version"]) == (201, 2)
    assert fresh.json()["copy"]["price"]["statements"] == DECLARED["statements"]


def test_a_bid_without_declarations_is_not_taken():
    tender, person = make.published().tender, supplier()

    answer = post(writer(person.company), f"{LIST}{tender.uid}/bids/", {"price_won": 90_000_000})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/statements"]


# Receipts ------------------------------------------------------------------------------------------------------------
def test_a_receipt_is_signed_and_after_the_closing_proves_its_place(client):
    stage = make.published(prices=(91_234_567, 92_345_678))
    bid, company = stage.bids()[0], stage.bidders[0].company
    address = f"/api/v1/bids/{bid.uid}/receipt/"

    early = reader(company).get(address)
    assert early.status_code == 200
    assert "list" not in early.json()
    assert "91234567" not in early.content.decode()
    make.pass_deadline(stage.tender)
    services.close_tender(stage.tender)

    told = writer(company).get(address).json()  # who may bid may read
    document = check_signature(told, client.get("/.well-known/twp-keys.json").json()["keys"])
    assert (document["receipt"], told["list"]["entries"]) == (bid.receipt, 2)
    check_list(document, told["list"])
    assert reader(stage.bidders[1].company).get(address).status_code == 404
    assert api_client(company, "tender.read").get(address).status_code == 403


def test_reading_does_not_let_a_program_bid():
    tender, person = make.published().tender, supplier()

    answer = post(reader(person.company), f"{LIST}{tender.uid}/bids/", {"price_won": 90_000_000} | DECLARED)

    assert answer.status_code == 403
    assert reader(person.company).get("/api/v1/bids/").status_code == 200
    assert Bid.objects.count() == 0


# Debrief -------------------------------------------------------------------------------------------------------------
def test_the_debrief_has_the_programmes_that_help():
    stage = make.awarded()
    address = f"/api/v1/tenders/{stage.tender.uid}/debrief/"

    loser = reader(stage.bidders[2].company).get(address, headers={"Accept-Language": "en"}).json()

    assert loser["scores"] == []  # no board has scored
    assert "Benefit Sharing" in [each["name"] for each in loser["programmes"]]
    assert all(each["url"] == "" or each["url"].startswith("http") for each in loser["programmes"])


# Explanations --------------------------------------------------------------------------------------------------------
@pytest.fixture
def explained():
    stage = make.evaluated(method="EU_EXPLAIN", prices=LOW, base_won=Decimal(120_000_000))
    explanation = Explanation.objects.get()
    return stage, services.ask_explanation(explanation, items="1행 단가", by=stage.cast.evaluator)


def test_a_bidder_explains_its_price_once_with_costs_and_evidence(explained):
    stage, explanation = explained
    company, address = stage.bidders[0].company, f"{LIST}{stage.tender.uid}/explanation/"
    body = {
        "text": "자체 금형을 씁니다.",
        "topics": ["process"],
        "costs": [{"label": "강재", "qty": "2.5", "unit": "t", "unit_cost_won": 333}],
        "files": [{"name": "cost.pdf", "content": b64encode(PDF).decode()}],
    }

    asked = reader(company).get(address).json()
    program = writer(company)
    first, again = post(program, f"{address}answers/", body), post(program, f"{address}answers/", body)
    second = post(program, f"{address}answers/", body, key="another-key-1")

    assert (asked["state"], asked["items"], asked["answers"]) == ("asked", "1행 단가", [])
    assert (first.status_code, again.status_code, second.status_code) == (201, 201, 409)
    assert first.json() == again.json() == reader(company).get(address).json()
    [answer] = first.json()["answers"]
    assert (answer["costs"][0]["amount_won"], answer["files"], answer["topics"]) == (833, ["cost.pdf"], ["process"])
    assert explanation.answers.count() == 1


def test_nobody_else_reads_or_answers_an_explanation(explained):
    stage, explanation = explained
    address = f"{LIST}{stage.tender.uid}/explanation/"

    for company in (stage.bidders[1].company, supplier().company):
        assert reader(company).get(address).status_code == 404
        assert post(writer(company), f"{address}answers/", {"text": "x"}).status_code == 404
    assert explanation.answers.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "x", "topics": ["luck"]},
        {"text": "x", "costs": [{"label": "강재", "qty": "0", "unit_cost_won": 1}]},
        {"text": "x", "files": [{"name": "a.pdf", "content": "%%"}]},
        {"text": "x", "price_won": 1},
    ],
)
def test_an_explanation_that_does_not_fit_is_a_400(explained, body):
    stage, explanation = explained

    answer = post(writer(stage.bidders[0].company), f"{LIST}{stage.tender.uid}/explanation/answers/", body)

    assert answer.status_code == 400
    assert explanation.answers.count() == 0


# Formal faults -------------------------------------------------------------------------------------------------------
@pytest.fixture
def mending():
    stage = boards.examining()
    people = boards.board(stage)
    boards.declare(stage, people)
    services.ask_mend(stage.bids()[0], faults=["paper", "clerical"], wanted="인증서 사본", by=people[0])
    return stage


def test_a_bidder_mends_every_fault_in_one_answer(mending):
    company, address = mending.bidders[0].company, f"{LIST}{mending.tender.uid}/mend/"
    slip = {"fault": "clerical", "text": "123-45-67890이 맞습니다."}
    paper = {"fault": "paper", "files": [{"name": "cert.pdf", "content": b64encode(PDF).decode()}]}
    program = writer(company)

    half = post(program, f"{address}answers/", {"faults": [slip]}, key="half-key-1")
    strange = post(
        program, f"{address}answers/", {"faults": [slip, paper, {"fault": "contact", "text": "x"}]}, "odd-key-1"
    )
    twice = post(program, f"{address}answers/", {"faults": [slip, slip]}, key="twice-key-1")
    done = post(program, f"{address}answers/", {"faults": [slip, paper]})
    again = post(program, f"{address}answers/", {"faults": [slip, paper]})
    more = post(program, f"{address}answers/", {"faults": [slip, paper]}, key="more-key-1")

    assert [each.status_code for each in (half, strange, twice, done, again, more)] == [422, 422, 400, 201, 201, 409]
    assert done.json() == again.json() == reader(company).get(address).json()
    assert (done.json()["state"], done.json()["papers"]) == ("answered", {"paper": ["cert.pdf"]})
    assert MendRequest.objects.get().papers.count() == 1


def test_a_rival_does_not_see_that_a_fault_is_mended(mending):
    address = f"{LIST}{mending.tender.uid}/mend/"

    assert reader(mending.bidders[1].company).get(address).status_code == 404
    assert post(writer(mending.bidders[1].company), f"{address}answers/", {"faults": []}).status_code == 404


# Published -----------------------------------------------------------------------------------------------------------
def test_an_evaluation_is_read_by_everybody_and_computes_again(client):
    stage = make.awarded()

    told = client.get(f"{LIST}{stage.tender.uid}/evaluation/").json()

    assert sha256(told["text"].encode()).hexdigest() == told["sha256"]
    assert json.loads(told["text"]) == told["document"]
    assert evaluated.faults(told["text"]) == []
    assert client.get(f"{LIST}{make.evaluated().tender.uid}/evaluation/").status_code == 404


def test_the_figures_are_numbers_of_their_months(client):
    make.awarded()
    month = f"{db_now() + timedelta(hours=9):%Y-%m}"

    period = f"first_month={month}&last_month={month}"
    told = client.get(f"/api/v1/tender-figures/?{period}", headers={"Accept-Language": "en"}).json()
    figures = {figure["key"]: figure for figure in told["figures"]}

    assert "cases" not in figures  # of auditors' cases nobody outside is told
    assert figures["rules"]["columns"] == ["Price floor", "Total cost", "Points", "Others"]
    assert figures["rules"]["rows"] == [{"key": month, "values": ["1", "0", "0", "0"]}]
    assert figures["bidders"]["rows"] == [{"key": month, "values": [None, None]}]  # of one tender it is not told
    assert figures["verdicts"]["rows"] == [{"key": month, "values": ["4", "1", "0"]}]


@pytest.mark.parametrize("query", ["first_month=2026", "last_month=2026-13", "first_month=soon", "month=2026-01"])
def test_a_period_that_is_none_is_a_400(client, query):
    answer = client.get(f"/api/v1/tender-figures/?{query}")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_buyers_program_reads_what_is_published_and_decides_nothing(client):
    stage = make.awarded()
    program = api_client(BuyerFactory(), "tender.read")
    address = f"{LIST}{stage.tender.uid}/"

    assert len(program.get(address).json()["result"]["bids"]) == 5
    assert program.get(f"{address}evaluation/").status_code == 200
    assert program.get("/api/v1/bids/").status_code == 403
    assert program.get(f"{LIST}{make.opened().tender.uid}/").json()["result"] is None
    said = client.get("/api/v1/openapi.json").json()["info"]["description"]
    assert "decided by people" in said
