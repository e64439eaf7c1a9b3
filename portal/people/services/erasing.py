"""A person leaves for good: the account is emptied, irrecoverably. Who may ask for it is settled in portal.privacy."""

import uuid

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction

from portal.audit.services import move, record
from portal.people.models import Invitation, JoinRequest, User
from portal.people.services.accounts import end_sessions
from portal.people.services.members import follow_admin_role
from portal.people.states import MembershipState, RequestState

ERASED_AT = "erased.invalid"
NOBODY = "(파기됨 · erased)"


@transaction.atomic
def erase_account(user: User, *, reason: str) -> dict[str, int]:
    """Empty the account: address, phone, sign-in, factors, sessions; counts by kind.

    The row itself stays without a person, because the trail of what was done refers to it. Who has acted for a company
    stays known by name in that company's records, as long as the law keeps them; ``erase_name`` ends that.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if user.email.endswith("@" + ERASED_AT):
        return {}
    counts = {"people.user": 1, "usersessions.usersession": end_sessions(user) + _end_untold_sessions(user)}
    for membership in user.memberships.filter(state=MembershipState.ACTIVE):
        move(membership, "disable", by=None, reason=reason)
        follow_admin_role(membership)
    for request in JoinRequest.objects.filter(user=user, state__in=[RequestState.OPEN, RequestState.ESCALATED]):
        move(request, "withdraw", by=None)
    JoinRequest.objects.filter(user=user).update(message="")
    counts["mfa.authenticator"] = Authenticator.objects.filter(user=user).delete()[0]
    addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    counts["account.emailaddress"] = EmailAddress.objects.filter(user=user).delete()[0]
    counts["people.invitation"] = _forget_invitations(addresses)
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).delete()
    user.email = f"{uuid.uuid4().hex}@{ERASED_AT}"
    user.phone, user.is_active, user.last_login, user.uid = "", False, None, uuid.uuid4()
    user.is_staff = user.is_superuser = False
    user.active_membership = None
    if not user.memberships.exists():
        user.name = NOBODY
    user.set_unusable_password()
    user.save()
    record(user, "erased", by=None, reason=reason)
    return counts


@transaction.atomic
def erase_name(user: User, *, reason: str) -> dict[str, int]:
    """Ten years after the last act for a company the name goes too."""
    changed = User.objects.filter(pk=user.pk, email__endswith="@" + ERASED_AT).exclude(name=NOBODY).update(name=NOBODY)
    if changed:
        record(user, "name_erased", by=None, reason=reason)
    return {"people.user": changed}


def _end_untold_sessions(user: User) -> int:
    """Sessions that no list of sign-ins names (begun and never used): their content says whose they are."""
    if user.last_login is None:
        return 0
    mine = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=user.last_login).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(pk__in=mine).delete()[0]


def _forget_invitations(addresses: set[str]) -> int:
    """Invitations to these addresses keep that somebody was invited, not who."""
    found = list(Invitation.objects.filter(email__in={address.lower() for address in addresses}))
    for invitation in found:
        if invitation.state == "sent":
            move(invitation, "revoke", by=None)
        Invitation.objects.filter(pk=invitation.pk).update(email=f"{uuid.uuid4().hex}@{ERASED_AT}")
    return len(found)
