"""A model's own checks as a refusal beside its field."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from portal.errors import RuleBroken


def checked(thing: models.Model, *, but: tuple[str, ...] = ()) -> None:
    """Ask the model's fields and constraints; the first fault becomes a refusal."""
    try:
        thing.full_clean(exclude=but)
    except ValidationError as fault:
        field, messages = next(iter(fault.message_dict.items()))
        raise RuleBroken(messages[0], field=None if field == "__all__" else field) from fault


def heed(code: str, score: int | None, remark: str, *, most: int | None) -> None:
    """A breach of payment that is not closed costs a step; who gives more than ``most`` says why. Source: domain 17."""
    if most is not None and score is not None and score > most and not remark.strip():
        told = {"code": code, "most": most}
        words = _("%(code)s: a breach of payment is open, so %(most)s is proposed. Say why you give more.")
        raise RuleBroken(words % told, field=code)
