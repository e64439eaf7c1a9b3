"""FIND: how a person gets in, as an administrator reads it: factors by their kind and number, never what they hold."""

import time

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.people.models import User

APP, DOOR = "allauth.account", "login_failed"


def factors_of(user: User) -> list[str]:
    """The second factors of ``user`` in words; empty where there is none. Recovery codes alone are none."""
    kinds = Authenticator.Type
    held = list(Authenticator.objects.filter(user=user).order_by("pk"))
    passkeys = sum(each.type == kinds.WEBAUTHN for each in held)
    told = [_("Authenticator app") for each in held if each.type == kinds.TOTP]
    if passkeys:
        told.append(ngettext("%(number)s passkey", "%(number)s passkeys", passkeys) % {"number": passkeys})
    if not told:
        return []
    for codes in (each.wrap() for each in held if each.type == kinds.RECOVERY_CODES):
        left = len(codes.get_unused_codes())
        told.append(
            ngettext("%(number)s recovery code left", "%(number)s recovery codes left", left) % {"number": left}
        )
    return told


def is_held_up(user: User, request: HttpRequest) -> bool:
    """Whether so many wrong passwords were typed for ``user`` that none is tried for now. Nothing is counted here."""
    key = get_adapter(request)._get_login_attempts_cache_key(request, email=user.email)
    for rate in ratelimit.get_rates(app=APP, action=DOOR):
        if rate.per == "key":
            tried = cache.get(ratelimit.get_cache_key(request, app=APP, action=DOOR, rate=rate, key=key), [])
            allowed, _tried = ratelimit.apply_rate(list(tried), time.time(), rate, dry_run=True)
            if not allowed:
                return True
    return False
