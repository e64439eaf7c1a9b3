"""DO: make, renew and revoke clients, note their use."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AccessToken, Application, set_token_value
from oauth2_provider.settings import oauth2_settings
from oauthlib.common import generate_token

from portal.audit.services import move, record
from portal.clock import SEOUL, ClockTimestamp, db_now, real_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce, once
from portal.partners import policies, queries, rules
from portal.partners.models import ApiClient
from portal.partners.services.secrets import end_tokens, new_secret
from portal.partners.states import ClientState
from portal.people.models import Company, Membership, Role, User
from portal.policy import require


@transaction.atomic
def create_client(
    company: Company,
    *,
    name: str,
    scopes: list[str],
    networks: list[str] | None = None,
    last_day: date | None = None,
    by: User,
) -> tuple[ApiClient, str]:
    """Make a client of ``company``; returns it and its secret, which is stored only as a hash: show it now or never."""
    require(policies.may_create_client(by, company))
    return set_up_client(company, name=name, scopes=scopes, networks=networks, last_day=last_day, by=by)


@transaction.atomic
def set_up_client(
    company: Company,
    *,
    name: str,
    scopes: list[str],
    networks: list[str] | None = None,
    last_day: date | None = None,
    by: User | None,
) -> tuple[ApiClient, str]:
    """The same without asking who: for the operator's command and the demo."""
    company = Company.objects.select_for_update(of=("self",), no_key=True).get(pk=company.pk)
    _refuse_wrong_scopes(company, scopes)
    networks = networks or []
    _refuse_many_networks(networks)
    _refuse_too_many(company)
    ends = _end_of(last_day) if last_day else None
    application = Application.objects.create(
        name=name,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        client_secret=generate_client_secret(),  # known to nobody, opens nothing: the secrets are rows of their own
    )
    user = User.objects.create_user(f"{application.client_id.lower()}@api.invalid", name=name, is_service=True)
    membership = Membership.objects.create(user=user, company=company)
    membership.roles.set(Role.objects.filter(code="SVC"))
    user.active_membership = membership
    user.save(update_fields=["active_membership"])
    client = ApiClient.objects.create(
        name=name,
        company=company,
        application=application,
        user=user,
        scopes=sorted(set(scopes)),
        networks=networks,
        expires_at=ends,
        created_by=by,
    )
    _row, secret = new_secret(client, by=by)
    told = {"scopes": client.scopes, "networks": client.networks, "last_day": last_day.isoformat() if last_day else ""}
    record(client, "create", by=by, payload=told)
    announce("partners.client_created", client=client.pk)
    return client, secret


def _refuse_many_networks(networks: list[str]) -> None:
    if len(networks) > rules.MOST_NETWORKS:
        raise RuleBroken(_("At most %(most)d networks.") % {"most": rules.MOST_NETWORKS}, field="networks")


def _refuse_too_many(company: Company) -> None:
    if ApiClient.objects.filter(company=company, state=ClientState.ACTIVE).count() >= rules.MOST_CLIENTS:
        raise RuleBroken(
            _("A company may have %(most)d API clients at a time. Revoke one that is no longer used.")
            % {"most": rules.MOST_CLIENTS}
        )


def _end_of(last_day: date) -> datetime:
    """The end of that day in Korea; refused outside of what may be chosen."""
    first, _usual, last = rules.last_days(today())
    if not first <= last_day <= last:
        message = _("Choose a day from today to %(last)s.") % {"last": last.isoformat()}
        raise RuleBroken(message, field="last_day")
    return datetime.combine(last_day + timedelta(days=1), time(), SEOUL)


def _refuse_wrong_scopes(company: Company, scopes: list[str]) -> None:
    if not scopes:
        raise RuleBroken(_("Choose at least one scope."), field="scopes")
    for code in scopes:
        scope = rules.SCOPES.get(code)
        if scope is None:
            raise RuleBroken(_("There is no scope %(code)s.") % {"code": code}, field="scopes")
        if scope.supplier_only and company.is_buyer:
            raise RuleBroken(_("The scope %(code)s is for suppliers only.") % {"code": code}, field="scopes")


@transaction.atomic
def revoke_client(client: ApiClient, *, reason: str = "", by: User) -> ApiClient:
    """Revoke for good, effective for the next request: secrets and tokens end, its user is disabled."""
    require(policies.may_revoke_client(by, client))
    move(client, "revoke", by=by, reason=reason)
    end_tokens(client)
    client.secrets.filter(Q(ends_at=None) | Q(ends_at__gt=ClockTimestamp())).update(ends_at=ClockTimestamp())
    User.objects.filter(pk=client.user_id).update(is_active=False)
    announce("partners.client_revoked", client=client.pk)
    return client


@transaction.atomic
def renew_client(client: ApiClient, *, last_day: date, by: User) -> ApiClient:
    """Say until which day it works from now on; one that has ended works again."""
    require(policies.may_look_after_client(by, client))
    Company.objects.select_for_update(of=("self",), no_key=True).get(pk=client.company_id)
    client = ApiClient.objects.select_for_update(of=("self",)).select_related("company").get(pk=client.pk)
    if client.state == ClientState.REVOKED:
        raise WrongState(_("This client has been revoked. Make a new one."))
    ends, ended = _end_of(last_day), queries.has_ended(client, now=db_now())
    if client.state == ClientState.EXPIRED:
        _refuse_too_many(client.company)
        move(client, "renew", by=by, reason=last_day.isoformat(), expires_at=ends)
    else:
        ApiClient.objects.filter(pk=client.pk).update(expires_at=ends)
        client.expires_at = ends
        record(client, "renew", by=by, payload={"last_day": last_day.isoformat()}, reason=last_day.isoformat())
    announce("partners.client_renewed", client=client.pk, ended=ended)
    return client


@transaction.atomic
def change_networks(client: ApiClient, *, networks: list[str], by: User) -> ApiClient:
    """Say from where it may call from the next request on; none named lets every address in."""
    require(policies.may_look_after_client(by, client))
    client = ApiClient.objects.select_for_update(of=("self",)).select_related("company").get(pk=client.pk)
    if client.state == ClientState.REVOKED:
        raise WrongState(_("This client has been revoked. Make a new one."))
    _refuse_many_networks(networks)
    if networks == client.networks:
        return client
    told = {"networks": networks, "before": client.networks}
    ApiClient.objects.filter(pk=client.pk).update(networks=networks)
    client.networks = networks
    record(client, "networks", by=by, payload=told, reason=", ".join(networks) or "0.0.0.0/0, ::/0")
    return client


@transaction.atomic
def warn_of_end(client: ApiClient, *, warning: int) -> None:
    """Once for each end and warning: who moves the end is warned of the new one again."""
    if client.expires_at and once(f"partners: end of {client.pk}", f"{client.expires_at:%Y-%m-%d} {warning}"):
        announce("partners.client_expiring", client=client.pk, days=warning)


@transaction.atomic
def expire_client(client: ApiClient) -> None:
    """Write down that its day has come; the door has been closed since that very moment."""
    move(client, "expire", by=None)
    announce("partners.client_expired", client=client.pk)


def issue_token(client: ApiClient) -> str:
    """A token for the operator's command and for tests, as the token endpoint would give; stored as a hash only."""
    raw = generate_token()
    token = AccessToken(
        application=client.application,
        scope=" ".join(client.scopes),
        expires=real_now() + timedelta(seconds=oauth2_settings.ACCESS_TOKEN_EXPIRE_SECONDS),
    )
    set_token_value(token, raw)
    token.save()
    return raw


def note_use(client: ApiClient, address: str, *, now: datetime) -> None:
    """Remember when and from where a client was last seen, to the minute."""
    if client.last_used_at is None or now - client.last_used_at >= timedelta(minutes=1):
        ApiClient.objects.filter(pk=client.pk).update(last_used_at=now, last_used_from=address or None)
