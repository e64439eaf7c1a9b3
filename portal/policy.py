"""WHO: a verdict is a yes, or a no with a reason that can be shown to the person."""

from dataclasses import dataclass

from portal.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Verdict:
    """Truthy when allowed; ``reason`` says why not."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def no(reason) -> Verdict:
    """A refusal; ``reason`` is a translated sentence for the person who asked."""
    return Verdict(False, reason)


def require(verdict: Verdict) -> None:
    """Raise NotAllowed unless the verdict is a yes: the first line of every service."""
    if not verdict:
        raise NotAllowed(verdict.reason)
