"""DO: signing secrets, kept encrypted, exchanged with an overlap."""

import secrets as random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import ClockTimestamp, db_now
from portal.errors import RuleBroken
from portal.keys import InvalidToken, box, boxes
from portal.people.models import User
from portal.policy import require
from portal.webhooks import policies, rules
from portal.webhooks.models import Endpoint, Secret
from portal.webhooks.rules import signing

PURPOSE = "portal.webhooks.secrets"


def make_secret(endpoint: Endpoint) -> str:
    """A new secret for ``endpoint``; returned to be shown once."""
    text = rules.new_secret(random.token_bytes(signing.SECRET_BYTES))
    Secret.objects.create(endpoint=endpoint, sealed=box(PURPOSE).encrypt(text.encode()).decode(), hint=text[:12])
    return text


def read_secret(secret: Secret) -> str:
    """The secret itself, for signing."""
    return box(PURPOSE).decrypt(secret.sealed.encode()).decode()


@transaction.atomic
def rotate_secret(endpoint: Endpoint, *, overlap_hours: int, by: User) -> str:
    """A new secret; the one before goes on signing beside it for ``overlap_hours``, or ends now."""
    require(policies.may_look_after_endpoint(by, endpoint))
    if overlap_hours not in rules.OVERLAP_HOURS:
        known = ", ".join(str(hours) for hours in rules.OVERLAP_HOURS)
        raise RuleBroken(_("Choose one of these hours: %(known)s.") % {"known": known}, field="overlap_hours")
    endpoint = Endpoint.objects.select_for_update(of=("self",)).get(pk=endpoint.pk)
    now = db_now()
    in_force = endpoint.secrets.filter(ends_at__gt=now).count() + 1
    if overlap_hours and in_force >= rules.MOST_SECRETS:
        raise RuleBroken(
            _("At most %(most)d secrets sign at a time. End an old one first.") % {"most": rules.MOST_SECRETS}
        )
    endpoint.secrets.filter(ends_at=None).update(ends_at=_end(now, overlap_hours))
    text = make_secret(endpoint)
    record(endpoint, "secret_rotated", by=by, payload={"hint": text[:12], "overlap_hours": overlap_hours})
    return text


def _end(now: datetime, hours: int) -> datetime:
    return now + timedelta(hours=hours)


@transaction.atomic
def end_old_secrets(endpoint: Endpoint, *, by: User) -> int:
    """From now on only the newest secret signs; returns how many ended."""
    require(policies.may_look_after_endpoint(by, endpoint))
    ended = endpoint.secrets.filter(ends_at__gt=ClockTimestamp()).update(ends_at=ClockTimestamp())
    if ended:
        record(endpoint, "old_secrets_ended", by=by, payload={"secrets": ended})
    return ended


def keep_secrets() -> None:
    """Drop secrets that sign no longer; encrypt the others with the portal's present key, as long as both are known."""
    Secret.objects.filter(ends_at__lt=ClockTimestamp()).delete()
    newest, *before = boxes(PURPOSE)
    if not before:
        return
    for secret in Secret.objects.iterator():
        try:
            newest.decrypt(secret.sealed.encode())
        except InvalidToken:
            sealed = box(PURPOSE).rotate(secret.sealed.encode()).decode()
            Secret.objects.filter(pk=secret.pk, sealed=secret.sealed).update(sealed=sealed)
