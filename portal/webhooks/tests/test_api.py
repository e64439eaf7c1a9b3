"""A program looks after its own endpoints; hostile input is answered at its field."""

import uuid
from base64 import b64decode, b64encode

import pytest
from django.db import connection
from django.utils import translation

from portal.partners.models import GivenAnswer
from portal.partners.tests.factories import api_client
from portal.tests.doors import let_few_in
from portal.tests.factories import CompanyFactory
from portal.webhooks import services
from portal.webhooks.models import Delivery, Endpoint, Secret
from portal.webhooks.tests import kinds
from portal.webhooks.tests.receiver import receiving
from portal.webhooks.tests.test_sending import happen

pytestmark = pytest.mark.django_db
ENDPOINTS = "/api/v1/webhook-endpoints/"


@pytest.fixture(autouse=True)
def english():
    kinds.enter()
    with translation.override("en"):
        yield


@pytest.fixture
def api():
    return api_client(None, "webhook.write", "catalog.read")


def post(api, path, body=None, key=""):
    return api.post(path, body or {}, HTTP_IDEMPOTENCY_KEY=key or str(uuid.uuid4()), HTTP_ACCEPT_LANGUAGE="en")


def add(api, key="", **more):
    sent = {"receiver_url": "https://erp.garam.example/in", "kinds": [kinds.CODE]} | more
    return post(api, ENDPOINTS, sent, key)


def test_answers_kept_for_repetitions_hold_no_secret_that_could_be_read(api):
    made = add(api, key="made-0001")
    path = f"{ENDPOINTS}{made.data['uid']}/rotate-secret/"
    rotated = post(api, path, {"overlap_hours": 24}, key="rotated-0001")
    secrets = [answer.data["secret"] for answer in (made, rotated)]
    assert GivenAnswer.objects.count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(a::text, ' ') FROM partners_givenanswer a")
        kept = cursor.fetchone()[0]
    for secret in secrets:
        code = secret.removeprefix("whsec_")
        forms = [secret, code, b64decode(code).hex(), b64encode(secret.encode()).decode()[:-4]]
        assert [form for form in forms if form in kept] == []
    assert "whsec_" not in kept
    again = add(api, key="made-0001"), post(api, path, {"overlap_hours": 24}, key="rotated-0001")
    assert [answer.json()["secret"] for answer in again] == secrets, "who lost the answer asks for it again"
    assert [answer["Idempotent-Replay"] for answer in again] == ["true", "true"]


def test_an_endpoint_is_added_shown_changed_and_removed(api):
    made = add(api, note="ERP")
    assert made.status_code == 201, made.data
    assert made.data["secret"].startswith("whsec_")
    uid = made.data["uid"]
    shown = api.get(f"{ENDPOINTS}{uid}/").data
    assert (shown["receiver_url"], shown["state"]) == ("https://erp.garam.example/in", "active")
    assert "secret" not in shown
    changed = api.patch(f"{ENDPOINTS}{uid}/", {"note": "ERP 2"})
    assert (changed.status_code, changed.data["note"]) == (200, "ERP 2")
    rotated = post(api, f"{ENDPOINTS}{uid}/rotate-secret/", {"overlap_hours": 24})
    assert (rotated.status_code, Secret.objects.count()) == (201, 2)
    assert rotated.data["secret"] != made.data["secret"]
    assert post(api, f"{ENDPOINTS}{uid}/pause/").data["state"] == "paused"
    assert post(api, f"{ENDPOINTS}{uid}/test/").status_code == 409
    assert post(api, f"{ENDPOINTS}{uid}/resume/").data["state"] == "active"
    assert post(api, f"{ENDPOINTS}{uid}/remove/").status_code == 204
    assert api.get(f"{ENDPOINTS}{uid}/").status_code == 404
    assert (Secret.objects.count(), Endpoint.objects.get().state) == (0, "removed")


def test_test_messages_are_counted(api, settings):
    let_few_in(settings, webhook_again=1)
    uid = add(api).data["uid"]
    assert [post(api, f"{ENDPOINTS}{uid}/{act}/").status_code for act in ("test", "test", "replay", "pause")] == [
        202,
        429,
        429,
        200,
    ]


def test_the_same_key_makes_one_endpoint_and_answers_the_same_secret(api):
    body = {"receiver_url": "https://erp.garam.example/in", "kinds": [kinds.CODE]}
    first, second = (post(api, ENDPOINTS, body, key="the-same-key") for _ in range(2))
    assert (first.data["secret"], Endpoint.objects.count()) == (second.data["secret"], 1)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"receiver_url": "https://127.0.0.1/"}, 422, "receiver_url"),
        ({"receiver_url": "http://erp.garam.example/"}, 422, "receiver_url"),
        ({"receiver_url": "https://user:pass@erp.garam.example/"}, 422, "receiver_url"),
        ({"receiver_url": "https://erp.garam.example:8443/"}, 422, "receiver_url"),
        ({"receiver_url": "https://erp.garam.example/\u0000"}, 400, "receiver_url"),
        ({"receiver_url": 7}, 400, "receiver_url"),
        ({"kinds": []}, 400, "kinds"),
        ({"kinds": ["no.such"]}, 422, "kinds"),
        ({"kinds": "tender.published"}, 400, "kinds"),
        ({"surprise": 1}, 400, "surprise"),
    ],
)
def test_bad_input_is_told_at_its_field(api, body, status, field):
    answer = add(api, **body)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert [each["pointer"] for each in answer.data["errors"]][0].startswith(f"#/{field}"), answer.data
    assert Endpoint.objects.count() == 0


def test_a_kind_needs_its_scope_and_the_endpoint_stays_the_programs_own(api):
    company = CompanyFactory()
    mine, other = (api_client(company, "webhook.write", "tender.read") for _ in range(2))
    refused = add(mine)
    assert refused.status_code == 422
    assert "catalog.read" in str(refused.data)
    uid = add(api).data["uid"]
    for stranger in (mine, other):
        assert stranger.get(f"{ENDPOINTS}{uid}/").status_code == 404
        assert post(stranger, f"{ENDPOINTS}{uid}/remove/").status_code == 404
        assert stranger.get(ENDPOINTS).data["results"] == []
    assert api_client(None, "catalog.read").get(ENDPOINTS).status_code == 403


def test_deliveries_with_attempts_filters_and_replay(settings):
    with receiving(lambda _self, number: (500 if number == 1 else 200, {}, b"")) as receiver:
        settings.WEBHOOK_LOCAL_RECEIVERS = [receiver.place]
        api = api_client(None, "webhook.write", "catalog.read")
        uid = add(api, receiver_url=receiver.url).data["uid"]
        endpoint = Endpoint.objects.get()
        happen(endpoint)
        services.send_due()
        listed = api.get("/api/v1/webhook-deliveries/", {"endpoint": uid, "state": "waiting"}).data["results"]
        assert [(each["kind"], each["attempts_made"]) for each in listed] == [(kinds.CODE, 1)]
        assert listed[0]["next_at"] > listed[0]["created_at"]
        assert api.get("/api/v1/webhook-deliveries/", {"state": "failed,dropped"}).data["results"] == []
        assert api.get("/api/v1/webhook-deliveries/", {"state": "lost"}).status_code == 400
        address = f"/api/v1/webhook-deliveries/{listed[0]['uid']}/"
        assert post(api, f"{address}replay/").status_code == 409, "it waits already"
        Delivery.objects.update(state="failed")
        assert api.get(address).data["next_at"] is None
        assert post(api, f"{ENDPOINTS}{uid}/replay/").data == {"messages": 1}
        services.send_due()
        shown = api.get(address).data
        assert [(each["outcome"], each["status"]) for each in shown["attempts"]] == [("heard", 200), ("status", 500)]
        assert (shown["state"], shown["message"]["type"], shown["next_at"]) == ("delivered", kinds.CODE, None)
        assert len(set(receiver.ids)) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_for_one_and_for_three(api, number, django_assert_num_queries):
    endpoint = None
    for each in range(number):
        uid = add(api, receiver_url=f"https://erp.garam.example/{each}").data["uid"]
        endpoint = Endpoint.objects.get(uid=uid)
        services.send_test(endpoint, by=endpoint.created_by)
    with django_assert_num_queries(2):
        assert len(api.get(ENDPOINTS).data["results"]) == number
    with django_assert_num_queries(2):
        assert len(api.get("/api/v1/webhook-deliveries/").data["results"]) == number


def test_the_kinds_are_told_to_everybody_page_by_page(client):
    answer = client.get("/api/v1/webhook-kinds/?page_size=2")
    assert answer.status_code == 200
    told = answer.json()
    assert [set(each) for each in told["results"]] == [{"code", "scope", "label", "said"}] * 2
    assert client.get(told["next"]).json()["results"][0]["code"] > told["results"][1]["code"]
