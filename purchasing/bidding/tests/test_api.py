"""The API: tenders and results for everybody, sealed bids for programs."""

import json
from decimal import Decimal

import pytest

from portal.outbox.services import deliver_due
from portal.partners.tests.factories import api_client
from portal.tests.factories import supplier
from purchasing.bidding import queries
from purchasing.bidding.models import Bid
from purchasing.bidding.services import LineIn
from purchasing.bidding.tests import factories as make
from purchasing.bidding.tests.written import everything_written_but_bids

pytestmark = pytest.mark.django_db
LIST = "/api/v1/tenders/"


def test_anybody_reads_published_tenders_and_no_drafts(client):
    cast = make.Cast()
    tender, draft = make.published(cast).tender, make.in_review(cast).tender

    rows = client.get(LIST).json()["results"]

    assert [row["number"] for row in rows] == [tender.number]
    assert rows[0]["takes_bids"] is True
    assert client.get(f"{LIST}{draft.uid}/").status_code == 404
    assert client.get(f"{LIST}{tender.pk}/").status_code == 404  # never by its running number


@pytest.mark.parametrize("tenders", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, tenders, django_assert_num_queries):
    cast = make.Cast()
    for _ in range(tenders):
        make.published(cast)

    with django_assert_num_queries(2):  # the tenders, the clock
        rows = client.get(LIST).json()["results"]

    assert len(rows) == tenders


def test_a_tender_has_exactly_these_fields(client):
    tender = make.published(prices=[987_654_321]).tender

    shown = client.get(f"{LIST}{tender.uid}/").json()

    assert set(shown) == {
        "api_url",
        "base_price_commitment", "by_unit_price", "closes_at", "delivery_on", "delivery_place", "description",
        "ended_because", "ended_at", "failure_conditions", "kind", "lines", "method", "min_level", "number", "opens_at",
        "published_at", "result", "rule", "seal", "single_bid_allowed", "state", "takes_bids", "title_en", "title_ko",
        "uid", "url",
    }  # fmt: skip
    assert shown["result"] is None
    assert shown["rule"]["ratio_pct"] == "85"


@pytest.mark.parametrize("state", ["published", "closed", "opened", "evaluated", "proposed"])
def test_no_bid_no_name_and_no_count_before_the_result(client, state):
    stage = getattr(make, state)(prices=[987_654_321, 876_543_210, 954_321_678])
    rival = api_client(supplier().company, "tender.read", "bid.write")

    for reader in (client, rival):
        text = reader.get(f"{LIST}{stage.tender.uid}/").content.decode() + reader.get(LIST).content.decode()
        for bidder in stage.bidders:
            assert bidder.company.number not in text
            assert bidder.company.legal_name_ko not in text
        for amount in ("987654321", "876543210", "954321678"):
            assert amount not in text
        assert json.loads(reader.get(f"{LIST}{stage.tender.uid}/").content)["result"] is None
        assert "bid_count" not in text


def test_a_published_result_has_every_bid_with_its_reason(client):
    stage = make.awarded()

    result = client.get(f"{LIST}{stage.tender.uid}/", headers={"Accept-Language": "en"}).json()["result"]

    assert [(bid["price_won"], bid["verdict"]) for bid in result["bids"]] == [
        (78_500_000, "awarded"), (88_000_000, "reserve"), (92_000_000, "lost"), (97_000_000, "lost"),
        (68_000_000, "excluded_low"),
    ]  # fmt: skip
    assert result["floor_won"] == 78_497_500
    assert result["bid_mean"] == "84700000.00"
    assert "10,497,500" in result["bids"][-1]["reason"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=연간", 1),
        ("q=펌프", 0),
        ("open=true", 1),
        ("open=false", 0),
        ("kind=goods,works", 1),
        ("kind=works", 0),
        ("state=published,awarded", 1),
        ("state=evaluation", 0),
        ("closes_from=2001-01-01&closes_before=2999-01-01", 1),
        ("published_before=2001-01-01T00:00:00Z", 0),
    ],
)
def test_the_list_can_be_asked(client, query, found):
    make.published()

    assert len(client.get(f"{LIST}?{query}").json()["results"]) == found


@pytest.mark.parametrize(("code", "found"), [("39000000", 1), ("39120000", 1), ("30000000", 0), ("39200000", 0)])
def test_a_class_finds_what_lies_below_it_and_not_its_neighbours(client, code, found):
    make.published(lines=[LineIn("배전반", Decimal(1), "EA", "Switchboard", class_code="39121001")])

    assert len(client.get(f"{LIST}?class_code={code}").json()["results"]) == found


@pytest.mark.parametrize(
    "query",
    [
        "closes_from=yesterday",
        "kind=,",
        "ordering=,",
        "expand=,",
        "ordering=price",
        "page_size=0",
        "page_size=1000",
        "open=maybe",
        "kind=bogus",
        "kind=goods,bogus",
        "bogus=1",
        "kind__in=goods",
        "state=evaluating",
        "expand=bids",
        "q=a&q=b",
    ],
)
def test_a_nonsense_question_is_a_400(client, query):
    answer = client.get(f"{LIST}?{query}")

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


DECLARED = {"statements": {"alone": True, "same_terms": True}}


def bid_by_api(company, tender, body, key="client-key-0001", scopes=("tender.read", "bid.write")):
    body = DECLARED | body
    api = api_client(company, *scopes)
    return api, api.post(f"{LIST}{tender.uid}/bids/", body, format="json", headers={"Idempotency-Key": key})


def test_a_program_seals_a_bid_and_gets_a_receipt_without_the_amount():
    tender, person = make.published().tender, supplier()

    api, answer = bid_by_api(person.company, tender, {"price_won": 987_654_321, "lead_days": 30})

    bid = Bid.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "receipt": bid.receipt,
        "uid": str(bid.uid),
        "version": 1,
        "notice_version": 1,
        "kind": "bid",
        "received_at": f"{bid.received_at:%Y-%m-%dT%H:%M:%S.%f}Z",
        "commitment": bid.commitment,
        "copy": bid.documents,
        "document": bid.signed_receipt.document,
        "signature": bid.signed_receipt.signature,
        "key_id": bid.signed_receipt.key_id,
    }
    assert bid.price_won == 987_654_321
    again = api.post(
        f"{LIST}{tender.uid}/bids/",
        {"price_won": 987_654_321, "lead_days": 30} | DECLARED,
        format="json",
        headers={"Idempotency-Key": "client-key-0001"},
    )
    assert again.json() == answer.json()
    assert again["Idempotent-Replay"] == "true"
    assert Bid.objects.count() == 1


def test_unit_prices_by_line():
    stage = make.published(by_unit_price=True)

    _api, answer = bid_by_api(
        supplier().company,
        stage.tender,
        {"unit_prices": [{"no": 1, "unit_price_won": 12_345}, {"no": 2, "unit_price_won": 333}]},
    )

    assert answer.status_code == 201
    assert Bid.objects.get().price_won == 120 * 12_345 + 833


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({}, 422, "#/price_won"),
        ({"price_won": 0}, 400, "#/price_won"),
        ({"price_won": -1}, 400, "#/price_won"),
        ({"price_won": 1.5}, 400, "#/price_won"),
        ({"price_won": "1e9"}, 400, "#/price_won"),
        ({"price_won": 10**16}, 400, "#/price_won"),
        ({"price_won": True}, 400, "#/price_won"),
        ({"price_won": 100, "company": 1}, 400, "#/company"),
        ({"price_won": 110_000_000, "vat_included": True}, 422, "#/confirmed_net_won"),
        ({"price_won": 100, "unit_prices": [{"no": 1, "unit_price_won": 1}] * 2}, 400, "#/unit_prices"),
        ({"price_won": 100, "note": "\u202eevil"}, 400, "#/note"),
        ({"price_won": 100, "statements": {}}, 400, "#/statements/alone"),
        ({"price_won": 100, "statements": {"alone": True, "same_terms": False}}, 400, "#/statements/same_terms"),
        ({"price_won": 100, "notice_version": "1"}, 400, "#/notice_version"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(body, status, pointer):
    _api, answer = bid_by_api(supplier().company, make.published().tender, body)

    assert answer.status_code == status
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert Bid.objects.count() == 0


@pytest.mark.parametrize(
    ("rows", "pointer"),
    [
        ([{"no": 1, "unit_price_won": 12_345}], "#/unit_prices"),
        (
            [{"no": 2, "unit_price_won": 333}, {"no": 1, "unit_price_won": 10**15 - 1}],
            "#/unit_prices",
        ),
        ([], "#/unit_prices"),
    ],
)
def test_a_line_of_a_bid_is_told_at_its_row(rows, pointer):
    tender = make.published(by_unit_price=True).tender
    _api, answer = bid_by_api(supplier().company, tender, {"unit_prices": rows})

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert Bid.objects.count() == 0


def test_a_late_bid_is_a_409_and_a_foreign_scope_a_403():
    cast = make.Cast()
    closed, running = make.closed(cast).tender, make.published(cast).tender

    _api, late = bid_by_api(supplier().company, closed, {"price_won": 100})
    _api, scope = bid_by_api(supplier().company, running, {"price_won": 100}, scopes=("tender.read",))
    missing_key = api_client(supplier().company, "bid.write").post(f"{LIST}{running.uid}/bids/", {"price_won": 100})

    assert (late.status_code, scope.status_code, missing_key.status_code) == (409, 403, 400)


def test_a_program_withdraws():
    tender, person = make.published().tender, supplier()
    api, _answer = bid_by_api(person.company, tender, {"price_won": 987_654_321})

    answer = api.post(
        f"{LIST}{tender.uid}/withdrawals/", {}, format="json", headers={"Idempotency-Key": "client-key-0002"}
    )

    assert answer.status_code == 201
    assert answer.json()["kind"] == "withdrawal"
    assert queries.own_bid(person, tender) is None


def test_the_description_names_the_doors(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]

    assert {"/api/v1/tenders/", "/api/v1/tenders/{uid}/", "/api/v1/tenders/{uid}/bids/"} <= set(paths)
    assert "201" in paths["/api/v1/tenders/{uid}/bids/"]["post"]["responses"]


def test_the_amount_of_a_sealed_bid_is_written_nowhere_else(caplog, mailoutbox):
    _api, answer = bid_by_api(supplier().company, make.published().tender, {"price_won": 987_654_321})
    deliver_due()

    assert answer.status_code == 201
    written = everything_written_but_bids() + caplog.text + "".join(mail.body + mail.subject for mail in mailoutbox)
    assert "987654321" not in written
    assert "987,654,321" not in written
