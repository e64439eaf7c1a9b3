"""WHO: a company's administrator looks after its endpoints, a program after its own; the portal's may stop any."""

from django.utils.translation import gettext as _

from portal.partners.models import ApiClient
from portal.people.models import User
from portal.policy import YES, Verdict, no
from portal.webhooks.models import Endpoint


def _looks_after(user: User, client: ApiClient) -> bool:
    if user.is_service:
        return client.user_id == user.pk
    return user.has_role("SA") and user.company_id == client.company_id


def may_add_endpoint(user: User, client: ApiClient) -> Verdict:
    """The company's administrator for any of its clients; a program for itself."""
    if not _looks_after(user, client):
        return no(_("Only your company's administrator can add webhook endpoints."))
    if not client.company.is_active:
        return no(_("Webhook endpoints can be added once your company's registration has been approved."))
    if not client.is_active:
        return no(_("This API client has been revoked or is past its last day. Renew it or choose another."))
    return YES


def may_look_after_endpoint(user: User, endpoint: Endpoint) -> Verdict:
    """Change it, exchange its secret, send again: who may add one."""
    if not _looks_after(user, endpoint.client):
        return no(_("Only your company's administrator can change webhook endpoints."))
    return YES


def may_stop_endpoint(user: User, endpoint: Endpoint) -> Verdict:
    """Pause or remove it: also the portal's administrator, so that a wrong address is called no longer."""
    if user.has_role("AD") and not user.is_service:
        return YES
    return may_look_after_endpoint(user, endpoint)
