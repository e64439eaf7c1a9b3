"""WHO: one's own notices, one's own choice."""

from django.utils.translation import gettext as _

from portal.notices.models import Notice
from portal.people.models import User
from portal.policy import YES, Verdict, no


def may_read(user: User, notice: Notice) -> Verdict:
    """Only the person to whom it was written."""
    return YES if notice.user_id == user.pk else no(_("This notice is for somebody else."))


def may_choose(user: User, of: User) -> Verdict:
    """How to hear is everybody's own choice; a program reads no mail."""
    if user.pk != of.pk or user.is_service:
        return no(_("Only the person itself chooses how it is told."))
    return YES
