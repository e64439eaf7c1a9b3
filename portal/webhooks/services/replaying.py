"""DO: send again what was sent or given up, and send a test."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import db_now
from portal.errors import WrongState
from portal.outbox.services import wake_outlets
from portal.people.models import User
from portal.policy import require
from portal.webhooks import policies, queries, rules
from portal.webhooks.models import Delivery, Endpoint
from portal.webhooks.services.spreading import TEST_KIND, message_body
from portal.webhooks.states import DELIVERY_FLOW, DeliveryState, EndpointState


def _refuse_unless_active(endpoint: Endpoint) -> None:
    if endpoint.state != EndpointState.ACTIVE:
        raise WrongState(_("Nothing is sent to this endpoint at present. Resume it first."))
    if queries.has_ended(endpoint.client, now=db_now()):
        raise WrongState(_("This API client has ended. Renew it first: what waits is then sent by itself."))


@transaction.atomic
def replay_delivery(delivery: Delivery, *, by: User) -> Delivery:
    """Send a message again now, under the same identifier: a receiver that knows it may leave it aside."""
    require(policies.may_look_after_endpoint(by, delivery.endpoint))
    _refuse_unless_active(delivery.endpoint)
    target = DELIVERY_FLOW.target("replay", delivery.state)
    changes = {"state": target, "failures": 0, "next_at": db_now()}
    if not Delivery.objects.filter(pk=delivery.pk, state=delivery.state).update(**changes):
        raise WrongState(_("Someone else has just changed this. Reload the page and look again."))
    record(delivery.endpoint, "replayed", by=by, payload={"message": delivery.message_id})
    for field, value in changes.items():
        setattr(delivery, field, value)
    wake_outlets()
    return delivery


@transaction.atomic
def replay_failed(endpoint: Endpoint, *, since: datetime | None = None, by: User) -> int:
    """Send again, oldest first, what was given up or dropped (since a moment); returns how many messages."""
    require(policies.may_look_after_endpoint(by, endpoint))
    _refuse_unless_active(endpoint)
    wanted = queries.may_be_replayed(endpoint)
    if since is not None:
        wanted = wanted.filter(created_at__gte=since)
    chosen = list(wanted.values_list("pk", flat=True)[: rules.MOST_REPLAYED])
    still = Delivery.objects.filter(pk__in=chosen, state__in=(DeliveryState.FAILED, DeliveryState.DROPPED))
    number = still.update(state=DeliveryState.WAITING, failures=0, next_at=db_now())
    if number:
        record(endpoint, "replayed", by=by, payload={"messages": number})
        wake_outlets()
    return number


@transaction.atomic
def send_test(endpoint: Endpoint, *, by: User) -> Delivery:
    """A message of the kind ``webhook.test`` on its way: signed and tried like all others."""
    require(policies.may_look_after_endpoint(by, endpoint))
    _refuse_unless_active(endpoint)
    data = {"message": "This is a test.", "endpoint": str(endpoint.uid)}
    delivery = Delivery.objects.create(
        endpoint=endpoint, kind=TEST_KIND, body=message_body(TEST_KIND, data, at=db_now())
    )
    record(endpoint, "tested", by=by, payload={"message": delivery.message_id})
    wake_outlets()
    return delivery
