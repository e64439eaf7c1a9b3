"""WHO: auditors and compliance officers read the whole trail and have it checked."""

from django.utils.translation import gettext as _

from portal.policy import YES, Verdict, no


def may_read_trail(user) -> Verdict:
    """Reading everything is for auditors and compliance; others see the timelines of their own things."""
    if user.has_role("AU", "CP"):
        return YES
    return no(_("The audit trail is open to auditors and compliance officers. Each page shows its own history."))


def may_check_chain(user) -> Verdict:
    """Whoever may read it may have it checked."""
    return may_read_trail(user)
