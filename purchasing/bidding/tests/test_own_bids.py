"""The own list: found by word and stage, and what the result tells, not a moment sooner."""

import pytest

from portal.tests.signin import sign_in
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db
LIST = "/tenders/own-bids/"


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def row_of(client, person):
    sign_in(client, person)
    answer = client.get(LIST)
    return answer.context["rows"][0], answer.content.decode()


def test_before_the_result_the_list_tells_no_price(client):
    stage = make.evaluated()

    row, text = row_of(client, stage.bidders[1])

    assert row.opened is None
    assert "78,500,000" not in text


def test_while_the_standstill_runs_the_one_to_be_awarded_is_told_so_and_the_others_are_not(client):
    stage = make.standing()

    chosen, text = row_of(client, stage.bidders[1])
    other, _text = row_of(client, stage.bidders[2])

    assert (chosen.kind, chosen.words) == ("win", "To be awarded")
    assert "Own price" in text
    assert "78,500,000" in text
    assert "rank 1" in text
    assert other.words == "Valid"


def test_after_the_award_a_loser_reads_whose_it_is(client):
    stage = make.awarded()

    lost, text = row_of(client, stage.bidders[2])
    assert lost.words == "Reserve"
    assert f"Awarded to {stage.bidders[1].company.name}" in text
    assert "78,500,000" in text

    won, text = row_of(client, stage.bidders[1])
    assert won.words == "Awarded"
    assert "Awarded to" not in text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 1),
        ({"stage": "awarded"}, 1),
        ({"stage": "open"}, 0),
        ({"q": "no such word"}, 0),
    ],
)
def test_the_list_is_searched_as_that_of_tenders(client, asked, found):
    stage = make.awarded()
    sign_in(client, stage.bidders[1])

    answer = client.get(LIST, asked)
    by_number = client.get(LIST, {"q": stage.tender.number})
    part = client.get(LIST, asked, headers={"HX-Request": "true"}).content.decode()

    assert len(answer.context["rows"]) == found
    assert len(by_number.context["rows"]) == 1
    assert ("Show all own bids" in answer.content.decode()) is (not found)
    assert "<html" not in part
