"""Doors: a company's API clients: list, make, look, revoke."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.errors import NotAllowed, RuleBroken
from portal.http import page, reads, see, writes
from portal.partners import policies, queries, rules, services
from portal.partners.forms import ClientForm, RevokeForm


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("API clients"), reverse("partners:client-list")), *more]


@reads
def client_list(request: HttpRequest) -> HttpResponse:
    """The company's clients; for the portal's administrators and auditors everybody's."""
    user = request.user
    if not user.has_role("SA", "AD", "AU"):
        raise NotAllowed(_("API clients are looked after by your company's administrator."))
    context = {
        "clients": queries.clients_visible_to(user)[:200],
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
    form = ClientForm(request.POST or None, supplier=not company.is_buyer)
    if request.method == "POST" and form.is_valid():
        try:
            client, secret = services.create_client(company, **form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            context = {"client": client, "secret": secret, "trail": _trail((client.name, ""))}
            return page(request, "partners/client_secret.html", context)
    context = {"form": form, "trail": _trail((_("New API client"), ""))}
    return page(request, "partners/client_new.html", context, status=422 if form.is_bound else 200)


@reads
def client_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One client: what it may do, when it was last used, what happened to it."""
    return _show(request, uid, RevokeForm())


@writes
def client_revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Revoke for good."""
    client = get_object_or_404(queries.clients_visible_to(request.user), uid=uid)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return _show(request, uid, form, status=422)
    services.revoke_client(client, **form.cleaned_data, by=request.user)
    messages.success(request, _("Revoked. Its next request will be refused."))
    return see(request, reverse("partners:client-detail", args=[uid]))


def _show(request: HttpRequest, uid: UUID, form: RevokeForm, status: int = 200) -> HttpResponse:
    client = get_object_or_404(queries.clients_visible_to(request.user), uid=uid)
    context = {
        "client": client,
        "scopes": [rules.SCOPES[code] for code in client.scopes if code in rules.SCOPES],
        "may_revoke": client.is_active and bool(policies.may_revoke_client(request.user, client)),
        "entries": timeline_of(client),
        "form": form,
        "trail": _trail((client.name, "")),
    }
    return page(request, "partners/client_detail.html", context, status=status)
