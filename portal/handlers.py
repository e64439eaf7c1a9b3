"""What belongs to no app: house-keeping of knocks, sessions, tokens, the cache; the address in the lines of the log."""

import structlog
from django.contrib.sessions.models import Session
from django.db import connection, transaction
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


@sweeps
def forget_what_expired() -> int:
    """Each minute, by an index: rows of the cache whose time is over, which Django itself leaves until it is full."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM portal_cache WHERE expires < pg_catalog.clock_timestamp()")
        return cursor.rowcount


@receiver(bind_extra_request_metadata)
def name_the_address(request, **_rest) -> None:
    """Every line of a request says where it comes from, as the edge has settled it."""
    structlog.contextvars.bind_contextvars(ip=client_ip(request))
