"""What several services share: the lock on the tender, and a model's own checks as a refusal."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.translation import gettext as _

from portal.checked import at_hand
from portal.clock import SEOUL
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from purchasing.bidding.models import Tender


class SealedMeanwhile(WrongState):
    """The company's bid was sealed or withdrawn after the page was made on which this one was written."""


def locked(tender: Tender) -> Tender:
    """The tender as it is now, with its row locked: nothing is counted or decided before this."""
    return Tender.objects.select_for_update(of=("self",)).get(pk=tender.pk)


def checked(thing: models.Model, *, prefix: str = "") -> None:
    """Ask the model's fields and constraints; the first fault becomes a refusal beside its field."""
    try:
        thing.clean_fields(exclude=at_hand(thing))
        thing.clean()
        thing.validate_unique()
        thing.validate_constraints()
    except ValidationError as fault:
        field, messages = next(iter(fault.message_dict.items()))
        raise RuleBroken(messages[0], field=None if field == "__all__" else f"{prefix}{field}") from fault


def check_delivery(delivery_on: date | None, *, closes_at: datetime, field: str) -> None:
    """Nothing can be delivered before it is known who delivers: the day lies after the one on which bids close."""
    last = closes_at.astimezone(SEOUL).date()
    if delivery_on is not None and delivery_on <= last:
        raise RuleBroken(
            _("Bids close on %(last)s: delivery has to lie after that day. Move one of the two dates.")
            % {"last": day_text(last, "day")},
            field=field,
        )


def once_at_a_time(name: str) -> None:
    """Wait until no other transaction does what ``name`` says; held until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def check_version(told: int | None, now: int) -> None:
    """A bid names the version of the notice for which it was written; None: it leaves that to the bidder."""
    if told is not None and told != now:
        said = _("The notice stands at version %(now)s, the bid was written for version %(told)s: read it again.")
        raise WrongState(said % {"now": now, "told": told})


def check_known(told: int | None, last: int) -> None:
    """A bid names the version of the own bid that its writer knew, 0 for none; None: it leaves that to the bidder."""
    if told is not None and told != last:
        said = _("Version %(last)s came in meanwhile: look at it, then seal again to replace it.")
        raise SealedMeanwhile(said % {"last": last})
