"""Pages by signed cursor and by number; filters and order by allow-list."""

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


def test_the_most_rows_of_a_page(client, events):
    assert len(names(client.get("/api/v1/events/?page_size=100"))) == 5
    assert client.get("/api/v1/events/?page_size=101").status_code == 400


def test_filters_and_order(client, events):
    assert names(client.get("/api/v1/events/?name__in=event.1,event.3&ordering=name")) == ["event.1", "event.3"]
    assert names(client.get("/api/v1/events/?q=EVENT.2")) == ["event.2"]
    assert names(client.get("/api/v1/events/?since=2999-01-01T00:00:00Z")) == []
    assert names(client.get("/api/v1/events/?ordering=-name&page_size=1")) == ["event.4"]
    assert names(client.get("/api/v1/events/?q=event.1&q=event.2")) == ["event.2"], "of two the last counts"


def test_pages_by_number(client, events):
    answer = client.get("/api/v1/numbered/?page=2&page_size=2").json()
    assert (answer["count"], len(answer["results"])) == (5, 2)
    for page in ("0", "-1", "x", "1e3", "99999999999", "٣", ""):
        assert client.get("/api/v1/numbered/", {"page": page}).status_code == 400
    assert client.get("/api/v1/numbered/?page=101&page_size=100").status_code == 400
    assert client.get("/api/v1/numbered/?page=9&page_size=2").status_code == 404
