"""What has not changed is not sent again, and nobody acts upon what is no longer so."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from portal.outbox.models import Event
from portal.partners.tests.factories import api_client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.partners.tests.probe")]
SCOPES = ("catalog.read", "catalog.write")
KEY = 1_000_000_000  # no number of an event that a request announces
THING = f"/api/v1/things/{KEY}/"
DEED = f"{THING}renamings/"


@pytest.fixture
def thing():
    return Event.objects.create(pk=KEY, name="first")


def rename(api, name, *, key="key-0001", **headers):
    return api.post(DEED, {"name": name}, headers={"Idempotency-Key": key, **headers})


def test_what_a_client_has_is_not_sent_again(client, thing):
    first = client.get(THING)
    again = client.get(THING, headers={"If-None-Match": f'W/"other", {first["ETag"]}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"] == "no-cache"
    assert "Accept-Language" in again["Vary"]
    Event.objects.filter(pk=KEY).update(name="second")
    changed = client.get(THING, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed.json()["name"]) == (200, "second")


def test_lists_have_etags_too(client, thing):
    first = client.get("/api/v1/events/")
    assert client.get("/api/v1/events/", headers={"If-None-Match": first["ETag"]}).status_code == 304
    Event.objects.create(name="another")
    assert client.get("/api/v1/events/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_two_clients_cannot_compare_what_they_read(thing):
    one, two = api_client(None, *SCOPES), api_client(None, *SCOPES)
    assert one.get(THING).content == two.get(THING).content
    assert one.get(THING)["ETag"] == one.get(THING)["ETag"] != two.get(THING)["ETag"]


def test_problems_and_the_clock_have_none(client):
    assert not client.get("/api/v1/events/999/").has_header("ETag")
    assert not client.get("/api/v1/time").has_header("ETag")


def test_a_deed_on_what_was_read(thing):
    api = api_client(None, *SCOPES)
    seen = api.get(THING)["ETag"]
    assert rename(api, "second", **{"If-Match": seen}).status_code == 201
    refused = rename(api, "third", key="key-0002", **{"If-Match": seen})
    assert (refused.status_code, refused.json()["code"]) == (412, "precondition_failed")
    assert Event.objects.get(pk=KEY).name == "second"
    now = api.get(THING)["ETag"]
    assert rename(api, "third", key="key-0002", **{"If-Match": f"W/{now}"}).status_code == 201, "proxies weaken tags"


def test_a_repetition_is_answered_though_the_thing_has_changed(thing):
    api = api_client(None, *SCOPES)
    seen = api.get(THING)["ETag"]
    first, again = (rename(api, "second", **{"If-Match": seen}) for _time in range(2))
    assert (again.status_code, again.json(), again["Idempotent-Replay"]) == (201, first.json(), "true")


@pytest.mark.parametrize(("header", "status"), [("*", 201), ('"guess"', 412), ("", 412), ("no quotes", 412)])
def test_other_conditions(thing, header, status):
    assert rename(api_client(None, *SCOPES), "second", **{"If-Match": header}).status_code == status


def test_what_is_not_there_matches_nothing():
    api = api_client(None, *SCOPES)
    assert rename(api, "second", **{"If-Match": "*"}).status_code == 412


def test_the_etag_of_another_client_is_of_no_use(thing):
    one, two = api_client(None, *SCOPES), api_client(None, *SCOPES)
    assert rename(two, "second", **{"If-Match": one.get(THING)["ETag"]}).status_code == 412


@pytest.mark.django_db(transaction=True)
def test_of_two_who_saw_the_same_one_acts(thing):
    api = api_client(None, *SCOPES)
    seen, header = api.get(THING)["ETag"], api._credentials

    def act(number):
        twin = type(api)(raise_request_exception=False)
        twin.credentials(**header)
        try:
            return rename(twin, f"name {number}", key=f"key-000{number}", **{"If-Match": seen}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(act, range(4)))

    assert told == [201, 412, 412, 412]
