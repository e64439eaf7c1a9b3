"""What happens after the last day of a client waits for its renewal; a revoked one is told nothing more."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from portal.clock import db_now, today
from portal.errors import WrongState
from portal.notices.models import Notice
from portal.outbox.services import announce, deliver_due
from portal.partners.models import ApiClient
from portal.partners.services import expire_client, renew_client, revoke_client
from portal.tests.signin import sign_in
from portal.webhooks import queries, services
from portal.webhooks.models import Delivery, Endpoint
from portal.webhooks.states import DeliveryState, EndpointState
from portal.webhooks.tests import kinds
from portal.webhooks.tests.factories import again, make_endpoint
from portal.webhooks.tests.receiver import receiving

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def receiver(settings):
    with receiving() as receiver:
        settings.WEBHOOK_LOCAL_RECEIVERS = [receiver.place]
        yield receiver


def happen(endpoint: Endpoint, **more) -> None:
    """Announced and heard inside the portal."""
    with transaction.atomic():
        announce(kinds.OUTBOX, company=endpoint.client.company_id, **more)
    deliver_due()


def end(endpoint: Endpoint, *, days: int = 0, noted: bool = True) -> None:
    """The last day has come, so many days ago; ``noted``: the sweep has written it down."""
    ApiClient.objects.filter(pk=endpoint.client_id).update(expires_at=db_now() - timedelta(days=days))
    endpoint.client.refresh_from_db()
    if noted:
        expire_client(endpoint.client)


def renew(endpoint: Endpoint) -> None:
    client = ApiClient.objects.get(pk=endpoint.client_id)
    renew_client(client, last_day=today() + timedelta(days=90), by=endpoint.created_by)
    deliver_due()


@pytest.mark.parametrize("noted", [True, False])
def test_events_after_the_last_day_wait_and_go_out_once_it_is_renewed(receiver, noted):
    endpoint, secret = make_endpoint(receiver.url)
    end(endpoint, noted=noted)
    for _each in range(3):
        happen(endpoint)
    assert not queries.something_due()
    assert services.send_due() == 0
    assert receiver.came == []
    waiting = Delivery.objects.order_by("pk")
    assert [(each.state, each.attempts_made) for each in waiting] == [("waiting", 0)] * 3

    renew(endpoint)

    assert queries.something_due()
    assert services.send_due() == 3
    assert {headers["webhook-id"] for headers, _body in receiver.came} == {each.message_id for each in waiting}
    told = receiver.verified(secret)  # signed and dated as when it happened
    assert told["type"] == kinds.CODE
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_what_waits_for_some_keeps_nobody_else_from_being_told(receiver):
    ended = [make_endpoint(receiver.url)[0] for _each in range(3)]
    for endpoint in ended:
        end(endpoint)
        for _each in range(6):
            happen(endpoint)
    living, _secret = make_endpoint(receiver.url)
    happen(living)
    assert services.send_due() == 1
    assert Delivery.objects.filter(state=DeliveryState.DELIVERED).get().endpoint == living


def test_failures_of_before_do_not_end_an_endpoint_that_was_silent_for_want_of_a_renewal(receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    receiver.reply = lambda _self, _number: (503, {}, b"")
    happen(endpoint)
    services.send_due()
    assert again(endpoint).failures == 1
    end(endpoint)
    Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=db_now() - timedelta(days=20))
    renew(endpoint)
    assert (again(endpoint).failures, again(endpoint).failing_since) == (0, None)
    failing = db_now() - timedelta(days=2)
    Endpoint.objects.filter(pk=endpoint.pk).update(failures=4, failing_since=failing)
    renew(endpoint)  # in time, so nothing had waited: the failures count on
    assert again(endpoint).failing_since == failing


def test_one_that_is_revoked_after_its_end_is_told_nothing_of_what_waited(receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    end(endpoint)
    happen(endpoint)
    revoke_client(endpoint.client, reason="lost", by=endpoint.created_by)
    deliver_due()
    happen(endpoint)
    assert services.send_due() == 0
    assert (again(endpoint).state, again(endpoint).why) == (EndpointState.DISABLED, "client")
    assert [each.state for each in Delivery.objects.all()] == [DeliveryState.DROPPED]


def test_nothing_is_sent_by_hand_before_the_renewal(receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    happen(endpoint)
    services.send_due()
    end(endpoint)
    endpoint = Endpoint.objects.select_related("client").get(pk=endpoint.pk)
    for deed in (
        lambda: services.send_test(endpoint, by=endpoint.created_by),
        lambda: services.replay_failed(endpoint, by=endpoint.created_by),
        lambda: services.replay_delivery(Delivery.objects.get(), by=endpoint.created_by),
    ):
        with pytest.raises(WrongState, match="This API client has ended"):
            deed()
    assert Delivery.objects.count() == 1


def test_after_a_month_without_renewal_the_endpoint_is_disabled_and_can_be_taken_up_again(receiver):
    fresh, _secret = make_endpoint(receiver.url)
    end(fresh, days=29)
    endpoint, _secret = make_endpoint(receiver.url)
    end(endpoint, days=31)
    happen(endpoint)
    assert services.give_up_lapsed() == 1
    assert services.give_up_lapsed() == 0
    deliver_due()
    assert (again(endpoint).state, again(endpoint).why, again(fresh).state) == ("disabled", "lapsed", "active")
    assert Delivery.objects.get().state == DeliveryState.DROPPED
    assert Notice.objects.filter(user=endpoint.created_by, kind="webhooks.endpoint_lapsed").count() == 1
    renew(endpoint)
    held = Endpoint.objects.select_related("client__company", "client__user").get(pk=endpoint.pk)
    services.resume_endpoint(held, by=endpoint.created_by)
    assert services.replay_failed(held, by=endpoint.created_by) == 1
    assert services.send_due() == 1


def test_the_page_says_what_waits_and_where_to_renew(client, receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    end(endpoint)
    happen(endpoint)
    sign_in(client, endpoint.created_by)
    page = client.get(reverse("webhooks:endpoint-detail", args=[endpoint.uid]), headers={"accept-language": "en"})
    text = page.content.decode()
    assert "Its API client has ended: nothing is sent" in text
    assert reverse("partners:client-detail", args=[endpoint.client.uid]) in text
    assert reverse("webhooks:endpoint-test", args=[endpoint.uid]) not in text
    assert page.context["figures"]["waiting"] == 1
