"""Days of deliveries and contracts in people's own calendars."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.clock import SEOUL
from portal.exchange.registry.calendars import Calendar, calendars
from portal.feeds import absolute
from portal.icalendar import Moment
from purchasing.contracts.queries.calendars import contracts_ending, deliveries_expected
from purchasing.contracts.queries.contracts import OWN_READERS, READERS
from purchasing.contracts.states import DeliveryState

STAYS = timedelta(days=7)
OPENS, CLOSES = time(9), time(18)


def days(user, now: datetime) -> Iterator[Moment]:
    """Announced deliveries, results of inspections that are due, ends of contracts."""
    since = (now - STAYS).astimezone(SEOUL).date()
    for delivery in deliveries_expected(user, since):
        path = reverse("contracts:delivery-detail", args=[delivery.number])
        named = {"number": delivery.number}
        if delivery.state == DeliveryState.ANNOUNCED and delivery.announced_for:
            title = _("Delivery announced: %(number)s") % named
            yield _moment("delivery", delivery.uid, delivery.announced_for, title, path, delivery.created_at)
        elif delivery.inspect_by:
            title = _("Inspection result due: %(number)s") % named
            yield _moment("inspection", delivery.uid, delivery.inspect_by, title, path, delivery.created_at)
    for contract in contracts_ending(user, since):
        path = reverse("contracts:contract-detail", args=[contract.number])
        title = _("Contract ends: %(number)s") % {"number": contract.number}
        yield _moment("end", contract.uid, contract.ends_on, title, path, contract.created_at, version=contract.version)


def _moment(
    what: str, uid: UUID, day: date, title: str, path: str, changed_at: datetime, *, version: int = 0
) -> Moment:
    at = OPENS if what == "delivery" else CLOSES
    url = absolute(path)
    return Moment(
        uid=f"{uid}-{what}@contracts.together",
        at=datetime.combine(day, at, SEOUL),
        title=title,
        text=url,
        url=url,
        changed_at=changed_at,
        version=version,
    )


calendars.add(
    "contracts",
    Calendar(
        label=gettext_lazy("Deliveries and contracts"),
        said=gettext_lazy("announced deliveries, inspection results that are due, ends of contracts"),
        may=lambda user: user.has_role(*(READERS if user.is_internal else OWN_READERS)),
        moments=days,
        order=30,
    ),
)
