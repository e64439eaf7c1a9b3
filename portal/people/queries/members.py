"""People: members, invitations, requests to join, sessions."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Greatest

from portal.audit.models import AuditEntry
from portal.people.models import (
    Company,
    Invitation,
    JoinRequest,
    Membership,
    Role,
    User,
)
from portal.people.roles import JOIN_DECIDERS
from portal.people.states import (
    InvitationState,
    MembershipState,
    RequestState,
)


def people_with_role(company: Company, *codes: str) -> QuerySet[User]:
    """Active people who hold one of the roles in the company."""
    return User.objects.filter(
        is_active=True,
        memberships__company=company,
        memberships__state="active",
        memberships__roles__code__in=codes,
    ).distinct()


def buyer_people_with_role(*codes: str) -> QuerySet[User]:
    """Active people of the buying organisation who hold one of the roles."""
    return User.objects.filter(
        is_active=True,
        memberships__company__is_buyer=True,
        memberships__state="active",
        memberships__roles__code__in=codes,
    ).distinct()


def staff_of_buyer() -> QuerySet[User]:
    """Active people with access to the buying organisation, whatever their roles; no programs."""
    members = Membership.objects.filter(company__is_buyer=True, state=MembershipState.ACTIVE)
    return User.objects.filter(is_active=True, is_service=False, pk__in=members.values("user"))


def idle_staff(since: datetime) -> QuerySet[User]:
    """Staff that has not signed in since then, and whose accounts were made, or last opened again, before.

    The longest unseen first.
    """
    opened = (
        AuditEntry.objects.filter(
            thing_type="people.user", thing_id=Cast(OuterRef("pk"), CharField()), what="people.user.enabled"
        )
        .order_by("-id")
        .values("at")[:1]
    )
    seen = staff_of_buyer().annotate(seen_at=Greatest("joined_at", "last_login", Subquery(opened)))
    return seen.filter(seen_at__lt=since).order_by("seen_at", "pk")


def members_of(company: Company, *, words: str = "", role: str = "", by_email: bool = False) -> QuerySet[Membership]:
    """Its people with their roles, active ones first; the words are part of name or department, or of the e-mail."""
    members = Membership.objects.filter(company=company).select_related("user", "company").prefetch_related("roles")
    if words:
        found = Q(user__name__icontains=words) | Q(department__icontains=words)
        members = members.filter(found | Q(user__email__icontains=words) if by_email else found)
    if role:
        members = members.filter(roles=role)
    return members.order_by("state", "user__name", "pk")


def memberships_visible_to(user) -> QuerySet[Membership]:
    """Those of the company one acts for."""
    return Membership.objects.filter(company_id=user.company_id).select_related("user", "company")


def memberships_of(user) -> QuerySet[Membership]:
    """Every company one may act for."""
    return (
        user.memberships.filter(state=MembershipState.ACTIVE)
        .select_related("company")
        .order_by("company__legal_name_ko")
    )


def roles_for(company: Company) -> QuerySet[Role]:
    """The roles that people of this company may hold."""
    return Role.objects.filter(side=Role.Side.BUYER if company.is_buyer else Role.Side.SUPPLIER)


def all_roles() -> QuerySet[Role]:
    """Every role of both sides, in their order."""
    return Role.objects.exclude(code="SVC")


def invitations_of(company: Company) -> QuerySet[Invitation]:
    """Open invitations, newest first."""
    sent = Invitation.objects.filter(company=company, state=InvitationState.SENT).prefetch_related("roles")
    return sent.select_related("invited_by").order_by("-pk")


def invitations_visible_to(user) -> QuerySet[Invitation]:
    """Those of the company one acts for."""
    return Invitation.objects.filter(company_id=user.company_id).select_related("company")


def invitation_by_token(token_sha256: str) -> Invitation | None:
    """The invitation whose link carries this secret (its hash)."""
    return Invitation.objects.filter(token_sha256=token_sha256).select_related("company", "invited_by").first()


def join_requests_of(user) -> QuerySet[JoinRequest]:
    """One's own requests, newest first. The company stays unnamed until it has answered."""
    return JoinRequest.objects.filter(user=user).select_related("company").order_by("-pk")


def join_requests_visible_to(user) -> QuerySet[JoinRequest]:
    """What an administrator of the company, or the purchasing office after escalation, may answer; and one's own."""
    visible = Q(user=user)
    if user.has_role("SA", "AD"):
        visible |= Q(company_id=user.company_id)
    if user.is_internal and user.has_role(*JOIN_DECIDERS):
        visible |= Q(state=RequestState.ESCALATED, company__is_buyer=False)
    return JoinRequest.objects.filter(visible).select_related("user", "company", "document").order_by("due_on", "pk")


def join_requests_to_answer(user) -> QuerySet[JoinRequest]:
    """Open requests that wait for this person."""
    waiting = join_requests_visible_to(user).exclude(user=user)
    return waiting.filter(state__in=[RequestState.OPEN, RequestState.ESCALATED])


class Sitting(NamedTuple):
    """One of a person's sessions, as shown to them."""

    session: UserSession
    is_current: bool


def sessions_of(user, current_key: str) -> list[Sitting]:
    """One's own living sessions, the present one first, then by last use."""
    living = UserSession.objects.purge_and_list(user)
    sittings = [Sitting(session, session.session_key == current_key) for session in living]
    return sorted(sittings, key=lambda sitting: (not sitting.is_current, -sitting.session.last_seen_at.timestamp()))


def addresses_of(users: Collection[int], since: datetime) -> dict[int, set[str]]:
    """From which network addresses these people's sessions came that were used since then; for auditors' screens."""
    found: dict[int, set[str]] = {}
    used = UserSession.objects.filter(user__in=users, last_seen_at__gte=since)
    for user_id, address in used.values_list("user", "ip"):
        found.setdefault(user_id, set()).add(str(address))
    return found


def was_anybody_here(after: datetime, before: datetime) -> bool:
    """Whether a session was last used between these moments: by the clock of the process that served it."""
    return UserSession.objects.filter(last_seen_at__gt=after, last_seen_at__lt=before).exists()
