"""Accounts: disabled and enabled, their sessions ended, their second factor."""

from datetime import date, datetime, time, timedelta
from functools import partial

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import SEOUL
from portal.errors import NotAllowed, RuleBroken
from portal.outbox.services import announce, each_by_itself
from portal.people import policies, queries
from portal.people.models import User
from portal.policy import require

IDLE_DAYS = 90
MOST_SESSIONS = 5
MOST_FINANCE_SESSIONS = 1


def end_sessions(user: User, *, keep: str = "") -> int:
    """End the person's sessions, all but the one with the key ``keep``; returns how many."""
    sessions = list(UserSession.objects.filter(user=user).exclude(session_key=keep))
    for session in sessions:
        session.end()
    return len(sessions)


@transaction.atomic
def end_sessions_of(user: User, *, by: User) -> int:
    """An administrator ends all sessions of a person."""
    require(policies.may_manage_accounts(by, user))
    record(user, "sessions_ended", by=by)
    return end_sessions(user)


def trim_sessions(user: User, *, keep: str) -> int:
    """At a new sign-in: five sessions at most, one for finance; the oldest end. Source: security A95."""
    most = MOST_FINANCE_SESSIONS if user.has_role("FI", "SF") else MOST_SESSIONS
    others = list(UserSession.objects.filter(user=user).exclude(session_key=keep).order_by("-last_seen_at", "-pk"))
    surplus = others[most - 1 :]
    for session in surplus:
        session.end()
    return len(surplus)


@transaction.atomic
def disable_user(user: User, *, reason: str, by: User) -> None:
    """Close an account: no sign-in, no session from the next request on."""
    require(policies.may_manage_accounts(by, user))
    if not reason.strip():
        raise RuleBroken(_("A reason is needed: auditors read it."), field="reason")
    _close_account(user, reason=reason, by=by)


def _close_account(user: User, *, reason: str, by: User | None) -> None:
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise RuleBroken(_("This account is already disabled."))
    user.is_active = False
    end_sessions(user)
    record(user, "disabled", by=by, reason=reason)
    announce("people.user_disabled", user=user.pk)


def disable_idle_staff(on: date) -> int:
    """Close accounts of the buying organisation that nobody signed in to for 90 days; returns how many.

    An account that was opened again has as many days from then on. The last administrator stays, so that somebody can
    open the others again. Source: security T42.
    """
    since = datetime.combine(on, time(), SEOUL) - timedelta(days=IDLE_DAYS)
    idle = list(queries.idle_staff(since).values_list("pk", flat=True))
    return each_by_itself(idle, partial(_disable_idle, since=since))


@transaction.atomic
def _disable_idle(pk: int, *, since: datetime) -> bool:
    """Looked at once more under the lock: the person may just have signed in, or an administrator closed it."""
    user = User.objects.select_for_update(of=("self",)).get(pk=pk)
    if not queries.idle_staff(since).filter(pk=pk).exists():
        return False
    admins = queries.buyer_people_with_role("AD")
    if admins.filter(pk=pk).exists() and not admins.exclude(pk=pk).exists():
        return False
    _close_account(user, reason=_("Nobody has signed in for 90 days"), by=None)
    return True


@transaction.atomic
def enable_user(user: User, *, reason: str, by: User) -> None:
    """Open a closed account again."""
    require(policies.may_manage_accounts(by, user))
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise RuleBroken(_("This account is not disabled."))
    user.is_active = True
    record(user, "enabled", by=by, reason=reason)
    announce("people.user_enabled", user=user.pk)


@transaction.atomic
def reset_second_factor(user: User, *, reason: str, by: User) -> None:
    """Remove a person's lost factors after proof of identity: they must set up a new one at the next sign-in."""
    require(policies.may_manage_accounts(by, user))
    if not reason.strip():
        raise RuleBroken(_("A reason is needed: how was the person identified?"), field="reason")
    if not Authenticator.objects.filter(user=user).delete()[0]:
        raise RuleBroken(_("This account has no second factor."))
    end_sessions(user)
    record(user, "second_factor_reset", by=by, reason=reason)
    announce("people.second_factor_reset", user=user.pk)


@transaction.atomic
def edit_profile(user: User, *, name: str, language: str, phone: str) -> None:
    """One's own name, language and phone."""
    changed = [
        field
        for field, value in (("name", name), ("language", language), ("phone", phone))
        if getattr(user, field) != value
    ]
    User.objects.filter(pk=user.pk).update(name=name, language=language, phone=phone)
    user.name, user.language, user.phone = name, language, phone
    if changed:
        record(user, "profile_edited", by=user, payload={"fields": changed})


def enrol_totp_for_demo(user: User) -> None:
    """Give a demonstration account an authenticator app of its own, with a random secret; never in production."""
    _not_in_production()
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, generate_totp_secret())


def current_totp_code(user: User) -> str:
    """The code that the person's authenticator app shows now: for demonstrations, never in production."""
    _not_in_production()
    authenticator = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if authenticator is None:
        raise RuleBroken(_("This account has no authenticator app."))
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(decrypt(authenticator.data["secret"]), counters[len(counters) // 2]))


def _not_in_production() -> None:
    if settings.PRODUCTION:
        raise NotAllowed(_("Not available in production."))
