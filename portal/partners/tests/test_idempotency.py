"""A repeated POST has one effect and one answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from portal.clock import db_now
from portal.outbox.models import Event
from portal.partners import services
from portal.partners.models import GivenAnswer
from portal.partners.services import answers
from portal.partners.tests.factories import api_client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.partners.tests.probe")]
SCOPES = ("catalog.read", "catalog.write")


def post(api, body, key="key-0001"):
    return api.post("/api/v1/probe/", body, headers={"Idempotency-Key": key})


def test_the_same_key_and_body_get_the_same_answer_and_one_effect():
    api = api_client(None, *SCOPES)
    first, second = post(api, {"name": "가"}), post(api, {"name": "가"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Idempotent-Replay"] == "true"
    assert Event.objects.filter(name="probe.posted").count() == 1


def test_the_same_key_with_another_body_is_refused():
    api = api_client(None, *SCOPES)
    post(api, {"name": "가"})
    refused = post(api, {"name": "나"})
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert Event.objects.filter(name="probe.posted").count() == 1


@pytest.mark.parametrize("key", ["", "short", "x" * 101, "with space", "한글한글한글한글"])
def test_a_key_is_needed(key):
    response = post(api_client(None, *SCOPES), {"name": "가"}, key=key)
    assert response.status_code == 400
    told = response.json()
    assert (told["code"], [fault["header"] for fault in told["errors"]]) == (
        "idempotency_key_missing",
        ["Idempotency-Key"],
    )


def test_a_refusal_is_judged_anew():
    api = api_client(None, *SCOPES)
    assert post(api, {"name": "refused"}).status_code == 422
    assert not GivenAnswer.objects.exists()
    assert post(api, {"name": "가"}).status_code == 201


def test_a_deed_whose_answer_cannot_be_kept_is_not_done(monkeypatch):
    """Both are one transaction: else its repetition would do it again."""
    api = api_client(None, *SCOPES)
    with monkeypatch.context() as broken:
        broken.setattr(services, "keep_answer", raise_fault)
        assert post(api, {"name": "가"}).status_code == 500
    assert Event.objects.filter(name="probe.posted").count() == 0
    assert post(api, {"name": "가"}).status_code == 201


def raise_fault(*_arguments, **_names):
    raise OSError("no room")


def test_keys_of_two_clients_do_not_meet():
    one, two = api_client(None, *SCOPES), api_client(None, *SCOPES)
    assert post(one, {"name": "가"}).json() != post(two, {"name": "가"}).json()


def test_a_key_is_free_again_after_a_day(monkeypatch):
    api = api_client(None, *SCOPES)
    post(api, {"name": "가"})
    later = db_now() + timedelta(hours=24, minutes=1)
    monkeypatch.setattr(answers, "db_now", lambda: later)
    assert services.answer_given(api.partner.user, "key-0001") is None


def test_neither_request_nor_answer_can_be_read_in_the_table(settings):
    api = api_client(None, *SCOPES)
    first = post(api, {"name": "98765432"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(a::text, '') FROM partners_givenanswer a")
        assert "98765432" not in cursor.fetchone()[0]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 60
    assert post(api, {"name": "98765432"}).json() == first.json()


@pytest.mark.django_db(transaction=True)
def test_twins_at_the_same_moment_have_one_effect():
    api = api_client(None, *SCOPES)
    header = api._credentials

    def send(_number):
        twin = type(api)(raise_request_exception=False)
        twin.credentials(**header)
        try:
            while (answer := post(twin, {"name": "가"})).status_code == 409:
                assert (answer.json()["code"], answer["Retry-After"]) == ("idempotency_key_in_flight", "1")
            return answer.json()["event"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = set(pool.map(send, range(8)))

    assert len(told) == 1
    assert Event.objects.filter(name="probe.posted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_while_a_request_is_being_answered_its_twin_is_told_at_once():
    api = api_client(None, *SCOPES)
    told = []

    def twin():
        try:
            told.append(post(api, {"name": "가"}).json()["code"])
        finally:
            connection.close()

    with transaction.atomic():
        assert services.claim_key(api.partner.user, "key-0001")
        thread = Thread(target=twin)
        thread.start()
        thread.join(timeout=10)

    assert told == ["idempotency_key_in_flight"]
    assert post(api, {"name": "가"}).status_code == 201
