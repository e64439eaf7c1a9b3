"""WHO: administrators of the portal have a delivery tried again."""

from django.utils.translation import gettext as _

from portal.policy import YES, Verdict, no


def may_retry_event(user, event) -> Verdict:
    """Those of the buyer's administrators who sign in to the administration; never a program."""
    if user.is_active and not user.is_service and (user.is_superuser or (user.is_internal and user.has_role("AD"))):
        return YES
    return no(_("Only administrators of the portal try a delivery again."))
