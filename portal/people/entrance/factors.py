"""Who has just set up a second factor has shown it: allauth says so only by its own signal."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator


def count_as_shown(*, request, user, authenticator: Authenticator, **_signal) -> None:
    """Enter the new app or key into this session's record of proofs; recovery codes prove nothing yet."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, method="mfa", type=authenticator.type, id=authenticator.pk)
