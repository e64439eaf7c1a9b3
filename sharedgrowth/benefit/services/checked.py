"""A model's own checks as a refusal beside its field."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import override

from portal.errors import RuleBroken


def checked(thing: models.Model, *, but: tuple[str, ...] = ()) -> None:
    """Ask the model's fields and constraints; the first fault becomes a refusal."""
    empty = {field.name for field in thing._meta.fields if field.null and getattr(thing, field.attname) is None}
    try:
        thing.clean_fields(exclude={*but, *empty})  # what may be empty in the database may be empty here
        thing.clean()
        thing.validate_unique(exclude=but)
        thing.validate_constraints(exclude=but)
    except ValidationError as fault:
        told = fault.message_dict if hasattr(fault, "error_dict") else {"__all__": fault.messages}
        field, messages = next(iter(told.items()))
        raise RuleBroken(messages[0], field=None if field == "__all__" else field) from fault


def both_languages(text: object) -> dict[str, str]:
    """A lazy text in Korean and English, as a row keeps it."""
    told = {}
    for language in ("ko", "en"):
        with override(language):
            told[language] = str(text)
    return told
