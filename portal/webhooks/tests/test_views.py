"""Pages of webhooks: the company's administrator looks after them, nobody else."""

import pytest
from django.urls import reverse
from django.utils import translation

from portal.partners.services import revoke_client
from portal.partners.tests.factories import make_client
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.signin import sign_in
from portal.webhooks import services
from portal.webhooks.models import Delivery, Endpoint, Secret
from portal.webhooks.tests import kinds
from portal.webhooks.tests.factories import make_endpoint
from portal.webhooks.tests.receiver import receiving

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client):
    kinds.enter()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def admin(client):
    user = UserFactory(company=CompanyFactory(), roles=("SA",))
    sign_in(client, user)
    return user


def test_from_the_empty_page_to_a_test_message(client, admin, settings):
    listing = reverse("webhooks:endpoint-list")
    assert "First an API client" in client.get(listing).text
    own, _secret = make_client(admin.company, "catalog.read")
    make_client(admin.company, "tender.read")
    new = reverse("webhooks:endpoint-new")
    assert "Choose" in client.get(new).text
    assert kinds.CODE in client.get(f"{new}?client={own.uid}").text
    with receiving() as receiver:
        settings.WEBHOOK_LOCAL_RECEIVERS = [receiver.place]
        sent = {"client": own.uid, "receiver_url": "https://127.0.0.1/x", "kinds": [kinds.CODE], "note": "ERP 2"}
        wrong = client.post(new, sent)
        assert wrong.status_code == 422
        assert "not a number" in wrong.text
        assert "ERP 2" in wrong.text, "nothing typed is lost"
        made = client.post(new, sent | {"receiver_url": receiver.url})
        endpoint = Endpoint.objects.get()
        assert made.context["secret"] in made.text
        assert made.context["secret"] not in client.get(reverse("webhooks:endpoint-detail", args=[endpoint.uid])).text
        tested = client.post(reverse("webhooks:endpoint-test", args=[endpoint.uid]), follow=True)
        assert "No attempt yet" in tested.text
        services.send_due()
        receiver.verified(made.context["secret"])
        page = client.get(reverse("webhooks:delivery-detail", args=[Delivery.objects.get().uid])).text
        assert "This is a test." in page
        assert "204" in page
    assert receiver.url in client.get(listing).text


def test_change_pause_resume_rotate_replay_remove(client, admin):
    endpoint, secret = make_endpoint("https://erp.garam.example/in", company=admin.company, by=admin)
    at = {name: reverse(f"webhooks:{name}", args=[endpoint.uid]) for name in (
        "endpoint-detail", "endpoint-change", "endpoint-pause", "endpoint-resume", "secret-rotate", "secret-end",
        "endpoint-replay", "endpoint-remove",
    )}  # fmt: skip
    changed = {"receiver_url": "https://erp2.garam.example/in", "kinds": [kinds.CODE], "note": ""}
    assert client.post(at["endpoint-change"], changed).status_code == 303
    assert client.post(at["endpoint-pause"]).status_code == 303
    paused = client.get(at["endpoint-detail"]).text
    assert "Paused" in paused
    assert at["endpoint-resume"] in paused
    assert client.post(at["endpoint-pause"]).status_code == 409
    assert client.post(at["endpoint-resume"]).status_code == 303
    rotated = client.post(at["secret-rotate"], {"overlap_hours": 72})
    assert rotated.context["secret"] not in ("", secret)
    assert client.post(at["secret-rotate"], {"overlap_hours": 5}).status_code == 422
    assert client.post(at["secret-end"]).status_code == 303
    services.send_test(endpoint, by=admin)
    Delivery.objects.update(state="dropped")
    assert "Send again" in client.get(at["endpoint-detail"]).text
    assert client.post(at["endpoint-replay"], {"since": "nonsense"}).status_code == 422
    assert client.post(at["endpoint-replay"], {"since": ""}).status_code == 303
    assert Delivery.objects.get().state == "waiting"
    assert client.post(at["endpoint-remove"]).status_code == 303
    assert client.get(at["endpoint-detail"]).status_code == 404
    assert not Secret.objects.exists()


def test_an_endpoint_of_a_revoked_client_offers_no_resumption(client, admin):
    endpoint, _secret = make_endpoint("https://erp.garam.example/in", company=admin.company, by=admin)
    revoke_client(endpoint.client, reason="lost", by=admin)
    services.pause_endpoint(endpoint, by=admin)
    resume = reverse("webhooks:endpoint-resume", args=[endpoint.uid])

    assert resume not in client.get(reverse("webhooks:endpoint-detail", args=[endpoint.uid])).text
    assert client.post(resume).status_code == 403


def test_others_see_nothing_and_the_buyers_auditor_sees_no_contents(client):
    endpoint, _secret = make_endpoint("https://erp.garam.example/in")
    delivery = services.send_test(endpoint, by=endpoint.created_by)
    page = reverse("webhooks:delivery-detail", args=[delivery.uid])
    sign_in(client, UserFactory(company=CompanyFactory(), roles=("SA",)))
    assert client.get(page).status_code == 404
    sign_in(client, UserFactory(company=endpoint.client.company, roles=("BD",)))
    assert client.get(page).status_code == 404
    assert client.get(reverse("webhooks:endpoint-list")).status_code == 403
    sign_in(client, staff("AU"))
    seen = client.get(page)
    assert (seen.status_code, "This is a test." in seen.text) == (200, False)
    assert client.post(reverse("webhooks:endpoint-pause", args=[endpoint.uid])).status_code == 403
    sign_in(client, staff("AD"))
    assert client.post(reverse("webhooks:endpoint-pause", args=[endpoint.uid])).status_code == 303


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, admin, number, django_assert_max_num_queries):
    counts = []
    for each in range(number):
        make_endpoint(f"https://erp.garam.example/{each}", company=admin.company, by=admin)
    client.get(reverse("webhooks:endpoint-list"))
    with django_assert_max_num_queries(12) as captured:
        client.get(reverse("webhooks:endpoint-list"))
    counts.append(len(captured))
    assert counts[0] <= 12
