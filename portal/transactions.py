"""One transaction for what belongs together."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

Given = ParamSpec("Given")
Told = TypeVar("Told")


def in_one_transaction(do: Callable[Given, Told]) -> Callable[Given, Told]:
    """In the caller's transaction, else in one of its own.

    For small steps of nearly every service. ``transaction.atomic`` would set a savepoint where the caller has begun
    one, two statements more for each step; but who goes on after a refusal of such a step has changed nothing in it.
    """

    @wraps(do)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Told:
        if connection.in_atomic_block:
            return do(*args, **kwargs)
        with transaction.atomic():
            return do(*args, **kwargs)

    return run
