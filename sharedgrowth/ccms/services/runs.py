"""DO: the open self-assessment without an account: nothing is kept, unless its reader wants it. CCM-04."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from portal.clock import today
from portal.errors import RuleBroken
from sharedgrowth.ccms.models import AssessmentSet, KeptRun

KEPT_DAYS = 365


def token_hash(token: str) -> str:
    """What is stored of the secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def keep_run(found: AssessmentSet, levels: Mapping[str, int]) -> tuple[KeptRun, str]:
    """Keep the levels for a year under a secret that is told once; no name, no address, no company."""
    known = set(found.items.values_list("code", flat=True))
    kept = {code: level for code, level in levels.items() if code in known and 1 <= level <= 5}
    if not kept:
        raise RuleBroken(_("There is no answer to keep."))
    token = secrets.token_urlsafe(24)
    run = KeptRun.objects.create(
        token_sha256=token_hash(token), set=found, levels=kept, until=today() + timedelta(days=KEPT_DAYS)
    )
    return run, token


def kept_run(token: str) -> KeptRun | None:
    """The run of a secret, if it is still kept."""
    found = KeptRun.objects.filter(token_sha256=token_hash(token), until__gte=today())
    return found.select_related("set").first()


@transaction.atomic
def forget_run(token: str) -> bool:
    """Gone at once; whether there was one."""
    number, _by_model = KeptRun.objects.filter(token_sha256=token_hash(token)).delete()
    return bool(number)
