"""What several services share: the lock on the tender, and a model's own checks as a refusal."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from portal.errors import RuleBroken
from purchasing.bidding.models import Tender


def locked(tender: Tender) -> Tender:
    """The tender as it is now, with its row locked: nothing is counted or decided before this."""
    return Tender.objects.select_for_update(of=("self",)).get(pk=tender.pk)


def checked(thing: models.Model, *, prefix: str = "") -> None:
    """Ask the model's fields and constraints; the first fault becomes a refusal beside its field."""
    try:
        thing.full_clean()
    except ValidationError as fault:
        field, messages = next(iter(fault.message_dict.items()))
        raise RuleBroken(messages[0], field=None if field == "__all__" else f"{prefix}{field}") from fault


def broken_constraint(fault: IntegrityError) -> str:
    """The name of the constraint that refused, as the database tells it."""
    diagnosis = getattr(fault.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
