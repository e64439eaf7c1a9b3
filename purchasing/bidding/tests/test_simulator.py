"""The public simulator of award rules: open to everybody, by the same rules, keeping nothing."""

import itertools
from decimal import Decimal

import pytest

from purchasing.bidding import rules
from purchasing.bidding.models import WhatIfRun

pytestmark = pytest.mark.django_db

SIMULATOR = "/tenders/simulator/"
LPL_A = {"method": "LPL_POSCO", "base_won": "100,000,000", "bids": "68000000\n78,500,000\n88000000\n92000000\n97000000"}


@pytest.fixture
def client(client):
    """Reads English, whatever is translated."""
    client.cookies["django_language"] = "en"
    return client


def test_the_simulator_is_open_to_everybody_and_starts_with_an_example(client):
    answer = client.get(SIMULATOR)

    assert answer.status_code == 200
    assert "78,500,000" in answer.content.decode()


def test_the_simulator_gives_the_worked_example_and_keeps_nothing(client):
    answer = client.get(SIMULATOR, LPL_A)

    assert answer.status_code == 200
    assert answer.context["limit_won"] == Decimal(78_497_500)
    assert answer.context["winner"]["price_won"] == Decimal(78_500_000)
    assert [row["standing"] for row in answer.context["rows"]] == ["out", "win", "ok", "ok", "ok"]
    assert answer.context["sensitivity"]["deciding"] == [answer.context["rows"][0]["name"]]
    assert not WhatIfRun.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        {"bids": "90000000", "min_bids": "2"},
        {"min_bids": "9"},
        {"method": "LOWEST", "bids": "90000000", "min_bids": "2"},
        {"method": "IT_A", "bids": "90000000", "min_bids": "2"},
        {"method": "BAM", "bids": "90000000\n92000000"},
    ],
)
def test_fewer_bids_than_needed_are_no_award_and_stay_to_be_seen(client, told):
    answer = client.get(SIMULATOR, LPL_A | told)

    assert answer.status_code == 200
    assert answer.context["winner"] is None
    assert "No award: fewer valid bids than needed." in answer.content.decode()
    assert {row["words"] for row in answer.context["rows"]} == {"Not judged"}


@pytest.mark.parametrize("method", [way.value for way in rules.Way])
def test_no_rule_stumbles_over_one_bid_or_equal_bids(client, method):
    for bids, least in itertools.product(("90000000", "90000000\n90000000", "1\n1\n1"), ("1", "2", "9")):
        told = LPL_A | {"method": method, "bids": bids, "min_bids": least, "budget_won": "100000000", "ratio": "80"}
        assert client.get(SIMULATOR, told).status_code in (200, 422), (method, bids, least)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"bids": ""}, "required"),
        ({"bids": "0"}, "Line 1"),
        ({"bids": "-5"}, "Line 1"),
        ({"bids": "90000000\n12345678901234567"}, "Line 2"),
        ({"bids": "\n".join(["1000"] * 41)}, "At most 40 bids"),
        ({"base_won": "1,5"}, "base_won"),
        ({"method": "LPL_EC"}, "takes its limit from the budget"),
        ({"method": "COMPOSITE"}, "needs a second number on each line"),
        ({"method": "JP_MIN"}, "This rule needs it."),
        ({"f_ratio": "700"}, "Between 1 and 100."),
        ({"method": "NONSENSE"}, "method"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(client, changed, words):
    answer = client.get(SIMULATOR, LPL_A | changed)

    assert answer.status_code == 422
    body = answer.content.decode()
    assert words in body or words in answer.context["form"].errors
    assert "100,000,000" in body or "base_won" in changed


def test_every_wrong_line_is_told_by_its_number_in_the_box(client):
    answer = client.get(SIMULATOR, LPL_A | {"bids": "68,000,000\n오백\n\n97,000,000\n1,5"})

    told = answer.context["form"].errors["bids"]
    assert [error.split(":")[0] for error in told] == ["Line 2", "Line 5"]
    assert "“오백” is not an amount. Write the amount alone, such as 90,000,000." in told[0]

    many = client.get(SIMULATOR, LPL_A | {"bids": "\n".join(["오백"] * 12)}).context["form"].errors["bids"]
    assert (len(many), many[-1]) == (11, "And 2 more lines.")


def test_rows_of_a_sheet_are_taken_as_they_are_pasted(client):
    rows = ["가람\t68,000,000\t원", "나래\t78,500,000 KRW", "88,000,000원", "92000000\tkrw", "\t97,000,000\t"]

    answer = client.get(SIMULATOR, LPL_A | {"bids": "\r\n".join(rows)})

    assert answer.status_code == 200, answer.context["form"].errors
    assert [row["price_won"] for row in answer.context["rows"]] == [
        68_000_000,
        78_500_000,
        88_000_000,
        92_000_000,
        97_000_000,
    ]


@pytest.mark.parametrize(
    ("told", "winner_won"),
    [
        ({"method": "BAM"}, 88_000_000),
        ({"method": "BELOW_AVG"}, 78_500_000),
        ({"method": "LOWEST"}, 68_000_000),
        ({"method": "LPL_FIXED", "ratio": "90", "fixed_on": "base"}, 92_000_000),
        ({"method": "LPL_EC", "budget_won": "100000000", "f_ratio": "80"}, 78_500_000),
        (
            {"method": "COMPOSITE", "f_price_weight": "80", "bids": "88000000; 62\n90000000; 85\n95000000; 92"},
            90_000_000,
        ),
        ({"method": "TCO", "bids": "420000000; 220722896\n548000000; 191837001"}, 548_000_000),
    ],
)
def test_every_rule_can_be_tried(client, told, winner_won):
    answer = client.get(SIMULATOR, LPL_A | told)

    assert answer.status_code == 200, answer.context["form"].errors
    assert answer.context["winner"]["price_won"] == winner_won


@pytest.mark.parametrize("method", ["IT_A", "IT_2017_B", "KR_RESERVE"])
def test_a_rule_that_turns_at_every_won_is_shown_without_stretches(client, method):
    prices = "\n".join(str(80_000_000 + 700_001 * number) for number in range(25))
    answer = client.get(SIMULATOR, LPL_A | {"method": method, "bids": prices})

    assert answer.status_code in (200, 422)
    assert answer.status_code == 422 or answer.context["sensitivity"]["less"]


def test_a_change_of_rule_shows_its_figures(client):
    answer = client.get(SIMULATOR, {"method": "JP_MIN"})

    assert "f_direct_won" in answer.context["form"].fields


EXPLAIN = {"method": "EU_EXPLAIN", "base_won": "120000000", "bids": "82000000\n118000000\n125000000\n131000000"}


def test_a_bid_that_has_to_explain_its_price_wins_only_if_it_can(client):
    response = client.get(SIMULATOR, EXPLAIN)

    text, first = response.content.decode(), response.context["rows"][0]
    waits = "Bidder A has to explain its price: it wins if the explanation holds, else Bidder B does."
    assert (response.context["winner"], response.context["failed"], first["words"]) == (None, waits, "To be explained")
    assert "Below the announced share of the base price: ₩82,000,000 is less than ₩84,000,000." in first["why"]
    assert text.count(waits) >= 2  # beside "Wins", and as what the chart says
    assert response.context["sensitivity"] is None
    assert "No bid wins" not in text


def test_of_two_low_bids_the_second_explains_if_the_first_cannot(client):
    low = EXPLAIN | {"bids": "60000000\n65000000\n118000000\n125000000\n131000000"}
    assert client.get(SIMULATOR, low).context["failed"] == (
        "Bidder A has to explain its price: it wins if the explanation holds, else Bidder B explains its own."
    )


def test_nobody_wins_where_the_only_bid_cannot_explain_its_price(client):
    response = client.get(SIMULATOR, EXPLAIN | {"bids": "60000000", "min_bids": "1", "method": "LPL_POSCO"})
    assert response.context["failed"] == (
        "Bidder A has to explain its price: it wins if the explanation holds, else nobody does."
    )


@pytest.mark.parametrize(
    ("method", "names"),
    {
        "LPL_FIXED": {"ratio"},
        "LPL_EC": {"budget_won"},
        "JP_MIN": {"f_direct_won", "f_common_won", "f_site_won", "f_general_won"},
    }.items(),
)
def test_what_a_rule_cannot_do_without_is_called_required_and_told_once(client, method, names):
    form = client.get(SIMULATOR, {"method": method, "change": "rule"}).context["form"]
    needed = {name for name, field in form.fields.items() if field.required} - {"method", "base_won", "bids"}

    response = client.get(SIMULATOR, LPL_A | {"method": method})

    assert needed == names
    assert response.status_code == 422
    assert {name: len(faults) for name, faults in response.context["form"].errors.items()} == dict.fromkeys(names, 1)


def test_the_part_alone_is_given_to_htmx(client):
    answer = client.get(SIMULATOR, LPL_A, headers={"HX-Request": "true"})

    assert answer.content.decode().lstrip().startswith('<div id="simulated">')
