"""The ways a service says no. The message is shown to a person: what happened, and what to do."""

from collections.abc import Sequence

from django.db import IntegrityError, OperationalError

# Two that waited for each other, or met in the same rows: the database has ended one of them at once.
CROSSED = ("40P01", "40001")
# These, or one that waited too long for a lock, or took too long: the same once more may well work.
BUSY = ("55P03", "57014", *CROSSED)


class Refused(Exception):
    """Why a service did nothing. ``field`` names the input that caused it, if one did.

    ``code`` is for programs (``portal.api.problems``): that of the class, or a registered one of its own.
    """

    code = "rule_broken"

    def __init__(self, message, *, field: str | None = None, code: str = ""):
        super().__init__(message)
        self.message = message
        self.field = field
        if code:
            self.code = code

    def __str__(self) -> str:
        return str(self.message)


class RuleBroken(Refused):
    """A rule of the domain forbids it. Door: 422 beside the field."""


class RulesBroken(RuleBroken):
    """Several at once, each with its own field: a person mends all of them in one go. Door: 422 beside each field."""

    def __init__(self, each: Sequence[RuleBroken]):
        super().__init__(each[0].message, field=each[0].field, code=each[0].code)
        self.each = tuple(each)


class WrongState(RuleBroken):
    """The thing is no longer (or not yet) in a state that allows it. Door: 409."""

    code = "wrong_state"


class NotAllowed(Refused):
    """This person may not do it. Door: 403, with the reason."""

    code = "forbidden"


def broken_constraint(fault: IntegrityError) -> str:
    """The name of the constraint that refused, as the database tells it."""
    diagnosis = getattr(fault.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def is_busy(fault: Exception) -> bool:
    """Whether the database ended a statement only because others were at work; its transaction did nothing."""
    return isinstance(fault, OperationalError) and getattr(fault.__cause__, "pgcode", None) in BUSY


def is_crossed(fault: Exception) -> bool:
    """Whether the database ended a transaction only because another crossed it; begun again at once it gets through."""
    return isinstance(fault, OperationalError) and getattr(fault.__cause__, "pgcode", None) in CROSSED
