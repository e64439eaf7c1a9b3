"""WHO: looks at the change feed on a page. Programs read it by their scopes."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no

LOOKERS = ("SA", "AD", "AU")


def may_see_changes(user: User) -> Verdict:
    """Who looks after the company's programs, and who looks after the portal."""
    if user.is_service or not user.has_role(*LOOKERS):
        return no(_("API clients are looked after by your company's administrator."))
    return YES
