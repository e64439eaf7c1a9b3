"""A model's own checks, with all conditions asked in one question.

Django asks the database about each ``CheckConstraint`` on its own, in a savepoint: for a tender thirty-six statements,
each with all of its seventy fields. Nearly always everything holds; where it does not, Django's own way tells what.
"""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BaseConstraint, CheckConstraint, Q
from django.db.models.expressions import CombinedExpression


def at_hand(thing: models.Model) -> set[str]:
    """Fields that refer to something which is loaded: that it exists need not be asked for each of them."""
    loaded = {
        field.name: field.get_cached_value(thing, default=None) for field in thing._meta.fields if field.is_relation
    }
    return {name for name, other in loaded.items() if other is not None and not other._state.adding}


def full_clean(thing: models.Model) -> None:
    """As ``thing.full_clean()``, but what is wrong with the fields is told alone, and no loaded thing is looked for."""
    thing.clean_fields(exclude=at_hand(thing))
    thing.clean()
    thing.validate_unique()
    validate_constraints(thing)


def validate_constraints(thing: models.Model, *, exclude: Collection[str] = ()) -> None:
    """As ``thing.validate_constraints()``."""
    if not all(_holds(thing, model, found, exclude) for model, found in thing.get_constraints()):
        thing.validate_constraints(exclude=set(exclude))


def _holds(
    thing: models.Model, model: type[models.Model], constraints: Collection[BaseConstraint], exclude: Collection[str]
) -> bool:
    """Whether none of them is broken. A condition that is unknown is not, and one of what is left out is not asked."""
    known = thing._get_field_expression_map(meta=model._meta, exclude=exclude)
    asked = Q()
    for each in constraints:
        if type(each) is not CheckConstraint or _calculates(each.condition):
            try:
                each.validate(model, thing, exclude=exclude)
            except ValidationError:
                return False
        elif Q(each.condition).referenced_base_fields <= known.keys():
            asked &= Q(each.condition)
    named = asked.referenced_base_fields
    return not asked or asked.check({name: value for name, value in known.items() if name in named})


def _calculates(condition: Any) -> bool:
    """Arithmetic may fail in the database, which would make Django take a whole question for answered with yes."""
    return any(isinstance(part, CombinedExpression) for part in Q(condition).flatten())
