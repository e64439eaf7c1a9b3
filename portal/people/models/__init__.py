"""WHAT: users, companies, memberships, roles, standing, certificates."""

from portal.people.models.appeal import CompanyAppeal
from portal.people.models.company import Certificate, CertificateKind, Company, CompanyProposal, Standing
from portal.people.models.membership import Invitation, JoinRequest, Membership, Role
from portal.people.models.succession import CompanySuccession
from portal.people.models.terms import CompanyTerms
from portal.people.models.user import Accounts, User

__all__ = [
    "Accounts",
    "Certificate",
    "CertificateKind",
    "Company",
    "CompanyAppeal",
    "CompanyProposal",
    "CompanySuccession",
    "CompanyTerms",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Role",
    "Standing",
    "User",
]
