"""FIND: the invented people of the sandbox."""

from portal.people.models import Company, Membership, User
from portal.sandbox.models import SandboxCompany
from portal.sandbox.registry import Cast, Guest

BIDS, PAYS = "SA", "SF"


def _person(membership: Membership) -> User:
    """Acting for this company, with its roles."""
    user = membership.user
    user.active_membership = membership
    return user


def cast() -> Cast:
    """Everybody who plays: the buying organisation's people by role, and those who bid for competing suppliers."""
    memberships = (
        Membership.objects.filter(state="active", user__is_service=False, user__is_active=True)
        .select_related("user", "company")
        .prefetch_related("roles")
        .order_by("pk")
    )
    found = Cast(buyer=Company.objects.get(is_buyer=True))
    for membership in memberships.filter(company=found.buyer):
        for role in membership.roles.all():
            found.staff.setdefault(role.code, []).append(_person(membership))
    rivals = memberships.filter(company__is_buyer=False, roles__code=BIDS).exclude(
        company__in=SandboxCompany.objects.values("company")
    )
    found.rivals = [_person(membership) for membership in rivals]
    return found


def guest_of(made: SandboxCompany) -> Guest:
    """The people that the company was given."""
    by_role = {}
    for membership in (
        Membership.objects.filter(company_id=made.company_id, user__is_service=False)
        .select_related("user", "company")
        .prefetch_related("roles")
        .order_by("-pk")
    ):
        for role in membership.roles.all():
            by_role[role.code] = _person(membership)
    return Guest(company=made.company, admin=by_role[BIDS], finance=by_role[PAYS])
