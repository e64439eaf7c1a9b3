"""Who watches for new products is told: saved searches by a notice, alerts without an account by e-mail."""

from django.utils.translation import gettext_lazy as _

from catalog import services
from portal.notices.registry import Kind, kinds
from portal.outbox.services import on, sweeps

kinds.register(
    Kind(
        key="catalog.search_met",
        title=_("New in the e-Catalog for “%(search)s”: %(count)s"),
        text=_("%(products)s"),
    )
)
kinds.register(
    Kind(
        key="catalog.alert_asked",
        title=_("Confirm your e-mail alert: %(what)s"),
        text=_(
            "Somebody, probably you, asked the portal to write to this address when something new appears for "
            "%(what)s. Open the link within three days to confirm. Without it nothing is sent, and the address is "
            "deleted."
        ),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="catalog.alert_on_already",
        title=_("This e-mail alert is on already: %(what)s"),
        text=_("Somebody asked for it again. Nothing has changed; the link ends it."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="catalog.alert_met",
        title=_("New in the portal for %(what)s: %(count)s"),
        text=_("You asked to be told; one e-mail a day at most."),
    )
)


@on("catalog.search_met")
def tell_search(*, search: int, **_later) -> None:
    """The person whose search met something new."""
    services.tell_search(search)


@on("catalog.alert_asked")
def mail_confirmation(*, alert: int, **_later) -> None:
    """The owner of the address confirms, or learns that it is on."""
    services.mail_confirmation(alert)


@on("catalog.sourcing_opened")
def meet_request(*, request: int, **_later) -> None:
    """Alerts that look for such a request."""
    services.meet_request(request)


@on("catalog.alert_met")
def tell_alert(*, alert: int, **_later) -> None:
    """The e-mail with what is new."""
    services.tell_alert(alert)


sweeps(services.announce_new_products)
sweeps(services.announce_daily)
sweeps(services.forget_unconfirmed)
