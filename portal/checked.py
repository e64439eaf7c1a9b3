"""A model's own checks as a refusal beside its field."""

from django.core.exceptions import ValidationError
from django.db import models

from portal.constraints import at_hand, validate_constraints
from portal.errors import RuleBroken


def checked(thing: models.Model, *, but: tuple[str, ...] = ()) -> None:
    """Ask the model's fields and constraints; the first fault becomes a refusal.

    What may be empty in the database may be empty here: forms ask for more, where a person types.
    """
    empty = {field.name for field in thing._meta.fields if field.null and getattr(thing, field.attname) is None}
    try:
        thing.clean_fields(exclude={*but, *empty, *at_hand(thing)})
        thing.clean()
        thing.validate_unique(exclude=but)
        validate_constraints(thing, exclude=but)
    except ValidationError as fault:
        told = fault.message_dict if hasattr(fault, "error_dict") else {"__all__": fault.messages}
        field, messages = next(iter(told.items()))
        raise RuleBroken(messages[0], field=None if field == "__all__" else field) from fault
