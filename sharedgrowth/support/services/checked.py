"""A model's own checks as a refusal beside its field."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import override

from portal.errors import RuleBroken


def checked(thing: models.Model, *, but: tuple[str, ...] = ()) -> None:
    """Ask the model's fields and constraints; the first fault becomes a refusal."""
    try:
        thing.full_clean(exclude=but)
    except ValidationError as fault:
        field, messages = next(iter(fault.message_dict.items()))
        raise RuleBroken(messages[0], field=None if field == "__all__" else field) from fault


def both_languages(text: object) -> dict[str, str]:
    """A lazy text in Korean and English, as a row keeps it."""
    told = {}
    for language in ("ko", "en"):
        with override(language):
            told[language] = str(text)
    return told
