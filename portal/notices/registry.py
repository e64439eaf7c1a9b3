"""The kinds of notice: each app enters its own in its ``handlers.py``."""

from dataclasses import dataclass
from typing import Any

from portal.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind. ``title`` and ``text`` are lazily translated and filled with the notice's parameters."""

    key: str
    title: Any
    text: Any = ""
    essential: bool = False  # changes rights or duties: mailed at once, cannot be unsubscribed


class Kinds(Registry[Kind]):
    """Kinds by key."""

    def register(self, kind: Kind) -> Kind:
        """Enter ``kind`` under its own key."""
        return self.add(kind.key, kind)


kinds = Kinds("kinds of notice")
