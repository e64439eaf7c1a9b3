"""House-keeping of what belongs to no app: counts of knocks, expired sessions and tokens."""

from django.contrib.sessions.models import Session
from django.db import transaction
from oauth2_provider.models import AccessToken

from portal.clock import RealTimestamp, today
from portal.outbox.services import once, sweeps
from portal.throttles import forget_old_knocks


@sweeps
@transaction.atomic
def keep_house() -> None:
    """Once a day. Sessions and tokens live by the machine's time, also in a sandbox."""
    if once("portal: keep house", today().isoformat()):
        forget_old_knocks()
        Session.objects.filter(expire_date__lt=RealTimestamp()).delete()
        AccessToken.objects.filter(expires__lt=RealTimestamp()).delete()
