"""Doors: what was sent and how it went; test messages and replays."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.errors import RuleBroken
from portal.http import page, reads, see, writes
from portal.throttles import throttled
from portal.webhooks import policies, queries, services
from portal.webhooks.forms import ReplayForm
from portal.webhooks.models import Delivery
from portal.webhooks.registry import kinds
from portal.webhooks.states import DeliveryState, EndpointState
from portal.webhooks.views.endpoints import show, trail_to


@reads
def delivery_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One message and each attempt. Its document is shown to the company alone."""
    delivery = get_object_or_404(queries.deliveries_visible_to(request.user), uid=uid)
    endpoint = delivery.endpoint
    looks_after = bool(policies.may_look_after_endpoint(request.user, endpoint))
    replayable = delivery.state != DeliveryState.WAITING and endpoint.state == EndpointState.ACTIVE
    way = (endpoint.url, reverse("webhooks:endpoint-detail", args=[endpoint.uid]))
    context = {
        "delivery": delivery,
        "endpoint": endpoint,
        "kind": kinds.get(delivery.kind),
        "attempts": queries.attempts_of(delivery),
        "message": json.dumps(json.loads(delivery.body), ensure_ascii=False, indent=2) if looks_after else "",
        "may_replay": looks_after and replayable,
        "trail": trail_to(way, (delivery.message_id, "")),
    }
    return page(request, "webhooks/delivery_detail.html", context, part="webhooks/_delivery.html")


@throttled("webhook-again", methods=("POST",))
@writes
def delivery_replay(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Once more."""
    delivery = get_object_or_404(queries.deliveries_visible_to(request.user), uid=uid)
    services.replay_delivery(delivery, by=request.user)
    messages.success(request, _("The message goes out again, under the same identifier."))
    return _to(request, delivery)


@throttled("webhook-again", methods=("POST",))
@writes
def endpoint_test(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A test message is on its way."""
    endpoint = get_object_or_404(queries.endpoints_visible_to(request.user), uid=uid)
    delivery = services.send_test(endpoint, by=request.user)
    messages.success(request, _("A test message is on its way. Its attempts appear here."))
    return _to(request, delivery)


@throttled("webhook-again", methods=("POST",))
@writes
def endpoint_replay(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was given up or dropped goes out again."""
    endpoint = get_object_or_404(queries.endpoints_visible_to(request.user), uid=uid)
    form = ReplayForm(request.POST)
    if not form.is_valid():
        return show(request, uid, replay=form, status=422)
    try:
        number = services.replay_failed(endpoint, since=form.cleaned_data["since"], by=request.user)
    except RuleBroken as refusal:
        form.add_error(refusal.field, str(refusal))
        return show(request, uid, replay=form, status=422)
    said = ngettext("%(number)d message goes out again.", "%(number)d messages go out again.", number)
    messages.success(request, said % {"number": number})
    return see(request, reverse("webhooks:endpoint-detail", args=[uid]))


def _to(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    return see(request, reverse("webhooks:delivery-detail", args=[delivery.uid]))
