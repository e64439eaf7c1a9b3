"""What belongs to no app: house-keeping of knocks, sessions and tokens, and the address in the lines of the log."""

import structlog
from django.contrib.sessions.models import Session
from django.db import transaction
from django.dispatch import receiver
from django_structlog.signals import bind_extra_request_metadata
from oauth2_provider.models import AccessToken

from portal.clock import RealTimestamp, today
from portal.outbox.services import once, sweeps
from portal.throttles import client_ip, forget_old_knocks


@sweeps
@transaction.atomic
def keep_house() -> None:
    """Once a day. Sessions and tokens live by the machine's time, also in a sandbox."""
    if once("portal: keep house", today().isoformat()):
        forget_old_knocks()
        Session.objects.filter(expire_date__lt=RealTimestamp()).delete()
        AccessToken.objects.filter(expires__lt=RealTimestamp()).delete()


@receiver(bind_extra_request_metadata)
def name_the_address(request, **_rest) -> None:
    """Every line of a request says where it comes from, as the edge has settled it."""
    structlog.contextvars.bind_contextvars(ip=client_ip(request))
