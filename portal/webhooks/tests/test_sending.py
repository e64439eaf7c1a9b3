"""From an announcement to a partner's receiver: once, signed, tried again, given up."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from standardwebhooks import Webhook, WebhookVerificationError

from portal.clock import db_now, today
from portal.outbox.services import announce, deliver_due
from portal.partners.models import ApiClient
from portal.partners.services import renew_client
from portal.tests.factories import CompanyFactory
from portal.webhooks import services
from portal.webhooks.models import Attempt, Delivery, Endpoint
from portal.webhooks.states import DeliveryState, EndpointState, Outcome
from portal.webhooks.tests import kinds
from portal.webhooks.tests.factories import again, make_endpoint
from portal.webhooks.tests.receiver import receiving

pytestmark = pytest.mark.django_db


def happen(endpoint: Endpoint, **more) -> None:
    """Announce and deliver inside the portal; nothing is sent yet."""
    with transaction.atomic():
        announce(kinds.OUTBOX, company=endpoint.client.company_id, **more)
    deliver_due()


def hurry() -> None:
    """What waits for a later attempt is due now."""
    Delivery.objects.filter(state=DeliveryState.WAITING).update(next_at=db_now())
    Endpoint.objects.update(rests_until=None)


@pytest.fixture
def receiver(settings):
    with receiving() as receiver:
        settings.WEBHOOK_LOCAL_RECEIVERS = [receiver.place]
        yield receiver


def test_an_event_arrives_once_signed_and_readable(receiver):
    endpoint, secret = make_endpoint(receiver.url)
    happen(endpoint)

    assert services.send_due() == 1

    told = receiver.verified(secret)
    assert told["type"] == kinds.CODE
    assert told["data"]["uid"] == str(endpoint.client.company.uid)
    headers, body = receiver.came[0]
    assert headers["content-type"] == "application/json"
    assert "동행 상사".encode() in body
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts_made, headers["webhook-id"]) == ("delivered", 1, delivery.message_id)
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.status, attempt.address) == (Outcome.HEARD, 204, "127.0.0.1")
    assert services.send_due() == 0


def test_a_changed_message_or_another_secret_is_not_verified(receiver):
    endpoint, secret = make_endpoint(receiver.url)
    happen(endpoint)
    services.send_due()
    headers, body = receiver.came[0]
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"active", b"closed"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 32).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers | {"webhook-id": "msg_another"})


def test_the_same_announcement_heard_twice_makes_no_second_message(receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    happen(endpoint)
    from portal.outbox.models import Event

    Event.objects.update(delivered_at=None, done=[])
    deliver_due()
    assert Delivery.objects.count() == 1


def test_only_who_may_know_is_told(receiver):
    own, _secret = make_endpoint(receiver.url)
    other, _secret = make_endpoint(receiver.url)
    happen(own)
    assert [each.endpoint for each in Delivery.objects.all()] == [own]
    happen(own, to_all=1)
    assert Delivery.objects.filter(endpoint=other).count() == 1
    happen(own, to_all=1, secret_to=own.client.company_id)
    assert Delivery.objects.filter(endpoint=other).count() == 1
    assert Delivery.objects.filter(endpoint=own).count() == 3


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (500, {}, Outcome.STATUS),
        (302, {"Location": "http://169.254.169.254/"}, Outcome.REDIRECT),
        (404, {}, Outcome.STATUS),
        (429, {"Retry-After": "7200"}, Outcome.STATUS),
    ],
)
def test_a_refused_message_waits_and_comes_again_under_the_same_identifier(settings, status, headers, outcome):
    with receiving(lambda _self, number: (status, headers, b"no") if number == 1 else (200, {}, b"ok")) as receiver:
        settings.WEBHOOK_LOCAL_RECEIVERS = [receiver.place]
        endpoint, secret = make_endpoint(receiver.url)
        happen(endpoint)
        services.send_due()
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.failures) == (DeliveryState.WAITING, 1)
        wait = delivery.next_at - db_now()
        least = timedelta(seconds=7190) if status == 429 else timedelta(seconds=2)
        assert least < wait < timedelta(seconds=7201 if status == 429 else 7)
        assert (again(endpoint).failures, again(endpoint).failing_since is not None) == (1, True)
        assert services.send_due() == 0, "not before its time"
        hurry()
        services.send_due()
        assert len(receiver.came) == 2
        assert len(set(receiver.ids)) == 1
        receiver.verified(secret)
    assert [each.outcome for each in Attempt.objects.order_by("number")] == [outcome, Outcome.HEARD]
    assert (again(endpoint).failures, again(endpoint).failing_since) == (0, None)


def test_after_ten_attempts_a_message_is_given_up_and_can_be_replayed(settings):
    with receiving(lambda _self, _number: (503, {}, b"")) as receiver:
        settings.WEBHOOK_LOCAL_RECEIVERS = [receiver.place]
        endpoint, secret = make_endpoint(receiver.url)
        happen(endpoint)
        for _attempt in range(10):
            hurry()
            assert services.send_due() == 1
        hurry()
        assert services.send_due() == 0
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.attempts_made) == (DeliveryState.FAILED, 10)
        receiver.reply = lambda _self, _number: (200, {}, b"")
        services.replay_delivery(delivery, by=endpoint.created_by)
        hurry()
        services.send_due()
        assert (Delivery.objects.get().state, len(set(receiver.ids))) == (DeliveryState.DELIVERED, 1)
        receiver.verified(secret)


def test_410_disables_drops_what_waits_and_tells_the_administrators(settings, mailoutbox):
    from portal.notices.models import Notice

    with receiving(lambda _self, _number: (410, {}, b"")) as receiver:
        settings.WEBHOOK_LOCAL_RECEIVERS = [receiver.place]
        endpoint, _secret = make_endpoint(receiver.url)
        happen(endpoint)
        services.send_due()
        happen(endpoint)
    held = again(endpoint)
    assert (held.state, held.why) == (EndpointState.DISABLED, "gone")
    assert [each.state for each in Delivery.objects.all()] == [DeliveryState.FAILED], "nothing new is kept for it"
    deliver_due()
    notice = Notice.objects.get(user=endpoint.created_by, kind="webhooks.endpoint_disabled")
    assert notice.url.endswith(f"/{endpoint.uid}/")
    services.resume_endpoint(held, by=endpoint.created_by)
    assert (again(endpoint).state, again(endpoint).why) == (EndpointState.ACTIVE, "")


def test_an_endpoint_that_fails_for_days_is_warned_of_then_disabled(settings):
    settings.WEBHOOK_LOCAL_RECEIVERS = ["127.0.0.1:9"]
    endpoint, _secret = make_endpoint("http://127.0.0.1:9/")
    happen(endpoint)
    services.send_due()
    assert Attempt.objects.get().outcome == Outcome.CONNECT
    Endpoint.objects.update(failing_since=db_now() - timedelta(days=2))
    hurry()
    services.send_due()
    assert (again(endpoint).state, again(endpoint).warned_at is not None) == (EndpointState.ACTIVE, True)
    Endpoint.objects.update(failing_since=db_now() - timedelta(days=5))
    hurry()
    services.send_due()
    assert (again(endpoint).state, again(endpoint).why) == (EndpointState.DISABLED, "failing")
    assert Delivery.objects.get().state == DeliveryState.DROPPED


def test_a_dead_endpoint_rests_and_a_paused_one_keeps(receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    services.pause_endpoint(endpoint, by=endpoint.created_by)
    happen(endpoint)
    assert services.send_due() == 0
    services.resume_endpoint(endpoint, by=endpoint.created_by)
    Endpoint.objects.update(rests_until=db_now() + timedelta(minutes=1))
    assert services.send_due() == 0
    Endpoint.objects.update(rests_until=None)
    assert services.send_due() == 1


def test_a_slow_endpoint_takes_no_more_than_its_share(receiver):
    first, _secret = make_endpoint(receiver.url)
    second, _secret = make_endpoint(receiver.url)
    for endpoint in [first] * 8 + [second]:
        happen(endpoint)
    from portal.webhooks.services.sending import claim_due

    jobs = claim_due(16)
    assert sorted(job.endpoint for job in jobs) == sorted([first.pk] * 4 + [second.pk])
    assert claim_due(16, busy=[first.pk]) == []
    assert [attempt.outcome for attempt in Attempt.objects.all()] == [Outcome.UNKNOWN] * 5


def test_a_company_takes_no_more_than_its_share(receiver):
    from portal.webhooks.services.sending import claim_due

    company = CompanyFactory()
    own = [make_endpoint(receiver.url, company=company)[0] for _each in range(3)]
    other, _secret = make_endpoint(receiver.url)
    for _each in range(4):
        happen(own[0])
    happen(other)

    jobs = claim_due(16)
    assert sorted(Counter(job.company for job in jobs).values()) == [1, 6]
    assert claim_due(16, calls={company.pk: 6}) == []
    assert len(claim_due(16, calls={company.pk: 5})) == 1


def test_what_is_due_when_a_client_ends_waits_for_its_renewal(receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    happen(endpoint)
    ApiClient.objects.filter(pk=endpoint.client_id).update(expires_at=db_now())
    assert services.send_due() == 0
    assert (again(endpoint).state, Attempt.objects.count()) == (EndpointState.ACTIVE, 0)
    renew_client(endpoint.client, last_day=today() + timedelta(days=30), by=endpoint.created_by)
    assert services.send_due() == 1
    assert Delivery.objects.get().state == DeliveryState.DELIVERED


def test_a_revoked_client_is_told_nothing_more(receiver):
    from portal.partners.services import revoke_client

    endpoint, _secret = make_endpoint(receiver.url)
    happen(endpoint)
    revoke_client(endpoint.client, reason="lost", by=endpoint.created_by)
    assert services.send_due() == 0
    deliver_due()
    assert (again(endpoint).state, again(endpoint).why) == (EndpointState.DISABLED, "client")
    assert receiver.came == []


def test_both_secrets_sign_until_the_overlap_ends(receiver):
    endpoint, old = make_endpoint(receiver.url)
    new = services.rotate_secret(endpoint, overlap_hours=24, by=endpoint.created_by)
    happen(endpoint)
    services.send_due()
    assert receiver.verified(old) == receiver.verified(new)
    assert services.end_old_secrets(endpoint, by=endpoint.created_by) == 1
    happen(endpoint)
    services.send_due()
    assert receiver.verified(new)["type"] == kinds.CODE
    with pytest.raises(WebhookVerificationError):
        receiver.verified(old)


def test_a_test_message_goes_out_and_body_and_secret_rest_encrypted_or_unchanged(receiver, settings):
    endpoint, secret = make_endpoint(receiver.url)
    delivery = services.send_test(endpoint, by=endpoint.created_by)
    services.send_due()
    assert receiver.verified(secret)["type"] == "webhook.test"
    held = endpoint.secrets.get()
    assert secret not in held.sealed
    assert json.loads(delivery.body)["type"] == "webhook.test"
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-development-key-with-more-than-fifty-characters-0123"
    services.keep_secrets()
    settings.SECRET_KEY_FALLBACKS = []
    services.send_test(endpoint, by=endpoint.created_by)
    services.send_due()
    assert receiver.verified(secret)["type"] == "webhook.test"
