"""What people are told of their endpoints."""

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on
from portal.people.queries import people_with_role
from portal.webhooks.models import Endpoint
from portal.webhooks.states import Why

kinds.register(
    Kind(
        key="webhooks.endpoint_failing",
        title=_("Webhooks do not arrive: %(address)s"),
        text=_("For a day every attempt has failed. After five days the endpoint is disabled."),
    )
)
kinds.register(
    Kind(
        key="webhooks.endpoint_disabled",
        title=_("Webhooks are no longer sent to %(address)s"),
        text=_("The endpoint was disabled. Mend the receiver, then resume it and send again what it missed."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="webhooks.endpoint_lapsed",
        title=_("Webhooks are no longer sent to %(address)s"),
        text=_("Its API client ended a month ago. Renew it, resume the endpoint, send again what is still kept."),
        essential=True,
    )
)


def _held(endpoint: int) -> Endpoint:
    return Endpoint.objects.select_related("client__company").get(pk=endpoint)


def _tell(held: Endpoint, kind: str) -> None:
    notify(
        people_with_role(held.client.company, "SA"),
        kind,
        params={"address": held.url},
        url_name="webhooks:endpoint-detail",
        url_args=[held.uid],
    )


@on("webhooks.endpoint_failing")
def tell_of_failures(*, endpoint: int, **_) -> None:
    """The company's administrators."""
    _tell(_held(endpoint), "webhooks.endpoint_failing")


@on("webhooks.endpoint_disabled")
def tell_of_end(*, endpoint: int, **_) -> None:
    """The company's administrators."""
    held = _held(endpoint)
    _tell(held, "webhooks.endpoint_lapsed" if held.why == Why.LAPSED else "webhooks.endpoint_disabled")
