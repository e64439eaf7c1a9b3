"""Doors: a company's API clients: list, make, look, renew, exchange the secret, revoke."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.partners import policies, queries, rules, services
from portal.partners.forms import ClientForm, NetworksForm, RenewForm, RevokeForm, RotateForm
from portal.partners.models import ApiClient, ClientSecret
from portal.partners.states import ClientState
from portal.partners.views.log import requests_figure


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("API clients"), reverse("partners:client-list")), *more]


@reads
def client_list(request: HttpRequest) -> HttpResponse:
    """The company's clients; for the portal's administrators and auditors everybody's."""
    user = request.user
    if not user.has_role("SA", "AD", "AU"):
        raise NotAllowed(_("API clients are looked after by your company's administrator."))
    now = page_now(request)
    context = {
        "clients": queries.clients_visible_to(user)[:200],
        "soon": now + timedelta(days=max(rules.WARN_DAYS)),
        "may_create": policies.may_create_client(user, user.company),
        "everybody": user.has_role("AD", "AU"),
    }
    return page(request, "partners/client_list.html", context)


@writes(shows_form=True)
def client_new(request: HttpRequest) -> HttpResponse:
    """The form; after it the secret, once, on the answer to the POST: it is kept nowhere."""
    company = request.user.company
    may = policies.may_create_client(request.user, company)
    if not may:
        raise NotAllowed(may.reason)
    day = page_now(request).astimezone(SEOUL).date()
    form = ClientForm(request.POST or None, supplier=not company.is_buyer, today=day)
    if request.method == "POST" and form.is_valid():
        try:
            client, secret = services.create_client(company, **form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _show_secret(request, client, secret)
    context = {"form": form, "trail": _trail((_("New API client"), ""))}
    return page(request, "partners/client_new.html", context, status=422 if form.is_bound else 200)


def _show_secret(
    request: HttpRequest, client: ApiClient, secret: str, *, until: datetime | None = None
) -> HttpResponse:
    """Once, on the answer to the POST: it is kept nowhere. ``until``: how long the one before goes on."""
    context = {
        "client": client,
        "secret": secret,
        "token_url": request.build_absolute_uri(reverse("oauth-token")),
        "until": until,
        "rotated": until is not None,
        "trail": _trail((client.name, reverse("partners:client-detail", args=[client.uid])), (_("Secret"), "")),
    }
    return page(request, "partners/client_secret.html", context)


@reads
def client_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One client: what it may do, its secrets, its use, what happened to it."""
    return _show(request, uid)


@writes
def client_revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Revoke for good."""
    client = get_object_or_404(queries.clients_visible_to(request.user), uid=uid)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return _show(request, uid, revoke=form)
    services.revoke_client(client, **form.cleaned_data, by=request.user)
    messages.success(request, _("Revoked. Its next request will be refused."))
    return see(request, reverse("partners:client-detail", args=[uid]))


@writes
def client_renew(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say until which day it works."""
    client = get_object_or_404(queries.clients_visible_to(request.user), uid=uid)
    form = RenewForm(request.POST, today=page_now(request).astimezone(SEOUL).date())
    if form.is_valid():
        try:
            client = services.renew_client(client, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
    if form.errors:
        return _show(request, uid, renew=form)
    messages.success(request, _("It works until %(day)s.") % {"day": formats.date_format(client.last_day)})
    return see(request, reverse("partners:client-detail", args=[uid]))


@writes
def client_networks(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say from where it may call."""
    client = get_object_or_404(queries.clients_visible_to(request.user), uid=uid)
    form = NetworksForm(request.POST)
    if form.is_valid():
        try:
            services.change_networks(client, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
    if form.errors:
        return _show(request, uid, networks=form)
    messages.success(request, _("Saved. It counts from its next request on."))
    return see(request, reverse("partners:client-detail", args=[uid]))


@writes
def secret_rotate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A new secret, shown on the answer; the old one goes on as long as was chosen."""
    client = get_object_or_404(queries.clients_visible_to(request.user), uid=uid)
    form = RotateForm(request.POST)
    if form.is_valid():
        try:
            secret = services.rotate_secret(client, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            until = page_now(request) + timedelta(hours=form.cleaned_data["hours"])
            return _show_secret(request, client, secret, until=until)
    return _show(request, uid, rotate=form)


@writes
def secret_end(request: HttpRequest, uid: UUID, secret: int) -> HttpResponse:
    """End one of two secrets at once."""
    client = get_object_or_404(queries.clients_visible_to(request.user), uid=uid)
    services.end_secret(get_object_or_404(ClientSecret, client=client, pk=secret), by=request.user)
    messages.success(request, _("Ended. Its tokens ended with it; the program gets a new one with the other secret."))
    return see(request, reverse("partners:client-detail", args=[uid]))


def _show(
    request: HttpRequest,
    uid: UUID,
    *,
    revoke: RevokeForm | None = None,
    renew: RenewForm | None = None,
    rotate: RotateForm | None = None,
    networks: NetworksForm | None = None,
) -> HttpResponse:
    client = get_object_or_404(queries.clients_visible_to(request.user), uid=uid)
    now = page_now(request)
    day = now.astimezone(SEOUL).date()
    may_change = bool(policies.may_look_after_client(request.user, client))
    secrets = list(queries.secrets_in_force(client)) if client.state != ClientState.REVOKED else []
    may_rotate = may_change and client.is_active
    context = {
        "client": client,
        "scopes": [rules.SCOPES[code] for code in client.scopes if code in rules.SCOPES],
        "secrets": secrets,
        "ended": client.expires_at is not None and client.expires_at <= now,
        "soon": now + timedelta(days=max(rules.WARN_DAYS)),
        "may_revoke": client.state != ClientState.REVOKED and bool(policies.may_revoke_client(request.user, client)),
        "may_renew": may_change and client.state != ClientState.REVOKED,
        "may_rotate": may_rotate and len(secrets) < rules.MOST_SECRETS,
        "may_end": may_rotate and len(secrets) > 1,
        "figure": requests_figure(queries.requests_visible_to(request.user).filter(client=client), day),
        "networks": client.seen_networks.all()[: rules.MOST_NETWORKS],
        "alerts": client.alerts.all()[:10],
        "entries": timeline_of(client),
        "revoke_form": revoke or RevokeForm(),
        "renew_form": renew or RenewForm(today=day),
        "rotate_form": rotate or RotateForm(),
        "networks_form": networks or NetworksForm(initial={"networks": "\n".join(client.networks)}),
        "trail": _trail((client.name, "")),
    }
    bound = any(form is not None for form in (revoke, renew, rotate, networks))
    return page(request, "partners/client_detail.html", context, status=422 if bound else 200)
