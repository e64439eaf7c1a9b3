"""What partners does each minute, and who hears of a client's end, its secrets and its unusual use."""

from django.utils.translation import gettext_lazy as _

from portal.clock import SEOUL, db_now, today
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on, sweeps, until_done
from portal.partners import queries, rules, services
from portal.partners.models import ApiClient, ClientAlert
from portal.partners.services.log import forget_old_requests
from portal.partners.states import AlertKind
from portal.people.registry import signs_of_life

signs_of_life.add("partners.programs", queries.last_calls_of)


@sweeps
def end_clients() -> None:
    """Write down which clients' day has come; their door has been closed since that moment."""
    for client in queries.clients_past_their_end()[:100]:
        services.expire_client(client)


@sweeps
def warn_of_ends() -> None:
    """Thirty days, a week and a day before a client's end, each once."""
    now = db_now()
    for client in queries.clients_ending_soon(now):
        days_left = (client.last_day - now.astimezone(SEOUL).date()).days
        warning = rules.warning_due(days_left)
        if warning is not None:
            services.warn_of_end(client, warning=warning)


@sweeps
def forget_requests() -> None:
    """The log keeps thirty days."""
    until_done("partners: forget requests", today().isoformat(), forget_old_requests)


# Telling -------------------------------------------------------------------------------------------------------------
def _tell(client: ApiClient, kind: str, **params) -> None:
    notify(
        queries.who_looks_after(client),
        kind,
        params={"name": client.name} | params,
        url_name="partners:client-detail",
        url_args=[client.uid],
    )


def _client(pk: int) -> ApiClient:
    return ApiClient.objects.select_related("company").get(pk=pk)


@on("partners.client_expiring")
def tell_of_coming_end(*, client: int, **_later) -> None:
    """Before it stops, so that it can be renewed in time."""
    found = _client(client)
    if found.is_active and found.last_day is not None:
        _tell(found, "partners.expiring", day=found.last_day)


@on("partners.client_expired")
def tell_of_end(*, client: int, **_later) -> None:
    """It stopped."""
    _tell(_client(client), "partners.expired")


@on("partners.secret_rotated")
def tell_of_new_secret(*, client: int, **_later) -> None:
    """So that an administrator who did not do it learns that somebody did."""
    _tell(_client(client), "partners.rotated")


@on("partners.client_alerted")
def tell_of_unusual_use(*, alert: int, **_later) -> None:
    """A new network, or many refusals."""
    found = ClientAlert.objects.select_related("client__company").get(pk=alert)
    if found.kind == AlertKind.NETWORK:
        _tell(found.client, "partners.network", network=found.network)
    else:
        _tell(found.client, f"partners.{found.kind}", count=found.count, minutes=rules.ODD_MINUTES)


for _key, _title, _text in (
    (
        "expiring",
        _("API client “%(name)s” works until %(day)s"),
        _("Renew it if the program is still needed; afterwards its requests are refused."),
    ),
    (
        "expired",
        _("API client “%(name)s” has ended"),
        _("Its requests are refused since then. Renew it if the program is still needed."),
    ),
    (
        "rotated",
        _("API client “%(name)s” has a new secret"),
        _("If nobody of your company made it, revoke the client at once."),
    ),
    (
        "network",
        _("API client “%(name)s” was used from a new network: %(network)s"),
        _("If this is not a machine of yours, revoke the client or end its secret at once."),
    ),
    (
        "rejected",
        _("API client “%(name)s”: %(count)s requests with a wrong secret or token"),
        _("So many within %(minutes)s minutes. Either the program was not changed over, or somebody is guessing."),
    ),
    (
        "forbidden",
        _("API client “%(name)s”: %(count)s requests for what it may not do"),
        _("So many within %(minutes)s minutes. Look into the request log which addresses they asked for."),
    ),
    (
        "throttled",
        _("API client “%(name)s”: %(count)s requests beyond the limit"),
        _("So many within %(minutes)s minutes. Let the program wait as long as Retry-After says."),
    ),
):
    kinds.register(Kind(key=f"partners.{_key}", title=_title, text=_text, essential=True))
