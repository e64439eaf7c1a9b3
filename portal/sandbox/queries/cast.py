"""FIND: who acts in the sandbox."""

from collections import defaultdict

from portal.people.models import Company, Membership, User
from portal.sandbox.models import SandboxCompany
from portal.sandbox.registry import Cast, Guest

BIDS, PAYS = "SA", "SF"


def cast() -> Cast:
    """Everybody: the buying organisation's people by role, competitors, and partners' companies with their people."""
    buyer = Company.objects.get(is_buyer=True)
    by_role: dict[int, dict[str, list[User]]] = defaultdict(lambda: defaultdict(list))
    memberships = (
        Membership.objects.filter(state="active", user__is_service=False, user__is_active=True)
        .select_related("user", "company")
        .prefetch_related("roles")
        .order_by("pk")
    )
    for membership in memberships:
        user = membership.user
        user.active_membership = membership
        for role in membership.roles.all():
            by_role[membership.company_id][role.code].append(user)
    partners = set(SandboxCompany.objects.values_list("company_id", flat=True))
    found = Cast(buyer=buyer, staff=dict(by_role.pop(buyer.pk, {})))
    for company, people in by_role.items():
        if company not in partners:
            found.rivals += people.get(BIDS, [])[:1]
        elif (admins := people.get(BIDS)) and admins[0].company is not None:
            found.guests[company] = Guest(admins[0].company, admins[0], people.get(PAYS, admins)[0])
    return found
