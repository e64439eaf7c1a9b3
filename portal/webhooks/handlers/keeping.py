"""House-keeping once a day, and what follows when a client is revoked or renewed."""

from django.db import transaction

from portal.clock import today
from portal.outbox.services import on, once, sweeps
from portal.partners.models import ApiClient
from portal.webhooks import services


@sweeps
@transaction.atomic
def keep_webhooks() -> None:
    """Old deliveries and ended secrets are deleted; the others are encrypted with the present key."""
    if once("webhooks: keep house", today().isoformat()):
        services.give_up_lapsed()
        services.forget_old_deliveries()
        services.keep_secrets()


@on("partners.client_revoked")
def stop_endpoints(*, client: int, **_) -> None:
    """Who may ask no more is told no more."""
    services.disable_endpoints_of(ApiClient.objects.get(pk=client))


@on("partners.client_renewed")
def send_what_waited(*, client: int, ended: bool = False, **_) -> None:
    """What happened after its day has waited for this."""
    if ended:
        services.let_go_on(ApiClient.objects.get(pk=client))
