"""Doors: the list of tenders as staff use it: their own ones, by short number, taken along as a table."""

import csv
import io

import pytest
from django.urls import reverse

from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import Tender
from purchasing.bidding.tests import board_factories
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db
LIST, EXPORT = "bidding:tender-list", "bidding:tender-export"


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def found(client, query: str) -> list[str]:
    return [row.tender.number for row in client.get(f"{reverse(LIST)}?{query}").context["rows"]]


def table(client, query: str) -> list[list[str]]:
    response = client.get(f"{reverse(EXPORT)}?{query}&format=csv")
    assert response.status_code == 200
    text = response.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("part", ["officer", "estimator", "approver", "evaluator", "opener"])
def test_staff_find_their_own_tenders(client, part):
    own, others = make.evaluated(), make.published().tender
    sign_in(client, own.cast.openers[1] if part == "opener" else getattr(own.cast, part))

    assert set(found(client, "")) == {own.tender.number, others.number}
    assert found(client, "mine=on") == [own.tender.number]
    assert "Those that you drew up, estimate, approve, evaluate or open" in (
        client.get(f"{reverse(LIST)}?mine=on").content.decode()
    )


def test_a_seat_in_the_evaluation_board_is_a_part_in_the_tender():
    stage = board_factories.examining()
    member, gone, *_ = board_factories.board(stage)
    seat = stage.tender.board.seats.get(user=gone)
    seat.left_at, seat.left_reason = stage.tender.closes_at, "Leaves the house"
    seat.save()

    assert list(queries.tenders_of(member, Tender.objects.all())) == [stage.tender]
    assert list(queries.tenders_of(gone, Tender.objects.all())) == []


def test_own_tenders_are_a_filter_of_staff_alone(client):
    tender = make.published().tender

    for reader in (None, supplier("SA", "BD")):
        if reader:
            sign_in(client, reader)
        response = client.get(f"{reverse(LIST)}?mine=on")
        assert "Only mine" not in response.content.decode()
        assert [row.tender for row in response.context["rows"]] == [tender]

    sign_in(client, staff("PO"))
    text = client.get(f"{reverse(LIST)}?mine=on").content.decode()
    assert "Only mine" in text
    assert "Show all tenders" in text


@pytest.mark.parametrize("tenders", [1, 3])
def test_own_tenders_cost_the_same_for_one_and_for_three(tenders, django_assert_num_queries):
    cast = make.Cast()
    for _ in range(tenders):
        make.draft(cast)

    with django_assert_num_queries(1):
        assert len(queries.tenders_of(cast.officer, queries.tenders_visible_to(cast.officer))) == tenders


@pytest.mark.parametrize(
    "words", ["TND-{y}-{n}", "tnd-{y}-{n}", "{y}-{n}", "TND-{n}", "{n}", "{y}-00{n}", "TND-{y}-{n:06d}"]
)
def test_a_number_is_found_as_people_say_it(client, words):
    cast = make.Cast()
    for number in ("TND-2031-000738", "TND-2032-000739"):
        Tender.objects.filter(pk=make.draft(cast).tender.pk).update(number=number)
    sign_in(client, cast.officer)

    assert found(client, f"q={words.format(y=2031, n=738)}") == ["TND-2031-000738"]


@pytest.mark.parametrize("words", ["{later}-{place}", "TND-{year}-{place}0", "{bidder}", "{bidder_number}"])
def test_another_number_and_a_bidder_find_nothing(client, words):
    stage = make.awarded()
    _, year, place = stage.tender.number.split("-")
    winner = stage.tender.winner.company
    said = {"year": year, "later": int(year) + 1, "place": int(place)}
    sign_in(client, stage.cast.officer)

    assert found(client, f"q={year}-{int(place)}") == [stage.tender.number]
    assert found(client, "q=" + words.format(**said, bidder=winner.name, bidder_number=winner.number)) == []


@pytest.mark.parametrize(
    ("language", "head", "words"),
    [
        ("en", "State", ["Goods", "Failed"]),
        ("ko", "상태", ["물품", "유찰"]),
    ],
)
def test_staff_take_the_filtered_list_along_in_words(client, language, head, words):
    client.cookies["django_language"] = language
    cast = make.Cast()
    make.published(cast)
    failed = services.fail_tender(make.evaluated(cast).tender, reason="수요 없음", by=cast.approver)
    sign_in(client, cast.officer)

    rows = table(client, "stage=ended")

    assert rows[0][4] == head
    assert [row[0] for row in rows[1:]] == [failed.number]
    assert rows[1][2] == words[0]
    assert rows[1][4] == words[1]
    assert failed.method not in rows[1]
    assert len(table(client, "")) == 3
    assert "xlsx" in client.get(reverse(EXPORT))["Content-Disposition"]
    assert reverse(EXPORT) in client.get(f"{reverse(LIST)}?stage=ended").content.decode()


def test_people_outside_take_no_list_along(client):
    tender = make.published().tender

    assert client.get(reverse(EXPORT)).status_code == 303
    sign_in(client, supplier("SA", "BD"))
    assert client.get(reverse(EXPORT)).status_code == 404
    page = client.get(reverse(LIST)).content.decode()
    assert tender.number in page
    assert reverse(EXPORT) not in page


@pytest.mark.parametrize("tenders", [1, 3])
def test_the_table_costs_the_same_for_one_and_for_three(client, tenders, django_assert_max_num_queries):
    cast = make.Cast()
    for _ in range(tenders):
        make.published(cast)
    sign_in(client, cast.officer)

    with django_assert_max_num_queries(8):
        assert len(table(client, "")) == tenders + 1
