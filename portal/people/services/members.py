"""Who belongs to a company, with which roles: join requests, invitations, roles, access. Source: domain CAT-05, 16."""

import hashlib
from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal import calendar
from portal.audit.services import move, record
from portal.clock import SEOUL, db_now
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.services import discard_file, store_upload
from portal.outbox.services import announce
from portal.people import policies, rules
from portal.people.models import Company, Invitation, JoinRequest, Membership, Role, User
from portal.people.services.accounts import end_sessions
from portal.people.states import InvitationState, MembershipState, RequestState, RoleConflict
from portal.policy import require

ANSWER_DAYS = 5  # business days, domain CAT-05
INVITATION_HOURS = 72


class Post(NamedTuple):
    """A person's place in the buying organisation; an approver without an amount may approve none."""

    department: str = ""
    approval_limit_won: Decimal | None = None


@transaction.atomic
def ask_to_join(company: Company, *, message: str = "", by: User) -> JoinRequest:
    """Ask the company's administrators to be let in; asking again returns the request that is open."""
    if company.memberships.filter(user=by, state=MembershipState.ACTIVE).exists():
        raise RuleBroken(_("You already belong to this company. Choose it in the account menu."))
    still_open = JoinRequest.objects.filter(
        user=by, company=company, state__in=[RequestState.OPEN, RequestState.ESCALATED]
    )
    if request := still_open.first():
        return request
    now = db_now()
    due_on = calendar.business_days_after(now.astimezone(SEOUL).date(), ANSWER_DAYS)
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(user=by, company=company, message=message, due_on=due_on)
    except IntegrityError:
        return still_open.get()
    record(request, "asked", by=by)
    # Only administrators let people into the buying organisation: purchasing grants no rights over itself.
    if not company.is_buyer and (company.state in policies.UNCHECKED or not _has_admin(company)):
        move(request, "escalate", by=None, reason=_("The company has no checked administrator yet"))
        announce("people.join_escalated", request=request.pk)
    else:
        announce("people.join_requested", request=request.pk)
    return request


@transaction.atomic
def add_join_document(request: JoinRequest, document: Upload, *, by: User) -> JoinRequest:
    """The certificate that came with the request: who answers it, in the end purchasing, decides on it. CAT-05."""
    require(policies.may_withdraw_join_request(by, request))
    # The company's own file it is not: neither its room nor, where nobody has checked the company, its eyes decide.
    earlier, request.document = request.document, store_upload(document, company=None, by=None)
    request.save(update_fields=["document"])
    if earlier is not None:
        discard_file(earlier, by=None)
    record(request, "document_added", by=by)
    return request


def _has_admin(company: Company) -> bool:
    return company.memberships.filter(state=MembershipState.ACTIVE, user__is_active=True, roles__code="SA").exists()


@transaction.atomic
def accept_join_request(
    request: JoinRequest, *, roles: Collection[str] = ("SU",), post: Post | None = None, by: User
) -> Membership:
    """Let the person in, with roles."""
    require(policies.may_answer_join_request(by, request))
    _check_roles(request.company, roles)
    _check_post(request.company, roles, post)
    move(request, "accept", by=by, decided_by=by)
    membership = let_in(request.user, request.company, roles, post, by=by)
    announce("people.join_answered", request=request.pk)
    return membership


@transaction.atomic
def decline_join_request(request: JoinRequest, *, reason: str, by: User) -> None:
    """Refuse, with a reason the person reads."""
    require(policies.may_answer_join_request(by, request))
    if not reason.strip():
        raise RuleBroken(_("A reason is needed: the person who asked reads it."), field="reason")
    move(request, "decline", by=by, reason=reason, decided_by=by)
    JoinRequest.objects.filter(pk=request.pk).update(reason=reason)
    announce("people.join_answered", request=request.pk)


@transaction.atomic
def withdraw_join_request(request: JoinRequest, *, by: User) -> None:
    """Take one's own request back."""
    require(policies.may_withdraw_join_request(by, request))
    move(request, "withdraw", by=by)


def escalate_join_requests(on: date) -> int:
    """Hand requests to suppliers that no administrator answered in time to purchasing; returns how many."""
    late = JoinRequest.objects.filter(state=RequestState.OPEN, due_on__lt=on, company__is_buyer=False)
    count = 0
    for pk in list(late.values_list("pk", flat=True)):
        with transaction.atomic():
            request = late.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if request is not None:
                move(request, "escalate", by=None, reason=_("No answer within five business days"))
                announce("people.join_escalated", request=request.pk)
                count += 1
    return count


def _check_roles(company: Company, roles: Collection[str]) -> list[Role]:
    side = Role.Side.BUYER if company.is_buyer else Role.Side.SUPPLIER
    found = list(Role.objects.filter(code__in=roles, side=side))
    if not roles or len(found) != len(set(roles)):
        raise RuleBroken(_("Choose at least one role of this company's side."), field="roles")
    conflict = rules.role_conflict(set(roles))
    if conflict != RoleConflict.NONE:
        raise RuleBroken(conflict.label, field="roles")
    return found


def _check_elsewhere(user: User, company: Company, roles: Collection[str]) -> None:
    """Administrators and auditors act for nobody else; the person is locked, as two companies may let them in at once.

    Source: domain SOD-16, SOD-17 (globally per person).
    """
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    others = Membership.objects.filter(user=user, state=MembershipState.ACTIVE).exclude(company=company)
    held = set(others.filter(roles__isnull=False).values_list("roles__code", flat=True))
    if held and rules.role_conflict(held | set(roles)) != RoleConflict.NONE:
        raise RuleBroken(
            _("A system administrator or auditor acts for no other company. End the other membership first."),
            field="roles",
        )


def let_in(
    user: User, company: Company, roles: Collection[str], post: Post | None = None, *, by: User | None
) -> Membership:
    """Make or wake the membership; who is already in keeps the roles they have next to the new ones."""
    membership, created = Membership.objects.get_or_create(user=user, company=company)
    held = set(roles)
    if not created and membership.state == MembershipState.DISABLED:
        move(membership, "enable", by=by)
    elif not created:
        held |= set(membership.roles.values_list("code", flat=True))
    _check_elsewhere(user, company, held)
    membership.roles.set(_check_roles(company, held))
    if post is not None:
        _place(membership, post)
    record(membership, "let_in", by=by, payload={"roles": sorted(held), **_told(post)})
    User.objects.filter(pk=user.pk, active_membership=None).update(active_membership=membership)
    follow_admin_role(membership)
    return membership


def _check_post(company: Company, roles: Collection[str], post: Post | None) -> None:
    if post is None:
        return
    if post.approval_limit_won is not None and not (company.is_buyer and "AP" in roles):
        raise RuleBroken(_("Only an approver has an amount."), field="approval_limit_won")
    if company.is_buyer and "OC" in roles and not post.department.strip():
        raise RuleBroken(
            _("Enter the department: two members of an opening committee must come from different ones."),
            field="department",
        )


def _place(membership: Membership, post: Post) -> None:
    membership.department, membership.approval_limit_won = post.department.strip(), post.approval_limit_won
    membership.save(update_fields=["department", "approval_limit_won"])


def _told(post: Post | None) -> dict[str, str]:
    """What the audit trail says of a post."""
    if post is None:
        return {}
    limit = "" if post.approval_limit_won is None else f"{post.approval_limit_won:f}"
    return {"department": post.department.strip(), "approval_limit_won": limit}


def follow_admin_role(membership: Membership) -> None:
    """The administration is open to the buying organisation's administrators (AD) and catalogue managers (CM) only.

    The manager finds nothing there but classes and attributes.
    """
    if not membership.company.is_buyer:
        return
    held = set(membership.roles.values_list("code", flat=True)) if membership.is_active else set()
    User.objects.filter(pk=membership.user_id).update(is_staff=bool(held & {"AD", "CM"}), is_superuser="AD" in held)


def invitation_token(invitation: Invitation) -> str:
    """The secret of an invitation's link: made from this installation's key, so that no table holds it in clear."""
    return salted_hmac(
        "portal.people.invitation", f"{invitation.uid}:{invitation.email}", algorithm="sha256"
    ).hexdigest()


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite_person(
    company: Company, *, email: str, roles: Collection[str], post: Post | None = None, by: User
) -> Invitation:
    """Invite a person by a link that works once, for 72 hours; an earlier open invitation to the address ends."""
    require(policies.may_manage_members(by, company))
    chosen = _check_roles(company, roles)
    post = post or Post()
    _check_post(company, roles, post)
    email = email.lower()
    if company.memberships.filter(user__email__iexact=email, state=MembershipState.ACTIVE).exists():
        raise RuleBroken(_("This person already belongs to the company."), field="email")
    for earlier in Invitation.objects.select_for_update(of=("self",)).filter(
        company=company, email=email, state=InvitationState.SENT
    ):
        move(earlier, "revoke", by=by, reason=_("Replaced by a new invitation"))
    invitation = Invitation(
        company=company,
        email=email,
        department=post.department.strip(),
        approval_limit_won=post.approval_limit_won,
        invited_by=by,
        expires_at=db_now() + timedelta(hours=INVITATION_HOURS),
    )
    invitation.token_sha256 = _sha256(invitation_token(invitation))
    invitation.save()
    invitation.roles.set(chosen)
    record(invitation, "sent", by=by, payload={"roles": sorted(roles), **_told(post)})
    announce("people.invitation_sent", invitation=invitation.pk)
    return invitation


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User) -> None:
    """Make the link useless."""
    require(policies.may_manage_members(by, invitation.company))
    move(invitation, "revoke", by=by)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User) -> Membership:
    """Come in by the link: only the person whose verified address was invited, once, within 72 hours."""
    invitation.refresh_from_db(from_queryset=Invitation.objects.select_for_update(of=("self",)))
    if not EmailAddress.objects.filter(user=by, email__iexact=invitation.email, verified=True).exists():
        raise NotAllowed(_("This invitation is for another e-mail address. Sign in with the address it was sent to."))
    if invitation.expires_at <= db_now():
        raise WrongState(_("This invitation has expired. Ask the person who invited you for a new one."))
    require(policies.may_stand_by_invitation(invitation))
    move(invitation, "accept", by=by, accepted_by=by)
    codes = list(invitation.roles.values_list("code", flat=True))
    has_post = bool(invitation.department) or invitation.approval_limit_won is not None
    post = Post(invitation.department, invitation.approval_limit_won) if has_post else None
    membership = let_in(by, invitation.company, codes, post, by=by)
    User.objects.filter(pk=by.pk).update(active_membership=membership)
    announce("people.invitation_accepted", invitation=invitation.pk)
    return membership


@transaction.atomic
def change_roles(membership: Membership, *, roles: Collection[str], post: Post | None = None, by: User) -> None:
    """Give the member these roles and this post instead of the present ones; in force from their next request on.

    Without a ``post`` department and amount stay, the amount only for an approver.
    """
    require(policies.may_change_membership(by, membership))
    membership.refresh_from_db(from_queryset=Membership.objects.select_for_update(of=("self",)))
    chosen = _check_roles(membership.company, roles)
    _check_elsewhere(membership.user, membership.company, roles)
    if post is None:
        post = Post(membership.department, membership.approval_limit_won if "AP" in roles else None)
    _check_post(membership.company, roles, post)
    before = sorted(membership.roles.values_list("code", flat=True))
    was = _told(Post(membership.department, membership.approval_limit_won))
    membership.roles.set(chosen)
    _place(membership, post)
    follow_admin_role(membership)
    record(
        membership,
        "roles_changed",
        by=by,
        payload={"before": before, "after": sorted(roles), "post_before": was, "post_after": _told(post)},
    )
    announce("people.roles_changed", membership=membership.pk)


@transaction.atomic
def disable_membership(membership: Membership, *, reason: str = "", by: User) -> None:
    """Take a person's access to the company away: from the next request on, sessions ended."""
    require(policies.may_change_membership(by, membership))
    move(membership, "disable", by=by, reason=reason)
    follow_admin_role(membership)
    end_sessions(membership.user)
    announce("people.membership_disabled", membership=membership.pk)


@transaction.atomic
def enable_membership(membership: Membership, *, by: User) -> None:
    """Give access back."""
    require(policies.may_change_membership(by, membership))
    _check_elsewhere(membership.user, membership.company, membership.roles.values_list("code", flat=True))
    move(membership, "enable", by=by)
    follow_admin_role(membership)
    announce("people.membership_enabled", membership=membership.pk)


@transaction.atomic
def switch_membership(membership: Membership, *, by: User) -> None:
    """Act for another of one's companies from now on."""
    if membership.user_id != by.pk or not membership.is_active:
        raise NotAllowed(_("You cannot act for this company."))
    User.objects.filter(pk=by.pk).update(active_membership=membership)
    record(membership, "switched_to", by=by)
