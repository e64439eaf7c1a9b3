"""The rule simulator for programs: the same code and refusals as the page, without a token, and nothing kept."""

import pytest
from rest_framework.test import APIClient

from portal.partners.models import GivenAnswer
from portal.tests.doors import let_few_in
from purchasing.bidding.models import WhatIfRun

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/simulations/"
BIDS = [{"price_won": price} for price in (97_000_000, 78_500_000, 68_000_000, 88_000_000, 92_000_000)]
ASKED = {"method": "LPL_POSCO", "base_won": 100_000_000, "bids": BIDS}


def tried(**changes):
    return APIClient().post(ADDRESS, ASKED | changes, format="json", headers={"Accept-Language": "en"})


def test_everybody_tries_a_rule_and_reads_the_winner_the_floor_and_every_step():
    answer = tried()

    told = answer.json()
    assert answer.status_code == 200
    assert (told["winner"], told["limit_won"], told["failed"]) == (1, 78_497_500, "")
    assert [(bid["place"], bid["price_won"], bid["rank"], bid["verdict"]) for bid in told["bids"]] == [
        (2, 68_000_000, None, "excluded"),
        (1, 78_500_000, 1, "wins"),
        (3, 88_000_000, 2, "valid"),
        (4, 92_000_000, 3, "valid"),
        (0, 97_000_000, 4, "valid"),
    ]
    assert "10,497,500" in told["bids"][0]["reason"]
    assert {"label", "formula", "result"} == set(told["steps"][0])
    assert told["version"]
    assert not GivenAnswer.objects.exists()
    assert not WhatIfRun.objects.exists()


def test_figures_of_the_method_are_taken_by_name_and_points_beside_the_price():
    bids = [{"price_won": 88_000_000, "compared": "62"}, {"price_won": 90_000_000, "compared": 95}]

    by_price, by_quality = (
        tried(method="COMPOSITE", bids=bids, figures={"price_weight": weight}).json() for weight in ("80", "20")
    )

    assert by_quality["winner"] == 1
    assert [step["result"] for step in by_price["steps"]] != [step["result"] for step in by_quality["steps"]]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"method": "DIRECT"}, "method", id="no-such-method"),
        pytest.param({"bids": []}, "bids", id="no-bids"),
        pytest.param({"bids": [{"price_won": 0}]}, "bids/0/price_won", id="price-of-nothing"),
        pytest.param({"bids": BIDS * 9}, "bids", id="too-many"),
        pytest.param({"method": "COMPOSITE"}, "bids", id="points-missing"),
        pytest.param({"method": "LPL_FIXED"}, "ratio_pct", id="share-missing"),
        pytest.param({"method": "COMPOSITE", "figures": {"price_weight": "900"}}, "figures/price_weight", id="weight"),
        pytest.param({"figures": {"mood": "1"}}, "figures/mood", id="unknown-figure"),
        pytest.param({"colour": "red"}, "colour", id="unknown-field"),
    ],
)
def test_what_does_not_fit_is_a_400_at_the_name_that_was_sent(changes, place):
    answer = tried(**changes)

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert f"#/{place}" in {each["pointer"] for each in answer.json()["errors"]}


def test_it_is_asked_as_often_as_the_page_and_no_oftener(settings):
    let_few_in(settings, search=2)

    assert [tried().status_code for _time in range(3)] == [200, 200, 429]
