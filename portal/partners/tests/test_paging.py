"""Pages by sealed cursor; filters and order by allow-list."""

from base64 import urlsafe_b64decode
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.outbox.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.partners.tests.probe")]


@pytest.fixture
def events():
    for number in range(5):
        Event.objects.create(name=f"event.{number}")


def names(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


def test_cursors_lead_through_all_rows_and_back(client, events):
    first = client.get("/api/v1/events/?page_size=2")
    second = client.get(first.json()["next"])
    third = client.get(second.json()["next"])
    assert [names(page) for page in (first, second, third)] == [
        ["event.4", "event.3"],
        ["event.2", "event.1"],
        ["event.0"],
    ]
    assert third.json()["next"] is None
    assert names(client.get(third.json()["previous"])) == ["event.2", "event.1"]


def test_a_cursor_cannot_be_altered(client, events):
    link = client.get("/api/v1/events/?page_size=2").json()["next"]
    assert client.get(link.replace("&page_size", "AA&page_size")).status_code == 400
    assert client.get(link.replace("cursor=", "cursor=x")).status_code == 400


def test_a_cursor_tells_nothing_and_outlives_a_change_of_the_secret(client, events, settings):
    link = client.get("/api/v1/events/?page_size=2&ordering=name").json()["next"]
    cursor = parse_qs(urlsplit(link).query)["cursor"][0]
    raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert b"name" not in raw
    assert b"event" not in raw, "no value, so no key and no count of other companies' things"
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 50
    assert names(client.get(link)) == ["event.2", "event.3"]


def test_the_most_rows_of_a_page(client, events):
    assert len(names(client.get("/api/v1/events/?page_size=100"))) == 5
    assert client.get("/api/v1/events/?page_size=101").status_code == 400


def test_filters_and_order(client, events):
    assert names(client.get("/api/v1/events/?name=event.1,event.3&ordering=name")) == ["event.1", "event.3"]
    assert names(client.get("/api/v1/events/?q=EVENT.2")) == ["event.2"]
    assert names(client.get("/api/v1/events/?announced_from=2999-01-01T00:00:00Z")) == []
    assert len(names(client.get("/api/v1/events/?announced_before=2999-01-01&announced_from=0001-01-01"))) == 5
    assert len(names(client.get("/api/v1/events/?announced_from=2000-01-01T00:00:00+09:00"))) == 5, "a plus unencoded"
    assert names(client.get("/api/v1/events/?ordering=-name&page_size=1")) == ["event.4"]


def test_a_cursor_belongs_to_its_order(client, events):
    link = client.get("/api/v1/events/?page_size=2&ordering=name").json()["next"]
    assert names(client.get(link)) == ["event.2", "event.3"]
    assert client.get(link.replace("ordering=name", "ordering=-name")).status_code == 400


@pytest.mark.parametrize("order", ["delivered_at", "-delivered_at", "delivered_at,-name", "name", ""])
def test_equal_and_empty_values_are_neither_skipped_nor_told_twice(client, order):
    moments = [None, "2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z", None, "2026-01-01T00:00:00Z", None]
    for number, delivered in enumerate(moments):
        Event.objects.create(name=f"event.{number % 2}.{number}", delivered_at=delivered)
    whole = names(client.get("/api/v1/events/", {"ordering": order} if order else {}))

    told, back, link = [], [], f"/api/v1/events/?page_size=1&ordering={order}".removesuffix("&ordering=")
    while link:
        answer = client.get(link)
        told += names(answer)
        link = answer.json()["next"]
    link = answer.json()["previous"]
    while link:
        answer = client.get(link)
        back += names(answer)
        link = answer.json()["previous"]

    assert told == whole
    assert len(set(told)) == 6
    assert back == whole[-2::-1]


def test_rows_that_come_meanwhile_do_not_move_the_pages(client, events):
    first = client.get("/api/v1/events/?page_size=2&ordering=-name")
    Event.objects.create(name="event.9")
    Event.objects.filter(name="event.3").delete()
    assert names(client.get(first.json()["next"])) == ["event.2", "event.1"]
