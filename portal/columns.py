"""A column of a query says what it is without asking its constructor.

Django looks for what a query is ordered by among everything that it selects, and has each column tell what it is by
binding its arguments to the signature of its class: more than a quarter of the time that the statement of a usual list
takes to be written. The same answer is given here from the arguments themselves.
"""

from typing import Any

from django.db.models.expressions import Col, Expression
from django.utils.functional import cached_property


def know_columns() -> None:
    """From now on, in this process."""
    found = cached_property(identity)
    found.__set_name__(Col, "identity")
    Col.identity = found


def identity(column: Col) -> tuple[Any, ...]:
    """What Django's own ``identity`` says, whose way is taken wherever a column is made unlike all others."""
    given, named = column._constructor_args
    if type(column) is not Col or named or not 2 <= len(given) <= 3:
        return Expression.identity.func(column)
    alias, target, output_field = (*given, None)[:3]
    told = Expression._identity
    return (Col, ("alias", alias), ("target", told(target)), ("output_field", told(output_field)))
