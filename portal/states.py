"""WHEN: a table of moves. The only code that changes a state is ``portal.audit.services.move``."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from portal.errors import WrongState


class Flow:
    """Named moves of one kind of thing.

    >>> flow = Flow({"publish": (["draft"], "open"), "close": (["open"], "closed")})
    >>> flow.target("publish", "draft")
    'open'
    >>> flow.moves_from("open")
    ['close']
    """

    def __init__(self, moves: Mapping[str, tuple[Iterable[str], str]]):
        self.moves = {name: (tuple(sources), target) for name, (sources, target) in moves.items()}

    def target(self, name: str, state: str) -> str:
        """The state after the move ``name``; WrongState when it does not start in ``state``."""
        sources, target = self.moves[name]
        if state not in sources:
            raise WrongState(
                _("This step is not possible in the present state. Reload the page to see where it stands.")
            )
        return target

    def allows(self, name: str, state: str) -> bool:
        """Whether the move ``name`` may start in ``state``."""
        return state in self.moves[name][0]

    def moves_from(self, state: str) -> list[str]:
        """The names of all moves that may start in ``state``."""
        return [name for name, (sources, _target) in self.moves.items() if state in sources]

    def pairs(self) -> set[tuple[str, str]]:
        """All allowed (before, after) pairs: what the database trigger of a model enforces."""
        return {(source, target) for sources, target in self.moves.values() for source in sources}
