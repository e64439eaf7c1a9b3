"""Doors: list, add, look at, change, pause and remove endpoints; exchange their secrets."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.audit.queries import timeline_of
from portal.errors import NotAllowed, RuleBroken
from portal.http import page, page_now, reads, see, writes
from portal.paging import by_id
from portal.partners.models import ApiClient
from portal.partners.queries import opened_by
from portal.webhooks import policies, queries, services
from portal.webhooks.forms import ClientChoice, DeliveryFilter, EndpointForm, ReplayForm, RotateForm
from portal.webhooks.models import Endpoint
from portal.webhooks.registry import EventKind, kinds
from portal.webhooks.services.spreading import TEST_KIND
from portal.webhooks.states import EndpointState

PER_PAGE = 25


def trail_to(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here from the list."""
    return [(_("Webhooks"), reverse("webhooks:endpoint-list")), *more]


def _refuse_others(user) -> None:
    if not user.has_role("SA", "AD", "AU"):
        raise NotAllowed(_("Webhooks are looked after by your company's administrator."))


@reads
def endpoint_list(request: HttpRequest) -> HttpResponse:
    """The company's endpoints; for the portal's administrators and auditors everybody's."""
    user = request.user
    _refuse_others(user)
    everybody = user.has_role("AD", "AU")
    clients = [] if everybody else list(queries.clients_that_may_hear(user.company))
    context = {
        "endpoints": queries.endpoints_visible_to(user)[:200],
        "everybody": everybody,
        "has_client": bool(clients),
        "may_add": any(policies.may_add_endpoint(user, client) for client in clients),
    }
    return page(request, "webhooks/endpoint_list.html", context)


def _client_chosen(request: HttpRequest, clients: list[ApiClient]) -> ApiClient | None:
    asked = request.POST.get("client") or request.GET.get("client") or ""
    if len(clients) == 1 and not asked:
        return clients[0]
    return next((client for client in clients if str(client.uid) == asked), None)


def _open_kinds(client: ApiClient) -> list[EventKind]:
    return kinds.open_to(opened_by(client.scopes))


@writes(shows_form=True)
def endpoint_new(request: HttpRequest) -> HttpResponse:
    """First for which client, then the form; after it the secret, once, on the answer to the POST."""
    user = request.user
    if not user.has_role("SA"):
        raise NotAllowed(_("Webhooks are looked after by your company's administrator."))
    clients = list(queries.clients_that_may_hear(user.company))
    client = _client_chosen(request, clients)
    context: dict = {"client": client, "clients": clients, "trail": trail_to((_("New endpoint"), ""))}
    if client is None:
        return page(request, "webhooks/endpoint_new.html", context | {"choice": ClientChoice(clients=clients)})
    form = EndpointForm(request.POST or None, kinds=_open_kinds(client))
    if request.method == "POST" and form.is_valid():
        try:
            endpoint, secret = services.create_endpoint(client, **form.cleaned_data, by=user)
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _show_secret(request, endpoint, secret, is_new=True)
    context |= {"form": form, "choice": ClientChoice({"client": client.uid}, clients=clients)}
    return page(request, "webhooks/endpoint_new.html", context, status=422 if form.is_bound else 200)


def _show_secret(request: HttpRequest, endpoint: Endpoint, secret: str, *, is_new: bool) -> HttpResponse:
    context = {
        "endpoint": endpoint,
        "secret": secret,
        "is_new": is_new,
        "is_found": not is_new or services.is_found(endpoint.url),
        "old_secrets": queries.old_secrets_of(endpoint),
        "trail": trail_to((endpoint.url, "")),
    }
    return page(request, "webhooks/endpoint_secret.html", context)


@reads
def endpoint_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is sent there, how it went, and what can be done."""
    return show(request, uid)


def _kind_choices(endpoint: Endpoint) -> list[tuple[str, str]]:
    known = {kind.code: str(kind.label) for kind in queries.kinds_chosen(endpoint)}
    return [*((code, known.get(code, code)) for code in endpoint.kinds), (TEST_KIND, _("Test message"))]


def show(
    request: HttpRequest,
    uid: UUID,
    *,
    rotate: RotateForm | None = None,
    replay: ReplayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an endpoint, with the forms as they were sent."""
    endpoint = get_object_or_404(queries.endpoints_visible_to(request.user), uid=uid)
    user = request.user
    chosen = DeliveryFilter(request.GET, kinds=_kind_choices(endpoint))
    seen = queries.deliveries_visible_to(user).filter(endpoint=endpoint)
    piece = by_id(seen.filter(**chosen.given()), request.GET.get("cursor", ""), PER_PAGE)
    looks_after = bool(policies.may_look_after_endpoint(user, endpoint))
    ended = queries.has_ended(endpoint.client, now=page_now(request))
    context = {
        "endpoint": endpoint,
        "everybody": user.has_role("AD", "AU"),
        "kinds": queries.kinds_chosen(endpoint),
        "figures": queries.figures_of(seen),
        "filter": chosen,
        "deliveries": piece.rows,
        "next_cursor": piece.next_cursor,
        "previous_cursor": piece.previous_cursor,
        "newest_secret": endpoint.secrets.filter(ends_at=None).first(),
        "old_secrets": queries.old_secrets_of(endpoint),
        "may_look_after": looks_after,
        "may_resume": endpoint.state != EndpointState.ACTIVE and bool(policies.may_add_endpoint(user, endpoint.client)),
        "may_stop": bool(policies.may_stop_endpoint(user, endpoint)),
        "ended": ended,
        "may_send": looks_after and endpoint.state == EndpointState.ACTIVE and not ended,
        "given_up": queries.may_be_replayed(endpoint).count() if looks_after else 0,
        "rotate_form": rotate or RotateForm(),
        "replay_form": replay or ReplayForm(),
        "entries": timeline_of(endpoint),
        "trail": trail_to((endpoint.url, "")),
    }
    return page(request, "webhooks/endpoint_detail.html", context, part="webhooks/_deliveries.html", status=status)


def _own(request: HttpRequest, uid: UUID) -> Endpoint:
    return get_object_or_404(queries.endpoints_visible_to(request.user), uid=uid)


def _back(request: HttpRequest, endpoint: Endpoint) -> HttpResponse:
    return see(request, reverse("webhooks:endpoint-detail", args=[endpoint.uid]))


@writes(shows_form=True)
def endpoint_change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Address, kinds, note."""
    endpoint = _own(request, uid)
    may = policies.may_look_after_endpoint(request.user, endpoint)
    if not may:
        raise NotAllowed(may.reason)
    begin = {"receiver_url": endpoint.url, "kinds": endpoint.kinds, "note": endpoint.note}
    form = EndpointForm(request.POST or None, initial=begin, kinds=_open_kinds(endpoint.client))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_endpoint(endpoint, **form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return _back(request, endpoint)
    way = trail_to((endpoint.url, reverse("webhooks:endpoint-detail", args=[uid])), (_("Change"), ""))
    context = {"endpoint": endpoint, "form": form, "trail": way}
    return page(request, "webhooks/endpoint_change.html", context, status=422 if form.is_bound else 200)


@writes
def endpoint_pause(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Nothing for now."""
    endpoint = services.pause_endpoint(_own(request, uid), by=request.user)
    messages.success(request, _("Paused. What happens meanwhile waits, up to 30 days."))
    return _back(request, endpoint)


@writes
def endpoint_resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Again."""
    endpoint = services.resume_endpoint(_own(request, uid), by=request.user)
    messages.success(request, _("Messages are sent again."))
    return _back(request, endpoint)


@writes
def endpoint_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """For good."""
    services.remove_endpoint(_own(request, uid), by=request.user)
    messages.success(request, _("Removed. Nothing is sent there any more."))
    return see(request, reverse("webhooks:endpoint-list"))


@writes
def secret_rotate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A new secret, shown once on the answer to the POST."""
    endpoint = _own(request, uid)
    form = RotateForm(request.POST)
    if form.is_valid():
        try:
            secret = services.rotate_secret(endpoint, **form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _show_secret(request, endpoint, secret, is_new=False)
    return show(request, uid, rotate=form, status=422)


@writes
def secret_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Only the newest signs from now on."""
    endpoint = _own(request, uid)
    ended = services.end_old_secrets(endpoint, by=request.user)
    said = ngettext("%(number)d old secret has ended.", "%(number)d old secrets have ended.", ended)
    messages.success(request, said % {"number": ended})
    return _back(request, endpoint)
