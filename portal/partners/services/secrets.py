"""DO: give a client a new secret while the old one still works for a while, end one at once."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from oauth2_provider.models import AccessToken

from portal.audit.services import record
from portal.clock import ClockTimestamp, RealTimestamp, db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.partners import policies, queries, rules
from portal.partners.models import ApiClient, ClientSecret
from portal.partners.states import ClientState
from portal.people.models import User
from portal.policy import require

PREFIX_CHARACTERS, SECRET_CHARACTERS = 8, 86  # letters and digits: 512 bits


def new_secret(client: ApiClient, *, by: User | None) -> tuple[ClientSecret, str]:
    """A further secret: its row, and the secret itself, which is kept nowhere."""
    prefix = f"tgs_{get_random_string(PREFIX_CHARACTERS)}"
    raw = f"{prefix}_{get_random_string(SECRET_CHARACTERS)}"
    row = ClientSecret.objects.create(client=client, prefix=prefix, hashed=make_password(raw), created_by=by)
    return row, raw


def end_tokens(client: ApiClient) -> None:
    """Every access token it holds ends now; the rows stay until tonight, so that later tries can be told apart."""
    AccessToken.objects.filter(application_id=client.application_id, expires__gt=RealTimestamp()).update(
        expires=RealTimestamp()
    )


@transaction.atomic
def rotate_secret(client: ApiClient, *, hours: int, by: User) -> str:
    """A new secret; the present one goes on for ``hours``, so that the program can be changed over without a break."""
    require(policies.may_look_after_client(by, client))
    return replace_secret(client, hours=hours, by=by)


@transaction.atomic
def replace_secret(client: ApiClient, *, hours: int, by: User | None) -> str:
    """The same without asking who: for the operator's command."""
    if hours not in rules.OVERLAP_HOURS:
        raise RuleBroken(_("Choose one of the periods."), field="hours")
    client = _in_hand(client)
    in_force = list(queries.secrets_in_force(client))
    if len(in_force) >= rules.MOST_SECRETS:
        raise RuleBroken(_("Two secrets are valid already. End the older one first."))
    ends = db_now() + timedelta(hours=hours)
    for old in in_force:
        _end(old, at=min(old.ends_at or ends, ends))
    row, raw = new_secret(client, by=by)
    if hours == 0:
        end_tokens(client)
    told = {"new": row.prefix, "old": [old.prefix for old in in_force], "hours": hours}
    record(client, "rotate", by=by, payload=told, reason=f"{row.prefix}…")
    announce("partners.secret_rotated", client=client.pk, hours=hours, by=by.pk if by else None)
    return raw


@transaction.atomic
def end_secret(secret: ClientSecret, *, by: User) -> None:
    """End one of two secrets at once, and every token: whoever holds the other one gets a new token with it."""
    client = ApiClient.objects.select_related("company").get(pk=secret.client_id)
    require(policies.may_look_after_client(by, client))
    client = _in_hand(client)
    in_force = list(queries.secrets_in_force(client))
    if secret.pk not in {each.pk for each in in_force}:
        raise WrongState(_("This secret has ended already."))
    if len(in_force) == 1:
        raise RuleBroken(_("It is the only secret. Make a new one first, or revoke the client."))
    _end(secret, at=db_now())
    others = [each for each in in_force if each.pk != secret.pk]
    client.secrets.filter(pk__in=[each.pk for each in others[:1]]).update(ends_at=None)  # the one left stays for good
    end_tokens(client)
    record(client, "end_secret", by=by, payload={"secret": secret.prefix}, reason=f"{secret.prefix}…")
    announce("partners.secret_ended", client=client.pk)


def _in_hand(client: ApiClient) -> ApiClient:
    """Locked, and one whose secrets may still change."""
    locked = ApiClient.objects.select_for_update(of=("self",)).get(pk=client.pk)
    if locked.state != ClientState.ACTIVE:
        raise WrongState(_("This client no longer works. Its secrets cannot be changed."))
    return locked


def _end(secret: ClientSecret, *, at: datetime) -> None:
    secret.ends_at = at
    secret.save(update_fields=["ends_at"])


def note_secret_use(secret: ClientSecret, *, now: datetime) -> None:
    """Remember when a secret was last used, to the minute."""
    before = now - timedelta(minutes=1)
    unnoted = Q(last_used_at=None) | Q(last_used_at__lte=before)
    ClientSecret.objects.filter(unnoted, pk=secret.pk).update(last_used_at=now)


def is_still_in_force(secret: ClientSecret) -> bool:
    """Asked in the transaction that stores a token: who ends the secret waits for it, and ends the token too."""
    in_force = Q(ends_at=None) | Q(ends_at__gt=ClockTimestamp())
    return ClientSecret.objects.select_for_update(of=("self",), no_key=True).filter(in_force, pk=secret.pk).exists()
