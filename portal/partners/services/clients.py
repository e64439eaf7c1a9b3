"""DO: make and revoke clients, note their use."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AccessToken, Application, set_token_value
from oauth2_provider.settings import oauth2_settings
from oauthlib.common import generate_token

from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken
from portal.outbox.services import announce
from portal.partners import policies, rules
from portal.partners.models import ApiClient
from portal.partners.states import ClientState
from portal.people.models import Company, Membership, Role, User
from portal.policy import require


@transaction.atomic
def create_client(
    company: Company, *, name: str, scopes: list[str], networks: list[str] | None = None, by: User
) -> tuple[ApiClient, str]:
    """Make a client of ``company``; returns it and its secret, which is stored only as a hash: show it now or never."""
    require(policies.may_create_client(by, company))
    return set_up_client(company, name=name, scopes=scopes, networks=networks, by=by)


@transaction.atomic
def set_up_client(
    company: Company, *, name: str, scopes: list[str], networks: list[str] | None = None, by: User | None
) -> tuple[ApiClient, str]:
    """The same without asking who: for the operator's command and the demo."""
    company = Company.objects.select_for_update(of=("self",), no_key=True).get(pk=company.pk)
    _refuse_wrong_scopes(company, scopes)
    networks = networks or []
    if len(networks) > rules.MOST_NETWORKS:
        raise RuleBroken(_("At most %(most)d networks.") % {"most": rules.MOST_NETWORKS}, field="networks")
    if ApiClient.objects.filter(company=company, state=ClientState.ACTIVE).count() >= rules.MOST_CLIENTS:
        raise RuleBroken(
            _("A company may have %(most)d API clients at a time. Revoke one that is no longer used.")
            % {"most": rules.MOST_CLIENTS}
        )
    secret = generate_client_secret()
    application = Application.objects.create(
        name=name,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        client_secret=secret,
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
        created_by=by,
    )
    record(client, "create", by=by, payload={"scopes": client.scopes, "networks": client.networks})
    announce("partners.client_created", client=client.pk)
    return client, secret


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
    """Revoke for good, effective for the next request: its tokens are dropped and its user disabled."""
    require(policies.may_revoke_client(by, client))
    move(client, "revoke", by=by, reason=reason)
    AccessToken.objects.filter(application_id=client.application_id).delete()
    User.objects.filter(pk=client.user_id).update(is_active=False)
    announce("partners.client_revoked", client=client.pk)
    return client


def issue_token(client: ApiClient) -> str:
    """A token for the operator's command and for tests, as the token endpoint would give; stored as a hash only."""
    raw = generate_token()
    token = AccessToken(
        application=client.application,
        scope=" ".join(client.scopes),
        expires=db_now() + timedelta(seconds=oauth2_settings.ACCESS_TOKEN_EXPIRE_SECONDS),
    )
    set_token_value(token, raw)
    token.save()
    return raw


def note_use(client: ApiClient, address: str, *, now: datetime) -> None:
    """Remember when and from where a client was last seen, to the minute."""
    if client.last_used_at is None or now - client.last_used_at >= timedelta(minutes=1):
        ApiClient.objects.filter(pk=client.pk).update(last_used_at=now, last_used_from=address or None)
