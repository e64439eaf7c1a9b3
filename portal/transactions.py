"""One transaction for what belongs together; and begun again when the database ended it for crossing another."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import structlog
from django.db import OperationalError, connection, transaction

from portal.errors import is_crossed

log = structlog.get_logger(__name__)
TIMES = 5
PAUSE = 0.02  # seconds at most before the second try, and twice as long before each further one
READ = ("SELECT", "SHOW", "DECLARE", "FETCH")  # as the server names a statement that has changed nothing

Given = ParamSpec("Given")
Told = TypeVar("Told")
_once_more: ContextVar[Callable[[], bool]] = ContextVar("once more", default=lambda: False)
_gone: ContextVar[int] = ContextVar("sent out", default=0)


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


def again_when_crossed(do: Callable[Given, Told]) -> Callable[Given, Told]:
    """``do`` up to five times, where it is the outermost and nothing of it has been kept. Decision 0064.

    For what owns its transactions and may be called again with the same arguments: a job, a command, a service whose
    callers have begun none. Inside another's transaction that one begins again, or nobody.
    """

    @wraps(do)
    def tried(*args: Given.args, **kwargs: Given.kwargs) -> Told:
        return begun_again(lambda: do(*args, **kwargs), name=f"{do.__module__}.{do.__qualname__}")

    tried.begins_again = True  # type: ignore[attr-defined]
    return tried


def resumed_when_crossed(do: Callable[Given, Told]) -> Callable[Given, Told]:
    """Likewise, also when a part of ``do`` has been kept: for work that looks in the database where it stands."""

    @wraps(do)
    def tried(*args: Given.args, **kwargs: Given.kwargs) -> Told:
        name = f"{do.__module__}.{do.__qualname__}"
        return begun_again(lambda: do(*args, **kwargs), name=name, resumes=True)

    return tried


def begun_again(
    do: Callable[[], Told], *, name: str, renew: Callable[[], bool] | None = None, resumes: bool = False
) -> Told:
    """What ``do`` tells, up to five times while the database ends it for crossing another transaction.

    Never after something of it was kept (a commit, a statement outside of a transaction that wrote, an e-mail), unless
    it ``resumes``. ``renew`` puts back what ``do`` found in memory, or says that it cannot.
    """
    if connection.in_atomic_block:
        return do()
    for left in reversed(range(TIMES)):
        with _watched() as kept, _known(lambda left=left, kept=kept: left > 0 and (resumes or not kept())):
            try:
                return do()
            except OperationalError as fault:
                if not is_crossed(fault) or getattr(fault, "tried_out", False):
                    raise
                again = (resumes or not kept()) and (renew is None or renew()) and left > 0
                code = getattr(fault.__cause__, "pgcode", None)
                log.warning("transaction_crossed", what=name, code=code, attempt=TIMES - left, begins_again=again)
                fault.tried_out = not left  # type: ignore[attr-defined]  # five times in all, whoever stands around
                if not again:
                    raise
        time.sleep(random.uniform(0, PAUSE * 2 ** (TIMES - 1 - left)))  # noqa: S311 (so that two do not meet again)
    raise AssertionError("unreachable")


def may_begin_again() -> bool:
    """Whether what runs now would be begun again as a whole: then who catches every fault lets a crossing pass."""
    return _once_more.get()()


def out_of_hand() -> None:
    """Said before something leaves that no rollback brings back, such as an e-mail: its sender begins nothing again."""
    _gone.set(_gone.get() + 1)


@contextmanager
def _known(once_more: Callable[[], bool]) -> Iterator[None]:
    token = _once_more.set(once_more)
    try:
        yield
    finally:
        _once_more.reset(token)


@contextmanager
def _watched() -> Iterator[Callable[[], bool]]:
    """Tells whether something that was done inside outlives whatever is rolled back."""
    here: Any = connection  # with what portal.postgresql adds
    commits, gone, written = here.commits, _gone.get(), []

    def watch(execute, sql, params, many, context):
        told = execute(sql, params, many, context)
        if not context["connection"].in_atomic_block and not _was_read(context["cursor"]):
            written.append(True)
        return told

    with here.execute_wrapper(watch):
        yield lambda: bool(written) or here.commits != commits or _gone.get() != gone


def _was_read(cursor: Any) -> bool:
    """By the server's own word, so that ``WITH … SELECT`` is known as well."""
    return (cursor.cursor.statusmessage or "").startswith(READ)
