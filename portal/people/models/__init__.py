"""WHAT: users, companies, memberships, roles, standing, certificates."""

from portal.people.models.company import Certificate, Company, Standing
from portal.people.models.membership import Invitation, JoinRequest, Membership, Role
from portal.people.models.user import Accounts, User

__all__ = [
    "Accounts",
    "Certificate",
    "Company",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Role",
    "Standing",
    "User",
]
