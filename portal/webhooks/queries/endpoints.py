"""FIND: endpoints that somebody may see, and those that want to know of an event."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from portal.clock import ClockTimestamp
from portal.partners import queries as partners
from portal.partners.models import ApiClient
from portal.partners.states import ClientState
from portal.people.models import User
from portal.webhooks.models import Endpoint, Secret
from portal.webhooks.registry import EventKind, kinds
from portal.webhooks.states import EndpointState


def endpoints_visible_to(user: User) -> QuerySet[Endpoint]:
    """A program its own; a company's administrators the company's; the portal's administrators and auditors all."""
    endpoints = Endpoint.objects.exclude(state=EndpointState.REMOVED).select_related("client__company", "client__user")
    endpoints = endpoints.order_by("-created_at", "-pk")
    if user.is_service:
        return endpoints.filter(client__user=user)
    if user.has_role("AD", "AU"):
        return endpoints
    if user.company_id is None or not user.has_role("SA"):
        return endpoints.none()
    return endpoints.filter(client__company_id=user.company_id)


def clients_that_may_hear(company) -> QuerySet[ApiClient]:
    """The active clients of a company, for a new endpoint."""
    return ApiClient.objects.filter(company=company, state=ClientState.ACTIVE).order_by("name", "pk")


def kinds_chosen(endpoint: Endpoint) -> list[EventKind]:
    """The kinds that are sent to an endpoint, as far as they still exist."""
    return [kind for kind in kinds if kind.code in set(endpoint.kinds)]


def old_secrets_of(endpoint: Endpoint) -> QuerySet[Secret]:
    """Secrets before the newest that still sign."""
    return endpoint.secrets.filter(ends_at__gt=ClockTimestamp()).order_by("-made_at", "-pk")


def secrets_in_force() -> Prefetch:
    """For ``prefetch_related`` of endpoints: the secrets that sign now, the newest first, in ``in_force``."""
    signing = Secret.objects.filter(Q(ends_at=None) | Q(ends_at__gt=ClockTimestamp())).order_by("-made_at", "-pk")
    return Prefetch("endpoint__secrets", signing, to_attr="in_force")


def listeners(kind: EventKind, company_ids: Iterable[int] | None, *, at: datetime) -> QuerySet[Endpoint]:
    """The endpoints of those companies (of all, with None) that wanted ``kind`` at the moment ``at``.

    With all that ``reader_of`` asks. Who came later does not hear what was announced before.
    """
    wanted = Endpoint.objects.filter(
        state__in=(EndpointState.ACTIVE, EndpointState.PAUSED),
        kinds__contains=[kind.code],
        client__state__in=(ClientState.ACTIVE, ClientState.EXPIRED),  # for one that has ended it waits
        created_at__lte=at,
    )
    if company_ids is not None:
        wanted = wanted.filter(client__company_id__in=set(company_ids))
    return wanted.select_related("client__company", "client__user__active_membership__company").order_by("pk")


def reader_of(client: ApiClient, *, now: datetime) -> User | None:
    """The client's own user, holding what its scopes lend it, as at the API's door; None if it may not come in."""
    return partners.acting_user(client, now=now)


def writer_for(client: ApiClient) -> User | None:
    """For whom a message is written: also for a client that has ended, since it may be renewed; None if it is over."""
    return partners.renewable_user(client)


def has_ended(client: ApiClient, *, now: datetime) -> bool:
    """Whether the client's day has come: what is meant for it waits until it is renewed."""
    return partners.has_ended(client, now=now)


def lapsed_endpoints(*, before: datetime) -> QuerySet[Endpoint]:
    """Endpoints that still hear, of clients that ended before that moment and that nobody has renewed."""
    living = Endpoint.objects.filter(state__in=(EndpointState.ACTIVE, EndpointState.PAUSED))
    return living.filter(client__state=ClientState.EXPIRED, client__expires_at__lt=before).order_by("pk")
