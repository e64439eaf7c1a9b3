"""WHO: a consent is one's own."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from portal.privacy.models import Consent


def may_give(user: User | None) -> Verdict:
    """Every person for oneself; programs consent to nothing."""
    if user is None or user.is_service or not user.is_active:
        return no(_("Only a person may consent, and only for oneself."))
    return YES


def may_withdraw(user: User | None, consent: Consent) -> Verdict:
    """Who gave it; that of a guest the app that knows the guest (``user`` None)."""
    if consent.person_id is None and user is None:
        return YES
    if user is not None and consent.person_id == user.pk:
        return YES
    return no(_("Only who gave a consent may take it back."))
