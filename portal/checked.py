"""A model's own checks as a refusal beside its field."""

from django.core.exceptions import ValidationError
from django.db import models

from portal.errors import RuleBroken


def at_hand(thing: models.Model) -> set[str]:
    """Fields that refer to something which is loaded: that it exists need not be asked for each of them."""
    loaded = {
        field.name: field.get_cached_value(thing, default=None) for field in thing._meta.fields if field.is_relation
    }
    return {name for name, other in loaded.items() if other is not None and not other._state.adding}


def checked(thing: models.Model, *, but: tuple[str, ...] = ()) -> None:
    """Ask the model's fields and constraints; the first fault becomes a refusal.

    What may be empty in the database may be empty here: forms ask for more, where a person types.
    """
    empty = {field.name for field in thing._meta.fields if field.null and getattr(thing, field.attname) is None}
    try:
        thing.clean_fields(exclude={*but, *empty, *at_hand(thing)})
        thing.clean()
        thing.validate_unique(exclude=but)
        thing.validate_constraints(exclude=but)
    except ValidationError as fault:
        told = fault.message_dict if hasattr(fault, "error_dict") else {"__all__": fault.messages}
        field, messages = next(iter(told.items()))
        raise RuleBroken(messages[0], field=None if field == "__all__" else field) from fault
