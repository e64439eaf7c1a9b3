"""The model's own field rules, said at the field."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from portal.errors import RuleBroken


def check_fields(thing, names: Iterable[str]) -> None:
    """Lengths, patterns and choices of the fields that were written."""
    others = {field.name for field in thing._meta.fields} - set(names)
    try:
        thing.clean_fields(exclude=others)
    except ValidationError as wrong:
        field, messages = next(iter(wrong.message_dict.items()))
        raise RuleBroken(messages[0], field=field) from None
