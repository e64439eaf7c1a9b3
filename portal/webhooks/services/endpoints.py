"""DO: add, change, pause, disable and remove endpoints."""

from collections.abc import Collection
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce, wake_outlets
from portal.partners.models import ApiClient
from portal.partners.queries import opened_by
from portal.people.models import User
from portal.policy import require
from portal.webhooks import policies, queries, rules
from portal.webhooks.models import Delivery, Endpoint
from portal.webhooks.registry import kinds
from portal.webhooks.rules import WrongAddress
from portal.webhooks.services.calling import lookup, target_of
from portal.webhooks.services.secrets import make_secret
from portal.webhooks.states import DeliveryState, EndpointState, Why

SAVE_LOOKUP_SECONDS = 2


def checked_url(url: str) -> str:
    """``url`` as it is stored; RuleBroken where it leads, or may lead, to what is not the public internet.

    A name that is not found now is taken: it is judged again before every call. The look-up is short, because the
    API comes here within a transaction, and the database ends one that is idle for five seconds.
    """
    try:
        target = target_of(url)
    except WrongAddress as wrong:
        raise RuleBroken(wrong.reason, field="receiver_url") from wrong
    found = [] if target.is_local else lookup(target.host, target.port, seconds=SAVE_LOOKUP_SECONDS)
    if not all(rules.is_public(each) for each in found):
        raise RuleBroken(_("This host leads to an address that is not on the public internet."), field="receiver_url")
    return target.url


def is_found(url: str) -> bool:
    """Whether the host of a stored address is found now: said beside a new endpoint, so that slips show early."""
    target = target_of(url)
    return target.is_local or bool(lookup(target.host, target.port))


def _refuse_wrong_kinds(client: ApiClient, codes: Collection[str]) -> None:
    if not codes:
        raise RuleBroken(_("Choose at least one kind of event."), field="kinds")
    held = opened_by(client.scopes)
    for code in codes:
        kind = kinds.get(code)
        if kind is None:
            raise RuleBroken(_("There is no kind of event %(code)s.") % {"code": code}, field="kinds")
        if kind.scope not in held:
            raise RuleBroken(
                _("%(code)s needs the scope %(scope)s, which this client does not have.")
                % {"code": code, "scope": kind.scope},
                field="kinds",
            )


@transaction.atomic
def create_endpoint(
    client: ApiClient, *, receiver_url: str, kinds: Collection[str], note: str = "", by: User
) -> tuple[Endpoint, str]:
    """An endpoint for ``client``; returns it and its signing secret, to be shown once."""
    require(policies.may_add_endpoint(by, client))
    url = checked_url(receiver_url)
    _refuse_wrong_kinds(client, kinds)
    client = ApiClient.objects.select_for_update(of=("self",), no_key=True).get(pk=client.pk)
    existing = Endpoint.objects.filter(client=client).exclude(state=EndpointState.REMOVED)
    if existing.count() >= rules.MOST_ENDPOINTS:
        raise RuleBroken(_("A client may have %(most)d endpoints. Remove one first.") % {"most": rules.MOST_ENDPOINTS})
    if existing.filter(url=url).exists():
        raise RuleBroken(_("This client already has an endpoint at this address."), field="receiver_url")
    endpoint = Endpoint.objects.create(client=client, url=url, kinds=sorted(set(kinds)), note=note, created_by=by)
    secret = make_secret(endpoint)
    record(endpoint, "create", by=by, payload={"kinds": endpoint.kinds})
    return endpoint, secret


@transaction.atomic
def change_endpoint(
    endpoint: Endpoint,
    *,
    receiver_url: str | None = None,
    kinds: Collection[str] | None = None,
    note: str | None = None,
    by: User,
) -> Endpoint:
    """Another address, other kinds, another note; what is already on its way goes to the new address."""
    require(policies.may_look_after_endpoint(by, endpoint))
    changes: dict = {}
    if receiver_url is not None and receiver_url != endpoint.url:
        changes["url"] = checked_url(receiver_url)
    if kinds is not None:
        _refuse_wrong_kinds(endpoint.client, kinds)
        changes["kinds"] = sorted(set(kinds))
    if note is not None:
        changes["note"] = note
    now = Endpoint.objects.select_for_update(of=("self",)).get(pk=endpoint.pk)
    if now.state == EndpointState.REMOVED:
        raise WrongState(_("This endpoint has been removed."))
    changes = {name: value for name, value in changes.items() if getattr(now, name) != value}
    if not changes:
        return endpoint
    if "url" in changes:
        changes |= {"failures": 0, "failing_since": None, "rests_until": None, "warned_at": None}
    try:
        with transaction.atomic():
            Endpoint.objects.filter(pk=endpoint.pk).update(**changes)
    except IntegrityError as twice:
        raise RuleBroken(_("This client already has an endpoint at this address."), field="receiver_url") from twice
    for name, value in changes.items():
        setattr(endpoint, name, value)
    record(endpoint, "changed", by=by, payload={"fields": sorted(set(changes) & {"url", "kinds", "note"})})
    return endpoint


@transaction.atomic
def pause_endpoint(endpoint: Endpoint, *, by: User) -> Endpoint:
    """Send nothing for now; what happens meanwhile waits."""
    require(policies.may_stop_endpoint(by, endpoint))
    move(endpoint, "pause", by=by)
    return endpoint


@transaction.atomic
def resume_endpoint(endpoint: Endpoint, *, by: User) -> Endpoint:
    """Send again: after a pause, or after the portal had disabled it."""
    require(policies.may_look_after_endpoint(by, endpoint))
    require(policies.may_add_endpoint(by, endpoint.client))
    move(endpoint, "resume", by=by, why="", failures=0, failing_since=None, rests_until=None, warned_at=None)
    return endpoint


@transaction.atomic
def remove_endpoint(endpoint: Endpoint, *, by: User) -> None:
    """For good: its secrets are deleted, what waits is dropped."""
    require(policies.may_stop_endpoint(by, endpoint))
    move(endpoint, "remove", by=by, why="")
    endpoint.secrets.all().delete()
    drop_waiting(endpoint)


@transaction.atomic
def disable_endpoint(endpoint: Endpoint, *, why: Why) -> None:
    """The portal gives it up and tells the company; what waits is dropped and can be replayed later."""
    move(endpoint, "disable", by=None, why=why)
    drop_waiting(endpoint)
    announce("webhooks.endpoint_disabled", endpoint=endpoint.pk)


@transaction.atomic
def disable_endpoints_of(client: ApiClient) -> int:
    """A client that may come in no more is told nothing more."""
    living = Endpoint.objects.select_for_update(of=("self",)).filter(
        client=client, state__in=(EndpointState.ACTIVE, EndpointState.PAUSED)
    )
    for endpoint in living.order_by("pk"):
        move(endpoint, "disable", by=None, why=Why.CLIENT)
        drop_waiting(endpoint)
    return len(living)


@transaction.atomic
def let_go_on(client: ApiClient) -> None:
    """A client that had ended was renewed: what waits goes out now, and failures of before are no longer counted."""
    Endpoint.objects.filter(client=client, failing_since__isnull=False).update(
        failures=0, failing_since=None, rests_until=None, warned_at=None
    )
    wake_outlets()


@transaction.atomic
def give_up_lapsed() -> int:
    """A month after a client has ended nobody will renew it: its endpoints hear no more, the company is told."""
    before = db_now() - timedelta(days=rules.KEEP_DAYS)
    lapsed = list(queries.lapsed_endpoints(before=before).select_for_update(of=("self",)))
    for endpoint in lapsed:
        disable_endpoint(endpoint, why=Why.LAPSED)
    return len(lapsed)


def drop_waiting(endpoint: Endpoint) -> int:
    """What waits for this endpoint waits no longer."""
    return Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING).update(state=DeliveryState.DROPPED)
