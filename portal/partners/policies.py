"""WHO: a supplier's administrator makes, looks after and revokes its clients; the portal's may revoke any."""

from django.utils.translation import gettext as _

from portal.partners.models import ApiClient
from portal.people.models import Company
from portal.policy import YES, Verdict, no


def may_create_client(user, company: Company) -> Verdict:
    """The company's administrator, a person, for a company in good standing."""
    if user.is_service:
        return no(_("A program cannot make API clients. Ask your company's administrator."))
    if not user.has_role("SA") or user.company_id != company.pk:
        return no(_("Only your company's administrator can make API clients."))
    if not company.is_active:
        return no(_("API clients can be made once your company's registration has been approved."))
    return YES


def may_revoke_client(user, client: ApiClient) -> Verdict:
    """Its company's administrator, or the portal's."""
    own = user.has_role("SA") and user.company_id == client.company_id
    if user.is_service or not (own or user.has_role("AD")):
        return no(_("Only your company's administrator can revoke API clients."))
    return YES


def may_look_after_client(user, client: ApiClient) -> Verdict:
    """Exchange its secrets and move its end: its company's administrator, a person."""
    if user.is_service or not user.has_role("SA") or user.company_id != client.company_id:
        return no(_("Only your company's administrator can change API clients."))
    if not client.company.is_active:
        return no(_("API clients can be changed once your company's registration stands again."))
    return YES
